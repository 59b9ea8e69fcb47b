"""Rules across rows, and the law that no row vanishes."""

import csv
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.customers import CustomersOptions, read_customers, read_months, template_tables
from planner.errors import DataError, OptionError


def test_all_copies_of_an_account_leave_and_each_names_the_others(register):
    reading = register({"户号": "0035020999"}, {}, {"户号": "００３５０２０９９９"})
    assert reading.rows["source_row"].tolist() == [3]
    assert [one.detail for one in reading.findings if one.rule.rule_id == "U01"] == [
        "2, 4",
        "2, 4",
    ]


def test_closed_accounts_leave_the_plan(register, rules):
    reading = register({"用户状态": "销户"}, {"用户状态": "暂停"})
    assert rules(reading) == {"W05": "quarantined"}
    assert reading.rows["status"].tolist() == ["暂停"]


def test_unknown_columns_are_carried_through_as_text(register):
    reading = register({"备注": "007"})
    assert reading.unknown_headings == ("备注",)
    assert reading.rows["备注"].tolist() == ["007"]


def test_a_column_of_ours_that_only_a_later_room_may_fill_keeps_its_distance(tmp_path):
    path = tmp_path / "again.csv"
    path.write_text("户号,户名,合同容量,geo_level,source_row\n0035020114,甲,1,road,99\n", "utf-8")
    rows = read_customers(CustomersOptions(file=path)).rows
    assert "geo_level" not in rows
    assert rows["geo_level (file)"].tolist() == ["road"]
    assert rows["source_row"].tolist() == [2]


def test_headings_of_other_systems_are_known_and_others_can_be_mapped(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("YHBH;CONS_NAME;Kapazität;X;Y\n0035020114;甲;630;118.1;24.5\n", "utf-8")
    options = CustomersOptions(file=path, columns={"contract_kva": "Kapazität", "lat": ""})
    reading = read_customers(options)
    assert reading.rows["contract_kva"].tolist() == [630.0]
    assert reading.rows["lon"].tolist() == [118.1]
    assert reading.rows["lat"].isna().all()


def test_a_mapping_to_nothing_is_told_with_the_near_heading(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("户号,户名,容量千伏安\n0035020114,甲,630\n", "utf-8")
    with pytest.raises(DataError) as fault:
        read_customers(CustomersOptions(file=path, columns={"contract_kva": "容量(千伏安)X"}))
    assert "容量千伏安" in fault.value.what


def test_two_headings_for_one_column_are_a_question_for_the_owner(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("户号,用户编号,户名,合同容量\n0035020114,2,甲,630\n", "utf-8")
    with pytest.raises(DataError, match="用户编号"):
        read_customers(CustomersOptions(file=path))


def test_an_account_pattern_that_is_no_pattern_is_an_option_error(tmp_path):
    with pytest.raises(OptionError, match="account_pattern"):
        CustomersOptions.load({"file": str(tmp_path / "r.csv"), "account_pattern": "("})


@pytest.fixture(scope="module")
def damaged_workbook(tmp_path_factory):
    """Account numbers that Excel holds as numbers: zeros cut, digits lost, or by luck complete."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["户号", "户名", "合同容量", "电能表资产号"])
    page.append(["0035020114", "甲", 630, "3540001234567890123456"])
    page.append([35020115, "乙", 630, 3540001234567890123456])
    page.append([3502011600, "丙", 630, "1"])
    page.append([3502011700000000123, "丁", 630, "2"])
    page.append(["0035020118", "戊", "=300+330", "3"])
    path = tmp_path_factory.mktemp("book") / "r.xlsx"
    book.save(path)
    return path


def test_numbers_that_excel_damaged_are_quarantined(damaged_workbook, rules):
    reading = read_customers(CustomersOptions(file=damaged_workbook))
    assert reading.rows["account_no"].tolist() == ["0035020114", "3502011600"]
    assert [rules(reading, row) for row in (2, 3, 4, 5, 6)] == [
        {},
        {"E01": "field dropped"},
        {},
        {"E01": "quarantined"},
        {"E02": "quarantined"},
    ]


def test_the_same_register_reads_the_same_from_text_and_workbook(tmp_path, register, good_row):
    by_text = register({}, {"供电电压": "35"})
    book = openpyxl.Workbook()
    book.active.append(list(good_row))
    book.active.append(list(good_row.values()))
    as_numbers = good_row | {
        "户号": "0035020115", "供电电压": 35, "合同容量": 2850, "经度": 118.1112,
    }  # fmt: skip
    book.active.append(list(as_numbers.values()))
    book.save(tmp_path / "register.xlsx")
    by_book = read_customers(CustomersOptions(file=tmp_path / "register.xlsx"))
    pd.testing.assert_frame_equal(
        by_text.rows.drop(columns="source_file"), by_book.rows.drop(columns="source_file")
    )


HEADINGS = ("户号", "户名", "合同容量", "运行容量", "供电电压", "用户状态", "经度", "检查周期",
            "上次检查日期", "统一社会信用代码", "备注")  # fmt: skip
GOOD = ("0035020114", "甲公司", "2850", "2850", "10", "正常", "118.1", "6", "2026-05-12", "", "x")
DIRT = (
    *("", " ", "无", "abc", "-1", "0", "1e5", "0035020114", "３５", "销户", "正常", "10千伏"),
    *('"', "a,b", "x\ny", "NULL", "118.1", "2026.1.2", "=1+1", "3.5E+09", "\u3000", "２８５０kVA"),
)
dirt = st.sampled_from(DIRT)
accounts = st.integers(1, 6).map(lambda one: f"{one:010d}") | dirt
whole_row = st.tuples(accounts, *[dirt | st.just(cell) for cell in GOOD[1:]])
odd_row = st.lists(dirt, min_size=1, max_size=len(HEADINGS) + 2)


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(whole_row | odd_row, min_size=1, max_size=9),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
)
def test_read_is_accepted_plus_quarantined_whatever_the_rows_hold(rows, encoding, tmp_path_factory):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([HEADINGS, *rows])
    path = tmp_path_factory.mktemp("dirt") / "register.csv"
    path.write_bytes(stream.getvalue().encode(encoding))
    filled = [one for one in rows if any(cell.strip() for cell in one)]
    if not filled:
        return
    reading = read_customers(CustomersOptions(file=path))
    assert reading.read_count == len(filled)
    assert len(reading.rows) + len(reading.quarantined) == len(filled)
    assert reading.rows["account_no"].is_unique
    assert reading.rows["account_no"].str.fullmatch(r"\d{10}|\d{13}").all()
    kept, left = set(reading.rows["source_row"]), set(reading.quarantined["source_row"])
    assert len(kept | left) == len(filled)
    assert {one.source_row for one in reading.findings.quarantined()} == left
    assert (reading.quarantined["rules"] != "").all()


def test_twenty_thousand_digits_are_never_altered(register):
    """Accounts with leading zeros come out as they went in, through every column kind."""
    rng = np.random.default_rng(1)
    names = [f"{one:010d}" for one in rng.choice(10**7, 300, replace=False)]
    reading = register(*[{"户号": name} for name in names])
    assert reading.rows["account_no"].tolist() == names


def test_the_template_can_be_filled_in_and_read(tmp_path):
    sheets = template_tables("zh")
    assert next(iter(sheets)) == "字段说明"
    path = tmp_path / "template.csv"
    sheets["客户档案"].to_csv(path, index=False)
    reading = read_customers(CustomersOptions(file=path))
    assert reading.unknown_headings == ()
    assert len(reading.rows) == 1
    assert len(reading.findings) == 0


def test_both_languages_of_the_template_have_the_same_fields():
    zh, en = template_tables("zh"), template_tables("en")
    assert [len(one.columns) for one in zh.values()] == [len(one.columns) for one in en.values()]
    assert zh["字段说明"]["列名"].tolist() == en["Fields"]["Name"].tolist()


def test_a_pile_says_whether_the_addresses_differ(good_row, tmp_path):
    rows = [
        good_row | {"户号": f"{35020114 + place:010d}", "用电地址": f"示例市某区某路{number}号"}
        for place, number in enumerate((1, 2, 3))
    ]
    path = tmp_path / "register.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    reading = read_customers(CustomersOptions(file=path), alone=True)
    told = [one.detail for one in reading.findings if one.rule.rule_id == "G05"]
    assert told == ["3; 地址 address ≠ 3"] * 3


CLOSINGS = {
    "the day of closing decides": ("2026-03-10", "2026-08-31T18:00+08:00", "2026-04"),
    "else the day since when the row is so": ("", "2026-05-31T18:00+08:00", "2026-06"),
    "the month of closing itself is no fault": ("2026-09-01", "2026-01-31T18:00+08:00", ""),
}


@pytest.mark.parametrize("case", CLOSINGS)
def test_power_after_closing_is_told_from_the_first_month_after_it(good_row, tmp_path, case):
    closed_on, valid_from, first = CLOSINGS[case]
    register, bills = tmp_path / "register.csv", tmp_path / "bills.csv"
    row = good_row | {"用户状态": "销户", "销户日期": closed_on, "生效时间": valid_from}
    pd.DataFrame([row]).to_csv(register, index=False)
    months = [f"2026-{month:02d}" for month in range(1, 10)]
    pd.DataFrame({"户号": row["户号"], "电费年月": months, "总有功电量": 100}).to_csv(
        bills, index=False
    )
    reading = read_customers(
        CustomersOptions(file=register), monthly=read_months(bills), alone=True
    )
    told = [one.detail for one in reading.findings if one.rule.rule_id == "X05"]
    assert [one.partition(":")[0] for one in told] == ([first] if first else [])
