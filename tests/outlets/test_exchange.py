"""Lists of nearest sites, and single changes of a plan, against the plain arithmetic."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.outlets.engines.interchange import columns, cost, exchange, greedy, savings, swaps
from planner.outlets.engines.lists import Matrix, Near, merge
from planner.solve import Clock

FOREVER = Clock(1e9)


def test_every_swap_costs_what_the_set_after_it_costs():
    draw = np.random.default_rng(3)
    minutes, weight = draw.random((30, 8)), draw.random(30)
    minutes[draw.random((30, 8)) < 0.1] = np.inf
    opened = np.array([1, 4, 6])
    after = swaps(weight, minutes, opened)
    for place in range(3):
        for new in range(8):
            sites = np.append(np.delete(opened, place), new)
            expected = np.inf if new in opened else cost(weight, minutes, sites)
            assert after[place, new] == pytest.approx(expected)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_savings_are_the_differences_of_swaps(field, seed):
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(2, 30)), int(draw.integers(2, 9))
    minutes, weight = draw.integers(1, 20, (n, m)) + 0.0, draw.integers(0, 4, n) + 0.0
    opened = np.sort(draw.choice(m, int(draw.integers(1, m)), replace=False))
    question = field(weight, minutes, len(opened), must=opened[:1])
    saved = savings(weight, question.near, opened, question.must)
    assert (saved[0] == -np.inf).all()
    expected = cost(weight, minutes, opened) - swaps(weight, minutes, opened)
    np.testing.assert_allclose(saved[1:], expected[1:], atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_swap_saves_anything_after_exchanging(field, seed):
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(5, 80)), int(draw.integers(3, 15))
    minutes, weight = draw.random((n, m)), draw.random(n)
    minutes[draw.random((n, m)) < 0.1] = np.inf
    minutes[:, 0] = draw.random(n)
    count = int(draw.integers(1, m))
    question = field(weight, minutes, count, must=[0])
    turned = columns(question.near)
    begin = greedy(weight, question.near, turned, question.must, count)
    opened = exchange(weight, question.near, turned, begin, question.must, FOREVER)
    assert len(begin) == len(opened) == count
    assert 0 in begin
    assert 0 in opened
    assert cost(weight, minutes, opened) <= cost(weight, minutes, begin)
    after = swaps(weight, minutes, opened)[opened != 0]
    assert after.min(initial=np.inf) >= cost(weight, minutes, opened) * (1 - 1e-9)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_lists_cut_short_cost_what_the_matrix_says(field, seed):
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 12)), int(draw.integers(1, 9))
    minutes, weight = draw.integers(1, 9, (n, m)) + 0.0, draw.integers(0, 4, n) + 0.0
    minutes[draw.random((n, m)) < 0.2] = np.inf
    near = field(weight, minutes, 1, ranks=int(draw.integers(1, m + 1))).near
    opened = np.flatnonzero(draw.random(m) < 0.4)
    assert near.cost(weight, opened) == pytest.approx(cost(weight, minutes, opened))
    some = np.flatnonzero(draw.random(m) < 0.7)
    if len(some):
        few = near.among(some)
        inside = np.flatnonzero(np.isin(some, opened))
        assert few.cost(weight, inside) == pytest.approx(cost(weight, minutes, some[inside]))


def test_customers_equally_far_from_everything_are_one():
    draw = np.random.default_rng(0)
    minutes = np.repeat(draw.integers(1, 4, (40, 6)) + 0.0, 5, axis=0)[draw.permutation(200)]
    minutes[minutes == 3] = np.inf
    weight = draw.random(200)
    merged, rows = merge(weight, minutes)
    assert len(rows) == len(np.unique(minutes, axis=0))
    assert (np.unique(minutes[rows], axis=0) == np.unique(minutes, axis=0)).all()
    for one, row in zip(merged, rows, strict=True):
        assert one == pytest.approx(weight[(minutes == minutes[row]).all(axis=1)].sum())


def test_lists_are_nearest_first_and_say_how_far_the_rest_is():
    minutes = np.array([[5.0, 1.0, 3.0, 1.0], [2.0, np.inf, 8.0, np.inf]])
    near = Near.of(Matrix(minutes, np.arange(2), np.arange(4)), 3)
    assert near.site[0].tolist() == [1, 3, 2]
    assert near.time_min[0].tolist() == [1, 1, 3]
    assert near.time_min[1, :2].tolist() == [2, 8]
    assert near.rest_min.tolist() == [5, np.inf]
    assert near.lengths.tolist() == [3, 2]
