"""Published instances: known values are reached, and files are judged from themselves alone."""

import pytest
from periodic_files import (
    best_known,
    check_solution,
    days_of,
    problem_of,
    read_instance,
    write_solution,
)

from planner.visits.engines.periodic import Effort, solve_periodic

PRINTED = 0.01
"""Per cent by which a value may be off for being printed to two decimals."""
CASES = {  # iterations, and the gap in per cent that they must reach
    ("pvrp", "p01"): (40_000, 1.0),
    ("pvrp", "p14"): (20_000, PRINTED),
    ("pvrp", "p02"): (60_000, 1.5),
    ("pvrp", "pr01"): (60_000, 1.0),
    ("mdpvrp", "pr01"): (60_000, 1.0),
    ("solomon", "C101"): (20_000, PRINTED),
    ("solomon", "RC201"): (30_000, 2.0),
}


@pytest.fixture(scope="module")
def folder(shared):
    return shared / "instances" / "visits"


@pytest.fixture(scope="module")
def known(folder):
    return best_known(folder)


def read(folder, group, name):
    return read_instance(next((folder / group).glob(f"{name}*")))


@pytest.mark.parametrize("case", CASES, ids="/".join)
def test_known_values_are_reached(folder, known, case):
    iterations, most = CASES[case]
    instance = read(folder, *case)
    answer = solve_periodic(problem_of(instance), Effort(iterations, seed=1))
    value, faults = check_solution(instance, write_solution(instance, answer))
    assert faults == []
    assert answer.faults == ()
    assert value == pytest.approx(answer.cost, abs=1e-5)
    # Nobody is below a best known value by more than its printing: lengths would be other ones,
    # rounded or cut.
    assert -PRINTED <= 100 * (value / known[case] - 1) <= most


def test_patterns_are_read_from_the_left():
    assert days_of(10, 5) == (1, 3)
    assert days_of(1, 4) == (3,)
    assert days_of(0, 3) == ()


@pytest.fixture(scope="module")
def solved(folder):
    instance = read(folder, "mdpvrp", "pr02")
    answer = solve_periodic(problem_of(instance), Effort(20_000, seed=1))
    return instance, write_solution(instance, answer).splitlines()


def _line(rows, k, change):
    fields = rows[k].split()
    return [*rows[:k], " ".join(change(fields)), *rows[k + 1 :]]


MUTANTS = {
    "a better value": lambda rows: ["1.0", *rows[1:]],
    "a tour less": lambda rows: rows[:-1],
    "a stop less": lambda rows: _line(rows, 1, lambda f: [*f[:5], *f[6:]]),
    "a stop twice": lambda rows: _line(rows, 1, lambda f: [*f[:6], f[5], *f[6:]]),
    "another day": lambda rows: _line(rows, 1, lambda f: ["4", *f[1:]]),
    "a day too many": lambda rows: _line(rows, 1, lambda f: ["9", *f[1:]]),
    "the same vehicle twice": lambda rows: [*rows, rows[-1]],
    "a smaller load": lambda rows: _line(rows, 1, lambda f: [*f[:3], "1", *f[4:]]),
    "fewer minutes": lambda rows: _line(rows, 1, lambda f: [*f[:2], "1", *f[3:]]),
    "another base": lambda rows: _line(rows, 1, lambda f: [*f[:4], "3", *f[5:-1], "3"]),
    "no way back": lambda rows: _line(rows, 1, lambda f: f[:-1]),
    "through another base": lambda rows: _line(rows, 1, lambda f: [*f[:5], "1", *f[5:]]),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_judge_of_files_refuses(solved, mutant):
    instance, rows = solved
    assert check_solution(instance, "\n".join(rows))[1] == []
    assert check_solution(instance, "\n".join(MUTANTS[mutant](list(rows))))[1]


def test_the_judge_knows_windows_load_and_minutes(folder):
    windowed = read(folder, "solomon", "R101")
    everybody = " ".join(str(i) for i in range(101))
    _, faults = check_solution(windowed, f"1\n1 1 0 0 {everybody} 0\n")
    assert any("after its window" in fault for fault in faults)
    assert any("carries" in fault for fault in faults)
    daily = read(folder, "pvrp", "pr01")
    everybody = " ".join(str(i) for i in range(49))
    _, faults = check_solution(daily, f"1\n1 1 0 0 {everybody} 0\n")
    assert any("minutes" in fault for fault in faults)
