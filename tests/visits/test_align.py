"""Plans turned to agree with another one stay plans and cost the same."""

import numpy as np
import pytest
from on_a_plane import make

from planner.visits.engines.periodic import Calendar, Rhythm
from planner.visits.engines.periodic.align import Symmetry
from planner.visits.engines.periodic.cross import lay
from planner.visits.engines.periodic.tables import Tables, tabulate
from planner.visits.engines.periodic.tours import COST, MISSING, Tours, empty_tours

ONCE = tuple(Calendar((day,)) for day in range(4))
TWICE = (Calendar((0, 2)), Calendar((1, 3)))
"""Two visits two days apart: days may be turned round and put in reverse, not mixed at will."""


def planned(tables: Tables, chosen: list[int]) -> Tours:
    """A plan in which customer k has calendar chosen[k]; one tour a day, in the order of places."""
    tours = empty_tours(tables)
    stops: list[list[int]] = [[] for _ in tables.slot_of]
    for i, option in enumerate(chosen, start=1):
        tours.option[i] = tables.option_first[i] + option
        first, end = tables.visit_first[tours.option[i] : tours.option[i] + 2]
        for slot in tables.visit_slot[first:end]:
            stops[tables.route_first[slot]].append(i)
    lay(tables, tours, stops)
    return tours


def agreement(one: Tours, other: Tours) -> int:
    return int(((one.route_of >= 0) & (other.route_of >= 0)).sum())


@pytest.fixture
def week():
    points = [(0, 0), (1, 0), (0, 2), (3, 0), (0, 4), (5, 5), (6, 1)]
    return make(points, [ONCE, ONCE, ONCE, ONCE, TWICE, TWICE])


def test_a_plan_on_other_days_is_turned_back_and_costs_the_same(week):
    tables = tabulate(week)
    one = planned(tables, [0, 1, 2, 3, 0, 1])
    later = planned(tables, [1, 2, 3, 0, 1, 0])
    turned = Symmetry(tables).turned(one, later)
    assert agreement(one, later) == 0
    assert (turned.route_of[1:] >= 0).tolist() == (one.route_of[1:] >= 0).tolist()
    assert turned.option.tolist() == one.option.tolist()
    assert turned.totals[COST] == pytest.approx(later.totals[COST])
    assert turned.totals[MISSING] == 0


def test_only_turns_that_keep_every_calendar_are_made(week):
    tables = tabulate(week)
    one = planned(tables, [0, 0, 0, 1, 0, 1])
    mixed = planned(tables, [1, 1, 1, 0, 0, 1])  # 0 and 1 alone cannot change places
    turned = Symmetry(tables).turned(one, mixed)
    assert turned.totals[COST] == pytest.approx(mixed.totals[COST])
    for i in range(1, 7):
        held = set(np.flatnonzero(turned.route_of[i] >= 0).tolist())
        assert held in [set(one.slots) for one in week.calendars[i]]
    assert agreement(one, turned) >= agreement(one, mixed)


def test_who_is_missing_stays_missing(week):
    tables = tabulate(week)
    one, other = planned(tables, [0, 1, 2, 3, 0, 1]), planned(tables, [1, 2, 3, 0, 1])
    turned = Symmetry(tables).turned(one, other)
    assert turned.option[6] == -1
    assert turned.totals[MISSING] == 1


def test_days_with_other_vehicles_do_not_change_places():
    points = [(0, 0), (1, 0), (0, 2)]
    problem = make(points, [ONCE, ONCE], vehicles=1, capacity=5.0)
    problem.capacity[0] = 9.0
    tables = tabulate(problem)
    other = planned(tables, [0, 0])
    assert Symmetry(tables).turned(planned(tables, [1, 1]), other) is other


def test_days_chosen_by_their_dates_are_never_turned():
    rhythm = Rhythm(slots=(0, 1, 2, 3), min_gap=1, max_gap=9)
    tables = tabulate(make([(0, 0), (1, 0), (0, 2)], [ONCE, rhythm]))
    one, other = planned(tables, [0]), planned(tables, [1])
    assert Symmetry(tables).turned(one, other) is other
