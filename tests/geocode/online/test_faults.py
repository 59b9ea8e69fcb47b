"""What goes wrong on the way: asked again where that helps, told apart from a missing address."""

import math
import time
from email.utils import format_datetime

import numpy as np
import pytest
from answers import FOUND, amap, nominatim
from loopback import Said, Service

from planner.online import Clock, Door
from planner.schema import GeoStatus

PAGE = "<!DOCTYPE html><html><body>Please log in</body></html>"
ROWS = [f"滨海路{number}号" for number in range(1, 9)]
WHOLE = '[{"lat": "24.51", "lon": "118.06"}]'


def _status(asked):
    return [one.location.status for one in asked]


def test_too_many_requests_waits_as_long_as_the_service_says(service, ask, hands):
    said = iter([Said(status=429, headers={"Retry-After": "7"}), Said(FOUND["nominatim"])])
    service.answer = lambda params: next(said)
    assert _status(ask("nominatim", ROWS[0])) == [GeoStatus.FOUND]
    assert [one for one in hands.pauses if one >= 7] == hands.pauses
    assert len(hands.pauses) == 1


def test_retry_after_may_be_a_date(service, ask, hands):
    until = format_datetime(hands.clock.now().replace(hour=4, minute=1), usegmt=True)
    said = iter([Said(status=503, headers={"Retry-After": until}), Said(FOUND["nominatim"])])
    service.answer = lambda params: next(said)
    assert _status(ask("nominatim", ROWS[0])) == [GeoStatus.FOUND]
    assert 59 < sum(hands.pauses) < 62


def test_a_longer_pause_than_we_have_patience_for_is_a_quota(service, ask):
    service.answer = lambda params: Said(status=429, headers={"Retry-After": "86400"})
    asked = ask("amap", *ROWS[:3])
    assert _status(asked) == [GeoStatus.QUOTA] * 3
    assert len(service.asked) == 1
    assert "86,400 s" in asked[0].detail


def test_too_many_requests_without_end_is_a_quota_and_stops(service, ask):
    service.answer = lambda params: Said(status=429)
    assert _status(ask("nominatim", *ROWS[:3], attempts=4)) == [GeoStatus.QUOTA] * 3
    assert len(service.asked) == 4


def test_a_server_fault_is_asked_again_with_growing_pauses(service, ask, hands):
    said = iter([Said(status=500), Said(status=502), Said(status=503), Said(FOUND["amap"])])
    service.answer = lambda params: next(said)
    assert _status(ask("amap", ROWS[0])) == [GeoStatus.FOUND]
    assert len(service.asked) == 4
    pauses = [one for one in hands.pauses if one > 0.1]
    assert [round(math.log2(one)) for one in pauses] in (
        [0, 1, 2],
        [-1, 1, 2],
        [0, 1, 3],
        [0, 2, 2],
    )
    assert len({one % 1 for one in pauses}) == 3  # blurred, not whole seconds


def test_the_pauses_repeat_with_the_seed(service, ask, hands):
    service.answer = lambda params: Said(status=500)
    ask("amap", ROWS[0])
    first, hands.pauses = hands.pauses, []
    ask("amap", ROWS[0])
    assert [round(one, 9) for one in first if one > 0.1] == [
        round(one, 9) for one in hands.pauses if one > 0.1
    ]


def test_a_service_that_keeps_failing_is_given_up(service, ask):
    service.answer = lambda params: Said(status=500)
    asked = ask("amap", *ROWS, attempts=2, give_up_after=5)
    assert _status(asked) == [GeoStatus.ERROR] * 5 + [GeoStatus.SKIPPED] * 3
    assert len(service.asked) == 10
    assert "5 failures in a row" in asked[-1].detail


@pytest.mark.parametrize(
    ("said", "requests", "word"),
    [
        (Said(WHOLE[:20]), 3, "not whole JSON"),
        (Said(WHOLE[:20], length=500), 3, "broke off"),
        (Said(b"\xb0\xc4\xcd\xe5"), 3, "not UTF-8"),
        (Said("[" + " " * 1_100_000 + "]"), 3, "larger than"),
        (Said(""), 3, "not whole JSON"),
        (Said(PAGE, content_type="text/html"), 1, "web page"),
        (Said({"status": "1"}), 1, "documented form"),
        (Said([{"lat": "24.51"}]), 1, "documented form"),
        (Said('[{"lat": NaN, "lon": 118.06, "place_rank": 30}]'), 3, "not whole JSON"),
        (Said([nominatim(lon=500.0)]), 1, "not on earth"),
        (Said([nominatim() | {"lat": "nan"}]), 1, "the answer"),
        (Said([nominatim()], status=404), 1, "HTTP 404"),
        (Said([], status=418), 1, "HTTP 418"),
    ],
)
def test_a_broken_answer_is_an_error_and_never_kept(service, ask, said, requests, word):
    service.answer = lambda params: said
    asked = ask("nominatim", ROWS[0], attempts=3)
    assert _status(asked) == [GeoStatus.ERROR]
    assert word in asked[0].detail
    assert len(service.asked) == requests
    service.answer = lambda params: Said(FOUND["nominatim"])
    assert _status(ask("nominatim", ROWS[0])) == [GeoStatus.FOUND]


def test_one_bad_row_does_not_cost_the_others(service, ask):
    said = iter([Said(amap()), Said("{"), Said("{"), Said(amap()), Said(amap())])
    service.answer = lambda params: next(said)
    assert _status(ask("amap", *ROWS[:4], attempts=2)) == [
        GeoStatus.FOUND, GeoStatus.ERROR, GeoStatus.FOUND, GeoStatus.FOUND,
    ]  # fmt: skip


def test_no_answer_in_time_is_an_error(service, ask):
    service.answer = lambda params: Said([], before=lambda: time.sleep(0.6))
    asked = ask("nominatim", ROWS[0], attempts=1, timeout_s=0.2)
    assert _status(asked) == [GeoStatus.ERROR]
    assert "no answer in 0.2 s" in asked[0].detail


def test_an_answer_that_trickles_in_is_cut_off(service):
    def slowly(write):
        for _ in range(40):
            write(b" ")
            time.sleep(0.1)

    service.write = slowly
    service.answer = lambda params: Said("", length=4000)
    door = Door(service.url, requests_per_s=1000, timeout_s=0.5, clock=Clock())
    with door:
        reply = door.get("/search", {"q": "x"})
    assert "0.5 s" in reply.fault
    assert reply.body == ""


def test_an_answer_in_chunks_is_whole(service):
    def in_pieces(write):
        write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        for piece in (b'[{"a":', b" 1}", b"]"):
            write(b"%x\r\n%s\r\n" % (len(piece), piece))
            time.sleep(0.05)
        write(b"0\r\n\r\n")

    service.raw = in_pieces
    with Door(service.url, requests_per_s=1000, timeout_s=5, clock=Clock()) as door:
        reply = door.get("/search", {"q": "x"})
    assert (reply.status, reply.fault, reply.body) == (200, "", '[{"a": 1}]')


def test_nobody_there_is_an_error(service, ask):
    service.server_close()
    asked = ask("nominatim", ROWS[0], attempts=1)
    assert _status(asked) == [GeoStatus.ERROR]
    assert "no connection to 127.0.0.1" in asked[0].detail


def test_a_redirect_to_another_host_is_not_followed(service, ask):
    with Service() as other:
        service.answer = lambda params: Said(status=302, headers={"Location": other.url + "/x"})
        asked = ask("amap", *ROWS[:2])
        assert other.asked == []
    assert _status(asked) == [GeoStatus.ERROR, GeoStatus.SKIPPED]
    assert "redirects to 127.0.0.1" in asked[0].detail


def test_a_redirect_on_the_same_host_is_followed(service, ask):
    def answer(params):
        if service.paths[-1] == "/search":
            return Said(status=301, headers={"Location": "/search.php?street=1"})
        return Said(FOUND["nominatim"])

    service.answer = answer
    assert _status(ask("nominatim", ROWS[0])) == [GeoStatus.FOUND]
    assert service.paths == ["/search", "/search.php"]


def test_a_redirect_that_makes_no_sense_is_an_error(service, ask):
    service.answer = lambda params: Said(status=302, headers={"Location": "http://[bad"})
    assert _status(ask("amap", ROWS[0])) == [GeoStatus.ERROR]


def test_a_circle_of_redirects_ends(service, ask):
    service.answer = lambda params: Said(status=302, headers={"Location": "/search?a=1"})
    assert _status(ask("nominatim", ROWS[0])) == [GeoStatus.ERROR]
    assert len(service.asked) == 4


def test_requests_keep_the_pace(service, ask, hands):
    service.answer = lambda params: Said(FOUND["nominatim"])
    ask("nominatim", *ROWS[:5], requests_per_s=2.0)
    assert len(service.asked) == 5
    np.testing.assert_allclose(hands.pauses, [0.5] * 4)
