"""Good plans from the sites that the prices kept favouring."""

from collections.abc import Collection

import numpy as np

from planner import seeds
from planner.outlets.engines import interchange
from planner.outlets.engines.interchange import Positions
from planner.schema import BoolArray, FloatArray

_STARTS = 20
_RARE = 0.02  # sites favoured less often than this are left out


def round_shares(
    weight: FloatArray,
    time_min: FloatArray,
    must_open: BoolArray,
    share: FloatArray,
    opened: Positions,
    barred: Collection[tuple[int, ...]] = (),
) -> Positions:
    """Return the best plan near the shares, or `opened` when none is better.

    The shares of rounds in which the prices favoured a site come near to the fractions of the
    linear relaxation. Sets are drawn in proportion to them, bettered by exchange among these few
    sites, and the best of them once more by exchange among all.

    Parameters
    ----------
    weight, time_min, must_open
        As in `p_median`.
    share
        Shape (m,), from 0 to 1; 1 where the site has to be open.
    opened
        The best plan known.
    barred
        Sets of sites that may not be the answer.

    References
    ----------
    Rosing and ReVelle (1997), Heuristic concentration, European Journal of Operational Research
    97(1): the exchange among few good sites.
    """
    core = np.flatnonzero((share > _RARE) | must_open)
    few, stays, log_share = time_min[:, core], must_open[core], np.log(share[core] + _RARE)
    draw = seeds.rng(0, "outlets/rounding")
    best, upper = opened, interchange.cost(weight, time_min, opened)
    for start in range(_STARTS if len(core) >= len(opened) else 0):
        luck = draw.gumbel(size=len(core)) if start else np.zeros(len(core))
        first = np.lexsort((-(log_share + luck), ~stays))[: len(opened)]
        plan = core[interchange.exchange(weight, few, np.sort(first), stays)]
        here = interchange.cost(weight, time_min, plan)
        if here < upper and tuple(plan.tolist()) not in barred:
            best, upper = plan, here
    plan = interchange.exchange(weight, time_min, best, must_open)
    return best if tuple(plan.tolist()) in barred else plan
