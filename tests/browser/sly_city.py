"""A city in which everything that has a name has one that bites, as files that a scenario reads."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from names_that_bite import SLY

from planner.schema import CUSTOMERS

DATA = Path(__file__).parents[2] / "data"
TOLD_ELSEWHERE = {"account_no", "status", "tier", "tier_rule", "coord_sys"}
"""Texts that a rule must understand, or no customer would be planned."""

_TEXT = """
name = "sly"
seed = 7
customers = {{ file = "register.csv", account_pattern = "(?s).+", datum = "WGS84" }}
loads = {{ tiers = "{data}/rules/tiers.toml" }}
managers = {{ roster = "managers.csv", even_hours = 3 }}

[outlets]
existing = "outlets.csv"
candidates = "candidates.csv"
count = 4
second_best = false

[visits]
start = 2026-10-12
end = 2026-10-23
rules = "{data}/rules/visits.toml"
search_steps = 20

[report]
districts = "districts.geojson"
city = {sly}
note_zh = {sly}
note_en = {sly}
"""


def write_city(folder: Path) -> Path:
    """Write register, sites, roster, districts and scenario; return the scenario's path."""
    rng = np.random.default_rng(7)
    count = len(SLY)
    texts = [one.name for one in CUSTOMERS if one.kind == "text" and one.name not in TOLD_ELSEWHERE]
    places = rng.uniform([118.0, 24.4], [118.3, 24.6], (count, 2)).round(6)
    register = pd.DataFrame(dict.fromkeys(texts, SLY))
    register["account_no"] = [f"{at:02d}{word}" for at, word in enumerate(SLY)]
    register["annual_kwh"] = rng.integers(1, 90, count) * 1_000_000
    register["contract_kva"] = rng.integers(1, 200, count) * 100
    register[["lon", "lat"]] = places
    register["last_visit_on"] = "2026-03-02"
    register["备注"] = SLY
    register.to_csv(folder / "register.csv", index=False, encoding="utf-8")
    _sites(folder, rng)
    pd.DataFrame(
        {
            "manager_id": [f"M{at}{word}" for at, word in enumerate(SLY[5:7])],
            "manager_name": SLY[7:9],
            "outlet_id": [f"O{at}{word}" for at, word in enumerate(SLY[:2])],
            "hours_per_day": 8,
        }
    ).to_csv(folder / "managers.csv", index=False, encoding="utf-8")
    halves = [shapely.box(117.9, 24.3, 118.15, 24.7), shapely.box(118.15, 24.3, 118.4, 24.7)]
    features = [
        {
            "type": "Feature",
            "properties": {"district_code": str(at), "name": SLY[at], "name_en": SLY[at + 2]},
            "geometry": shapely.geometry.mapping(one),
        }
        for at, one in enumerate(halves)
    ]
    (folder / "districts.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    path = folder / "sly.toml"
    said = json.dumps(" ".join(SLY))
    path.write_text(_TEXT.format(data=DATA.as_posix(), sly=said), encoding="utf-8")
    return path


def _sites(folder: Path, rng: np.random.Generator) -> None:
    sites = pd.DataFrame(
        {
            "outlet_id": [f"O{at}{word}" for at, word in enumerate(SLY[:8])],
            "outlet_name": SLY[8:16],
            "outlet_class": "B",
            "address": SLY[16:24],
            "coord_sys": "WGS84",
        }
    )
    sites[["lon", "lat"]] = rng.uniform([118.0, 24.4], [118.3, 24.6], (8, 2)).round(6)
    sites.iloc[:3].to_csv(folder / "outlets.csv", index=False, encoding="utf-8")
    sites.iloc[3:].to_csv(folder / "candidates.csv", index=False, encoding="utf-8")
