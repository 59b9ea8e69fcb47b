"""`make bench-scale`: the p-median of cities with up to a million customers.

Every row runs in a process of its own, so that its peak of memory is its own; it includes the
interpreter, the compiled loops and the data. Seconds are those of the engine alone, the making of
the data left out. Compiled loops are warmed by a small city first: they are kept between runs.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree
from table import peak_mb

from planner.outlets.engines.lists import Near
from planner.outlets.engines.p_median import Chosen, p_median, p_median_near
from planner.seeds import rng
from planner.solve import SolveOptions

_CHUNK = 4_000
_LISTED = 20


@dataclass(frozen=True)
class Case:
    """A city, and what is allowed: seconds of CPU, gap, memory."""

    customers: int
    sites: int
    count: int
    bar_s: float
    bar_gap: float
    bar_mb: float
    sparse: bool = False

    @property
    def name(self) -> str:
        lists = f", nearest {_LISTED}" if self.sparse else ""
        return f"p-median {self.customers:,} x {self.sites:,}, p = {self.count}{lists}"


@dataclass(frozen=True)
class Done:
    """What one case came to."""

    cpu_s: float
    gap: float
    status: str
    peak_mb: float


SMALL = (Case(20_000, 500, 30, 60.0, 0.005, 2_000),)
LARGE = (
    Case(100_000, 1_000, 30, 120.0, 0.01, 4_000),
    Case(100_000, 1_000, 100, 120.0, 0.01, 4_000),
    Case(1_000_000, 5_000, 1_000, 900.0, 0.02, 8_000, sparse=True),
)


def city(customers: int, sites: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A city of clusters with heavy-tailed loads; sites lie where customers lie."""
    draw = rng(1, f"bench/{customers}/{sites}")
    centres = draw.uniform(0, 40, (25, 2))
    points = centres[draw.integers(0, 25, customers)] + draw.normal(0, 2, (customers, 2))
    places = points[draw.choice(customers, sites, replace=False)]
    weight = draw.pareto(1.3, customers) + 0.05
    return weight / weight.sum(), points, places


def minutes(km: np.ndarray) -> np.ndarray:
    """Thirty-five km an hour, on ways 1.3 times the straight line."""
    return km / 35 * 60 * 1.3


def matrix(points: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Minutes from everybody to every site, made in chunks."""
    result = np.empty((len(points), len(places)))
    for first in range(0, len(points), _CHUNK):
        some = points[first : first + _CHUNK]
        away = some[:, None, :] - places[None, :, :]
        result[first : first + _CHUNK] = minutes(np.hypot(away[:, :, 0], away[:, :, 1]))
    return result


def nearest(points: np.ndarray, places: np.ndarray) -> Near:
    """Minutes from everybody to his nearest sites; nobody may be served from farther."""
    km, site = cKDTree(places).query(points, k=_LISTED)
    return Near(site.astype(np.int32), minutes(km), np.full(len(points), np.inf), len(places))


def solve(case: Case) -> Done:
    """Solve one case in this process."""
    weight, points, places = city(case.customers, case.sites)
    free, options = np.zeros(case.sites, dtype=np.bool_), SolveOptions(time_limit_s=3_600)
    given = (nearest if case.sparse else matrix)(points, places)
    del points
    warm()
    began = time.process_time()
    chosen: Chosen = (p_median_near if case.sparse else p_median)(
        weight, given, free, case.count, options
    )
    seconds = time.process_time() - began
    return Done(seconds, chosen.outcome.gap, chosen.outcome.status.value, peak_mb())


def warm() -> None:
    weight, points, places = city(300, 60)
    p_median(weight, matrix(points, places), np.zeros(60, dtype=np.bool_), 5, SolveOptions())


def apart(cases: tuple[Case, ...]) -> Iterator[tuple[Case, Done]]:
    """Solve each case in a new process."""
    context = multiprocessing.get_context("spawn")
    for case in cases:
        with context.Pool(1) as pool:
            yield case, pool.apply(solve, (case,))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    only = parser.parse_args().only
    print(f"{'figure':<58}{'CPU s':>8}{'bar':>6}{'gap':>11}{'bar':>7}{'MB':>7}{'bar':>7}")
    for case, done in apart(tuple(one for one in (*SMALL, *LARGE) if only in one.name)):
        met = done.cpu_s <= case.bar_s and done.gap <= case.bar_gap and done.peak_mb <= case.bar_mb
        print(
            f"{case.name:<58}{done.cpu_s:8.1f}{case.bar_s:6.0f}{done.gap:11.5%}{case.bar_gap:7.2%}"
            f"{done.peak_mb:7.0f}{case.bar_mb:7.0f}  {'met' if met else 'MISSED'}, {done.status}"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
