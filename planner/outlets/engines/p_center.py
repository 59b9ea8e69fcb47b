"""The p-center: the largest minutes of anybody are least, by bisection over set covering."""

import numpy as np

from planner.errors import InfeasibleError, LimitError
from planner.outlets.engines.chosen import Chosen, Positions, outcome
from planner.outlets.engines.thresholds import Thresholds
from planner.schema import BoolArray, FloatArray
from planner.solve import Clock, SolveOptions, Status

_HINT = "raise outlets.count, or add candidates that these customers can reach"


def p_center(
    time_min: FloatArray,
    must_open: BoolArray,
    barred: BoolArray,
    count: int,
    options: SolveOptions,
) -> Chosen:
    """Open `count` sites so that the largest minutes of any customer are least.

    The answer is one of the times in the matrix. A time is enough when some `count` sites cover
    everybody within it. Bisection first asks bounds, which settle most times: greedy covers and
    exchange say yes; reductions, customers no two of whom share a site, and the linear relaxation
    say no. Bisection over the few times that are left asks the whole-numbered covering.

    Parameters
    ----------
    time_min
        Minutes, shape (n, m), infinite where there is no way.
    must_open
        Sites that are open in any case, shape (m,).
    barred
        Sites that may not open, shape (m,); none of them has to be open.
    count
        Open sites in all, from the number of `must_open` to that of sites not barred.
    options
        Limits of the solve; the time covers all that is done here.

    Returns
    -------
    chosen
        Its objective is the largest minutes, and so the threshold within which everybody has an
        open site.

    Raises
    ------
    InfeasibleError
        No `count` sites reach every customer.
    SolveError
        Nothing was found within the limits.

    References
    ----------
    Minieka (1970), The m-center problem, SIAM Review 12(1): set covering over the distinct
    distances; Elloumi, Labbe and Pochet (2004), A new formulation and resolution method for the
    p-center problem, INFORMS Journal on Computing 16(1): the linear bound first.
    """
    clock = Clock(options.time_limit_s)
    _require(time_min, must_open, barred, count)
    search = Thresholds(time_min, must_open, barred, count, clock)
    search.by_bounds()
    search.by_covers(options)
    if search.low == len(search.times):
        raise InfeasibleError(
            f"p_center: no {count} sites reach every customer", where="outlets", mend=_HINT
        )
    if not len(search.opened):
        raise LimitError(
            f"{Status.NOTHING_FOUND}: a limit stopped p_center before any plan was found",
            where="outlets", mend=f"raise solve.time_limit_s; or {_HINT}",
        )  # fmt: skip
    opened = _filled(time_min, search.opened, barred, count)
    worst = float(time_min[:, opened].min(axis=1).max())
    return Chosen(
        opened,
        outcome(
            worst, min(worst, float(search.times[search.low])), seconds=clock.seconds,
            solver=search.solver, stopped=search.low < search.high,
        ),
    )  # fmt: skip


def _require(time_min: FloatArray, must_open: BoolArray, barred: BoolArray, count: int) -> None:
    lost = int((~np.isfinite(time_min[:, ~barred]).any(axis=1)).sum())
    if lost or not must_open.sum() <= count <= (~barred).sum() or not count:
        what = f"no site that may open reaches {lost} customers" if lost else (
            f"{count} sites cannot be open: {must_open.sum()} have to, {(~barred).sum()} may"
        )  # fmt: skip
        raise InfeasibleError(f"p_center: {what}", where="outlets", mend=_HINT)


def _filled(time_min: FloatArray, opened: Positions, barred: BoolArray, count: int) -> Positions:
    """Open sites that are not needed for the largest minutes where they save most in all."""
    nearest = time_min[:, opened].min(axis=1)
    closed = barred.copy()
    closed[opened] = True
    for _ in range(count - len(opened)):
        free = np.flatnonzero(~closed)
        best = free[np.argmin(np.minimum(nearest[:, None], time_min[:, free]).sum(axis=0))]
        closed[best] = True
        opened = np.append(opened, best)
        nearest = np.minimum(nearest, time_min[:, best])
    return np.sort(opened)
