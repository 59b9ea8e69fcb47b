"""Write handouts: calendars, workbooks, tours and briefs, each file whole or not at all."""

import datetime as dt
from collections.abc import Container, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from planner.files import file_names
from planner.render import (
    is_own_gpx,
    write_brief,
    write_calendar,
    write_geopackage,
    write_gpx,
    write_workbook,
)
from planner.schema import Text
from planner.visits.handouts.agenda import agenda
from planner.visits.handouts.company import Company, companies
from planner.visits.handouts.dossier import brief
from planner.visits.handouts.history import History
from planner.visits.handouts.imprint import Imprint
from planner.visits.handouts.navigation import layers, tracks
from planner.visits.handouts.rounds import Round, share_out
from planner.visits.handouts.sheets import figures, notes, sheets

if TYPE_CHECKING:
    from planner.visits.result import VisitPlan

CALENDARS, MANAGERS, TOURS, BRIEFS = "calendars", "managers", "tours", "briefs"
"""The folders, one a kind."""
GEOPACKAGE = "tours.gpkg"


def write_handouts(plan: "VisitPlan", folder: Path, imprint: Imprint) -> list[Path]:
    """Write everything that a manager is handed, in one sub-folder a kind.

    Returns
    -------
    paths
        What was written: ``calendars/ID.ics``, ``managers/ID.xlsx``, ``tours/tours.gpkg``,
        ``tours/ID/DAY.gpx``, ``briefs/ID.html``.

    Raises
    ------
    PlannerError
        The folder cannot be written to.
    """
    rounds = share_out(plan, imprint.outlet_names)
    return [
        *write_calendars(plan, rounds, folder / CALENDARS, imprint),
        *write_workbooks(plan, rounds, folder / MANAGERS, imprint),
        *write_tours(plan, rounds, folder / TOURS, imprint),
        *write_briefs(plan, rounds, folder / BRIEFS, imprint),
    ]


def write_own(plan: "VisitPlan", folder: Path, imprint: Imprint) -> list[Path]:
    """Write the handouts of managers alone, all in one folder: for a plan that is cut to one.

    Returns
    -------
    paths
        What was written: ``ID.ics``, ``ID.xlsx``, ``tours.gpkg``, ``ID/DAY.gpx``, ``ID.html``.

    Raises
    ------
    PlannerError
        The folder cannot be written to.
    """
    rounds = share_out(plan, imprint.outlet_names)
    return [
        *_write_calendars(plan, rounds, folder, imprint),
        *write_workbooks(plan, rounds, folder, imprint),
        *write_tours(plan, rounds, folder, imprint),
        *write_briefs(plan, rounds, folder, imprint),
    ]


def write_calendars(
    plan: "VisitPlan", rounds: list[Round], folder: Path, imprint: Imprint
) -> list[Path]:
    """Write a calendar for each manager and each technician."""
    return _write_calendars(plan, [*rounds, *companies(plan)], folder, imprint)


def _write_calendars(
    plan: "VisitPlan", people: Sequence[Round | Company], folder: Path, imprint: Imprint
) -> list[Path]:
    names = file_names(one.person_id for one in people)
    return [
        write_calendar(
            folder / f"{names[one.person_id]}.ics",
            f"{Text('走访', 'Visits').say(imprint.language)} · {one.person_name}",
            agenda(plan, one, imprint.language),
            stamped_on=imprint.data_date,
            remind_min=plan.options.remind_min,
        )
        for one in people
    ]


def write_workbooks(
    plan: "VisitPlan", rounds: list[Round], folder: Path, imprint: Imprint
) -> list[Path]:
    """Write a workbook for each manager."""
    return [
        write_workbook(
            folder / f"{name}.xlsx",
            sheets(one),
            notes(plan, one, imprint),
            figures=figures(one),
            language=imprint.language,
        )
        for name, one in _named(rounds)
    ]


def write_tours(
    plan: "VisitPlan", rounds: list[Round], folder: Path, imprint: Imprint
) -> list[Path]:
    """Write one GeoPackage of all tours, and a track for each manager and day.

    Tracks of an earlier edition are taken away where the day is still to come and has no tour any
    more: a car would follow them. Those of days gone by stay, they were driven.
    """
    language, today = imprint.language, plan.case.period.days[0]
    written = [write_geopackage(folder / GEOPACKAGE, layers(rounds), language=language)]
    for name, one in _named(rounds):
        own = [
            write_gpx(folder / name / f"{day}.gpx", track) for day, track in tracks(one, language)
        ]
        _take_away(folder / name, own, today)
        written += own
    return written


def _take_away(folder: Path, written: Container[Path], today: dt.date) -> None:
    """Remove the tracks of days from today on that were not written now."""
    for path in sorted(folder.glob("*.gpx")):
        day = _day(path.stem)
        if day is None or day < today or path in written:
            continue
        with suppress(OSError):  # somebody has it open: it stays
            if is_own_gpx(path):
                path.unlink()


def _day(name: str) -> dt.date | None:
    """Read a file's name as tours have it; nothing where it is called otherwise."""
    try:
        day = dt.date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None


def write_briefs(
    plan: "VisitPlan", rounds: list[Round], folder: Path, imprint: Imprint
) -> list[Path]:
    """Write a page of briefs for each manager."""
    history = History(plan)
    return [
        write_brief(folder / f"{name}.html", brief(plan, one, history, imprint))
        for name, one in _named(rounds)
    ]


def _named(rounds: list[Round]) -> list[tuple[str, Round]]:
    names = file_names(one.manager_id for one in rounds)
    return [(names[one.manager_id], one) for one in rounds]
