"""A key goes to its service and nowhere else: no log, error, cache or result has it."""

import logging
import traceback
from urllib.parse import quote, quote_plus

import pytest
from answers import BAD_KEY, amap, amap_fault
from loopback import KEY, Said

from planner.errors import OptionError
from planner.geocode.online_options import OnlineOptions
from planner.schema import GeoStatus

FORMS = {KEY, quote(KEY, safe=""), quote_plus(KEY), KEY.replace("/", r"\/"), KEY.casefold()}
ROWS = [f"滨海路{number}号" for number in range(1, 9)]


def _echoes(service):
    """Services repeat the question, key and all, in what they say about it."""
    echo = f"no such thing: {service.url}/v3?key={KEY}&k={quote(KEY, safe='')}"
    return [
        Said(amap_fault("20000", echo)),
        Said(amap_fault("10001", echo)),
        Said({"echo": echo}),
        Said(f"<html>{echo}</html>", content_type="text/html"),
        Said(echo, status=500),
        Said(echo, status=403),
        Said(echo, status=429),
        Said(f'{{"{echo}', length=9999),
        Said(status=302, headers={"Location": f"http://{KEY[:9]}@127.0.0.1:1/?key={KEY}"}),
        Said(status=302, headers={"Location": f"http://127.0.0.1:1/{quote(KEY, safe='')}"}),
        Said(amap(formatted_address=echo)),
        Said(amap(level=echo)),
    ]


def _absent(text):
    for form in FORMS:
        assert form not in text


@pytest.mark.parametrize("number", range(12))
def test_no_echo_of_the_key_gets_through(service, ask, caplog, tmp_path, number):
    caplog.set_level(logging.DEBUG)
    said = _echoes(service)[number]
    service.answer = lambda params: said
    asked = ask("amap", *ROWS[:2], attempts=2, may_store=True)
    assert service.asked[0]["key"] == KEY
    assert any("urllib3" in one.name for one in caplog.records)  # the talkative one did talk
    _absent(caplog.text)
    _absent("".join(str(one.__dict__) for one in caplog.records))
    _absent(repr(asked))
    for path in tmp_path.glob("cache.sqlite*"):
        _absent(path.read_bytes().decode("utf-8", "replace"))


def test_an_unreachable_service_shows_no_key_in_logs_or_locals(service, ask, caplog):
    caplog.set_level(logging.DEBUG)
    service.server_close()
    asked = ask("amap", ROWS[0], attempts=2)
    assert asked[0].location.status is GeoStatus.ERROR
    _absent(caplog.text + repr(asked))


def test_an_error_on_the_way_carries_no_key_in_its_traceback(service, ask, monkeypatch):
    """Whoever breaks in the middle of a request: neither the chain nor our locals show the key."""

    def broken(params):
        raise KeyboardInterrupt

    service.answer = lambda params: Said(amap())
    monkeypatch.setattr("planner.online.asking.judge", lambda *_: broken(0))
    with pytest.raises(KeyboardInterrupt) as caught:
        ask("amap", ROWS[0])
    trace = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    ours = [frame for frame in trace.stack if "/planner/" in frame.filename]
    assert ours
    for frame in ours:
        _absent(str(frame.locals))


def test_a_refused_key_is_told_by_the_services_words_without_it(service, ask):
    service.answer = lambda params: Said(BAD_KEY["amap"])
    asked = ask("amap", ROWS[0])
    assert asked[0].detail == "AMap 10001 INVALID_USER_KEY"


@pytest.mark.parametrize("value", [None, "", "short", "with space in it", "密钥密钥密钥密钥"])
def test_a_missing_or_senseless_key_is_refused_before_anything_is_sent(
    service, ask, monkeypatch, value
):
    run = ask
    if value is None:
        monkeypatch.delenv("PLANNER_AMAP_KEY")
    else:
        monkeypatch.setenv("PLANNER_AMAP_KEY", value)
    with pytest.raises(OptionError, match="PLANNER_AMAP_KEY") as caught:
        run("amap", ROWS[0])
    assert service.asked == []
    if value:
        assert value not in str(caught.value)


def test_a_key_has_no_place_in_a_scenario():
    with pytest.raises(OptionError, match="unknown setting key"):
        OnlineOptions.load({"provider": "amap", "consent": True, "key": KEY})


@pytest.mark.parametrize(
    "url",
    ["http://maps.example.com", "https://me:secret@maps.example.com", "https://a.example/?key=1",
     "ftp://a.example", "maps.example.com", "http://8.8.8.8/nominatim"],
)  # fmt: skip
def test_a_base_url_on_which_others_could_read_along_is_refused(url):
    with pytest.raises(OptionError, match="base_url"):
        OnlineOptions.load({"provider": "amap", "consent": True, "base_url": url})


@pytest.mark.parametrize(
    "url",
    ["http://10.1.2.3:8080/nominatim", "http://localhost:1", "http://maps", "https://a.example/x"],
)
def test_servers_of_ones_own_may_be_asked_without_encryption(url):
    assert OnlineOptions.load({"provider": "nominatim", "base_url": url}).base_url == url


@pytest.mark.parametrize(
    ("settings", "word"),
    [({"consent": True}, "no provider"), ({"provider": "amap", "consent": True}, "cache")],
)
def test_consent_is_to_somebody_and_with_a_cache(settings, word):
    with pytest.raises(OptionError, match=word):
        OnlineOptions.load(settings)


def test_without_consent_nothing_is_sent(service, ask, tmp_path):
    asked = ask("amap", *ROWS, consent=False)
    assert {one.location.status for one in asked} == {GeoStatus.SKIPPED}
    assert service.asked == []
    assert not (tmp_path / "cache.sqlite").exists()
