"""Real plants again, with the gaps of a real list: cement works of Anhui, Jiangsu and Zhejiang.

Spatial Finance Initiative, Global Database of Cement Production Assets, July 2021, CC BY 4.0. The
list has no electricity: annual kWh = capacity x 90 kWh/t and a contract for 6,000 hours of use are
this test's stated assumptions. Half of the works have no name or no capacity.
"""

from pathlib import Path

import pandas as pd
import pytest
from works import lay_out, sites, with_load

import planner as pl
from planner.schema import VISITS
from planner.solve import Status

PROVINCES = ("Anhui Sheng", "Jiangsu Sheng", "Zhejiang Sheng")
KWH_PER_T = 90
EXISTING = 6


def _works(shared: Path) -> pd.DataFrame:
    table = pd.read_csv(shared / "real" / "cement_plants_cn.csv", dtype=str, keep_default_na=False)
    mine = table.loc[(table["status"] == "Operating") & table["state"].isin(PROVINCES)]
    annual_kwh = pd.to_numeric(mine["capacity"]) * 1e6 * KWH_PER_T
    return with_load(mine, annual_kwh)


@pytest.fixture(scope="module")
def works(shared: Path) -> pd.DataFrame:
    return _works(shared)


@pytest.fixture(scope="module")
def plan(
    works: pd.DataFrame, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> pl.Plan:
    folder = tmp_path_factory.mktemp("cement")
    places = sites(works, "city", "longitude", "latitude")
    lay_out(folder, "cement", works, places, EXISTING, repository)
    return pl.run(folder / "scenario.toml")


def test_works_without_a_name_or_a_capacity_are_told_and_not_lost(plan, works):
    assert plan.ledger.read_count == len(works)
    bare = works["uid"][works["capacity"].eq("") | works["owner_name"].eq("")]
    out = plan.ledger.rows.loc[plan.ledger.rows["fate"] == "quarantined"]
    assert len(out) == len(bare) == 88
    assert set(out["rule"]) == {"C01"}
    assert plan.ledger.planned_count == len(works) - len(bare)
    assert set(plan.customers["account_no"]).isdisjoint(bare)


def test_the_plan_is_proven_and_every_due_visit_accounted_for(plan):
    assert plan.siting.outcome.status is Status.PROVEN
    assert len(plan.siting.open_outlets) == 8
    visits, unserved = plan.tables()[VISITS], plan.visits.unserved
    assert len(visits) + len(unserved) == plan.visits.service.due
    assert len(visits) > len(unserved)


def test_the_map_and_the_report_tell_of_them(plan, tmp_path):
    plan.save(tmp_path)
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert plan.customers["account_name"].iloc[0] in page
    assert "167 rows read = 79 planned + 88 quarantined" in (tmp_path / "report.html").read_text(
        encoding="utf-8"
    )
