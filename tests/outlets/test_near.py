"""The p-median on lists of nearest sites, and what becomes of it when time is short."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import InfeasibleError
from planner.outlets.engines.interchange import cost
from planner.outlets.engines.lists import Near
from planner.outlets.engines.p_median import p_median, p_median_near
from planner.solve import SolveOptions, Status


def _near(minutes: np.ndarray, listed: int) -> tuple[Near, np.ndarray]:
    """List the nearest sites of everybody; also the matrix with nothing but these."""
    order = np.argsort(minutes, axis=1, kind="stable")[:, :listed]
    time_min = np.take_along_axis(minutes, order, 1)
    only = np.full(minutes.shape, np.inf)
    np.put_along_axis(only, order, time_min, 1)
    rest = np.full(len(minutes), np.inf)
    return Near(order.astype(np.int32), time_min, rest, minutes.shape[1]), only


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_everybody_is_served_from_his_list_at_least_cost(seed):
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 12)), int(draw.integers(2, 8))
    minutes, weight = draw.integers(1, 30, (n, m)) + 0.0, draw.integers(0, 5, n) + 0.0
    weight[0] += 1
    count, barred = int(draw.integers(1, m)), np.arange(m) == draw.integers(0, m)
    near, only = _near(minutes, int(draw.integers(1, m)))
    plans = itertools.combinations(np.flatnonzero(~barred).tolist(), count)
    best = min(cost(weight, only, np.array(sites)) for sites in plans)
    must = np.zeros(m, dtype=bool)
    if not np.isfinite(best):
        with pytest.raises(InfeasibleError) as error:
            p_median_near(weight, near, must, count, SolveOptions(), barred=barred)
        assert error.value.mend
        return
    found = p_median_near(weight, near, must, count, SolveOptions(), barred=barred)
    assert found.outcome.status is Status.PROVEN
    assert found.outcome.objective == pytest.approx(best)
    assert cost(weight, only, found.opened) == pytest.approx(best)
    assert not barred[found.opened].any()


def test_too_few_sites_for_lists_that_share_none_says_how_many_it_takes():
    near = Near(
        np.arange(12, dtype=np.int32).reshape(4, 3), np.ones((4, 3)), np.full(4, np.inf), 12
    )
    with pytest.raises(InfeasibleError, match="it takes 4 at least"):
        p_median_near(np.ones(4), near, np.zeros(12, dtype=bool), 3, SolveOptions())


def test_a_plan_is_found_where_opening_the_most_useful_site_first_reaches_too_few():
    # Six customers, two sites that reach all; the one that reaches four leads the greedy astray.
    reach = [[0, 1], [0, 1], [0, 2], [0, 2], [1], [2]]
    site = np.array([[*one, one[0]][:2] for one in reach], dtype=np.int32)
    time_min = np.array([[1.0, 2.0] if len(one) > 1 else [1.0, np.inf] for one in reach])
    near = Near(site, time_min, np.full(6, np.inf), 3)
    found = p_median_near(np.ones(6), near, np.zeros(3, dtype=bool), 2, SolveOptions())
    assert found.opened.tolist() == [1, 2]
    assert found.outcome.objective == 10


def test_without_time_a_plan_comes_with_a_bound_that_holds(middling):
    weight, minutes = middling
    free = np.zeros(minutes.shape[1], dtype=bool)
    whole = p_median(weight, minutes, free, 8, SolveOptions())
    short = p_median(weight, minutes, free, 8, SolveOptions(time_limit_s=1e-6))
    assert whole.outcome.status is Status.PROVEN
    assert whole.outcome.deterministic
    assert short.outcome.status is Status.FEASIBLE
    assert not short.outcome.deterministic
    assert len(short.opened) == 8
    assert short.outcome.objective == pytest.approx(cost(weight, minutes, short.opened))
    assert -np.inf < short.outcome.bound <= whole.outcome.objective <= short.outcome.objective
    gap = (short.outcome.objective - short.outcome.bound) / short.outcome.objective
    assert short.outcome.gap == pytest.approx(gap)


def test_a_gap_asked_for_is_enough(middling):
    weight, minutes = middling
    free = np.zeros(minutes.shape[1], dtype=bool)
    whole = p_median(weight, minutes, free, 8, SolveOptions())
    rough = p_median(weight, minutes, free, 8, SolveOptions(gap=0.2))
    assert rough.outcome.status in (Status.WITHIN_GAP, Status.PROVEN)
    assert rough.outcome.gap <= 0.2
    assert rough.outcome.bound <= whole.outcome.objective <= rough.outcome.objective + 1e-9


def test_the_same_question_has_the_same_answer(middling):
    weight, minutes = middling
    free = np.zeros(minutes.shape[1], dtype=bool)
    one, other = (p_median(weight, minutes, free, 9, SolveOptions()) for _ in range(2))
    assert one.opened.tolist() == other.opened.tolist()
    assert one.outcome.objective == other.outcome.objective
    assert one.outcome.bound == other.outcome.bound


@pytest.fixture(scope="module")
def middling() -> tuple[np.ndarray, np.ndarray]:
    """A clustered town of 400 customers and 80 sites."""
    draw = np.random.default_rng(1)
    centre = draw.random((12, 2))
    door = centre[draw.integers(0, 12, 400)] + draw.normal(0, 0.06, (400, 2))
    minutes = 60 * np.hypot(*(door[:, None] - draw.random((80, 2))[None]).transpose(2, 0, 1))
    return draw.lognormal(0, 1.5, 400), minutes
