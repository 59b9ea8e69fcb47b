"""Rules that are not about rows: old registers, and corrections that nobody released."""

import pandas as pd
from clean import AS_OF, make_world

from planner.customers import CustomersOptions, fault_sheet, read_customers
from planner.schema import CORRECTIONS

EACH = 25


def _read(path, filled=None):
    options = CustomersOptions.load({"file": path, "as_of": AS_OF})
    return read_customers(options, filled, alone=True)


def test_25_old_registers_are_all_told_and_25_fresh_ones_are_not(tmp_path):
    world = make_world(4, 1).register[["户号", "户名", "合同容量", "生效时间"]].copy()
    told = []
    for days in range(7, 57):
        day = pd.Timestamp(AS_OF) - pd.Timedelta(days=days)
        world["生效时间"] = f"{day:%Y-%m-%d}T08:00+08:00"
        path = tmp_path / f"{days}.csv"
        world.to_csv(path, index=False)
        told.append([one.rule.rule_id for one in _read(path).findings].count("T04"))
    assert told == [0] * EACH + [1] * EACH


def test_25_corrections_without_release_are_all_refused_and_25_released_ones_are_used(tmp_path):
    world = make_world(2 * EACH, 2).register
    world["用户状态"] = "在用"
    path, filled = tmp_path / "register.csv", tmp_path / "filled.csv"
    world.to_csv(path, index=False)
    sheet = fault_sheet(_read(path))
    sheet = sheet.loc[sheet["rule"] == "V05"].reset_index(drop=True)
    assert len(sheet) == 2 * EACH
    signed = {"corrected_by": "张三", "corrected_on": AS_OF, "released_by": "李四"}
    sheet = sheet.assign(correction="正常", reason="核对", **signed)
    holes = (
        {"released_by": ""}, {"released_by": "张三"}, {"corrected_by": ""}, {"reason": " "},
        {"corrected_on": ""},
    )  # fmt: skip
    for place in range(EACH):
        for name, value in holes[place % len(holes)].items():
            sheet.loc[place, name] = value
    sheet.rename(columns=CORRECTIONS.headings("zh")).to_csv(filled, index=False)
    reading = _read(path, filled)
    refused = {one.source_row for one in reading.findings if one.rule.rule_id == "L02"}
    assert refused == set(sheet["row"].head(EACH))
    assert set(reading.changes["source_row"]) == set(sheet["row"].tail(EACH))
    assert reading.changes["closed"].all()
