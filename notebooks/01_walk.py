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
# # 从客户档案到网点、走访和地图 · From a customer register to outlets, visits and a map
#
# One scenario file in, one checked plan out. The sample city is **invented**: no person or firm in it exists.
# To run it on your own register, copy `data/scenarios/base.toml`, change the paths, and run this notebook again.

# %%
from pathlib import Path

import planner as pl

root = Path.cwd() if (Path.cwd() / "data").is_dir() else Path.cwd().parent
scenario = pl.Scenario.read(root / "data" / "scenarios" / "base.toml")
plan = pl.run(scenario)

# %% [markdown]
# ## The first minute: do the counts close?
#
# Every row of the register is either in the plan or quarantined with the rule that took it out. Nothing vanishes.

# %%
print(plan.ledger.sentence("en"))
out = plan.ledger.rows.query("fate == 'quarantined'")
out[["source_row", "account_no", "account_name", "room", "rule", "reason_en"]]

# %% [markdown]
# ## What was wrong with the data
#
# One line a finding: the row as Excel counts it, the column, the value as written, and how to mend it.

# %%
plan.findings.to_frame("en").query("level != 'info'").head(12)

# %% [markdown]
# ## The plan
#
# Headline figures with today's value beside them, and the map. Everything works with the network cable out.

# %%
plan

# %% [markdown]
# ## Where outlets should stand
#
# Proven: the solver's bound equals the plan. For each open outlet, `drop_cost_weighted_min` is what leaving it out would cost.

# %%
outcome = plan.siting.outcome
print(f"{outcome.status.value}: objective {outcome.objective:.3f} min, bound {outcome.bound:.3f}, gap {outcome.gap:.2%}")
columns = ["outlet_name", "outlet_class", "decision", "customers", "annual_kwh", "mean_min", "drop_cost_weighted_min"]
plan.siting.open_outlets[columns].sort_values("annual_kwh", ascending=False)

# %% [markdown]
# The second-best plan says how much the choice matters.

# %%
second = plan.siting.second
names = plan.siting.outlets.set_index("outlet_id")["outlet_name"]
print("without", [names[one] for one in second.without], "but with", [names[one] for one in second.instead])
print(f"costs {second.extra_min:.3f} more minutes on average, weighted by kWh")

# %% [markdown]
# ## Who looks after whom

# %%
print(plan.territories.summary("en"))
plan.territories.owners.query("moved").head()

# %% [markdown]
# ## Who is visited when
#
# Tours start and end at the manager's outlet, on working days (调休 Saturdays included), within the day's hours and kilometres.

# %%
print(plan.visits.summary("en"))
plan.visits.visits.head(8)

# %% [markdown]
# Visits that found no place are listed with the rule that stopped them and what would mend it.

# %%
plan.visits.unserved

# %% [markdown]
# ## One customer's story
#
# Everything every room said about one account.

# %%
plan.customer("0035020114")

# %% [markdown]
# ## What if there were one outlet fewer?
#
# The outlets are asked again with one setting changed; nothing else is computed anew. With `planner[notebook]`,
# `question.panel()` is the same with sliders. `scenario.vary` makes a whole new scenario, checked as a file is; a
# misspelt key is refused with the nearest valid one.

# %%
question = pl.ask_outlets(scenario)
fewer = question.answer(count=len(plan.siting.open_outlets) - 1)
for name, one in (("plan", plan.siting), ("one fewer", fewer)):
    print(f"{name}: {one.outcome.objective:.3f} weighted minutes")

try:
    scenario.vary(outlets__cuont=7)
except pl.OptionError as error:
    print(error)

# %% [markdown]
# ## Files for the meeting
#
# The map, the report, a workbook with a sheet for each answer, a page a customer, tables for other programs, and a manifest with the
# hash of every input and output.

# %%
import tempfile

with tempfile.TemporaryDirectory() as folder:
    written = [path.relative_to(folder) for path in plan.save(folder)]
    for path in written:
        if len(path.parts) == 1:
            print(path, f"{Path(folder, path).stat().st_size / 1024:,.0f} kB")
print(len(written), "files in all")

# %%
ledger = plan.ledger
assert ledger.planned_count + ledger.quarantined_count == ledger.read_count > 400
assert outcome.gap <= 1e-6
assert fewer.outcome.objective >= outcome.objective
assert plan.customer("0035020114").fate == "planned"
assert plan.deterministic
assert {"map.html", "report.html", "plan.xlsx", "manifest.json"} <= {str(path) for path in written}
