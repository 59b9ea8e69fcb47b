"""What another plan would change, as the cells that all what-if tables share."""

import numpy as np

from planner.outlets.engines.answer import Answer
from planner.outlets.whatif.case import Case, joined, proof, see
from planner.solve import Status


def changes(case: Case, other: Answer) -> dict[str, object]:
    """Return minutes, money, outlets and customers that differ between the plan and another."""
    here, there = case.seen, see(case.question, other)
    out, new = case.swap(other)
    moved, accounts = case.touched(there)
    return {
        "extra_weighted_min": there.weighted_min - here.weighted_min,
        "extra_yearly_yuan": there.yearly_yuan - here.yearly_yuan,
        "extra_once_yuan": there.once_yuan - here.once_yuan,
        "out_ids": joined(out),
        "in_ids": joined(new),
        "customers_moved": moved,
        "most_affected": joined(accounts),
        "status": proof(other.outcome),
    }


def no_plan() -> dict[str, object]:
    """Return the cells where no other plan keeps the rules."""
    return {
        "extra_weighted_min": np.nan,
        "extra_yearly_yuan": np.nan,
        "extra_once_yuan": np.nan,
        "out_ids": "",
        "in_ids": "",
        "customers_moved": 0,
        "most_affected": "",
        "status": Status.INFEASIBLE.value,
    }
