"""The corrections loop: nothing changes unreleased, nothing changes unseen, nothing is lost."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.customers import CustomersOptions, fault_sheet, read_customers
from planner.errors import DataError
from planner.schema import CORRECTIONS

FAULTY = (
    {"户名": "无"},
    {"合同容量": "abc"},
    {},
    {"户号": "0035020999"},
    {"户号": "0035020999"},
    {"用户状态": "销户"},
    {"统一社会信用代码": "91350200MA0000015B"},
)
SIGNED = {
    "corrected_by": "张三", "corrected_on": "2026-10-08", "reason": "核对营业执照",
    "released_by": "李四",
}  # fmt: skip


@pytest.fixture(scope="session")
def faulty(tmp_path_factory, good_row):
    path = tmp_path_factory.mktemp("faulty") / "register.csv"
    rows = [
        good_row | {"户号": f"{35020114 + place:010d}", "经度": f"{118 + place / 100}"} | row
        for place, row in enumerate(FAULTY)
    ]
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


@pytest.fixture
def recheck(faulty, tmp_path):
    """Fill lines of the fault sheet, given as (row, heading, correction, what differs)."""

    def read(*fills, register=faulty, sheet=None):
        start = read_customers(CustomersOptions(file=faulty))
        lines = fault_sheet(start) if sheet is None else sheet
        for row, heading, value, *more in fills:
            here = (lines["row"] == row) & (lines["heading"] == heading)
            assert here.any(), "no such line on the sheet"
            for name, text in (SIGNED | {"correction": value} | dict(*more)).items():
                lines.loc[here, name] = text
        path = tmp_path / "filled.csv"
        lines.rename(columns=CORRECTIONS.headings("zh")).to_csv(path, index=False)
        return read_customers(CustomersOptions(file=register), path)

    return read


def found(reading):
    return [(one.source_row, one.rule.rule_id) for one in reading.findings]


def refused(reading):
    return [one for one in found(reading) if one[1] in ("L02", "L03", "L04", "L05")]


def test_an_empty_sheet_changes_nothing(faulty, recheck):
    plain, again = read_customers(CustomersOptions(file=faulty)), recheck()
    pd.testing.assert_frame_equal(plain.rows, again.rows)
    pd.testing.assert_frame_equal(plain.written, again.written)
    assert list(plain.findings) == list(again.findings)
    assert len(again.changes) == 0


def test_every_open_fault_has_its_line_with_the_value_as_written(faulty):
    sheet = fault_sheet(read_customers(CustomersOptions(file=faulty)))
    told = sheet[["row", "heading", "rule", "written"]].itertuples(index=False, name=None)
    assert list(told) == [
        (2, "户名", "C01", "无"),
        (3, "合同容量", "V00", "abc"),
        (5, "户号", "U01", "0035020999"),
        (6, "户号", "U01", "0035020999"),
        (7, "用户状态", "W05", "销户"),
        (8, "统一社会信用代码", "V02", "91350200MA0000015B"),
    ]
    assert (sheet["correction"] == "").all()


def test_a_released_correction_is_accepted_closes_its_fault_and_is_logged(faulty, recheck):
    before = faulty.read_bytes()
    reading = recheck((3, "合同容量", "2850"))
    assert 3 in reading.rows["source_row"].tolist()
    assert reading.rows.set_index("source_row").loc[3, "contract_kva"] == 2850.0
    assert (3, "V00") not in found(reading)
    (change,) = reading.changes.to_dict("records")
    assert change["value_from"] == "abc"
    assert change["value_to"] == "2850"
    assert change["closed"]
    assert (change["rule"], change["source_row"], change["heading"]) == ("V00", 3, "合同容量")
    assert [change[name] for name in SIGNED] == list(SIGNED.values())
    assert change["source_sha256"] == reading.facts.sha256
    assert len(change["corrections_sha256"]) == 64
    assert faulty.read_bytes() == before, "the source file is never altered"


def test_renaming_one_copy_of_an_account_frees_both(recheck):
    reading = recheck((5, "户号", "0035020998"))
    assert {5, 6} <= set(reading.rows["source_row"])
    assert reading.changes["account_no"].tolist() == ["0035020999"]


def test_a_correction_that_is_itself_wrong_is_logged_as_not_closed(recheck):
    reading = recheck((3, "合同容量", "-5"))
    assert reading.changes["closed"].tolist() == [False]
    assert (3, "V11") in found(reading)
    assert 3 not in reading.rows["source_row"].tolist()


@pytest.mark.parametrize(
    "names",
    [
        {"released_by": ""},
        {"corrected_by": ""},
        {"reason": " "},
        {"corrected_on": ""},
        {"corrected_on": "昨天"},
        {"corrected_on": "2026-02-30"},
        {"released_by": "张三"},
        {"corrected_by": "Li Si", "released_by": "ｌｉ　ｓｉ"},
    ],
)
def test_without_a_second_person_or_a_reason_nothing_is_applied(faulty, recheck, names):
    reading = recheck((2, "户名", "示例钢铁有限公司", names))
    assert refused(reading) == [(2, "L02")]
    assert len(reading.changes) == 0
    plain = read_customers(CustomersOptions(file=faulty))
    pd.testing.assert_frame_equal(plain.rows, reading.rows)


def test_a_value_that_changed_since_is_refused_and_both_values_are_named(faulty, recheck, tmp_path):
    newer = tmp_path / "register.csv"
    newer.write_text(faulty.read_text("utf-8").replace("abc", "def"), "utf-8")
    reading = recheck((3, "合同容量", "2850"), register=newer)
    assert refused(reading) == [(3, "L03")]
    (told,) = [one for one in reading.findings if one.rule.rule_id == "L03"]
    assert "abc" in told.detail
    assert "def" in told.detail
    assert (3, "V00") in found(reading)


def test_lines_that_fit_no_cell_or_contradict_each_other_are_all_refused(faulty, recheck):
    sheet = fault_sheet(read_customers(CustomersOptions(file=faulty)))
    row = dict.fromkeys(sheet.columns, "") | SIGNED
    extra = [
        row | {"row": 99, "heading": "户名", "correction": "甲"},
        row | {"row": 2, "heading": "无此列", "correction": "甲"},
        row | {"row": 4, "heading": "合同容量", "written": "2850", "correction": "1"},
        row | {"row": 4, "heading": "合同容量", "written": "2850", "correction": "2"},
        row | {"row": 4, "heading": "运行容量", "written": "2850", "correction": "2850"},
    ]
    reading = recheck(sheet=pd.concat([sheet, pd.DataFrame(extra)], ignore_index=True))
    told = sorted(refused(reading))
    assert told == [(2, "L04"), (4, "L05"), (4, "L05"), (4, "L05"), (99, "L04")]
    assert len(reading.changes) == 0


def test_a_line_may_be_added_for_a_cell_that_no_rule_faulted(faulty, recheck):
    sheet = fault_sheet(read_customers(CustomersOptions(file=faulty)))
    more = {"row": 4, "heading": "manager_id", "written": "E01", "correction": "E02"} | SIGNED
    lines = pd.concat([sheet, pd.DataFrame([more])], ignore_index=True).fillna("")
    reading = recheck(sheet=lines)
    assert reading.rows.set_index("source_row").loc[4, "manager_id"] == "E02"


def test_the_next_sheet_repeats_what_is_in_use_and_keeps_the_file_s_values(recheck):
    first = recheck((3, "合同容量", "2850"), (2, "户名", "甲公司", {"released_by": ""}))
    sheet = fault_sheet(first).set_index(["row", "heading"])
    assert sheet.loc[(3, "合同容量"), ["written", "correction"]].tolist() == ["abc", "2850"]
    assert sheet.loc[(2, "户名"), ["correction", "released_by"]].tolist() == ["甲公司", ""]
    second = recheck((2, "户名", "甲公司"), sheet=fault_sheet(first))
    assert sorted(second.changes["source_row"]) == [2, 3]
    assert {2, 3} <= set(second.rows["source_row"])
    assert refused(second) == []


def test_a_sheet_without_the_release_column_is_a_clear_error(faulty, tmp_path):
    path = tmp_path / "filled.csv"
    path.write_text("来源行号,字段,原值,修正值,修正人,原因\n3,合同容量,abc,1,甲,乙\n", "utf-8")
    with pytest.raises(DataError, match="复核人"):
        read_customers(CustomersOptions(file=faulty), path)


values = st.sampled_from(
    ["", "2850", "-1", "abc", "0035020114", "正常", "销户", "无", "=1+1", "甲"]
)
people = st.sampled_from(["", "张三", "李四"])


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_accepted_plus_quarantined_is_read_whatever_is_corrected(data, faulty, tmp_path_factory):
    start = read_customers(CustomersOptions(file=faulty))
    sheet = fault_sheet(start)
    for name, some in (("correction", values), ("corrected_by", people), ("released_by", people)):
        sheet[name] = data.draw(st.lists(some, min_size=len(sheet), max_size=len(sheet)))
    sheet["reason"] = "核对"
    path = tmp_path_factory.mktemp("filled") / "filled.csv"
    sheet.rename(columns=CORRECTIONS.headings("en")).to_csv(path, index=False)
    reading = read_customers(CustomersOptions(file=faulty), path)
    assert reading.read_count == start.read_count
    assert len(reading.rows) + len(reading.quarantined) == reading.read_count
    filled = int((sheet["correction"] != "").sum())
    assert len(reading.changes) + len(refused(reading)) == filled
    assert all(one["corrected_by"] != one["released_by"] for _, one in reading.changes.iterrows())
