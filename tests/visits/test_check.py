"""The judge of visit plans: a plan as made passes, and no broken one does."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from planner.visits import check_visits, plan_visits

type Tables = tuple[pd.DataFrame, gpd.GeoDataFrame, pd.DataFrame]


@pytest.fixture
def planned(small_town):
    plan = plan_visits(small_town.case, small_town.travel, seed=5)
    return small_town, (plan.visits, plan.tours, plan.unserved)


def breaches(made, tables: Tables) -> list[str]:
    return check_visits(*tables, made.case, made.travel)


def test_a_plan_as_made_has_no_breach(planned):
    assert breaches(*planned) == []


def changed(table, row, column, value):
    copy = table.copy()
    copy.loc[row, column] = value
    return copy


def broken_visits(visits: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Break one cell or row of every third visit, each in every way."""
    day = pd.Timedelta(days=1)
    for row in visits.index[::3]:
        for days in (-7, -1, 1, 7):
            yield "date", changed(visits, row, "date", visits.loc[row, "date"] + days * day)
        yield "due", changed(visits, row, "due_on", visits.loc[row, "due_on"] + day)
        yield "dropped", visits.drop(index=row)
        yield "twice", pd.concat([visits, visits.loc[[row]]], ignore_index=True)
        yield "manager", changed(visits, row, "manager_id", "M9")
        yield "account", changed(visits, row, "account_no", "9999999999")
        yield "number", changed(visits, row, "visit_no", visits.loc[row, "visit_no"] + 5)
        yield "stop", changed(visits, row, "stop", visits.loc[row, "stop"] + 1)
        yield "tour", changed(visits, row, "tour_id", "M9-20261008")
        for column in (
            "drive_min", "drive_km", "arrive_clock_min", "leave_clock_min", "service_min",
        ):  # fmt: skip
            yield column, changed(visits, row, column, visits.loc[row, column] - 1.0)
            yield column, changed(visits, row, column, np.nan)


def broken_tours(tours: gpd.GeoDataFrame) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Break one cell or row of the tours, each in every way."""
    elsewhere = shapely.LineString([(118, 24), (118.1, 24.1)])
    for row in tours.index:
        yield "dropped", tours.drop(index=row)
        yield "twice", pd.concat([tours, tours.loc[[row]]], ignore_index=True)
        yield "manager", changed(tours, row, "manager_id", "M9")
        yield "base", changed(tours, row, "outlet_id", "O9")
        later = tours.loc[row, "date"] + pd.Timedelta(days=1)
        yield "date", changed(tours, row, "date", later)
        yield "line", changed(tours, row, "geometry", elsewhere)
        ends = shapely.get_coordinates(tours.geometry.loc[row])[[0, -1]]
        yield "no stops", changed(tours, row, "geometry", shapely.LineString(ends))
        for column in (
            "stops", "start_clock_min", "end_clock_min", "drive_min", "service_min",
            "duration_min", "distance_km",
        ):  # fmt: skip
            yield column, changed(tours, row, column, tours.loc[row, column] + 2)


def test_every_one_of_many_broken_plans_is_refused(planned):
    made, (visits, tours, unserved) = planned
    broken = [(f"visits {what}", (table, tours, unserved)) for what, table in broken_visits(visits)]
    broken += [(f"tours {what}", (visits, table, unserved)) for what, table in broken_tours(tours)]
    rng = np.random.default_rng(1)
    sample = [broken[one] for one in rng.choice(len(broken), 50, replace=False)]
    kinds = {what for what, _ in broken}
    sample += [next(one for one in broken if one[0] == kind) for kind in sorted(kinds)]
    passed = [what for what, tables in sample if not breaches(made, tables)]
    assert passed == []


def test_visits_swapped_between_days_are_refused(planned):
    made, (visits, tours, unserved) = planned
    busy = visits[visits["account_no"].duplicated(keep=False)]
    one, two = busy.index[busy["account_no"] == busy["account_no"].iloc[0]][:2]
    swapped = visits.copy()
    swapped.loc[[one, two], "visit_no"] = visits.loc[[two, one], "visit_no"].to_numpy()
    assert breaches(made, (swapped, tours, unserved))


def test_a_shift_of_the_whole_day_out_of_hours_is_refused(planned):
    made, (visits, tours, unserved) = planned
    for minutes in (-300.0, 500.0):
        moved_visits = visits.assign(
            arrive_clock_min=visits["arrive_clock_min"] + minutes,
            leave_clock_min=visits["leave_clock_min"] + minutes,
        )
        moved_tours = tours.assign(
            start_clock_min=tours["start_clock_min"] + minutes,
            end_clock_min=tours["end_clock_min"] + minutes,
        )
        told = breaches(made, (moved_visits, moved_tours, unserved))
        assert any("too early" in one or "too late" in one for one in told)


def test_a_visit_both_planned_and_listed_is_refused(planned):
    made, (visits, tours, unserved) = planned
    listed = visits.head(1)[["account_no", "visit_no", "manager_id", "due_on"]]
    both = pd.concat([unserved, listed.assign(reason="x", mend="y")], ignore_index=True)
    assert any("more than once" in one for one in breaches(made, (visits, tours, both)))


def test_a_listed_visit_without_reason_or_mend_is_refused(make_case):
    made = make_case([(70, 0, "T3", "2025-10-20")], max_day_km=100.0)
    plan = plan_visits(made.case, made.travel)
    assert breaches(made, (plan.visits, plan.tours, plan.unserved)) == []
    for column in ("reason", "mend"):
        bare = plan.unserved.assign(**{column: " "})
        assert breaches(made, (plan.visits, plan.tours, bare))


@pytest.mark.parametrize(
    ("tightened", "word"),
    [
        ({"max_day_min": 100.0}, "minutes of work"),
        ({"max_day_km": 5.0}, "km, at most"),
        ({"start_clock_min": 800, "lunch_min": 0.0}, "too early"),
        ({"end_clock_min": 600}, "too late"),
        ({"lunch_start_clock_min": 511, "lunch_min": 180.0}, "lunch"),
    ],
)
def test_a_plan_made_for_looser_rules_is_refused(planned, tightened, word):
    made, tables = planned
    options = made.case.period.options.model_copy(update=tightened)
    period = dataclasses.replace(made.case.period, options=options)
    made.case = dataclasses.replace(made.case, period=period)
    assert any(word in one for one in breaches(made, tables))


def test_a_plan_on_a_day_that_became_a_holiday_is_refused(planned):
    made, tables = planned
    period = made.case.period
    fewer = tuple(one for one in period.days if one != tables[0]["date"].iloc[-1].date())
    fewer_days = dataclasses.replace(period, days=fewer)
    made.case = dataclasses.replace(made.case, period=fewer_days)
    assert any("is not worked" in one for one in breaches(made, tables))


def test_less_hours_of_one_manager_bind(planned):
    made, tables = planned
    made.case.roster["hours_per_day"] = 1.0
    assert any("minutes of work" in one for one in breaches(made, tables))


@pytest.mark.parametrize("hours", [0.0, -1.0, np.nan])
def test_a_manager_without_hours_of_his_own_works_the_common_day(make_case, hours):
    rows = [(5, one, "T1", "2026-07-20") for one in range(4)]
    made = make_case(rows, hours=hours, end=dt.date(2026, 10, 30))
    plan = plan_visits(made.case, made.travel)
    assert len(plan.visits) == 4
    assert breaches(made, (plan.visits, plan.tours, plan.unserved)) == []
