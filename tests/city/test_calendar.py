"""The calendar file holds holidays on weekdays and make-up days on weekends, nothing else."""

from pathlib import Path

import pandas as pd

from planner.schema import CALENDAR


def test_exceptions_change_the_kind_of_day(repository: Path) -> None:
    days = pd.read_csv(repository / "data" / "calendars" / "cn_2026.csv", parse_dates=["date"])
    assert list(days.columns) == list(CALENDAR.names)
    weekend = days["date"].dt.day_of_week >= 5
    assert not days["date"].duplicated().any()
    assert (days["kind"] == "holiday").eq(~weekend).all()
    assert (days["kind"] == "workday").eq(weekend).all()
    assert days["date"].dt.year.eq(2026).all()
