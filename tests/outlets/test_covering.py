"""Set covering, maximal covering and the p-center against all plans there are."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import floyd_warshall

from planner.errors import InfeasibleError, SolveError
from planner.outlets.engines.covers import Covers
from planner.outlets.engines.max_cover import formulate as formulate_most
from planner.outlets.engines.max_cover import max_cover
from planner.outlets.engines.p_center import p_center
from planner.outlets.engines.row_weights import find_cover
from planner.outlets.engines.set_cover import Core, formulate, set_cover
from planner.outlets.engines.thresholds import Thresholds
from planner.solve import Clock, SolveOptions, Status

GOLDEN = Path(__file__).parent / "golden"
SEEDS = st.integers(0, 2**32 - 1)
LIMITS = SolveOptions()


def _case(seed):
    """Draw minutes with missing pairs, and sites that have to open or may not."""
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 9)), int(draw.integers(2, 9))
    minutes = draw.integers(1, 25, (n, m)).astype(float)
    minutes[draw.random((n, m)) < 0.15] = np.inf
    state = draw.choice(3, m, p=[0.7, 0.15, 0.15])
    return draw, minutes, state == 1, state == 2


def _plans(must, barred, sizes):
    sites = np.flatnonzero(~barred)
    for size in sizes:
        for some in itertools.combinations(sites.tolist(), size):
            if set(np.flatnonzero(must)) <= set(some):
                yield list(some)


@settings(max_examples=300)
@given(SEEDS, st.integers(1, 2), st.sampled_from(["one each", "whole", "any"]), st.booleans())
def test_a_set_cover_is_the_cheapest_of_all(seed, backup, costs, sparse):
    draw, minutes, must, barred = _case(seed)
    reach = minutes <= 14
    m = len(must)
    cost = {"one each": None, "whole": draw.integers(0, 6, m) + 0.0, "any": draw.random(m)}[costs]
    price = np.ones(m) if cost is None else cost
    plans = [
        price[sites].sum()
        for sites in _plans(must, barred, range(m + 1))
        if (reach[:, sites].sum(axis=1) >= backup).all()
    ]
    given_reach = csr_array(reach) if sparse else reach
    if not plans:
        with pytest.raises(InfeasibleError, match="reach") as refused:
            set_cover(given_reach, must, barred, LIMITS, backup=backup, cost=cost)
        assert refused.value.mend
        return
    chosen = set_cover(given_reach, must, barred, LIMITS, backup=backup, cost=cost)
    assert chosen.outcome.status is Status.PROVEN
    assert chosen.outcome.objective == pytest.approx(min(plans), abs=1e-9)
    assert price[chosen.opened].sum() == pytest.approx(min(plans), abs=1e-9)
    assert (reach[:, chosen.opened].sum(axis=1) >= backup).all()
    assert must[chosen.opened].sum() == must.sum()
    assert not barred[chosen.opened].any()


@settings(max_examples=300)
@given(SEEDS, st.integers(1, 2), st.booleans(), st.booleans())
def test_a_maximal_cover_reaches_the_most_of_all(seed, backup, whole, sparse):
    draw, minutes, must, barred = _case(seed)
    reach = minutes <= 10
    n, m = reach.shape
    weight = draw.integers(0, 9, n) + 0.0 if whole else draw.random(n)
    count = int(draw.integers(0, m + 1))
    plans = [
        weight[reach[:, sites].sum(axis=1) >= backup].sum()
        for sites in _plans(must, barred, [count])
    ]
    given_reach = csr_array(reach) if sparse else reach
    if not plans:
        with pytest.raises(InfeasibleError, match="cannot be open"):
            max_cover(weight, given_reach, must, barred, count, LIMITS, backup=backup)
        return
    chosen = max_cover(weight, given_reach, must, barred, count, LIMITS, backup=backup)
    assert chosen.outcome.status is Status.PROVEN
    assert chosen.outcome.objective == pytest.approx(max(plans), abs=1e-9)
    assert len(chosen.opened) == len(set(chosen.opened)) == count
    met = reach[:, chosen.opened].sum(axis=1) >= backup
    assert weight[met].sum() == pytest.approx(max(plans), abs=1e-9)
    assert must[chosen.opened].sum() == must.sum()
    assert not barred[chosen.opened].any()


@settings(max_examples=300)
@given(SEEDS)
def test_a_center_has_the_least_largest_minutes(seed):
    draw, minutes, must, barred = _case(seed)
    count = int(draw.integers(1, minutes.shape[1] + 1))
    nearest = [minutes[:, sites].min(axis=1) for sites in _plans(must, barred, [count])]
    worst = min((float(one.max()) for one in nearest), default=np.inf)
    if not np.isfinite(worst):
        with pytest.raises(InfeasibleError):
            p_center(minutes, must, barred, count, LIMITS)
        return
    center = p_center(minutes, must, barred, count, LIMITS)
    assert center.outcome.status is Status.PROVEN
    assert center.outcome.objective == center.outcome.bound == worst
    assert minutes[:, center.opened].min(axis=1).max() == worst
    assert len(set(center.opened)) == count
    assert must[center.opened].sum() == must.sum()
    assert not barred[center.opened].any()


@pytest.fixture(scope="module")
def plane():
    """Two hundred customers and forty sites on a square of 60 minutes."""
    draw = np.random.default_rng(3)
    doors, sites = draw.random((200, 2)) * 60, draw.random((40, 2)) * 60
    return np.hypot(*(doors[:, None] - sites[None]).transpose(2, 0, 1))


def test_more_sites_never_cover_less_nor_leave_anybody_farther(plane):
    free, weight = np.zeros(40, dtype=bool), np.ones(200)
    most = [max_cover(weight, plane <= 9, free, free, count, LIMITS) for count in range(1, 12)]
    worst = [p_center(plane, free, free, count, LIMITS) for count in range(1, 12)]
    assert all(one.outcome.status is Status.PROVEN for one in most + worst)
    assert (np.diff([one.outcome.objective for one in most]) >= 0).all()
    assert (np.diff([one.outcome.objective for one in worst]) <= 0).all()


def test_a_larger_radius_never_needs_more_sites_and_a_center_is_where_fewer_become_enough(plane):
    free = np.zeros(40, dtype=bool)
    need = {
        radius: set_cover(plane <= radius, free, free, LIMITS).outcome.objective
        for radius in (18, 20, 25, 30, 40, 60, 90)
    }
    assert (np.diff(list(need.values())) <= 0).all()
    for count in (4, 6, 9):
        worst = p_center(plane, free, free, count, LIMITS).outcome.objective
        below = np.max(plane[plane < worst])
        assert set_cover(plane <= worst, free, free, LIMITS).outcome.objective <= count
        try:
            fewest = set_cover(plane <= below, free, free, LIMITS).outcome.objective
        except InfeasibleError:  # somebody is farther than that from every site
            fewest = np.inf
        assert fewest > count


def test_the_order_of_customers_and_sites_does_not_matter(plane):
    draw, free = np.random.default_rng(0), np.zeros(40, dtype=bool)
    weight = draw.integers(1, 9, 200) + 0.0
    rows, columns = draw.permutation(200), draw.permutation(40)
    other = plane[np.ix_(rows, columns)]
    for one, two in (
        (max_cover(weight, plane <= 8, free, free, 6, LIMITS),
         max_cover(weight[rows], other <= 8, free, free, 6, LIMITS)),
        (set_cover(plane <= 18, free, free, LIMITS), set_cover(other <= 18, free, free, LIMITS)),
        (p_center(plane, free, free, 6, LIMITS), p_center(other, free, free, 6, LIMITS)),
    ):  # fmt: skip
        assert one.outcome.objective == two.outcome.objective


def test_a_maximal_cover_that_time_stops_has_a_bound_that_holds(plane):
    free, short = np.zeros(40, dtype=bool), SolveOptions(time_limit_s=1e-9)
    weight = np.ones(200)
    most = max_cover(weight, plane <= 9, free, free, 7, short).outcome
    proven = max_cover(weight, plane <= 9, free, free, 7, LIMITS).outcome
    assert most.objective <= proven.objective <= most.bound


def test_a_center_that_time_stops_is_refused_or_has_a_bound_that_holds(plane):
    free = np.zeros(40, dtype=bool)
    proven = p_center(plane, free, free, 6, LIMITS).outcome.objective
    with pytest.raises(SolveError, match="before any plan") as refused:
        p_center(plane, free, free, 6, SolveOptions(time_limit_s=1e-9))
    assert "time_limit_s" in refused.value.mend
    search = Thresholds(plane, free, free, 6, Clock(600))
    search.by_bounds()
    assert (
        search.times[search.low] <= proven <= search.times[min(search.high, len(search.times) - 1)]
    )


def test_exchange_finds_a_cover_where_greedy_does_not():
    # Greedy takes the site in the middle, after which two more are needed; the two beside it do.
    reach = np.array([[1, 0, 0], [1, 0, 1], [1, 0, 1], [0, 1, 1], [0, 1, 1], [0, 1, 0]])
    covers = Covers.of(reach.astype(bool), 1)
    assert find_cover(covers, np.array([2, 0])).tolist() == [0, 1]
    assert find_cover(covers, np.array([2])) is None


@pytest.mark.parametrize(("name", "optimum"), [("pmed1", 127), ("pmed4", 74), ("pmed12", 51)])
def test_published_centers_are_found_and_proven(shared, name, optimum):
    path = shared / "instances" / "siting" / "pmed" / f"{name}.txt"
    rows = [tuple(map(int, line.split())) for line in path.read_text().splitlines() if line.strip()]
    size, _, count = rows[0]
    direct = np.full((size, size), np.inf)
    np.fill_diagonal(direct, 0)
    for one, other, length in rows[1:]:
        direct[one - 1, other - 1] = direct[other - 1, one - 1] = length
    minutes, free = floyd_warshall(direct), np.zeros(size, dtype=bool)
    center = p_center(minutes, free, free, count, LIMITS)
    assert center.outcome.status is Status.PROVEN
    assert center.outcome.objective == optimum
    assert set_cover(minutes <= optimum, free, free, LIMITS).outcome.objective <= count


def test_the_maximal_cover_of_the_square_is_the_one_that_others_find():
    draw = np.random.default_rng(0)
    doors, sites = draw.random((5000, 2)), draw.random((200, 2))
    weight, free = draw.integers(1, 100, 5000) + 0.0, np.zeros(200, dtype=bool)
    reach = np.hypot(*(doors[:, None] - sites[None]).transpose(2, 0, 1)) <= 0.1
    outcome = max_cover(weight, reach, free, free, 10, LIMITS).outcome
    assert (outcome.objective, outcome.bound, outcome.status) == (88288, 88288, Status.PROVEN)


def _same(problem, name, folder):
    problem.writeLP(str(folder / name))
    assert (folder / name).read_text() == (GOLDEN / name).read_text()


def test_the_formulations_read_as_they_did(tmp_path):
    covers = Covers.of(np.array([[True, True, False], [False, True, True]]), 1, np.array([4.0, 1]))
    core = Core(np.empty(0, dtype=np.intp), covers, np.array([1.0, 2.0, 1.0]))
    _same(formulate(core)[0], "set_cover_2x3.lp", tmp_path)
    _same(formulate_most(covers, 1).problem, "max_cover_2x3.lp", tmp_path)
