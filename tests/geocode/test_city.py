"""The sample city: every planted fault is found, and nine in ten locations keep their word."""

import pandas as pd
import pytest

from planner.customers import CustomersOptions, read_customers
from planner.geo import geodesic_km
from planner.geocode import GeocodeOptions, locate_customers
from planner.loads import LoadsOptions, measure_loads, read_monthly, read_tiers
from planner.units import METRES_PER_KM

LATER_ROOMS = {"W10", "W11", "W12", "W20", "W21"}


@pytest.fixture(scope="module", params=["register.csv", "register.xlsx"])
def reading(city, request):
    quality = city.parent / "rules" / "quality_invented.toml"
    return read_customers(CustomersOptions(file=city / request.param, quality=quality))


@pytest.fixture(scope="module")
def located(city, reading):
    return locate_customers(reading.rows, GeocodeOptions(gazetteer=city / "gazetteer"))


@pytest.fixture(scope="module")
def report(city, reading, located):
    options = LoadsOptions(tiers=city.parent / "rules" / "tiers.toml")
    return measure_loads(
        located.customers,
        read_monthly(city / "monthly.csv"),
        read_tiers(options.tiers),
        options,
        register_accounts=[*reading.rows["account_no"], *reading.quarantined["account_no"]],
    )


@pytest.fixture(scope="module")
def planted(city):
    """The planted faults that the first three rooms can see, each with its set of rules."""
    faults = pd.read_csv(city / "faults.csv", dtype=str, keep_default_na=False)
    faults["rules"] = [set(rules.split(";")) - {""} for rules in faults["rules"]]
    return [one for one in faults.to_dict("records") if not one["rules"] & LATER_ROOMS]


def test_every_planted_fault_is_found_under_its_rule(reading, located, report, planted):
    findings = [*reading.findings, *located.findings, *report.findings]
    by_row = {(str(one.source_row), one.rule.rule_id) for one in findings}
    by_account = {(one.account_no, one.rule.rule_id) for one in findings}
    missed = [
        (fault["kind"], fault["source_row"], rule)
        for fault in planted
        for rule in fault["rules"]
        if (fault["source_row"], rule) not in by_row
        and (fault["account_no"], rule) not in by_account
    ]
    assert missed == []
    assert len(planted) > 40


def test_every_planted_row_meets_its_fate(report, planted):
    kept = set(report.customers["source_row"].astype(str))
    for fault in planted:
        if fault["file"] == "register":
            fate = "planned" if fault["source_row"] in kept else "quarantined"
            assert fate == fault["fate"], fault


def test_nothing_is_found_that_was_not_planted(reading, located, report, planted):
    rows = {fault["source_row"] for fault in planted}
    accounts = {fault["account_no"] for fault in planted}
    unplanted = [
        (one.source_row, one.rule.rule_id, one.value)
        for one in [*reading.findings, *located.findings, *report.findings]
        if str(one.source_row) not in rows and one.account_no not in accounts
    ]
    assert unplanted == []


def test_no_row_vanishes_on_the_way(reading, located, report):
    gone = len(reading.quarantined) + len(located.quarantined) + len(report.quarantined)
    assert len(report.customers) + gone == reading.read_count


def test_nine_in_ten_locations_of_every_level_are_as_good_as_they_say(city, located):
    truth = pd.read_csv(city / "truth.csv", dtype={"account_no": str}).set_index("account_no")
    there = located.customers.set_index("account_no").join(
        truth[["lon", "lat"]].add_suffix("_true")
    )
    off_m = METRES_PER_KM * geodesic_km(
        there.geometry.x, there.geometry.y, there["lon_true"], there["lat_true"]
    )
    kept = (off_m <= there["geo_error_m"]).groupby(there["geo_level"]).mean()
    assert kept["coordinate"] == 1.0
    assert kept["house number"] >= 0.9
    assert kept["interpolated"] >= 0.9
    by_address = there["geo_level"] != "coordinate"
    assert (off_m <= there["geo_error_m"])[by_address].mean() >= 0.9
    assert there.loc[there["geo_level"] == "interpolated", "geo_error_m"].median() < 60.0
