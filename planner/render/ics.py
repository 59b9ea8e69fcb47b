"""Calendars that every mail program reads: one iCalendar file, which can be imported again."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planner.files.writing import whole_file
from planner.render.plain import allowed

if TYPE_CHECKING:
    from icalendar import Event, Timezone

ZONE = "Asia/Shanghai"
"""The one clock of the mainland."""
OFFSET = dt.timezone(dt.timedelta(hours=8), ZONE)
_SINCE = dt.datetime(1991, 9, 15)  # noqa: DTZ001  local by the standard; no summer time after it


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One entry of a calendar.

    `uid` is the same whenever the same thing is told again, `sequence` rises with each telling. A
    `cancelled` one takes the earlier entry out of the reader's calendar. `begin_clock_min` and
    `end_clock_min` count minutes after midnight; `lon` and `lat` are WGS-84 degrees.
    """

    uid: str
    date: dt.date
    begin_clock_min: float
    end_clock_min: float
    title: str
    text: str
    place: str
    lon: float
    lat: float
    sequence: int = 0
    cancelled: bool = False


def write_calendar(
    path: str | Path,
    name: str,
    events: Sequence[CalendarEvent],
    *,
    stamped_on: dt.date,
    remind_min: float = 0.0,
) -> Path:
    """Write the entries as one file, whole or not at all; the same entries give the same bytes.

    Parameters
    ----------
    path
        Where to write, ending in ``.ics``.
    name
        What the calendar is called.
    stamped_on
        The day of the data: of two entries alike, programs keep the one stamped later.
    remind_min
        Minutes before each entry to remind of it; 0 for no reminder.

    Raises
    ------
    PlannerError
        The file cannot be written.

    References
    ----------
    RFC 5545 (iCalendar) for the form, RFC 5546 section 2.1.5 for UID, SEQUENCE and DTSTAMP.
    """
    from icalendar import Calendar, vText  # noqa: PLC0415  only a save needs it

    calendar = Calendar()
    calendar.add("prodid", "-//planner//visits//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # A name that the standard does not know would be written as it is, line breaks and all.
    calendar.add("x-wr-calname", vText(allowed(name)))
    calendar.add("x-wr-timezone", ZONE)
    calendar.add_component(_zone())
    for one in events:
        calendar.add_component(_event(one, stamped_on, remind_min))
    with whole_file(path) as part:
        part.write_bytes(calendar.to_ical())
    return Path(path)


def moment(date: dt.date, clock_min: float) -> dt.datetime:
    """Return a time of a day to the minute, rounded as every sheet and page rounds it."""
    return dt.datetime.combine(date, dt.time(), OFFSET) + dt.timedelta(minutes=round(clock_min))


def _event(one: CalendarEvent, stamped_on: dt.date, remind_min: float) -> "Event":
    from icalendar import Event  # noqa: PLC0415  as above

    event = Event()
    event.add("uid", allowed(one.uid))
    event.add("dtstamp", dt.datetime.combine(stamped_on, dt.time(), dt.UTC))
    for key, clock_min in (("dtstart", one.begin_clock_min), ("dtend", one.end_clock_min)):
        event.add(key, moment(one.date, clock_min).replace(tzinfo=None), {"tzid": ZONE})
    event.add("summary", allowed(one.title))
    event.add("description", allowed(one.text))
    if one.place:
        event.add("location", allowed(one.place))
    event.add("geo", (round(one.lat, 6), round(one.lon, 6)))
    event.add("sequence", one.sequence)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    if remind_min and not one.cancelled:
        _remind(event, one, remind_min)
    return event


def _remind(event: "Event", one: CalendarEvent, remind_min: float) -> None:
    from icalendar import Alarm  # noqa: PLC0415  as above

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", allowed(one.title))
    alarm.add("trigger", -dt.timedelta(minutes=round(remind_min)))
    event.add_component(alarm)


def _zone() -> "Timezone":
    """Write the zone out: what a library knows of the past changes from version to version."""
    from icalendar import Timezone, TimezoneStandard  # noqa: PLC0415  as above

    standard = TimezoneStandard()
    standard.add("dtstart", _SINCE)
    standard.add("tzoffsetfrom", OFFSET.utcoffset(None))
    standard.add("tzoffsetto", OFFSET.utcoffset(None))
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(standard)
    return zone
