"""Good plans from the sites that the prices kept favouring."""

from collections.abc import Collection

import numpy as np

from planner import seeds
from planner.outlets.engines.field import Field
from planner.outlets.engines.interchange import columns, exchange
from planner.outlets.engines.lists import Positions
from planner.schema import FloatArray
from planner.solve import Clock

_STARTS = 20
_LARGE = 2_000_000  # pairs; lists longer than that in all get fewer starts
_RARE = 0.02  # sites favoured less often than this are left out


def round_shares(
    field: Field,
    share: FloatArray,
    opened: Positions,
    excluded: Collection[tuple[int, ...]],
    clock: Clock,
) -> Positions:
    """Return the best plan near the shares, or `opened` when none is better.

    The shares of rounds in which the prices favoured a site come near to the fractions of the
    linear relaxation. Sets are drawn in proportion to them, bettered by exchange among these few
    sites, and the best of them once more by exchange among all.

    Parameters
    ----------
    field
        The question.
    share
        Shape (m,), from 0 to 1.
    opened
        The best plan known, as positions in the field.
    excluded
        Sets of sites of the whole question that may not be the answer.
    clock
        When to stop.

    References
    ----------
    Rosing and ReVelle (1997), Heuristic concentration, European Journal of Operational Research
    97(1): the exchange among few good sites.
    """
    chosen = np.zeros(field.near.size, dtype=np.bool_)
    chosen[opened] = True
    core = np.flatnonzero((share > _RARE) | field.must | chosen)
    near, stays, log_share = field.near.among(core), field.must[core], np.log(share[core] + _RARE)
    turned = columns(near)
    draw = seeds.rng(0, "outlets/rounding")
    best, upper = opened, field.cost(opened)
    for start in range(max(2, int(_STARTS * min(1.0, _LARGE / max(len(turned.customer), 1))))):
        if clock.over():
            break
        luck = draw.gumbel(size=len(core)) if start else np.zeros(len(core))
        first = np.lexsort((-(log_share + luck), ~stays))[: field.count]
        plan = core[exchange(field.weight, near, turned, first, stays, clock)]
        here = field.cost(plan)
        if here < upper and tuple(field.sites[plan].tolist()) not in excluded:
            best, upper = plan, here
    if clock.over():
        return best
    plan = exchange(field.weight, field.near, columns(field.near), best, field.must, clock)
    if tuple(field.sites[plan].tolist()) in excluded or not field.cost(plan) < upper:
        return best
    return plan
