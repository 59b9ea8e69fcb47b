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
# # 负荷与分级 · How large is he, which tier, by which rule?
#
# Annual kWh from the monthly readings where there are any, else as the register states; peak, load factor, and a tier with the rule
# that gave it. Tier rules are a dated file of proposals. The sample city is **invented**.

# %%
from pathlib import Path

import planner as pl
from planner.loads import measure_loads, read_monthly, read_tiers

root = Path.cwd() if (Path.cwd() / "data").is_dir() else Path.cwd().parent
scenario = pl.Scenario.read(root / "data" / "scenarios" / "base.toml")
door = pl.open_outlets(scenario)
loads = door.loads
loads

# %%
columns = ["account_no", "account_name", "tier", "tier_rule", "annual_kwh", "peak_kw", "load_factor"]
loads.customers[columns].sort_values("annual_kwh", ascending=False).head(8)

# %% [markdown]
# ## Other rules
#
# The first rule that fires wins. Here the largest customers only count as VIP from 110 kV on; everything else stays.

# %%
rules = read_tiers(scenario.loads.tiers)
text = scenario.loads.tiers.read_text(encoding="utf-8").replace("annual_kwh_min = 120000000, ", "").replace("contract_kva_min = 31500, ", "")
import tempfile

with tempfile.TemporaryDirectory() as folder:
    stricter = Path(folder, "tiers.toml")
    stricter.write_text(text, encoding="utf-8")
    other = read_tiers(stricter)
located = loads.customers.drop(columns=["annual_kwh", "peak_kw", "load_factor", "tier", "tier_rule"])
monthly = read_monthly(scenario.loads.monthly, columns=scenario.loads.columns)
again = measure_loads(
    located, monthly, other, scenario.loads, register_accounts=door.register.accounts,
)
moved = loads.customers["tier"] != again.customers["tier"]
loads.customers.loc[moved, ["account_name", "tier", "tier_rule"]].assign(then=again.customers.loc[moved, "tier"])

# %%
count, before = again.customers["tier"].value_counts(), loads.customers["tier"].value_counts()
assert before.sum() == count.sum() == len(loads.customers)
assert count["VIP"] < before["VIP"]
assert (again.customers["annual_kwh"] == loads.customers["annual_kwh"]).all()
assert (loads.customers["tier_rule"].str.len() > 0).all()
assert loads.customers["load_factor"].dropna().between(0, 1.5).all()
