import datetime as dt

import pandas as pd
import pytest

from planner.errors import DataError, OptionError
from planner.visits import make_period, open_period, plan_visits, weekly_off, workdays


def test_weekends_are_off_without_a_calendar():
    days = workdays(dt.date(2026, 10, 5), dt.date(2026, 10, 11), None)
    assert [one.day for one in days] == [5, 6, 7, 8, 9]


def test_national_day_is_off_and_its_make_up_saturday_is_worked(national_day):
    days = workdays(dt.date(2026, 10, 1), dt.date(2026, 10, 12), national_day)
    assert [one.day for one in days] == [8, 9, 10, 12]


def test_a_quarter_of_2026_has_62_working_days(national_day):
    assert len(workdays(dt.date(2026, 10, 1), dt.date(2026, 12, 31), national_day)) == 62


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("6.7", {6, 7}),
        ("周日", {7}),
        ("三", {3}),
        ("", set()),
        (None, set()),
        (float("nan"), set()),
    ],
)
def test_days_off_are_read_in_digits_and_in_chinese(text, days):
    assert weekly_off(text) == days


def test_a_period_without_a_working_day_is_refused(make_options, rules):
    weekend = make_options(start=dt.date(2026, 10, 17), end=dt.date(2026, 10, 18))
    with pytest.raises(DataError, match="is worked") as caught:
        make_period(weekend, rules)
    assert caught.value.mend


def test_a_period_that_ends_before_it_starts_is_refused(make_options):
    with pytest.raises(OptionError, match="ends before"):
        make_options(start=dt.date(2026, 12, 31), end=dt.date(2026, 10, 1))


def test_a_period_is_read_from_the_files_that_the_options_name(tmp_path, make_options):
    calendar = tmp_path / "calendar.csv"
    calendar.write_text("date,kind,name\n2026-10-01,holiday,国庆节\n", encoding="utf-8")
    (tmp_path / "visits.toml").write_text("[tier.T1]\nvisits_per_year = 4\nservice_min = 60\n")
    period = open_period(make_options(calendar=calendar, end=dt.date(2026, 10, 2)))
    assert period.days == (dt.date(2026, 10, 2),)
    assert period.rules.tier["T1"].service_min == 60


def test_no_calendar_day_is_counted_twice(national_day):
    twice = pd.concat([national_day, national_day])
    days = workdays(dt.date(2026, 10, 1), dt.date(2026, 10, 12), twice)
    assert len(set(days)) == len(days) == 4


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": ["holiday"] * 5 + ["调休"]}, "调休"),
        ({"kind": ["holiday"] * 5 + [None]}, "empty"),
        ({"date": pd.to_datetime(["2026-10-01"] * 6)}, "repeated"),
    ],
)
def test_a_calendar_that_cannot_be_understood_is_refused(
    make_options, rules, national_day, changes, told
):
    with pytest.raises(DataError, match=told) as caught:
        make_period(make_options(), rules, national_day.assign(**changes))
    assert caught.value.mend
    with pytest.raises(DataError, match="kind is missing"):
        make_period(make_options(), rules, national_day.drop(columns="kind"))


def test_the_kinds_that_a_calendar_may_have_are_named(make_options, rules, national_day):
    strange = national_day.assign(kind="调休")
    with pytest.raises(DataError) as caught:
        make_period(make_options(), rules, strange)
    assert "holiday" in caught.value.mend
    assert "workday" in caught.value.mend


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (dt.date(2026, 10, 1), dt.date(2026, 12, 31), []),
        (dt.date(2026, 10, 1), dt.date(2027, 1, 31), ["2027"]),
        (dt.date(2027, 1, 1), dt.date(2027, 3, 31), ["2027"]),
    ],
)
def test_a_year_of_which_the_calendar_knows_no_holiday_is_reported(make_case, start, end, years):
    made = make_case([(5, 0, "T1", "2026-08-01")], start=start, end=end)
    findings = plan_visits(made.case, made.travel).findings
    told = [one for one in findings if one.rule.rule_id == "W35"]
    assert [one.value for one in told] == years
    for one in told:
        assert one.value in one.message("zh")
        assert one.value in one.message("en")


def test_who_names_no_calendar_is_not_told_of_years(make_options, rules):
    assert make_period(make_options(), rules).unknown_years == ()
