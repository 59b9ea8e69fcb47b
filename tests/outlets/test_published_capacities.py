"""Sites with costs and capacities on published instances: value and proof."""

import csv

import pytest
from kinds import prepare
from siting import judge

from planner.solve import SolveOptions

QUICK = (
    ("cap41", "CFLP (split demand)"),
    ("cap101", "CFLP (split demand)"),
    ("cap101", "UFLP"),
    ("cap134", "UFLP"),
    ("holmberg_p1", "SSCFLP"),
    ("holmberg_p13", "SSCFLP"),
    ("pmedcap1_1", "capacitated p-median (single source)"),
    ("SJC1", "capacitated p-median (single source)"),
)


@pytest.mark.parametrize(("name", "problem"), QUICK)
def test_published_instances_are_solved_to_their_optimum(shared, name, problem):
    folder = shared / "instances" / "siting"
    with (folder / "best_known.csv").open(encoding="utf-8", newline="") as file:
        rows = [one for one in csv.DictReader(file) if one["instance"] == name]
    row = next(one for one in rows if one["problem"] == problem)
    found = prepare(folder, row)(SolveOptions())
    assert judge(found.objective, found.status, row) == "optimum proven"
    assert found.bound <= found.objective
