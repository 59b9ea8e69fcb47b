"""Real plants: the operating steel works of Hebei and its neighbours walk through unchanged code.

Global Energy Monitor, Global Steel Plant Tracker, March 2023, CC BY 4.0. The list has no
electricity: annual kWh = crude-steel capacity x 500 kWh/t and a contract for 6,000 hours of use are
this test's stated assumptions. Outlets stand where the plants of a municipality have their mean
point: the ten municipalities with most plants have one today, the others are candidates.
"""

import json
from pathlib import Path

import pandas as pd
import pytest
from works import lay_out, sites, with_load

import planner as pl
from planner.schema import TOURS, VISITS
from planner.solve import Status

PROVINCES = (
    "Hebei", "Beijing", "Tianjin", "Shandong", "Shanxi", "Henan", "Liaoning", "Inner Mongolia",
)  # fmt: skip
KWH_PER_T = 500
EXISTING = 10


def _plants(shared: Path) -> pd.DataFrame:
    table = pd.read_csv(shared / "real" / "steel_plants_cn.csv", dtype=str, keep_default_na=False)
    mine = table.loc[(table["status"] == "operating") & table["province"].isin(PROVINCES)]
    annual_kwh = pd.to_numeric(mine["crude_steel_ttpa"]) * 1000 * KWH_PER_T
    return with_load(mine, annual_kwh)


@pytest.fixture(scope="module")
def folder(shared: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("steel")
    plants = _plants(shared)
    lay_out(
        folder, "steel", plants, sites(plants, "municipality", "lon", "lat"), EXISTING, repository
    )
    return folder


@pytest.fixture(scope="module")
def plan(folder: Path) -> pl.Plan:
    return pl.run(folder / "scenario.toml")


def test_every_plant_is_planned_or_its_missing_capacity_is_the_reason(plan):
    assert plan.ledger.read_count == 160
    out = plan.ledger.rows.loc[plan.ledger.rows["fate"] == "quarantined"]
    assert len(out) == 14, "plants whose crude-steel capacity the list does not give"
    assert set(out["rule"]) <= {"C01", "W03"}
    assert plan.ledger.planned_count == 146


def test_the_published_points_are_taken_as_they_are(plan, shared):
    source = pd.read_csv(shared / "real" / "steel_plants_cn.csv", dtype={"id": str})
    truth = source.set_index("id").loc[plan.customers["account_no"]]
    assert abs(plan.customers.geometry.x.to_numpy() - truth["lon"].to_numpy()).max() < 1e-9
    assert (plan.customers["geo_level"] == "coordinate").all()


def test_the_outlets_are_proven_and_keep_what_stands(plan):
    assert plan.siting.outcome.status is Status.PROVEN
    assert len(plan.siting.open_outlets) == 14
    assert {f"O{number:02d}" for number in range(EXISTING)} <= set(
        plan.siting.open_outlets["outlet_id"]
    )
    minutes = next(one for one in plan.siting.headline() if one.key == "mean_min_kwh")
    assert minutes.value < minutes.before


def test_every_due_visit_is_planned_or_listed_with_a_reason(plan):
    visits, unserved = plan.tables()[VISITS], plan.visits.unserved
    assert len(visits) + len(unserved) == plan.visits.service.due
    assert len(visits) > len(unserved)
    assert (unserved["reason"].str.len() > 0).all()
    assert (unserved["mend"].str.len() > 0).all()
    assert plan.tables()[TOURS]["distance_km"].max() <= 700


def test_the_estimate_says_that_it_is_one(plan):
    assert "estimate" in plan.travel_basis.en


def test_the_walk_ends_in_a_map_a_workbook_and_a_manifest(plan, tmp_path):
    written = plan.save(tmp_path)
    assert {"map.html", "plan.xlsx", "manifest.json"} <= {path.name for path in written}
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert plan.customers["account_name"].iloc[0] in page
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows"] == {"read": 160, "planned": 146, "quarantined": 14}
