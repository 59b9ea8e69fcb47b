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
# # 客户经理分工 · Who looks after whom?
#
# Every customer gets an owner and a deputy: near, even in hours, few changes, and each change has its reason. The outlets are those of
# today here, so that nothing else is decided first. The sample city is **invented**.

# %%
from pathlib import Path

import planner as pl
from planner.files import read_table
from planner.managers import assign_managers, check_managers
from planner.schema import MANAGERS
from planner.visits import estimate_workload, open_period

root = Path.cwd() if (Path.cwd() / "data").is_dir() else Path.cwd().parent
scenario = pl.Scenario.read(root / "data" / "scenarios" / "base.toml")
door = pl.open_outlets(scenario)
roster = read_table(scenario.managers.roster, MANAGERS, where="managers.roster")
bases = sorted(set(roster["outlet_id"]))
work = estimate_workload(door.customers, roster, door.source, open_period(scenario.visits))
reach = door.source.between(bases, door.customers["account_no"].tolist())
territories = assign_managers(door.customers, roster, reach, work, scenario.managers, language="en")
territories

# %% [markdown]
# Every place is in the area of whoever looks after the nearest customer. Islands are customers who stay: at most 12 % may change hands here,
# and an enterprise group keeps one manager.

# %%
territories.map("en")

# %%
territories.load_table.round(1)

# %% [markdown]
# ## Who changes hands, and why
#
# `stay_cost_min` is what keeping the manager of before would cost; empty where the rules do not allow it.

# %%
owners = territories.owners
owners.query("moved")[["account_no", "manager_before", "manager_id", "reason", "stay_cost_min"]].head(10)

# %% [markdown]
# ## Fewer changes
#
# At most 8 % of the customers may change: the work is less even, and the outcome says so.

# %%
calm = scenario.vary(managers__max_moved_share=0.08).managers
quiet = assign_managers(door.customers, roster, reach, work, calm, language="en")
for name, one in (("12 %", territories), ("8 %", quiet)):
    print(f"{name}: {int(one.owners['moved'].sum())} customers change, most work to fair share {one.imbalance:.3f}")

# %%
breaches = check_managers(owners, territories.load_table, door.customers, roster, reach, work, scenario.managers)
assert breaches == []
assert set(owners["account_no"]) == set(door.customers["account_no"])
assert (owners["manager_id"] != owners["deputy_id"]).all()
assert owners.query("moved")["reason"].str.len().min() > 0
assert quiet.owners["moved"].sum() <= 0.08 * len(owners) <= 0.12 * len(owners)
assert quiet.outcome.objective >= territories.outcome.objective - 1e-6
