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
# # 十分钟上手 · The first ten minutes
#
# From a register of customers to a plan for one month, on the sample city, which is **invented**. Nothing is asked from a network.
# Each notebook that follows takes one capability further: 01 the whole walk, 02 outlets, 03 visits, 04 the register, 05 addresses,
# 06 loads and tiers, 07 travel, 08 managers, 09 several scenarios compared.

# %%
from datetime import date
from pathlib import Path

import planner as pl

root = Path.cwd() if (Path.cwd() / "data").is_dir() else Path.cwd().parent
base = pl.Scenario.read(root / "data" / "scenarios" / "base.toml")

# %% [markdown]
# ## One scenario, one plan
#
# A scenario is a TOML file; `vary` changes some of its settings. Here: October alone, and at most nine outlets.

# %%
scenario = base.vary(name="october", visits__end=date(2026, 10, 31), outlets__count={"at_most": 9})
plan = pl.run(scenario)
plan

# %% [markdown]
# ## Can it be defended?
#
# The rows close, every decision says how far it is from the best there can be, and independent judges re-verified the tables.

# %%
print("\n".join(plan.proof_lines("en")))

# %% [markdown]
# ## One customer
#
# What every room said about one account; `sources` names the cell of the register that each value was read from.

# %%
story = plan.customer("0035020114")
print(story.sources["contract_kva"])
story

# %% [markdown]
# ## What if?
#
# The outlets are asked again with a setting changed, and nothing else is computed anew. `question.panel()` is the same with sliders
# (`pip install 'planner[notebook]'`).

# %%
question = pl.ask_outlets(scenario)
eight = question.answer(count=8)
eight

# %% [markdown]
# ## For the meeting
#
# `report.html` is to be read and printed, `plan.xlsx` to be filtered, `customers/` has a page a customer.

# %%
import tempfile

with tempfile.TemporaryDirectory() as folder:
    written = [path.relative_to(folder).as_posix() for path in plan.save(folder)]
[name for name in written if "/" not in name]

# %%
assert plan.ledger.planned_count + plan.ledger.quarantined_count == plan.ledger.read_count
assert plan.breaches == {"outlets": 0, "managers": 0, "visits": 0}
assert len(plan.siting.open_outlets) <= 9 and len(eight.open_outlets) == 8
assert eight.reached[0].value >= plan.siting.reached[0].value * (1 - 1e-9) / (1 + scenario.outlets.concede)
assert plan.visits.visits["date"].dt.month.eq(10).all()
assert {"map.html", "report.html", "plan.xlsx", "manifest.json"} <= set(written)
assert sum(name.startswith("customers/") for name in written) == len(plan.customers) + 1
assert plan.customer("0035020114").fate == "planned"
