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
# # 档案质量 · What is wrong with my register?
#
# Every row of a customer register is accepted, or set aside with the rule that did it. Nothing is guessed and nothing merged. The
# sample city is **invented**, and a hundred faults were planted in its register on purpose; `faults.csv` says which.

# %%
import datetime as dt
from pathlib import Path

import pandas as pd

import planner as pl
from planner.plan import CheckInputs

root = Path.cwd() if (Path.cwd() / "data").is_dir() else Path.cwd().parent
city = root / "data" / "city"
inputs = CheckInputs(
    monthly=city / "monthly.csv", quality=root / "data" / "rules" / "quality_invented.toml", as_of=dt.date(2026, 10, 1),
)
checked = pl.check_register(city / "register.csv", language="en", inputs=inputs)
print(checked.headline())
print(checked.score_line())

# %% [markdown]
# ## Which rules found something
#
# A rule has an id, a dimension and a mend. Those that lack what they need do not run, and say what that is.

# %%
rules = pd.DataFrame(checked.by_rule(), columns=["rule", "action", "finding", "count", "last time"])
print(checked.unrun_line())
rules.head(15)

# %% [markdown]
# ## Row by row
#
# The row as Excel counts it, the column, the value as written, and how to mend it.

# %%
findings = checked.reading.findings.to_frame("en")
findings.query("action == 'quarantined'")[["rule", "source_row", "account_no", "column", "value", "message", "mend"]]

# %% [markdown]
# ## Which fields are weak

# %%
headings, lines, rest = checked.weak_fields()
print(rest)
pd.DataFrame(lines, columns=headings)

# %% [markdown]
# ## To mend it
#
# `save` writes a workbook with one line a fault, to be filled in and signed by two people; the next check takes it with
# `CheckInputs(corrections=...)`. The register itself is never written.

# %%
import tempfile

with tempfile.TemporaryDirectory() as folder:
    written = [path.name for path in checked.save(folder)]
written

# %%
reading = checked.reading
planted = pd.read_csv(city / "faults.csv", dtype=str, encoding="utf-8-sig").query("file == 'register'")
placed = planted["rules"].str.contains("G07|W11", na=False)  # what only geocoding and travel can see
gone = set(planted.loc[(planted["fate"] == "quarantined") & ~placed, "source_row"].astype(int))
assert reading.read_count == len(reading.rows) + len(reading.quarantined)
assert gone == set(reading.quarantined["source_row"]) and len(gone) > 10
assert not set(reading.rows["source_row"]) & set(reading.quarantined["source_row"])
assert findings["mend"].str.len().min() > 0
assert {"findings.csv", "quarantine.xlsx", "report.html"} <= set(written)
