"""Typed parsing: what is accepted, what is respelled, what is bad."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.files import parse_column
from planner.schema import Column

KVA = Column("contract_kva", "number", "合同容量", "Contract kVA")
DAY = Column("last_inspect_on", "date", "上次检查日期", "Last inspection")
MONTHS = Column("inspect_cycle_m", "integer", "检查周期", "Cycle")
DATUM = Column("coord_sys", "choice", "坐标系", "Datum", choices=("WGS84", "GCJ02"))
NAME = Column("account_name", "text", "户名", "Name")
ACCOUNT = Column("account_no", "text", "户号", "Account")
KEEP = Column("must_keep", "boolean", "必须保留", "Must keep")


def parse(column, *cells):
    return parse_column(pd.Series(list(cells), dtype="str"), column)


def test_numbers_with_commas_units_and_wide_digits_mean_one_thing():
    parsed = parse(KVA, "2850", "12,345.6", "2850 kVA", "２８５０", "1000千伏安", " 5 ")
    assert parsed.values.tolist() == [2850, 12345.6, 2850, 2850, 1000, 5]
    assert parsed.respelled.tolist() == [False, True, True, False, True, False]
    assert parsed.wide.tolist() == [False, False, False, True, False, False]
    assert not parsed.bad.any()


@pytest.mark.parametrize(
    "cell", ["abc", "12,5", "1,23,456", "285万", "2850 kW", "12kV", "nan", "inf", "1 2", "--3"]
)
def test_numbers_that_could_mean_two_things_are_bad(cell):
    parsed = parse(KVA, cell)
    assert parsed.bad.all()
    assert parsed.values.isna().all()


def test_placeholders_are_empty_not_bad():
    parsed = parse(KVA, "", "-", "无", "NULL", "－", "n/a")
    assert parsed.values.isna().all()
    assert not parsed.bad.any()


def test_dates_in_every_agreed_form_are_the_same_day():
    cells = ("2026-10-31", "2026.10.31", "20261031", "2026/10/31", "2026年10月31日",
             "2026-10-31 08:00:00", "46326")  # fmt: skip
    parsed = parse(DAY, *cells)
    assert set(parsed.values) == {pd.Timestamp("2026-10-31")}
    assert parsed.respelled.tolist() == [False, True, True, True, True, False, True]


@pytest.mark.parametrize("cell", ["2026-13-01", "31/10/2026", "2026-02-30", "26-1-5", "昨天", "12"])
def test_days_that_do_not_exist_or_are_ambiguous_are_bad(cell):
    assert parse(DAY, cell).bad.all()


def test_whole_numbers_must_be_whole():
    parsed = parse(MONTHS, "6", "13.5", "12个月", "")
    assert parsed.values.tolist() == [6, pd.NA, 12, pd.NA]
    assert parsed.bad.tolist() == [False, True, False, False]


def test_a_whole_number_that_no_double_holds_exactly_is_bad():
    parsed = parse(MONTHS, "9007199254740992", "1E100", "6")
    assert parsed.values.tolist() == [2**53, pd.NA, 6]
    assert parsed.bad.tolist() == [False, True, False]


def test_choices_ignore_case_and_width():
    parsed = parse(DATUM, "gcj02", "ＷＧＳ８４", "BD10")
    assert parsed.values.tolist()[:2] == ["GCJ02", "WGS84"]
    assert parsed.bad.tolist() == [False, False, True]


def test_names_stay_as_written_and_ids_are_made_plain():
    assert parse(NAME, " ＡＢＣ（厦门）　").values.tolist() == ["ＡＢＣ（厦门）"]
    parsed = parse(ACCOUNT, "００３５０２０１１４")
    assert parsed.values.tolist() == ["0035020114"]
    assert parsed.wide.all()


def test_yes_and_no_are_read_and_anything_else_is_bad():
    parsed = parse(KEEP, "是", "FALSE", "", "maybe")
    assert parsed.values.tolist() == [True, False, False, False]
    assert parsed.bad.tolist() == [False, False, False, True]


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=20))
def test_every_cell_is_a_value_or_empty_or_bad_whatever_it_holds(cells):
    text = pd.Series(cells, dtype=object)
    for column in (KVA, DAY, MONTHS, DATUM, ACCOUNT, KEEP):
        parsed = parse_column(text, column)
        assert len(parsed.values) == len(cells)
        if column.kind != "boolean":
            assert not (parsed.bad & parsed.values.notna().to_numpy(dtype=np.bool_)).any()


@settings(deadline=None)
@given(st.floats(0, 1e9), st.integers(0, 6))
def test_a_number_written_with_thousands_commas_is_that_number(value, decimals):
    assert parse(KVA, f"{value:,.{decimals}f}").values[0] == float(f"{value:.{decimals}f}")
