"""The city's diary: rows about planned accounts, known people, days of the quarter."""

import pandas as pd
import pytest

from planner.files import read_table
from planner.schema import APPOINTMENTS, ISSUES, LEAVE, MANAGERS, TECHNICIANS, VISIT_LOG

TABLES = {one.name: one for one in (VISIT_LOG, LEAVE, APPOINTMENTS, ISSUES, TECHNICIANS)}


@pytest.fixture(scope="module")
def diary(city):
    return {name: read_table(city / "diary" / f"{name}.csv", one) for name, one in TABLES.items()}


def test_every_account_of_the_diary_is_in_the_register(city, diary):
    register = pd.read_csv(city / "register.csv", encoding="gb18030", dtype=str)
    for name in ("visit_log", "appointments", "issues"):
        assert len(diary[name])
        assert set(diary[name]["account_no"]) <= set(register["户号"])


def test_leave_is_of_managers_and_technicians(city, diary):
    people = set(read_table(city / "managers.csv", MANAGERS)["manager_id"])
    people |= set(diary["technicians"]["technician_id"])
    assert set(diary["leave"]["person_id"]) <= people
    assert (diary["leave"]["from_on"] <= diary["leave"]["until_on"]).all()


def test_the_log_ends_before_the_quarter_and_promises_lie_in_it(diary):
    assert (diary["visit_log"]["date"] < "2026-10-01").all()
    assert diary["appointments"]["date"].between("2026-10-01", "2026-12-31").all()
    assert (diary["issues"]["due_on"] >= "2026-10-08").all()
