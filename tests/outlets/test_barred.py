"""Sites that may not open."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import InfeasibleError
from planner.outlets.engines.interchange import cost
from planner.outlets.engines.p_median import p_median
from planner.solve import SolveOptions, Status


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_best_plan_without_barred_sites_is_found(seed):
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 8)), int(draw.integers(2, 8))
    minutes, weight = draw.integers(1, 30, (n, m)).astype(float), draw.integers(0, 5, n) + 0.0
    minutes[draw.random((n, m)) < 0.15] = np.inf
    weight[0] += 1
    count = int(draw.integers(1, m + 1))
    barred = draw.random(m) < 0.3
    must = ~barred & (draw.random(m) < 0.1)
    count = max(count, int(must.sum()))
    plans = [
        sites
        for sites in itertools.combinations(range(m), count)
        if set(np.flatnonzero(must)) <= set(sites) and not barred[list(sites)].any()
    ]
    excluded = [np.array(sites) for sites in plans if draw.random() < 0.2]
    excluded += [np.arange(count)] if barred[:count].any() else []
    gone = {tuple(sites.tolist()) for sites in excluded}
    best = min(
        (cost(weight, minutes, np.array(sites)) for sites in plans if sites not in gone),
        default=np.inf,
    )
    if not np.isfinite(best):
        with pytest.raises(InfeasibleError):
            p_median(weight, minutes, must, count, SolveOptions(), excluded=excluded, barred=barred)
        return
    found = p_median(weight, minutes, must, count, SolveOptions(), excluded=excluded, barred=barred)
    assert found.outcome.status is Status.PROVEN
    assert found.outcome.objective == pytest.approx(best)
    assert cost(weight, minutes, found.opened) == pytest.approx(best)
    assert not barred[found.opened].any()
    assert must[found.opened].sum() == must.sum()
    assert tuple(found.opened.tolist()) not in gone
