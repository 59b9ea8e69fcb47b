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
# # 地址定位 · Where is this customer, and how sure is that?
#
# Addresses are looked up in a gazetteer of your own; nothing is sent anywhere. Each row gets a level (what the position stands for),
# an error in metres and a status. The sample city is **invented**.

# %%
import tempfile
from pathlib import Path

import pandas as pd

import planner as pl
from planner.geo import from_wgs84, geodesic_km, to_wgs84

root = Path.cwd() if (Path.cwd() / "data").is_dir() else Path.cwd().parent
city = root / "data" / "city"
register = pd.read_csv(city / "register.csv", dtype=str, encoding="gb18030")
some = register.loc[register["户号"].isin(["0035020154", "0035027432", "0035020114", "0035020103"]), ["户号", "户名", "用电地址"]]
some = pd.concat([
    some,
    pd.DataFrame([
        {"户号": "1", "户名": "门牌写错的", "用电地址": "澜湾市翔浦区福峰街9999号"},
        {"户号": "2", "户名": "没有这条路", "用电地址": "澜湾市翔浦区不存在的路1号"},
    ]),
], ignore_index=True)

# %% [markdown]
# ## A table in, a table out
#
# `status` says whether it was found; `level` whether that is a house number, one between two known ones, the road, or only the
# district. A row that nobody can place stays in the table and says so.

# %%
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "some.csv")
    some.to_csv(path, index=False)
    done = pl.geocode_table(path, gazetteer=city / "gazetteer", language="en")
print(done.headline())
located = done.result.table
located[["户号", "用电地址", "level", "status", "error_m", "lon", "lat"]]

# %% [markdown]
# ## Datums
#
# GCJ-02 is hundreds of metres off in China and has no EPSG code, so a wrong datum looks right. Everything inside is WGS-84.

# %%
lon, lat = to_wgs84([118.323209], [24.660065], "GCJ02")
back = from_wgs84(lon, lat, "GCJ02")
shift_m = 1000 * geodesic_km(lon, lat, [118.323209], [24.660065])
print(f"WGS-84 {lon[0]:.6f}, {lat[0]:.6f}: {float(shift_m[0]):.0f} m from where GCJ-02 would have put it")

# %% [markdown]
# ## How good is it?
#
# The sample city knows the truth.

# %%
truth = pd.read_csv(city / "truth.csv", dtype={"account_no": str}).set_index("account_no")
found = located[located["户号"].isin(truth.index) & (located["status"] == "found")].set_index("户号")
true = truth.loc[found.index]
found = found.assign(off_m=1000 * geodesic_km(found["lon"], found["lat"], true["lon"], true["lat"]))
found[["level", "error_m", "off_m"]]

# %%
assert len(located) == len(some)
assert len(found) >= 3 and (found["off_m"] <= found["error_m"]).mean() >= 0.75
by_name = located.set_index("户名")
assert by_name.loc["门牌写错的", "level"] == "road"
assert by_name.loc["没有这条路", "level"] in {"town", "district"} or by_name.loc["没有这条路", "status"] != "found"
assert 300 < shift_m[0] < 800
assert abs(back[0][0] - 118.323209) < 1e-5 and abs(back[1][0] - 24.660065) < 1e-5
