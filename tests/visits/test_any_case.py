"""Whatever is known and asked: each due visit is planned or listed, and the judge finds nothing."""

import numpy as np
import pandas as pd
from held_against import judged
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.schema import APPOINTMENTS, ISSUES, LEAVE, TECHNICIANS, VISIT_LOG
from planner.visits import Diary, VisitRules, due_visits, plan_visits

START = pd.Timestamp("2026-10-01")
PEOPLE = ("M0", "M1", "T0", "T1")
RUSH = (1.0,) * 7 + (0.6, 0.5, 0.8) + (1.0,) * 7 + (0.5,) + (1.0,) * 6

customers = st.fixed_dictionaries(
    {
        "x": st.integers(-60, 60),
        "y": st.integers(-60, 60),
        "tier": st.sampled_from(["VIP", "T1", "T2", "T3"]),
        "last": st.none() | st.integers(1, 500),
        "inspected": st.none() | st.integers(1, 400),
        "owner": st.integers(0, 1),
        "weekly_off": st.sampled_from(["", "7", "6.7", "1.3.5", "1.2.3.4.5.6.7"]),
        "critical_grade": st.sampled_from(["", "一级"]),
        "voltage_kv": st.sampled_from([10.0, 110.0]),
        "shift": st.sampled_from(["", "二班", "三班"]),
    }
)
whose = st.integers(0, 6)
appointments = st.tuples(
    whose,
    st.integers(0, 91),
    st.sampled_from(["", "09:30", "14:20"]),
    st.sampled_from([None, 45.0]),
)
issues = st.tuples(whose, st.integers(-30, 91), st.integers(0, 40))
log = st.tuples(
    whose, st.integers(1, 60), st.sampled_from(["例行走访", "用电检查"]),
    st.sampled_from(["完成", "未完成"]),
)  # fmt: skip
leave = st.tuples(
    st.sampled_from(PEOPLE), st.integers(0, 90), st.integers(1, 40),
    st.sampled_from(["", "下午", "10:30"]), st.sampled_from(["", "上午", "15:00"]),
)  # fmt: skip
# one half of a day, from a day on in so many weeks
half_days = st.tuples(
    st.sampled_from(PEOPLE),
    st.integers(7, 20),
    st.integers(1, 10),
    st.sampled_from(["上午", "下午"]),
)
known = st.fixed_dictionaries(
    {
        "appointments": st.lists(appointments, max_size=4),
        "issues": st.lists(issues, max_size=3),
        "log": st.lists(log, max_size=2),
        "leave": st.lists(leave, min_size=1, max_size=3),
        "half_days": st.lists(half_days, min_size=1, max_size=4),
        "technicians": st.lists(st.sampled_from([4.0, 7.0]), max_size=2),
    }
)
ruled = st.fixed_dictionaries(
    {
        "hours": st.sampled_from(
            [{}, {"customer": {"0000000000": ["11:30-12:30", "15:00-17:00"]}}]
        ),
        "purposes": st.lists(
            st.sampled_from(["例行走访", "用电检查", "问题处理", "预约"]), unique=True
        ),
        "min_voltage_kv": st.sampled_from([0.0, 35.0]),
    }
)
asked = st.fixed_dictionaries(
    {
        "max_day_min": st.sampled_from([120.0, 240.0, 450.0]),
        "max_day_km": st.sampled_from([60.0, 200.0]),
        "hours": st.sampled_from([3.0, 7.5]),
        "lunch_min": st.sampled_from([0.0, 60.0]),
        "pace": st.sampled_from([(), RUSH]),
        "catch_up_days": st.sampled_from([0, 14]),
    }
)


def on(day):
    return START + pd.Timedelta(days=day)


def diary_of(known, count):
    """Write down what is known; places beyond the customers begin anew."""
    accounts = [f"{one:010d}" for one in range(count)]
    halves = {"上午": ("", "上午"), "下午": ("下午", "")}
    spans = [(who, on(day), at, on(day + days), end) for who, day, days, at, end in known["leave"]]
    spans += [
        (who, on(day + 7 * week), halves[part][0], on(day + 7 * week), halves[part][1])
        for who, day, weeks, part in known["half_days"]
        for week in range(weeks)
    ]
    # the last that was agreed for a day counts
    promised = {
        (who % count, day): (clock, some) for who, day, clock, some in known["appointments"]
    }
    return Diary(
        appointments=APPOINTMENTS.shape(
            {"account_no": accounts[who], "date": on(day), "clock": clock, "service_min": minutes}
            for (who, day), (clock, minutes) in promised.items()
        ),
        issues=ISSUES.shape(
            {"issue_id": f"I{place}", "account_no": accounts[who % count], "opened_on": on(day),
             "due_on": on(day + days)}
            for place, (who, day, days) in enumerate(known["issues"])
        ),
        log=VISIT_LOG.shape(
            {"account_no": accounts[who % count], "date": on(-ago), "manager_id": "M0",
             "purpose": purpose, "outcome": outcome}
            for who, ago, purpose, outcome in known["log"]
        ),
        leave=LEAVE.shape(
            {"person_id": who, "from_on": first, "from_clock": at, "until_on": last,
             "until_clock": until}
            for who, first, at, last, until in spans
        ),
        technicians=TECHNICIANS.shape(
            {"technician_id": f"T{place}", "technician_name": f"技术员{place}",
             "outlet_id": f"O{place}", "hours_per_day": hours}
            for place, hours in enumerate(known["technicians"])
        ),
    )  # fmt: skip


def case_of(make_case, rules, people, known, ruled, asked):
    def ago(name):
        return pd.to_datetime([None if one[name] is None else on(-one[name]) for one in people])

    sections = rules.model_dump(exclude_defaults=True)
    hours = ruled["hours"] | {"shift": {"二班": ["09:40-11:30", "14:00-16:30"]}}
    team = {name: ruled[name] for name in ("purposes", "min_voltage_kv")}
    columns = {
        "last_inspect_on": ago("inspected"),
        "inspect_cycle_m": [6] * len(people),
        **{name: [one[name] for one in people] for name in ("voltage_kv", "shift")},
    }
    last = [None if one["last"] is None else str(on(-one["last"]).date()) for one in people]
    return make_case(
        [(float(a["x"]), float(a["y"]), a["tier"], b) for a, b in zip(people, last, strict=True)],
        bases=[(0.0, 0.0), (20.0, 10.0)],
        owners=[one["owner"] for one in people],
        weekly_off=[one["weekly_off"] for one in people],
        grades=[one["critical_grade"] for one in people],
        other_rules=VisitRules.load(sections | {"hours": hours, "team": team}),
        diary=diary_of(known, len(people)),
        columns=columns,
        search_steps=200,
        **asked,
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(customers, min_size=1, max_size=7), known, ruled, asked)
def test_every_due_visit_is_planned_or_listed_with_a_reason(
    make_case, rules, people, known, ruled, asked
):
    made = case_of(make_case, rules, people, known, ruled, asked)
    plan = plan_visits(made.case, made.travel)
    assert judged(made, plan) == []
    key = ["account_no", "visit_no"]
    due = due_visits(made.case.customers, made.case.period, made.case.diary)
    told = pd.concat([plan.visits[key], plan.unserved[key]])
    assert sorted(map(tuple, told.to_numpy())) == sorted(map(tuple, due[key].to_numpy()))
    for column in ("rule", "reason", "mend"):
        assert (plan.unserved[column].str.len() > 0).all()
    assert np.isfinite(plan.tours["distance_km"]).all()
