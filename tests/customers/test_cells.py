"""Rules about one cell: the row goes on without the value, or leaves when it cannot do without."""

import pytest


def test_a_good_row_has_no_finding(register):
    reading = register({})
    assert len(reading.findings) == 0
    row = reading.rows.iloc[0]
    assert row["account_no"] == "0035020114"
    assert (row["voltage_kv"], row["contract_kva"], row["inspect_cycle_m"]) == (10.0, 2850.0, 6)
    assert (row["source_file"], row["source_row"]) == ("register.csv", 2)


@pytest.mark.parametrize(
    ("cell", "rule", "account"),
    [
        ("００３５０２０１１４", "N01", "0035020114"),
        ("35020114", "V01", None),
        ("3.50201E+09", "E01", None),
        ("00350201143", "V01", None),
        ("", "C01", None),
        ("003502011A", "V01", None),
    ],
)
def test_account_numbers_are_kept_or_quarantined_but_never_repaired(
    register, cell, rule, account, rules
):
    reading = register({"户号": cell})
    assert rule in rules(reading)
    assert reading.rows["account_no"].tolist() == ([account] if account else [])


@pytest.mark.parametrize(
    ("cell", "level_kv"),
    [("10千伏", 10), ("交流10kV", 10), ("AC00101", 10), ("AC00351", 35), ("AC01101", 110),
     ("AC02201", 220), ("380V", 0.38), ("0.4kV", 0.38), ("１１０ＫＶ", 110)],
)  # fmt: skip
def test_voltages_in_every_spelling_of_the_source_systems_are_levels(
    register, cell, level_kv, rules
):
    reading = register({"供电电压": cell})
    assert reading.rows["voltage_kv"].tolist() == [level_kv]
    assert rules(reading)["N02"] == "fixed"


@pytest.mark.parametrize("cell", ["11", "高压", "10/35", "AC99999"])
def test_other_voltages_are_dropped_and_the_row_goes_on(register, cell, rules):
    reading = register({"供电电压": cell})
    assert rules(reading) == {"V10": "field dropped"}
    assert reading.rows["voltage_kv"].isna().all()


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        ("运行容量", "abc", "V00"),
        ("运行容量", "-1", "V12"),
        ("运行容量", "3000", "V12"),
        ("用户状态", "停用", "V05"),
        ("检查周期", "99", "V19"),
        ("上次检查日期", "2026-13-01", "V00"),
        ("坐标系", "BEIJING54", "V21"),
        ("统一社会信用代码", "91350200MA0000015B", "V02"),
    ],
)
def test_a_bad_optional_value_costs_the_value_only(register, column, cell, rule, rules):
    reading = register({column: cell})
    assert rules(reading) == {rule: "field dropped"}
    assert len(reading.rows) == 1
    name = next(name for name, heading in reading.headings.items() if heading == column)
    assert reading.rows[name].isna().all()
    assert reading.findings[0].value == cell


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        ("合同容量", "abc", "V00"),
        ("合同容量", "-5", "V11"),
        ("合同容量", "0", "V11"),
        ("合同容量", "", "C01"),
        ("户名", "", "C01"),
        ("户名", "测试", "C01"),
        ("户名", "无", "C01"),
        ("户名", "××", "C01"),
    ],
)
def test_a_bad_must_field_costs_the_row_its_place(register, column, cell, rule, rules):
    reading = register({column: cell})
    assert rules(reading)[rule] == "quarantined"
    assert reading.rows.empty
    assert reading.quarantined[column].tolist() == [cell]


@pytest.mark.parametrize(
    "name",
    [
        "{{ 7*7 }}",
        "<img src=x onerror=alert(1)>",
        '=HYPERLINK("http://x")有限公司',
        "测试技术有限公司",
        '一,二"三"\n四',
        "ＡＢＣ（厦门）有限公司",
    ],
)
def test_odd_names_are_planned_as_written(register, name):
    assert register({"户名": name}).rows["account_name"].tolist() == [name]


def test_swapped_coordinates_are_left_to_geocoding(register, rules):
    reading = register({"经度": "24.4798", "纬度": "118.1012"})
    assert rules(reading) == {}
    assert reading.rows["lat"].tolist() == [118.1012]


def test_the_file_wide_datum_fills_rows_that_state_none(register):
    reading = register({"坐标系": ""}, {"坐标系": "BD09"}, datum="GCJ02")
    assert reading.rows["coord_sys"].tolist() == ["GCJ02", "BD09"]
