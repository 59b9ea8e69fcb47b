# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 行车时间 · How many minutes by road?
#
# The fastest way over your own roads (GMNS tables, an OpenStreetMap extract, or a layer of lines), or an estimate that says its
# error. Everything is looked up by id, never by position. The sample city is **invented**.

# %%
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

import planner as pl
from planner.travel import TravelOptions, open_travel

root = Path.cwd() if (Path.cwd() / "data").is_dir() else Path.cwd().parent
scenario = pl.Scenario.read(root / "data" / "scenarios" / "base.toml")
truth = pd.read_csv(root / "data" / "city" / "truth.csv", dtype={"account_no": str}).head(60)
points = gpd.GeoDataFrame(
    {"id": truth["account_no"]}, geometry=gpd.points_from_xy(truth["lon"], truth["lat"]), crs="EPSG:4326",
)
travel, findings = open_travel(points, scenario.travel)
print(travel.basis)

# %%
ids = truth["account_no"].tolist()
ways = travel.between(ids, ids)
pd.DataFrame(ways.time_min, index=ids, columns=ids).iloc[:5, :5].round(1)

# %% [markdown]
# ## What if the bridge is shut?
#
# `close` takes a link, a road by its name, or a whole way by its number; minutes are measured anew.

# %%
shut, _ = open_travel(points, scenario.vary(travel__close=["bridge-1"]).travel)
detour = shut.between(ids, ids).time_min - ways.time_min
print(f"{(detour > 1).sum()} of {detour.size} ways become over a minute longer, the worst by {np.nanmax(detour):.0f} min")

# %% [markdown]
# ## Without roads
#
# A straight line times a detour factor, at one speed: it says that it is an estimate.

# %%
estimate, _ = open_travel(points, TravelOptions())
print(estimate.basis)
rough = estimate.between(ids, ids)
apart = ways.distance_km > 1
ratio = rough.time_min[apart] / ways.time_min[apart]
print(f"estimate to road: {np.median(ratio):.2f} in the middle, {np.quantile(ratio, 0.1):.2f} to {np.quantile(ratio, 0.9):.2f}")

# %%
assert np.allclose(np.diag(ways.time_min), 0)
assert (detour >= -1e-9).all() and (detour > 1).any()
assert np.isfinite(ways.time_min).all()
line = travel.lines([(ids[0], ids[1])])[0]
assert len(line.coords) >= 2
assert 0.3 < np.median(ratio) < 3
