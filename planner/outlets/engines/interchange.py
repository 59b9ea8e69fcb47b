"""Good sets of sites by greedy opening and exchange, and the cost of single changes."""

import numpy as np
import numpy.typing as npt

from planner.schema import BoolArray, FloatArray

type Positions = npt.NDArray[np.intp]


def cost(weight: FloatArray, time_min: FloatArray, opened: Positions) -> float:
    """Return the weighted minutes to the nearest open site; infinite if someone reaches none.

    Parameters
    ----------
    weight
        Shape (n,), not negative.
    time_min
        Shape (n, m), infinite where there is no way.
    opened
        Positions 0..m-1.
    """
    if not len(opened):
        return float("inf")
    nearest = time_min[:, opened].min(axis=1)
    return float(weight @ nearest) if np.isfinite(nearest).all() else float("inf")


def greedy(weight: FloatArray, time_min: FloatArray, must_open: BoolArray, count: int) -> Positions:
    """Open `count` sites one by one, each time the one that saves most.

    Customers that reach nothing yet count as farther than anybody can be, so reaching them comes
    first; the set may still leave some without a site.
    """
    reach = _bounded(time_min)
    opened = np.flatnonzero(must_open).tolist()
    nearest = reach[:, opened].min(axis=1) if opened else np.full(len(weight), _beyond(time_min))
    while len(opened) < count:
        total = weight @ np.minimum(nearest[:, None], reach)
        total[opened] = np.inf
        best = int(np.argmin(total))
        opened.append(best)
        nearest = np.minimum(nearest, reach[:, best])
    return np.sort(np.array(opened, dtype=np.intp))


def exchange(
    weight: FloatArray, time_min: FloatArray, opened: Positions, must_open: BoolArray
) -> Positions:
    """Swap one open site for one shut site, always the best swap, until none saves anything.

    References
    ----------
    Teitz and Bart (1968), Heuristic methods for estimating the generalized vertex median of a
    weighted graph, Operations Research 16(5).
    """
    reach = _bounded(time_min)
    opened = np.sort(opened)
    total = float(weight @ reach[:, opened].min(axis=1))
    while True:
        after = swaps(weight, reach, opened)
        after[must_open[opened]] = np.inf
        best = int(np.argmin(after))
        out, new = divmod(best, after.shape[1])
        if not after.flat[best] < total * (1 - 1e-12):
            return opened
        total = float(after.flat[best])
        opened = np.sort(np.append(np.delete(opened, out), new))


def swaps(weight: FloatArray, time_min: FloatArray, opened: Positions) -> FloatArray:
    """Return the cost after every single swap.

    Returns
    -------
    cost
        Shape (open, m): without open site k and with site j; infinite where j is open already or
        someone is left without a site.
    """
    order = np.sort(time_min[:, opened], axis=1)
    nearest = order[:, 0]
    second = order[:, 1] if len(opened) > 1 else np.full(len(weight), np.inf)
    mine = np.argmin(time_min[:, opened], axis=1)
    result = np.full((len(opened), time_min.shape[1]), np.inf)
    shut = np.setdiff1d(np.arange(time_min.shape[1]), opened)
    if not len(shut):
        return result
    with_new = time_min[:, shut]
    stay = np.minimum(nearest[:, None], with_new)
    for place in range(len(opened)):
        lost = mine == place
        # Only the customers of the site that shuts fall back to their second.
        fall = np.minimum(second[lost, None], with_new[lost])
        kept = stay[~lost]
        reached = np.isfinite(fall).all(axis=0) & np.isfinite(kept).all(axis=0)
        result[place, shut[reached]] = (
            weight[~lost] @ kept[:, reached] + weight[lost] @ fall[:, reached]
        )
    return result


def _beyond(time_min: FloatArray) -> float:
    """Return a time that outweighs every real one."""
    finite = time_min[np.isfinite(time_min)]
    return 1000.0 * (1.0 + float(finite.max(initial=0.0)))


def _bounded(time_min: FloatArray) -> FloatArray:
    return np.where(np.isfinite(time_min), time_min, _beyond(time_min))
