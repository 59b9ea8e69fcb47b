"""What the register's own rows and months say where no list, border or long history is at hand."""

import numpy as np
import pandas as pd
import pytest

from planner.customers import CustomersOptions, read_customers
from planner.customers.monthly import read_months
from planner.customers.quality import read_quality
from planner.customers.rules.district_points import among_others, far_from_its_own

LIMITS = read_quality(None).place


@pytest.fixture
def two_districts():
    """Two districts side by side, 400 customers each in a square of 6 km; their border is x = 0."""
    rng = np.random.default_rng(5)
    x = np.concatenate((rng.uniform(-6e3, 0.0, 400), rng.uniform(0.0, 6e3, 400)))
    return x, rng.uniform(0.0, 6e3, 800), np.repeat(["W", "E"], 400).astype(object)


def test_customers_at_a_border_are_told_nothing(two_districts):
    x, y, stated = two_districts
    assert among_others(x, y, stated, LIMITS) == {}
    assert far_from_its_own(x, y, stated, LIMITS) == {}


def test_a_wrong_district_is_told_with_the_one_its_neighbours_are_of(two_districts):
    x, y, stated = two_districts
    deep = np.flatnonzero(np.abs(x) > 2e3)[::60]
    right = stated[deep].copy()
    stated[deep] = np.where(right == "W", "E", "W")
    told = among_others(x, y, stated, LIMITS)
    assert {place: code for place, (code, _) in told.items()} == dict(
        zip(deep.tolist(), right, strict=True)
    )


def test_a_point_in_another_province_is_far_from_its_own(two_districts):
    x, y, stated = two_districts
    x[[3, 500]] += 200e3
    told = far_from_its_own(x, y, stated, LIMITS)
    assert set(told) == {3, 500}
    assert all(150e3 < off_m < 250e3 for off_m in told.values())


def test_a_district_of_few_customers_is_not_judged_by_its_own(two_districts):
    x, y, stated = two_districts
    stated[:] = None
    stated[: LIMITS.learned_customers - 1] = "W"
    x[0] += 200e3
    assert far_from_its_own(x, y, stated, LIMITS) == {}
    assert among_others(x, y, stated, LIMITS) == {}


@pytest.fixture(scope="module")
def with_months(tmp_path_factory, good_row):
    """Read as many accounts as there are lists of (month, kWh)."""

    def read(*accounts):
        folder = tmp_path_factory.mktemp("months")
        rows, bills = [], []
        for place, months in enumerate(accounts):
            number = f"{35020114 + place:010d}"
            rows.append(good_row | {"户号": number, "经度": f"{118.1 + place / 100:.4f}"})
            bills += [{"户号": number, "电费年月": one, "总有功电量": kwh} for one, kwh in months]
        pd.DataFrame(rows).to_csv(folder / "register.csv", index=False)
        pd.DataFrame(bills).to_csv(folder / "bills.csv", index=False)
        options = CustomersOptions(file=folder / "register.csv")
        reading = read_customers(options, monthly=read_months(folder / "bills.csv"), alone=True)
        return [(one.rule.rule_id, one.source_row) for one in reading.findings
                if one.rule.rule_id in ("C03", "X12")]  # fmt: skip

    return read


def _year(year, kwh, count=12, rng=None):
    noise = np.ones(count) if rng is None else np.exp(rng.normal(0.0, 0.05, count))
    return [(f"{year}-{m + 1:02d}", round(kwh * noise[m])) for m in range(count)]


def test_a_longer_history_of_few_asks_no_older_months_of_the_others(with_months):
    usual = _year(2026, 1000, 9)
    holed = [one for one in usual if one[0] != "2026-05"]
    longer = [*_year(2025, 1000), *usual]
    holed_before = [one for one in longer if one[0] != "2025-07"]
    told = with_months(usual, usual, usual, usual, holed, longer, holed_before)
    assert told == [("C03", 6), ("C03", 8)]


def test_a_month_that_has_only_begun_to_come_in_is_asked_of_nobody(with_months):
    usual = _year(2026, 1000, 9)
    early = [*usual, ("2026-10", 1000)]
    assert with_months(usual, usual, usual, early, usual[:-1]) == [("C03", 6)]


def test_one_year_before_is_enough_to_tell_a_jump_from_noise(with_months):
    rng = np.random.default_rng(11)
    accounts = [[*_year(2025, 1e5, rng=rng), *_year(2026, 1e5, 10, rng)] for _ in range(40)]
    month, kwh = accounts[17][18]
    accounts[17][18] = (month, 2 * kwh)
    assert with_months(*accounts) == [("X12", 19)]


def test_words_that_stand_for_nothing_are_empty_cells_of_any_kind(register, rules):
    for cells in ({"用户状态": "××"}, {"供电电压": "测试"}, {"合同容量": "待补"}):
        found = rules(register(cells, {}))
        assert "C01" in found
        assert not {"V00", "V05", "V10"} & found.keys()
    assert "V05" in rules(register({"用户状态": "在用"}))


def test_a_day_of_the_century_before_last_is_a_day_and_too_early(register, rules):
    found = rules(register({"上次检查日期": "1888-01-01"}, as_of="2026-10-01"))
    assert "T03" in found
    assert "V00" not in found


def test_a_place_in_brackets_does_not_part_two_names_of_one_firm(register):
    here = {"经度": "118.1012", "用电地址": "福建省厦门市某区某路1号"}
    reading = register(
        {"户名": "厦门宝业五金有限公司", **here},
        {"户名": "厦门宝业五金(厦门)有限公司", **here},
        {"户名": "宝业五金(厦门)股份有限公司", **here},
        {"户名": "厦门宝业五金(二期)有限公司", **here},
    )
    assert len(reading.pairs) == 3
    assert "5" not in {*reading.pairs["one_source_row"], *reading.pairs["other_source_row"]}
