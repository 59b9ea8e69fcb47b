"""Who goes along with whom: visits for two shared out by the time that each technician can give."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.visits.case import VisitCase
from planner.visits.opening import Desk, days_at_work, limits_of

type VisitKey = tuple[str, int]
"""Account and number of a visit."""
type Minutes = defaultdict[str, float]
"""By technician."""


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody who goes along, and the minutes that he works on the days still open."""

    technician_id: str
    base_id: str
    hours_per_day: float
    time_min: float


@dataclass(frozen=True, slots=True)
class Share:
    """A visit's technician, and the day, from the period's start, that a plan before agreed."""

    technician_id: str
    agreed_day: int | None = None


def technicians(case: VisitCase) -> list[Technician]:
    """Return the technicians who have any time, in the order of their list."""
    team = case.diary.technicians
    told = (
        Technician(str(one), str(base), float(day), _time_min(case, str(one), float(day)))
        for one, base, day in zip(
            team["technician_id"], team["outlet_id"], team["hours_per_day"], strict=True
        )
    )
    return [one for one in told if one.time_min > 0]


def keys_of(rows: pd.DataFrame) -> Iterator[VisitKey]:
    """Yield account and number of each row."""
    for account_no, number in zip(rows["account_no"], rows["visit_no"], strict=True):
        yield str(account_no), int(number)


def share_out(
    case: VisitCase, wanted: pd.DataFrame, team: Sequence[Technician]
) -> dict[VisitKey, Share]:
    """Give each visit for two to a technician.

    Whom a plan before named comes again. All else of one manager goes to the technician who comes
    along with him already, or else to whom has least work for his time; the managers with most of
    it choose first.

    Parameters
    ----------
    wanted
        The visits for two among those due.
    team
        Who has time; without anybody nothing is shared out.
    """
    shares = dict(_as_agreed(case, wanted, {one.technician_id for one in team}))
    if not team:
        return shares
    owner = dict(zip(case.owners["account_no"], case.owners["manager_id"], strict=True))
    load: Minutes = defaultdict(float)
    along: defaultdict[str, Minutes] = defaultdict(lambda: defaultdict(float))
    left: defaultdict[str, dict[VisitKey, float]] = defaultdict(dict)
    for key, minutes in zip(keys_of(wanted), wanted["service_min"].tolist(), strict=True):
        if key in shares:
            load[shares[key].technician_id] += minutes
            along[owner[key[0]]][shares[key].technician_id] += minutes
        else:
            left[owner[key[0]]][key] = minutes
    for manager_id in sorted(left, key=lambda one: (-sum(left[one].values()), one)):
        mine = left[manager_id]
        who = _choice(team, along[manager_id], load, sum(mine.values()))
        load[who] += sum(mine.values())
        shares |= dict.fromkeys(mine, Share(who))
    return shares


def by_room(team: Sequence[Technician], work_min: Mapping[str, float]) -> list[Technician]:
    """Put technicians in order: first who has least work for his time."""
    return sorted(team, key=lambda one: work_min.get(one.technician_id, 0.0) / one.time_min)


def _choice(team: Sequence[Technician], along: Minutes, load: Minutes, minutes: float) -> str:
    if along:
        return max(team, key=lambda one: along[one.technician_id]).technician_id
    # What he would have then, not what he has: an empty day of the hardly there is soon full.
    return min(
        team, key=lambda one: (load[one.technician_id] + minutes) / one.time_min
    ).technician_id


def _as_agreed(
    case: VisitCase, wanted: pd.DataFrame, able: set[str]
) -> Iterator[tuple[VisitKey, Share]]:
    agreed = Desk(case, {}).agreed
    for key in keys_of(wanted):
        day, _, (_, second_id) = agreed.get(key, (None, False, ("", "")))
        if second_id in able:
            yield key, Share(second_id, day)


def _time_min(case: VisitCase, technician_id: str, hours_per_day: float) -> float:
    worked = days_at_work(case, technician_id, limits_of(case, hours_per_day))
    return sum(one.work_min for one in worked.values())
