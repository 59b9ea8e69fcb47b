"""`make bench`: covering beside PySAL spopt, which runs in an environment of its own."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import cKDTree
from table import Row, cpu, peak_mb
from warm import compile_loops

from planner.outlets.engines.max_cover import max_cover
from planner.outlets.engines.p_center import p_center
from planner.outlets.engines.set_cover import set_cover
from planner.seeds import rng
from planner.solve import Outcome, SolveOptions

ROOT = Path(__file__).parents[2]
PEER_LIMIT_S = 120
OPTIONS = SolveOptions(time_limit_s=120)


def cover_rows() -> Iterator[Row]:
    there = subprocess.run([ROOT / "tools" / "spopt.sh"], check=False, capture_output=True)
    compile_loops()
    yield _square(peer=there.returncode == 0)
    yield from _graph(peer=there.returncode == 0)
    yield _million()


def _square(*, peer: bool) -> Row:
    draw = np.random.default_rng(0)
    doors, sites = draw.random((5_000, 2)), draw.random((200, 2))
    weight, free = draw.integers(1, 100, 5_000) + 0.0, np.zeros(200, dtype=np.bool_)
    far = np.hypot(*(doors[:, None] - sites[None]).transpose(2, 0, 1))
    seconds, found = cpu(lambda: max_cover(weight, far <= 0.1, free, free, 10, OPTIONS))
    other = _peer(peer, far, weight=weight, radius=0.1, count=10, model="MCLP")
    return Row("maximal covering 5,000 x 200, p = 10", seconds, 1.0, other[0],
               _note(found.outcome) + other[1])  # fmt: skip


def _graph(*, peer: bool) -> Iterator[Row]:
    """A graph as OR-Library's pmed38 to 40 are made, which spopt solves as one mixed problem."""
    far, free = _distances(900), np.zeros(900, dtype=np.bool_)
    for count in (5, 10, 90, 200):
        seconds, found = cpu(lambda: p_center(far, free, free, count, OPTIONS))  # noqa: B023
        yield Row(f"p-center 900 x 900, p = {count}", seconds, 5.0, note=_note(found.outcome))
        radius = found.outcome.objective
        seconds, fewest = cpu(lambda: set_cover(far <= radius, free, free, OPTIONS))  # noqa: B023
        other = _peer(peer, far, radius=radius, count=0, model="LSCP")
        yield Row(f"set covering 900 x 900, within {radius:g}", seconds, 5.0, other[0],
                  _note(fewest.outcome) + other[1])  # fmt: skip


def _distances(size: int) -> np.ndarray:
    draw = rng(1, f"bench/graph/{size}")
    far = np.full((size, size), np.inf)
    one, other = draw.integers(0, size, (2, size * size // 50))
    far[one, other] = far[other, one] = draw.integers(1, 100, len(one))
    ring = np.arange(size)
    far[ring, ring - 1] = far[ring - 1, ring] = 50
    np.fill_diagonal(far, 0)
    for k in range(size):
        np.minimum(far, far[:, k, None] + far[None, k], out=far)
    return far


def _million(customers: int = 1_000_000, sites: int = 500, reach_km: float = 2.0) -> Row:
    """A clustered region; who reaches what is given as sparse lists, as travel is at that size."""
    draw = rng(1, "bench/million")
    centres = draw.uniform(0, 60, (40, 2))
    doors = centres[draw.integers(0, 40, customers)] + draw.normal(0, 2.5, (customers, 2))
    places = doors[draw.choice(customers, sites, replace=False)]
    near = cKDTree(doors).query_ball_point(places, reach_km)
    at = np.concatenate([[0], np.cumsum([len(one) for one in near])])
    ones = np.ones(at[-1], dtype=np.bool_)
    by_site = csr_array((ones, np.concatenate(near).astype(np.int32), at), (sites, customers))
    reach, weight = csr_array(by_site.T), draw.integers(1, 100, customers) + 0.0
    free = np.zeros(sites, dtype=np.bool_)
    seconds, found = cpu(lambda: max_cover(weight, reach, free, free, 20, OPTIONS))
    note = f"{_note(found.outcome)}, {reach.nnz:,} pairs, peak {peak_mb():.0f} MB"
    return Row("maximal covering 1,000,000 x 500, p = 20", seconds, 60.0, note=note)


def _note(outcome: Outcome) -> str:
    return f"{outcome.objective:g}, {outcome.status.value}, gap {outcome.gap:.4%}"


def _peer(
    there: bool, far: np.ndarray, *, model: str, radius: float, count: int,
    weight: np.ndarray | None = None,
) -> tuple[float | None, str]:  # fmt: skip
    """Return spopt's CPU seconds and what it found, in a note."""
    if not there:
        return None, "; spopt could not be installed"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.npz"
        np.savez(path, far=far, weight=np.ones(len(far)) if weight is None else weight)
        done = subprocess.run(
            [ROOT / ".venv-spopt" / "bin" / "python", Path(__file__).with_name("peer_spopt.py"),
             path, model, str(radius), str(count), str(PEER_LIMIT_S)],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
    if done.returncode:
        return None, f"; spopt failed: {done.stderr.strip().splitlines()[-1]}"
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["cpu_s"], f"; spopt found {answer['objective']:g}"
