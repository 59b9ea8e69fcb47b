"""Good sets of sites for covering, by greedy opening and exchange."""

import numpy as np
from scipy.sparse import csc_array

from planner.outlets.engines.chosen import Positions
from planner.outlets.engines.covers import Covers
from planner.schema import FloatArray


def covered(covers: Covers, opened: Positions) -> float:
    """Return the weight of the rows whose needs these sites meet (places in `covers`)."""
    return float(covers.weight[_counts(covers, opened) >= covers.need].sum())


def open_most(covers: Covers, count: int, opened: Positions | None = None) -> Positions:
    """Open sites one by one, each time the one that adds most, up to `count`.

    Where rows need several sites, a site that adds nothing yet is ranked by the needs that it
    lessens.
    """
    columns = csc_array(covers.matrix)
    done = [] if opened is None else opened.tolist()
    counts = _counts(covers, np.array(done, dtype=np.intp))
    while len(done) < min(count, columns.shape[1]):
        left = np.maximum(covers.need - counts, 0)
        worth = np.divide(covers.weight, left, out=np.zeros(len(left)), where=left > 0)
        gain = columns.T @ worth
        gain[done] = -np.inf
        best = int(np.argmax(gain))
        done.append(best)
        counts[_column(columns, best)] += 1
    return np.sort(np.array(done, dtype=np.intp))


def exchange_most(covers: Covers, opened: Positions) -> Positions:
    """Swap one open site for one shut site, always the best swap, until none adds weight.

    A row at its need loses when one of its sites shuts, unless the site that opens is its as well;
    a row one short of its need gains when one opens, unless the site that shuts is its as well.
    """
    columns, weight = csc_array(covers.matrix), covers.weight
    shut = np.setdiff1d(np.arange(columns.shape[1]), opened)
    counts = _counts(covers, opened)
    scale = float(weight.sum())
    while len(shut) and len(opened):
        tight = np.where(counts == covers.need, weight, 0.0)
        near = np.where(counts == covers.need - 1, weight, 0.0)
        mine, others = columns[:, opened], columns[:, shut]
        both = (others.T @ mine.multiply((tight - near)[:, None]).tocsc()).toarray()
        gain = both + (others.T @ near)[:, None] - (mine.T @ tight)[None, :]
        best = int(np.argmax(gain))
        if gain.flat[best] <= 1e-12 * scale:
            break
        new, out = divmod(best, len(opened))
        counts[_column(columns, shut[new])] += 1
        counts[_column(columns, opened[out])] -= 1
        opened[out], shut[new] = shut[new], opened[out]
    return np.sort(opened)


def cover_all(covers: Covers, cost: FloatArray) -> Positions:
    """Open sites until every row has what it needs, and shut again those that turn out idle.

    Each time the site opens that lessens most needs for its cost.
    """
    columns = csc_array(covers.matrix)
    left, done = covers.need.copy(), list[int]()
    price = np.maximum(cost, 1e-12 * max(float(cost.max(initial=0.0)), 1.0))
    while (left > 0).any():
        gain = (columns.T @ (left > 0).astype(np.float64)) / price
        gain[done] = -np.inf
        best = int(np.argmax(gain))
        done.append(best)
        left[_column(columns, best)] -= 1
    for site in sorted(done, key=lambda one: (-cost[one], one)):
        rows = _column(columns, site)
        if (left[rows] < 0).all():
            done.remove(site)
            left[rows] += 1
    return np.sort(np.array(done, dtype=np.intp))


def _counts(covers: Covers, opened: Positions) -> Positions:
    is_open = np.zeros(covers.matrix.shape[1], dtype=np.int32)
    is_open[opened] = 1
    return np.asarray(covers.matrix @ is_open, dtype=np.intp)


def _column(columns: csc_array, place: int) -> Positions:
    return np.asarray(columns.indices[columns.indptr[place] : columns.indptr[place + 1]])
