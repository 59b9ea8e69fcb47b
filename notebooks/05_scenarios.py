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
# # 方案并排:差别与原因 · Scenarios side by side: what differs, and why
#
# Three questions about the same (invented) city: as it is, with a fifth more customers, and with a bridge
# closed. Each is planned once; then the finished plans are compared: figures, outlets, owners, visits, and
# **why** they differ.
#
# To keep this notebook quick it plans one customer in ten and one month of visits. `planner compare A B C`
# does the same with folders that `planner run` wrote.

# %%
import tempfile
import warnings
from pathlib import Path

import pandas as pd

import planner as pl
from planner.plan import sample_scenario

city = sample_scenario().parents[1] / "city"
folder = Path(tempfile.mkdtemp())

# %% [markdown]
# ## Three scenarios
#
# `vary` makes a new scenario from another one; a setting that does not exist is refused with its nearest
# neighbour. The larger register is another file, and the comparison will say so.

# %%
register = pd.read_csv(city / "register.csv", dtype=str, keep_default_na=False, encoding="gb18030")
register.iloc[::10].to_csv(folder / "register.csv", index=False)
register[(register.index % 10 == 0) | (register.index % 50 == 5)].to_csv(folder / "grown.csv", index=False)

base = pl.Scenario.read(sample_scenario()).vary(
    customers__file=folder / "register.csv", visits__end="2026-10-31", visits__search_steps=400,
    outlets__count={"at_most": 6}, outlets__second_best=False,
    managers__max_moved_share=0.3, managers__even_hours=3.0, managers__solve__gap=0.5,
)
scenarios = [
    base,
    base.vary(name="growth", customers__file=folder / "grown.csv", outlets__count={"at_most": 8}),
    base.vary(name="bridge closed", travel__close=["bridge-1"]),
]
with pl.show_progress() as progress:
    plans = [pl.run(one, progress=progress) for one in scenarios]

# %% [markdown]
# ## What differs
#
# The first plan is the yardstick. Plans of different registers are compared with a warning: then the data
# differ as well, not only the decisions.

# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    comparison = pl.compare(plans)
print(*[str(one.message) for one in caught], sep="\n")
comparison.to_frame().drop(columns=["title_zh", "unit_zh"]).round(2)

# %%
comparison.settings

# %% [markdown]
# Every outlet that opens, closes or changes its class, with the setting, rule or input that is the reason:

# %%
comparison.sites.drop(columns="why_zh")

# %% [markdown]
# Owners come with the reason of the plan that moved the account; visits say what changed:

# %%
comparison.owners.drop(columns="why_zh").head(8)

# %%
comparison.visits.groupby(["plan", "change"]).size().unstack(fill_value=0)

# %% [markdown]
# ## Which plan is worth its money?
#
# Cost of a year against minutes. Plans that nothing beats are filled and joined, the others hollow; a red
# whisker ends where a proof says that no plan under the same rules can be.

# %%
comparison

# %%
comparison.trade_off

# %% [markdown]
# ## On the map
#
# The outlets as seen from the first plan: kept, opened, closed. `comparison.save("compared")` writes the
# report, the workbook, and a page for each plan with a handle between it and the first.

# %%
comparison.map("en")

# %%
by_plan = comparison.figures.set_index("figure")
assert by_plan.loc["open_outlets", "growth"] <= 8
assert by_plan.loc["mean_min_kwh", "bridge closed change"] >= 0, "no road helps by being closed"
assert len(caught) == 1 and "growth" in str(caught[0].message)
assert set(comparison.rows["plan"]) == {"growth"}
assert set(comparison.settings["setting"]) >= {"travel.close", "customers.file"}
assert set(comparison.trade_off["standing"]) <= {"on the frontier", "dominated"}
