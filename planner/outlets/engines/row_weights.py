"""Covers of a given number of sites, by exchange under weights that grow on rows left out."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from planner import seeds
from planner.compiled import compiled
from planner.outlets.engines.chosen import Positions
from planner.outlets.engines.cover_search import open_most
from planner.outlets.engines.covers import Covers
from planner.schema import BoolArray, FloatArray

_ROUNDS = 20_000
_WORK = 2e8  # entries of the matrix looked at: well under a second
_NONE_OR_ONE, _ONE_OR_TWO = 1, 3  # open sites of a row before and after a change, added up


def fewer(covers: Covers, known: Positions, goal: int) -> Positions:
    """Return a cover with fewer sites than a known one, down to a goal, as far as found.

    Parameters
    ----------
    covers
        Every row needs one site.
    known
        Places in `covers` that cover every row.
    goal
        No cover with fewer sites is looked for.
    """
    while len(known) > goal:
        found = find_cover(covers, open_most(covers, len(known) - 1))
        if found is None:
            break
        known = found
    return known


def find_cover(covers: Covers, opened: Positions) -> Positions | None:
    """Exchange sites until every row has one, or give up.

    Each round shuts the open site that is missed least, draws a row without a site, and opens the
    one of its sites that covers most; then every row without a site weighs 1 more. What was just
    changed rests for a round. The same question has the same answer.

    Parameters
    ----------
    covers
        Every row needs one site.
    opened
        Places in `covers` to begin with; as many stay open.

    References
    ----------
    Gao, Weise and Li (2015), An efficient local search heuristic with row weighting for the
    unicost set covering problem, European Journal of Operational Research 246(3).
    """
    rows, columns = covers.matrix, csc_array(covers.matrix)
    size = rows.shape[1]
    shape = _Shape(rows.indptr, rows.indices, columns.indptr, columns.indices)
    state = _State(
        weight=np.ones(rows.shape[0]),
        counts=np.zeros(rows.shape[0], dtype=np.int64),
        score=np.diff(columns.indptr).astype(np.float64),
        changed=np.zeros(size, dtype=np.int64),
        is_open=np.zeros(size, dtype=np.bool_),
    )
    draws = seeds.rng(0, "outlets/row_weights").random(_ROUNDS)
    found = _exchange(shape, state, opened.astype(np.int64), draws, _WORK)
    return np.flatnonzero(state.is_open) if found else None


class _Shape(NamedTuple):
    """The matrix by rows and by columns."""

    row_at: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    column_at: npt.NDArray[np.int32]
    column: npt.NDArray[np.int32]


class _State(NamedTuple):
    """Weights and open sites of rows; what opening a site adds, or shutting it takes; when last."""

    weight: FloatArray
    counts: npt.NDArray[np.int64]
    score: FloatArray
    changed: npt.NDArray[np.int64]
    is_open: BoolArray


@compiled
def _exchange(
    shape: _Shape,
    state: _State,
    opened: npt.NDArray[np.int64],
    draws: FloatArray,
    work: float,
) -> bool:
    for site in opened:
        work -= _change(shape, state, site, 1)
    rest = -1
    for step in range(len(draws)):
        bare = np.flatnonzero(state.counts == 0)
        if len(bare) == 0 or work < 0:
            return len(bare) == 0
        out = _least_missed(state, rest)
        if out < 0:
            return False
        work -= _change(shape, state, out, -1)
        bare = np.flatnonzero(state.counts == 0)
        rest = _best_of_row(shape, state, bare[int(draws[step] * len(bare))], out)
        work -= _change(shape, state, rest, 1)
        state.changed[out] = state.changed[rest] = step + 1
        work -= _weigh(shape, state)
    return bool((state.counts > 0).all())


@compiled
def _least_missed(state: _State, rest: int) -> int:
    """Return the open site that takes least when it shuts, the longest unchanged of equals."""
    best = -1
    for j in range(len(state.is_open)):
        if state.is_open[j] and j != rest and (best < 0 or _before(state, j, best, 1.0)):
            best = j
    return best


@compiled
def _best_of_row(shape: _Shape, state: _State, row: int, rest: int) -> int:
    """Return the site of a row that adds most; the resting one only where there is no other."""
    best = -1
    for at in range(shape.row_at[row], shape.row_at[row + 1]):
        j = int(shape.row[at])
        if j != rest and (best < 0 or _before(state, j, best, -1.0)):
            best = j
    return rest if best < 0 else best


@compiled
def _before(state: _State, one: int, other: int, sign: float) -> bool:
    ahead = sign * (state.score[other] - state.score[one])
    return bool(ahead > 0 or (ahead == 0 and state.changed[one] < state.changed[other]))


@compiled
def _change(shape: _Shape, state: _State, site: int, step: int) -> int:
    """Open (1) or shut (-1) a site, keep all scores, and return the entries looked at."""
    state.is_open[site] = step > 0
    state.score[site] = 0.0
    work = 0
    for at in range(shape.column_at[site], shape.column_at[site + 1]):
        i = shape.column[at]
        both = 2 * state.counts[i] + step
        state.counts[i] += step
        if both == _NONE_OR_ONE:
            state.score[site] += state.weight[i]
        if both in (_NONE_OR_ONE, _ONE_OR_TWO):
            for k in range(shape.row_at[i], shape.row_at[i + 1]):
                j = shape.row[k]
                if j != site and (both == _NONE_OR_ONE or state.is_open[j]):
                    state.score[j] -= step * state.weight[i]
            work += shape.row_at[i + 1] - shape.row_at[i]
    return work


@compiled
def _weigh(shape: _Shape, state: _State) -> int:
    """Make rows without a site weigh 1 more, and return the entries looked at."""
    work = 0
    for i in np.flatnonzero(state.counts == 0):
        state.weight[i] += 1.0
        state.score[shape.row[shape.row_at[i] : shape.row_at[i + 1]]] += 1.0
        work += shape.row_at[i + 1] - shape.row_at[i]
    return work
