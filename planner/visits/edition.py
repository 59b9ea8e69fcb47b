"""A plan told again: which edition it is, and which stops of earlier ones are made no more."""

from dataclasses import replace

import pandas as pd

from planner.visits.result import VisitPlan

_KEY = ["account_no", "visit_no", "manager_id", "second_id"]


def next_edition(before: VisitPlan, after: VisitPlan, open_visits: pd.DataFrame) -> VisitPlan:
    """Return a replan with its number, and with the stops that were told of and are off now.

    `open_visits` are those of the plan before that were still to be made.

    A stop that moved to another day is still made; one that went to another manager or technician
    is off for the first. What an earlier edition cancelled stays so until a later one makes it
    after all.
    """
    told = pd.concat([before.cancelled, open_visits])
    told = told.drop_duplicates(_KEY, keep="last")
    made = pd.MultiIndex.from_frame(after.visits[_KEY])
    off = ~pd.MultiIndex.from_frame(told[_KEY]).isin(made)
    return replace(after, edition=before.edition + 1, cancelled=told[off].reset_index(drop=True))
