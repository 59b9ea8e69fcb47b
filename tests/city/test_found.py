"""The rooms find every fault that was planted in the sample city, and nothing else."""

from pathlib import Path

import pandas as pd
import pytest
from pyproj import Geod

from planner.customers import CustomersOptions, RegisterReading, read_customers
from planner.findings import Findings
from planner.geocode import GeocodeOptions, Located, locate_customers
from planner.loads import LoadReport, LoadsOptions, measure_loads, read_monthly, read_tiers

LATER = {"W11", "W20"}
"""Rules of rooms that come after the loads."""


@pytest.fixture(scope="module", params=["register.csv", "register.xlsx"])
def reading(request: pytest.FixtureRequest, city: Path, repository: Path) -> RegisterReading:
    quality = repository / "data" / "rules" / "quality_invented.toml"
    return read_customers(CustomersOptions(file=city / request.param, quality=quality))


@pytest.fixture(scope="module")
def located(reading: RegisterReading, city: Path) -> Located:
    return locate_customers(reading.rows, GeocodeOptions(gazetteer=city / "gazetteer"))


@pytest.fixture(scope="module")
def loads(reading: RegisterReading, located: Located, city: Path, repository: Path) -> LoadReport:
    options = LoadsOptions(
        monthly=city / "monthly.csv", tiers=repository / "data" / "rules" / "tiers.toml"
    )
    known = [*reading.rows["account_no"], *reading.quarantined["account_no"]]
    return measure_loads(
        located.customers, read_monthly(city / "monthly.csv"), read_tiers(options.tiers), options,
        register_accounts=known,
    )  # fmt: skip


@pytest.fixture(scope="module")
def ledger(reading: RegisterReading, located: Located, loads: LoadReport) -> Findings:
    return reading.findings + located.findings + loads.findings


def test_the_rules_that_fire_are_the_planted_ones(ledger: Findings, faults: pd.DataFrame) -> None:
    row_of = dict(zip(faults["account_no"], faults["source_row"].astype(int), strict=True))
    fired = {(one.source_row or row_of.get(one.account_no, 0), one.rule.rule_id) for one in ledger}
    strangers = {one for one in fired if one[1] == "W04"}
    planted = {
        (int(row), rule)
        for file, row, rules in zip(
            faults["file"], faults["source_row"], faults["rules"], strict=True
        )
        for rule in rules.split(";")
        if file == "register" and rule and rule not in LATER
    }
    assert fired - strangers == planted
    assert ledger.counts()["W04"] == (faults["rules"] == "W04").sum()


def test_addresses_reach_the_level_they_can(city: Path, located: Located) -> None:
    truth = pd.read_csv(city / "truth.csv", dtype={"account_no": str}).set_index("account_no")
    level = pd.Series(located.customers["geo_level"].array, index=located.customers["account_no"])
    assert level.sort_index().to_dict() == truth["level"].sort_index().to_dict()


def test_nearly_every_customer_is_within_the_stated_error(city: Path, located: Located) -> None:
    truth = pd.read_csv(city / "truth.csv", dtype={"account_no": str}).set_index("account_no")
    found = located.customers
    true = truth.loc[found["account_no"]]
    points = found.geometry
    _, _, error_m = Geod(ellps="WGS84").inv(points.x, points.y, true["lon"], true["lat"])
    assert (error_m <= found["geo_error_m"]).mean() > 0.97


def test_tiers_are_shared_as_the_rules_intend(loads: LoadReport) -> None:
    tiers = loads.customers["tier"].value_counts()
    assert 15 <= tiers["VIP"] <= 25
    assert 40 <= tiers["T1"] <= 60
    assert 95 <= tiers["T2"] <= 125
    assert 195 <= tiers["T3"] <= 240
