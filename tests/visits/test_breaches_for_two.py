"""Each rule about technicians by its words, as `test_breaches` has the others."""

import dataclasses

import pandas as pd
import pytest
from held_against import (
    A,
    B,
    all_told,
    but,
    later,
    leave_of,
    lines,
    on_days,
    plus,
    with_diary,
    with_rules,
)

from planner.schema import TECHNICIANS
from planner.visits import Diary, VisitRules, plan_visits


@pytest.fixture
def for_two(make_case, rules):
    """A visit for two of each of two managers; two technicians at one base go along."""
    team = TECHNICIANS.shape(
        {"technician_id": one, "technician_name": one, "outlet_id": "O2", "hours_per_day": 7.0}
        for one in ("T1", "T2")
    )
    made = make_case(
        [(5.0, 0.0, "T1", "2026-07-20"), (5.0, 8.0, "T1", "2026-07-20")],
        bases=[(0.0, 0.0), (0.0, 8.0), (9.0, 0.0)], owners=[0, 1],
        diary=Diary(technicians=team),
        other_rules=VisitRules.load(
            rules.model_dump(exclude_defaults=True) | {"team": {"purposes": ["例行走访"]}}
        ),
    )  # fmt: skip
    plan = on_both_days(plan_visits(made.case, made.travel), "2026-10-19", "2026-10-20")
    mine = {"team_tours__manager_id": "T1", "visits__second_id": "T1"}
    assert len(plan.team_tours) == len(plan.team_stops) == len(plan.visits) == 2
    return made, but(plan, **mine)


def on_both_days(plan, *dates):
    """Put two visits for two, and the tours of managers and technicians, on other days."""
    of = plan.team_stops.set_index("visit_id")["tour_id"]
    order = of[plan.visits["visit_id"]].tolist()
    theirs = plan.team_tours.set_index("tour_id").loc[order].reset_index()
    days = [pd.Timestamp(one) for one in dates]
    return dataclasses.replace(on_days(plan, *dates), team_tours=theirs.assign(date=days))


def test_technicians_are_where_the_visits_for_two_are(for_two):
    made, plan = for_two
    made.travel.points["O9"] = made.travel.points["O2"]  # another outlet in the same place
    stops, tours = plan.team_stops, plan.team_tours
    tour_id, visit_id = tours["tour_id"].iloc[0], plan.visits["visit_id"].iloc[0]
    rest = stops[stops["tour_id"] != tour_id]
    strange = pd.concat([stops, stops.iloc[[0]].assign(visit_id="V", stop=2)])
    again = stops[stops["tour_id"] == tour_id].assign(tour_id="X")
    nobody = tours.iloc[[0]].assign(tour_id="X", date=pd.Timestamp("2026-10-30"))
    mutants = {
        "as made": (plan, {}, []),
        "not asked for": (
            plan, with_rules(made.case, team={"purposes": ["预约"]}),
            [f"{A}: needs no technician", f"{B}: needs no technician"],
        ),
        "no stop": (
            dataclasses.replace(plan, team_stops=rest, team_tours=tours.iloc[1:]), {},
            [f"visit {visit_id}: no stop of a technician"],
        ),
        "strange stop": (
            dataclasses.replace(plan, team_stops=strange), {},
            ["technician's stop V: no such visit for two"],
        ),
        "stop twice": (
            dataclasses.replace(plan, team_stops=pd.concat([stops, again])), {},
            [f"technician's stop {visit_id} is repeated", "technician's tour X: has no row"],
        ),
        "no row": (
            dataclasses.replace(plan, team_tours=tours.iloc[1:]), {},
            [f"technician's tour {tour_id}: has no row"],
        ),
        "no stops": (
            dataclasses.replace(plan, team_tours=pd.concat([tours, nobody])), {},
            ["tour X: no stops, or not from the technician's base"],
        ),
        "another base": (
            but(plan, team_tours__outlet_id=["O9", "O2"]), {},
            [f"tour {tour_id}: no stops, or not from the technician's base"],
        ),
        "another day": (
            but(plan, team_tours__date=plus(pd.to_timedelta([2, 0], unit="D"))), {},
            [f"tour {tour_id}: not on the day of the visits"],
        ),
        "another technician": (
            but(plan, team_tours__manager_id=["T2", "T1"]), {},
            [f"tour {tour_id}: not the technician of the visits"],
        ),
        "two tours": (
            on_both_days(plan, "2026-10-19", "2026-10-19"), {}, ["T1: two tours on one day"],
        ),
    }  # fmt: skip
    assert all_told(made, mutants.items()) == {}


def test_technicians_tours_are_held_against_every_rule_of_a_tour(for_two):
    made, plan = for_two
    plan = later(plan, 60.0, ("visits", "tours", "team_tours"))
    tour_id = plan.team_tours["tour_id"].iloc[0]
    technicians = made.case.diary.technicians
    elsewhere = lines(made, None, "O2", A, "O2"), plan.team_tours.geometry.iloc[1]
    short_way = lines(made, "O2", None, "O2"), plan.team_tours.geometry.iloc[1]
    whole = {"team_tours__duration_min": plus([-1.0, 0.0])}
    first = plan.team_tours.iloc[0]
    work = first["drive_min"] + first["service_min"]
    mutants = {
        "as made": (plan, {}, []),
        "kilometres": (
            but(plan, team_stops__drive_km=plus(-1.0)), {},
            [
                f"tour {one}: kilometres of a leg are not those measured"
                for one in plan.team_tours["tour_id"]
            ],
        ),
        "late start": (
            but(plan, team_tours__start_clock_min=plus([1.0, 0.0]), **whole), {},
            [f"tour {tour_id}: a visit begins before he can be there"],
        ),
        "hours": (
            plan, with_diary(made.case, technicians=technicians.assign(hours_per_day=1.0)),
            [
                f"tour {one}: {drive + service:.0f} minutes of work, at most 60"
                for one, drive, service in zip(
                    plan.team_tours["tour_id"], plan.team_tours["drive_min"],
                    plan.team_tours["service_min"], strict=True,
                )
            ],
        ),
        "leave": (
            plan, with_diary(made.case, leave=leave_of("T1", pd.Timestamp("2026-10-19"))),
            [f"tour {tour_id}: T1 is on leave from 2026-10-19 00:00 until 2026-10-20 00:00"],
        ),
        "from elsewhere": (
            but(plan, team_tours__geometry=elsewhere), {},
            [f"tour {tour_id}: the line does not begin and end at the base"],
        ),
        "past the stop": (
            but(plan, team_tours__geometry=short_way), {},
            [f"tour {tour_id}: the line does not pass every stop"],
        ),
    }  # fmt: skip
    assert work > 60.0
    assert all_told(made, mutants.items()) == {}
