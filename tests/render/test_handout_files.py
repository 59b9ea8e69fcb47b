"""Calendars, tracks and briefs as files: hostile words come back as written, bytes repeat."""

import datetime as dt
from xml.etree import ElementTree as ET

import gpxpy
import icalendar
import numpy as np
import pytest

from planner.render import (
    Brief,
    BriefDay,
    BriefStop,
    CalendarEvent,
    Track,
    Waypoint,
    draw_brief,
    moment,
    write_brief,
    write_calendar,
    write_gpx,
)
from planner.render.plain import allowed

DAY = dt.date(2026, 10, 8)
SLY = [
    "甲;乙,丙\\n丁",
    "A\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:x",
    "A\r\nATTACH:file:///etc/passwd",
    "</name><name>x",
    "]]>&amp;<!--",
    "{{ 7*7 }}${x}`y`",
    "C:\\20190221\\u0041",
    "=HYPERLINK(1)",
    "<script>window.hit=1</script>",
    "厦门" * 60,
    "quo\"te's",
]


def entry(**changes):
    values = {
        "uid": "u1@planner", "date": DAY, "begin_clock_min": 545.4, "end_clock_min": 605.6,
        "title": "走访", "text": "一\n二", "place": "某路1号", "lon": 118.1, "lat": 24.5,
    }  # fmt: skip
    return CalendarEvent(**(values | changes))


def read(path):
    return icalendar.Calendar.from_ical(path.read_bytes())


@pytest.mark.parametrize("word", SLY)
def test_a_calendar_gives_every_word_back_and_no_word_adds_a_line(tmp_path, word):
    path = write_calendar(
        tmp_path / "a.ics", word, [entry(title=word, text=word, place=word, uid=word)],
        stamped_on=DAY,
    )  # fmt: skip
    (event,) = read(path).events
    said = word.replace("\r\n", "\n")
    # A backslash and an n are written as three signs; the reader turns them into what they were.
    assert [str(event[key]) for key in ("summary", "description", "location")] == [said] * 3
    assert "ATTACH" not in event
    lines = path.read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75, "RFC 5545, 3.1: 75 octets a line"
    assert b"\n" not in b"".join(lines)


def test_times_are_local_to_the_minute_and_the_zone_comes_along(tmp_path):
    path = write_calendar(tmp_path / "a.ics", "走访", [entry()], stamped_on=DAY)
    calendar = read(path)
    (event,) = calendar.events
    assert event.start == dt.datetime(2026, 10, 8, 9, 5, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert event.end - event.start == dt.timedelta(minutes=61)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "Asia/Shanghai"
    assert zone.walk("STANDARD")[0]["tzoffsetto"].to_ical() == "+0800"
    assert event["dtstamp"].dt == dt.datetime(2026, 10, 8, tzinfo=dt.UTC)
    assert event.walk("VALARM") == []


def test_a_reminder_is_rung_before_a_visit_and_not_for_a_cancelled_one(tmp_path):
    events = [entry(), entry(uid="u2@planner", cancelled=True, sequence=3)]
    path = write_calendar(tmp_path / "a.ics", "走访", events, stamped_on=DAY, remind_min=30)
    made, off = read(path).events
    (alarm,) = made.walk("VALARM")
    assert alarm["trigger"].dt == dt.timedelta(minutes=-30)
    assert (str(made["status"]), int(made["sequence"])) == ("CONFIRMED", 0)
    assert (str(off["status"]), int(off["sequence"])) == ("CANCELLED", 3)
    assert off.walk("VALARM") == []


def track(word="走访"):
    stops = [Waypoint(118.1, 24.5, moment(DAY, 545.4), word, word, word)]
    return Track(word, word, stops, np.array([[118.0, 24.4], [118.1, 24.5], [118.0, 24.4]]))


@pytest.mark.parametrize("word", [*SLY, "bell\a and \x00, \ud800"])
def test_a_track_gives_every_word_back(tmp_path, word):
    path = write_gpx(tmp_path / "a.gpx", track(word))
    gpx = gpxpy.parse(path.read_text(encoding="utf-8"))
    said = allowed(word)
    assert [gpx.name, gpx.tracks[0].name, gpx.waypoints[0].name] == [said] * 3
    assert len(gpx.waypoints) == len(gpx.tracks) == 1
    assert ET.fromstring(path.read_bytes()).attrib["version"] == "1.1"


def test_times_of_a_track_are_universal(tmp_path):
    gpx = gpxpy.parse(write_gpx(tmp_path / "a.gpx", track()).read_text(encoding="utf-8"))
    assert gpx.waypoints[0].time == dt.datetime(2026, 10, 8, 1, 5, tzinfo=dt.UTC)


def page(word, language="zh"):
    stop = BriefStop(
        1, "09:00–10:00", word, word, word, word, word, [word], [word], word,
        [(word, word, word)], [(word, word)], [(word, word)],
    )  # fmt: skip
    return Brief(word, word, [BriefDay(word, word, [stop], word)], word, language)


@pytest.mark.parametrize("word", SLY)
def test_a_brief_holds_no_markup_of_the_data(word):
    html = draw_brief(page(word))
    plain = draw_brief(page("x"))
    assert html.count("<") == plain.count("<")
    assert "<script" not in html
    assert "script-src 'none'" in html


def test_a_brief_speaks_the_language_it_is_asked_for():
    assert "为何走访" in draw_brief(page("x"))
    english = draw_brief(page("x", "en"))
    assert "Why now" in english
    assert '<html lang="en">' in english
    assert "走访" not in english


def test_a_brief_without_days_says_so():
    assert "No visits" in draw_brief(Brief("a", "b", language="en"))


def test_the_same_words_give_the_same_bytes(tmp_path):
    for name, write in {
        "a.ics": lambda path: write_calendar(path, "走访", [entry()], stamped_on=DAY),
        "a.gpx": lambda path: write_gpx(path, track()),
        "a.html": lambda path: write_brief(path, page("x")),
    }.items():
        one, two = write(tmp_path / "1" / name), write(tmp_path / "2" / name)
        assert one.read_bytes() == two.read_bytes()
        assert [path.name for path in (tmp_path / "1").iterdir() if ".part" in path.name] == []
