import dataclasses
import datetime as dt

import pandas as pd
import pytest

from planner.schema import APPOINTMENTS, LEAVE
from planner.visits import Diary, VisitRules, check_visits, plan_visits
from planner.visits.appoint import Appointing
from planner.visits.draft import Draft
from planner.visits.explain import explain


def plan_of(made, **kwargs):
    plan = plan_visits(made.case, made.travel, **kwargs)
    assert check_visits(plan.visits, plan.tours, plan.unserved, made.case, made.travel) == []
    return plan


def only(plan):
    assert len(plan.unserved) == 1
    row = plan.unserved.iloc[0]
    return row["reason"], row["mend"]


def test_no_road(make_case):
    made = make_case([(5, 0, "T1", "2026-03-01"), (6, 0, "T1", "2026-03-01")])
    made.travel.cut_off = {"0000000000"}
    plan = plan_of(made, language="en")
    assert only(plan)[0] == "no road from the base"
    assert len(plan.visits) == 1


def test_only_days_off(make_case):
    made = make_case([(5, 0, "T1", "2026-03-01")], weekly_off=["1.2.3.4.5.6"])
    assert only(plan_of(made))[0] == "允许的日期均为客户厂休日"


def _every_tenth_day() -> VisitRules:
    rule = {"visits_per_year": 36.5, "service_min": 60, "min_gap_share": 1, "max_gap_share": 1}
    return VisitRules.load({"tier": {"VIP": rule}})


def test_a_last_day_that_is_not_worked_is_kept_on_the_next_one(make_case):
    made = make_case([(5, 0, "VIP", "2026-09-30")], other_rules=_every_tenth_day())
    plan = plan_of(made)
    assert plan.unserved.empty
    late = plan.visits.loc[plan.visits["date"] > plan.visits["due_on"]]
    # a Sunday, a Saturday before two holidays' worth of weekend, and what follows from them
    assert "11-30" in late["date"].dt.strftime("%m-%d").tolist()


def test_no_working_day_in_the_window(make_case):
    days = {"from_on": pd.Timestamp("2026-10-08"), "until_on": pd.Timestamp("2026-10-12")}
    away = [{"person_id": "M0", "reason": "", **days}]
    made = make_case(
        [(5, 0, "VIP", "2026-09-30")], other_rules=_every_tenth_day(), end=dt.date(2026, 10, 16),
        diary=Diary(leave=LEAVE.shape(away)),
    )  # fmt: skip
    assert set(plan_of(made).unserved["reason"]) == {"允许的日期内没有工作日"}


def test_spacing_that_leaves_no_day_is_named(make_case):
    made = make_case([(5, 0, "VIP", "2026-09-10")], end=dt.date(2026, 11, 20))
    book = made.books()[0]
    soon = dataclasses.replace(book.visits[1], open_days=(2, 3))
    draft = Draft.empty(dataclasses.replace(book, visits=(book.visits[0], soon)))
    draft.put_day(1, [0])
    appointing = Appointing(made.case, made.travel, {})
    told = explain([draft], appointing)[0].told("en")
    assert told.reason == "too near to or too far from the customer's other visits"


def test_too_long_alone_names_the_minutes_needed(make_case):
    made = make_case([(50, 0, "VIP", "2026-09-10")], max_day_min=150.0, end=dt.date(2026, 10, 30))
    reason, mend = only(plan_of(made, language="en"))
    assert reason == "too long for a day even alone"
    assert mend == "raise visits.max_day_min to 190"


def test_too_far_alone_names_the_kilometres_needed(make_case):
    made = make_case([(70, 0, "T3", "2025-10-20")], max_day_km=100.0)
    reason, mend = only(plan_of(made))
    assert reason == "单独走访也超过日里程"
    assert mend.endswith("140")


def test_full_days_name_the_cheapest_day_and_its_minutes(make_case):
    rows = [(5, one / 10, "T1", "2026-03-01") for one in range(4)]
    made = make_case(rows, max_day_min=200.0, end=dt.date(2026, 10, 8))
    reason, mend = only(plan_of(made, language="en"))
    assert reason == "every day allowed is full by hours"
    assert mend.startswith("work 251 minutes on 2026-10-08")


def test_full_by_kilometres(make_case):
    rows = [(30, 0, "T3", "2025-09-01"), (-30, 0, "T3", "2025-09-01")]
    made = make_case(rows, max_day_km=100.0, end=dt.date(2026, 10, 8))
    reason, mend = only(plan_of(made, language="en"))
    assert reason == "every day allowed is full by kilometres"
    assert mend == "drive 120 km on 2026-10-08"


def test_full_by_the_clock(make_case):
    rows = [(5, one / 10, "T1", "2026-03-01") for one in range(4)]
    made = make_case(rows, end=dt.date(2026, 10, 8), end_clock_min=780)
    assert only(plan_of(made, language="en"))[0] == "every day allowed is full by the clock"


def test_going_that_costs_more_than_it_is_worth_is_said(make_case):
    made = make_case([(40, 0, "T3", "2025-10-20")], unserved_price_min=30.0)
    reason, _ = only(plan_of(made, language="en"))
    assert reason == "driving and lateness cost more than not going"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_comes_with_a_mend(make_case, language):
    rows = [(20, one, "VIP", "2026-03-01") for one in range(12)]
    made = make_case(rows, max_day_min=150.0, end=dt.date(2026, 10, 20))
    plan = plan_of(made, language=language)
    assert not plan.unserved.empty
    assert (plan.unserved["mend"].str.len() > 5).all()
    assert plan.unserved["mend"].str.contains("{", regex=False).sum() == 0


def _rows(diary, *more):
    return APPOINTMENTS.shape(
        [*diary.appointments.to_dict("records"),
         *({"account_no": one, "date": pd.Timestamp(day)} for one, day in more)]
    )  # fmt: skip


LEFT = {"person_id": "M0", "from_on": pd.Timestamp("2026-10-31"), "reason": ""}
SIX_WEEKS = LEAVE.shape([LEFT | {"until_on": pd.Timestamp("2026-12-09")}])
BUSY = [{"person_id": "M0", "reason": "", "from_on": one, "until_on": one}
        for one in pd.date_range("2026-10-08", "2026-12-31") if one.isoweekday() != 2]  # fmt: skip

HARD = {
    "six weeks away": {"rows": [(5, 0, "VIP", "2026-09-20")], "diary": Diary(leave=SIX_WEEKS)},
    "away, one promised": {
        "rows": [(5, 0, "VIP", "2026-09-20")],
        "diary": Diary(leave=SIX_WEEKS, appointments=_rows(Diary(), ("0000000000", "2026-10-30"))),
    },
    "away, four customers": {
        "rows": [(5, one, "VIP", f"2026-09-{18 + 2 * one}") for one in range(4)],
        "diary": Diary(leave=SIX_WEEKS),
    },
    "always off": {"rows": [(5, 0, "VIP", "2026-09-20")], "weekly_off": ["1.2.3.4.5.6"]},
    "off when he works": {
        "rows": [(5, 0, "T1", "2026-07-10"), (6, 0, "VIP", "2026-09-25")],
        "weekly_off": ["2", "2"], "diary": Diary(leave=LEAVE.shape(BUSY)),
    },
    "no play": {
        "rows": [(5, 0, "T1", "2026-07-10")], "end": dt.date(2026, 11, 30),
        "diary": Diary(leave=LEAVE.shape([LEFT | {
            "from_on": pd.Timestamp("2026-10-01"), "until_on": pd.Timestamp("2026-11-12")}])),
    },
    "short days": {
        "rows": [(20, one, "VIP", "2026-09-10") for one in range(6)], "max_day_min": 150.0,
        "end": dt.date(2026, 10, 13), "weekly_off": ["1"] * 3 + ["5"] * 3,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", HARD)
def test_an_appointment_that_is_offered_serves_one_visit_more(make_case, name):
    made = make_case(**HARD[name])
    plan = plan_of(made, language="en")
    assert not plan.unserved.empty
    for row in plan.unserved.to_dict("records"):
        if not row["mend"].startswith("make an appointment for"):
            continue
        promised = row["account_no"], row["mend"].split()[-1]
        diary = dataclasses.replace(made.case.diary, appointments=_rows(made.case.diary, promised))
        again = plan_of(make_case(**HARD[name] | {"diary": diary}))
        assert len(again.visits) == len(plan.visits) + 1
        days = again.visits.loc[again.visits["account_no"] == promised[0], "date"]
        assert pd.Timestamp(promised[1]) in days.tolist()
        assert days.sort_values().diff().min() >= pd.Timedelta(days=19) or len(days) == 1


def test_an_appointment_is_offered_where_one_serves(make_case):
    told = plan_of(make_case(**HARD["always off"]), language="en").unserved["mend"]
    assert told.tolist() == [
        f"make an appointment for 2026-{one}" for one in ("10-20", "11-20", "12-18")
    ]


def test_a_day_that_would_take_another_visits_place_is_not_offered(make_case):
    """Nobody works in November; 27 October is near no. 1, and would only take its place."""
    plan = plan_of(make_case(**HARD["six weeks away"]), language="en")
    assert only(plan)[1].startswith("widen min_gap_share")


def test_a_promised_visit_without_room_is_moved_and_not_doubled(make_case):
    whole_day = [("0000000000", "2026-10-15"), ("0000000001", "2026-10-15")]
    rows = [(5, 0, "T1", "2026-07-10"), (-5, 0, "T1", "2026-07-10")]

    def plan(promised):
        diary = Diary(appointments=_rows(Diary(), *promised).assign(service_min=205.0))
        return plan_of(make_case(rows, diary=diary, max_day_min=300.0), language="en")

    first = plan(whole_day)
    mend, account_no = only(first)[1], first.unserved["account_no"].iloc[0]
    assert mend.startswith("move the appointment to 2026-10-1")
    kept = [one for one in whole_day if one[0] != account_no]
    assert plan([*kept, (account_no, mend.split()[-1])]).unserved.empty


def _promised(clock, service_min=30.0):
    day = {"account_no": "0000000000", "date": pd.Timestamp("2026-10-15")}
    rows = APPOINTMENTS.shape([day | {"clock": clock, "service_min": service_min}])
    return Diary(appointments=rows)


def _spans(rules, *spans):
    return VisitRules.load(
        rules.model_dump(exclude_defaults=True)
        | {"hours": {"customer": {"0000000000": list(spans)}}}
    )


THIRTY_KM = [(30, 0, "T1", "2026-07-20")]


def _one_left(make_case, rows=THIRTY_KM, **changes):
    plan = plan_of(make_case(rows, **changes), language="en")
    assert len(plan.unserved) == 1
    row = plan.unserved.iloc[0]
    return row["rule"], row["reason"], row["mend"]


def test_an_hour_promised_in_the_lunch_pause_is_put_down_to_lunch(make_case):
    rule, reason, mend = _one_left(make_case, diary=_promised("12:10"))
    assert (rule, reason) == ("lunch", "lunch leaves no span for this visit even alone")
    assert mend == "agree 11:30 with the customer"
    assert plan_of(make_case(THIRTY_KM, diary=_promised("11:30"))).unserved.empty


@pytest.mark.parametrize(("clock", "start"), [("08:00", "07:30"), ("08:40", "08:10")])
def test_an_hour_promised_before_one_can_be_there_asks_for_an_earlier_start(
    make_case, clock, start
):
    rule, reason, mend = _one_left(make_case, diary=_promised(clock))
    assert rule == "clock"
    assert reason == "who leaves when the day starts is not there in time, even alone"
    assert mend == f"start the day at {start} (visits.start_clock_min)"
    earlier = int(start[:2]) * 60 + int(start[3:])
    made = make_case(THIRTY_KM, diary=_promised(clock), start_clock_min=earlier)
    assert plan_of(made).unserved.empty


def test_an_hour_promised_too_late_to_be_home_again_asks_for_a_later_end(make_case):
    rule, reason, mend = _one_left(make_case, diary=_promised("16:50"))
    assert (rule, reason) == ("clock", "who goes is not back when the day ends, even alone")
    assert mend == "end the day at 17:50 (visits.end_clock_min)"
    made = make_case(THIRTY_KM, diary=_promised("16:50"), end_clock_min=1070)
    assert plan_of(made).unserved.empty


def test_a_visit_longer_than_half_a_day_is_put_down_to_lunch(make_case):
    rule, _, mend = _one_left(
        make_case, [(5, 0, "T1", "2026-07-20")], diary=_promised("", 400.0), max_day_min=480.0
    )
    assert rule == "lunch"
    assert mend == "shorten visits.lunch_min to 0"


def test_a_managers_own_hours_are_named_where_they_are_fewer(make_case):
    rule, reason, mend = _one_left(make_case, hours=2.0, diary=_promised("", 100.0))
    assert (rule, reason) == ("work", "too long for this manager's hours even alone")
    assert mend == "raise hours_per_day of M0 to 2.67, or give it to another manager"
    made = make_case(THIRTY_KM, hours=2.67, diary=_promised("", 100.0))
    assert plan_of(made).unserved.empty


def test_hours_too_short_and_hours_outside_the_working_day_are_told_apart(make_case, rules):
    early = _one_left(make_case, other_rules=_spans(rules, "06:00-08:45"))
    assert early[:2] == ("hours", "the customer's hours and the working day share no span so long")
    short = _one_left(make_case, other_rules=_spans(rules, "09:30-10:15"))
    assert short[:2] == ("hours", "the customer's hours of the day do not hold a visit so long")
    assert early[2] == short[2] == "agree a span of 60 minutes with the customer"


def test_a_day_too_long_by_slow_roads_is_put_down_to_work(make_case):
    slow = {"pace": [1.5] * 24, "max_day_km": 500.0, "start_clock_min": 420, "end_clock_min": 1260}
    rows = [(100, 0, "T1", "2026-07-20")]
    rule, _, mend = _one_left(make_case, rows, diary=_promised("", 200.0), **slow)
    assert (rule, mend) == ("work", "raise visits.max_day_min to 500")
    slow["max_day_min"] = 500.0
    made = make_case(rows, diary=_promised("", 200.0), hours=9.0, **slow)
    assert plan_of(made).unserved.empty


def test_full_days_with_slow_roads_name_the_minutes_they_really_take(make_case):
    rows = [(5, one / 10, "T1", "2026-03-01") for one in range(4)]
    made = make_case(rows, max_day_min=240.0, end=dt.date(2026, 10, 8), pace=[2.0] * 24)
    reason, mend = only(plan_of(made, language="en"))
    assert reason == "every day allowed is full by hours"
    assert mend.startswith("work 261 minutes on 2026-10-08")


def test_a_day_full_by_the_clock_names_what_has_to_give_way_and_how_far(make_case):
    rows = [(5, one / 10, "T1", "2026-03-01") for one in range(4)]
    day = {"end": dt.date(2026, 10, 8), "end_clock_min": 780}
    mend = only(plan_of(make_case(rows, **day), language="en"))[1]
    assert mend == "start the day at 07:50 on 2026-10-08"
    assert plan_of(make_case(rows, **day | {"start_clock_min": 470})).unserved.empty
