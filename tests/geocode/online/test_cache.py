"""Answers are asked for once: over runs, over processes, over a kill; not for ever."""

import multiprocessing
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from answers import FOUND, NOTHING, amap, nominatim
from loopback import KEY, Said

from planner.errors import DataError
from planner.online import Cache, Source
from planner.schema import GeoStatus

ROWS = [f"滨海路{number}号" for number in range(1, 13)]
DAY_S = 86_400.0
SOURCE = Source("nominatim", "search", "WGS84", True, 180.0, 7.0)
CHILD = """
import sys
import numpy as np
from pathlib import Path
from planner.geocode.online import ask_online
from planner.geocode.settle import OpenRow
from planner.geocode.online_options import OnlineOptions

url, cache, *rows = sys.argv[1:]
options = OnlineOptions.load({
    "provider": "amap", "consent": True, "city": "鹭湾市", "base_url": url, "cache": Path(cache),
    "requests_per_s": 1000.0,
})
rng = np.random.default_rng(1)
for one in ask_online([OpenRow(row) for row in rows], options, None, rng=rng):
    print(one.location.status.value, one.location.lon)
"""


def _status(asked):
    return [one.location.status for one in asked]


def _numbered(params):
    """A place of its own for every house number."""
    number = int("".join(filter(str.isdecimal, params.get("address") or params["street"])))
    return Said(amap(lon=118.05 + number / 1e4))


def test_the_second_run_asks_nothing_and_waits_for_nothing(service, ask, hands):
    service.answer = _numbered
    first = ask("amap", *ROWS, requests_per_s=2.0, may_store=True)
    asked, hands.pauses = len(service.asked), []
    again = ask("amap", *ROWS, requests_per_s=2.0, may_store=True)
    assert asked == len(service.asked) == 12
    assert hands.pauses == []
    assert again == first


def test_one_address_written_in_several_ways_is_asked_once(service, ask):
    service.answer = lambda params: Said(FOUND["amap"])
    asked = ask("amap", "滨海路101号", " 滨海路 １０１ 號", "滨海路101号(老厂区)", "滨海路1O1号")
    assert len(service.asked) == 1
    assert len({one.location for one in asked}) == 1


def test_a_row_of_the_cache_says_whose_answer_it_is_and_how_long_it_holds(
    service, ask, hands, tmp_path
):
    service.answer = lambda params: Said(FOUND["amap"])
    ask("amap", ROWS[0], may_store=True, ttl_days=90.0)
    base = sqlite3.connect(tmp_path / "cache.sqlite")
    base.row_factory = sqlite3.Row
    rows = [dict(row) for row in base.execute("SELECT * FROM answers")]
    base.close()
    assert len(rows) == 1
    raw = rows[0].pop("raw")
    assert '"infocode": "10000"' in raw
    assert rows[0] == {
        "provider": "amap", "version": f"v3@127.0.0.1:{service.server_port}",
        "query": "滨海路1号", "city": "鹭湾市", "asked_at": "2026-10-01T04:00:00+00:00",
        "status": "found", "crs": "GCJ02", "ttl_days": 90.0, "may_store": 1,
    }  # fmt: skip


def test_an_answer_is_asked_for_anew_when_its_time_is_over(service, ask, hands):
    service.answer = lambda params: Said(FOUND["nominatim"])
    for days, asked in ((0, 1), (179, 1), (2, 2)):
        hands.passed_s += days * DAY_S
        ask("nominatim", ROWS[0])
        assert len(service.asked) == asked


def test_that_an_address_is_not_known_is_believed_for_a_short_time(service, ask, hands):
    service.answer = lambda params: Said(NOTHING["baidu"])
    for days, asked in ((0, 1), (6, 1), (2, 2)):
        hands.passed_s += days * DAY_S
        assert _status(ask("baidu", ROWS[0], may_store=True)) == [GeoStatus.NO_MATCH]
        assert len(service.asked) == asked


def test_what_may_not_be_stored_is_gone_when_the_run_is_complete(service, ask, tmp_path):
    service.answer = lambda params: Said(FOUND["amap"])
    ask("amap", *ROWS[:3])
    assert "formatted_address" not in _bytes(tmp_path)
    ask("amap", *ROWS[:3])
    assert len(service.asked) == 6


def test_what_may_not_be_stored_stays_for_a_run_that_was_broken_off(service, ask):
    service.answer = lambda params: Said(FOUND["amap"])
    assert _status(ask("amap", *ROWS[:4], daily_requests=3)) == [
        *[GeoStatus.FOUND] * 3, GeoStatus.QUOTA,
    ]  # fmt: skip
    assert _status(ask("amap", *ROWS[:4], daily_requests=4)) == [GeoStatus.FOUND] * 4
    assert len(service.asked) == 4


def test_the_budget_of_a_day_holds_over_runs_and_starts_anew(service, ask, hands):
    service.answer = lambda params: Said([nominatim(number=params["street"].split()[0])])
    for asked, found in ((3, 3), (3, 3)):
        got = _status(ask("nominatim", *ROWS[:5], daily_requests=3))
        assert Counter(got) == {GeoStatus.FOUND: found, GeoStatus.QUOTA: 5 - found}
        assert len(service.asked) == asked
    hands.passed_s += DAY_S
    assert _status(ask("nominatim", *ROWS[:5], daily_requests=3)) == [GeoStatus.FOUND] * 5
    assert len(service.asked) == 5


def test_attempts_count_against_the_budget(service, ask):
    service.answer = lambda params: Said(status=500)
    assert _status(ask("nominatim", *ROWS[:2], daily_requests=3, attempts=2)) == [
        GeoStatus.ERROR, GeoStatus.QUOTA,
    ]  # fmt: skip
    assert len(service.asked) == 3


def test_answers_of_another_server_are_other_answers(service, ask):
    service.answer = lambda params: Said(FOUND["nominatim"])
    ask("nominatim", ROWS[0])
    ask("nominatim", ROWS[0], base_url=f"{service.url}/mirror")
    assert service.paths == ["/search", "/mirror/search"]


def test_the_cache_is_nobody_elses_to_read(service, ask, tmp_path):
    ask("nominatim", ROWS[0])
    assert stat.S_IMODE((tmp_path / "cache.sqlite").stat().st_mode) == 0o600


@pytest.mark.parametrize("kind", ["text", "foreign", "newer", "folder"])
def test_a_file_that_is_no_cache_is_refused_and_left_as_it_is(service, ask, tmp_path, kind):
    path = tmp_path / "cache.sqlite"
    if kind == "text":
        path.write_text("户号,户名\n" * 200, encoding="utf-8")
    elif kind == "folder":
        path.mkdir()
    else:
        with sqlite3.connect(path) as base:
            base.execute("CREATE TABLE customers (name)")
            base.execute("INSERT INTO customers VALUES ('甲')")
            if kind == "newer":
                base.execute("PRAGMA user_version = 2")
        base.close()
    with pytest.raises(DataError, match=r"cache\.sqlite cannot be used"):
        ask("nominatim", ROWS[0])
    assert service.asked == []
    if kind == "text":
        assert path.read_text(encoding="utf-8") == "户号,户名\n" * 200
    elif kind != "folder":
        with sqlite3.connect(path) as base:
            assert base.execute("SELECT name FROM customers").fetchall() == [("甲",)]
        base.close()


def _write_many(path, worker, count):
    with Cache(path, datetime.now(UTC), where="geocode.online.cache") as cache:
        for one in range(count):
            now = datetime.now(UTC)
            cache.raw(SOURCE, f"{worker}-{one}", "x", now)
            cache.keep(SOURCE, f"{worker}-{one}", "x", status="found", raw="{}", now=now)
            assert cache.spend("nominatim", 1, at_most=10_000, now=now)


def test_several_processes_lose_no_answer_and_no_request(tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_write_many, args=(tmp_path / "cache.sqlite", one, 120))
        for one in range(2)
    ]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert [one.exitcode for one in workers] == [0] * 2
    with sqlite3.connect(tmp_path / "cache.sqlite") as base:
        assert base.execute("SELECT count(*) FROM answers").fetchone() == (240,)
        assert base.execute("SELECT sum(count) FROM requests").fetchone() == (240,)
    base.close()


def _child(service, cache, rows):
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, service.url, str(cache), *rows],
        stdout=subprocess.PIPE, env={**os.environ, "PLANNER_AMAP_KEY": KEY}, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("killed_at", [1, 7])
def test_a_killed_run_goes_on_where_it_stopped(service, tmp_path, killed_at):
    """The service holds one question back while the process that asked is killed.

    All answered questions must be in the cache; only the one without an answer is put again.
    """
    arrived, over = threading.Event(), threading.Event()

    def answer(params):
        if len(service.asked) == killed_at:
            arrived.set()
            over.wait(60)
        return _numbered(params)

    service.answer = answer
    with _child(service, tmp_path / "cache.sqlite", ROWS) as first:
        assert arrived.wait(60)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert first.returncode == -signal.SIGKILL
    over.set()
    with _child(service, tmp_path / "cache.sqlite", ROWS) as second:
        out, _ = second.communicate()
    assert [line.split()[0] for line in out.splitlines()] == ["found"] * 12
    assert len({line.split()[1] for line in out.splitlines()}) == 12
    asked = Counter(one["address"] for one in service.asked)
    assert asked.pop(f"鹭湾市{ROWS[killed_at - 1]}") == 2
    assert set(asked.values()) == {1}
    assert len(asked) == 11


def _bytes(folder: Path) -> str:
    return "".join(
        path.read_bytes().decode("utf-8", "replace")
        for path in folder.glob("cache.sqlite*")
        if path.is_file()
    )
