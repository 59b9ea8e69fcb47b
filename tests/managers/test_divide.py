"""The engine against trying every division, and its laws."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.managers.engines import divide as engine
from planner.managers.engines.assignment import Evenness, Parties, changes, loads_of, worth
from planner.managers.engines.divide import bound_of, divide, release
from planner.managers.engines.polish import polish
from planner.managers.engines.team import Pool, choose_team
from planner.solve import Clock, SolveOptions, Status

EXACT = SolveOptions()
EVENNESS = Evenness(1.1, 0.9, 5.0)
SLACK = 1e-6


@st.composite
def cases(draw, most_parties=6):
    """Cases in which every rule may bind: skills, limits, moves, unlike shares."""
    n, m = draw(st.integers(1, most_parties)), draw(st.integers(2, 3))
    numbers = st.integers(0, 60)
    cost = [[draw(numbers) for _ in range(m)] for _ in range(n)]
    work = [[draw(st.integers(1, 90)) for _ in range(m)] for _ in range(n)]
    allowed = np.array([[draw(st.booleans()) for _ in range(m)] for _ in range(n)])
    allowed[np.arange(n), [draw(st.integers(0, m - 1)) for _ in range(n)]] = True
    moves = np.array([[draw(st.integers(0, 2)) for _ in range(m)] for _ in range(n)], dtype=float)
    least = int(np.where(allowed, moves, np.inf).min(axis=1).sum())
    share = np.array([draw(st.integers(1, 3)) for _ in range(m)], dtype=float)
    return Parties(
        cost=np.array(cost, dtype=float),
        allowed=allowed,
        work_min=np.array(work, dtype=float),
        share=share / share.sum(),
        limit_min=np.array([draw(st.sampled_from([50.0, 120.0, np.inf])) for _ in range(m)]),
        moves=moves,
        most_moves=draw(st.sampled_from([None, least, least + 1])),
    )


def price(parties, evenness, owner):
    """What a division costs, written down again from the definition."""
    total = sum(parties.work_min[i, j] for i, j in enumerate(owner))
    away = 0.0
    for manager, share in enumerate(parties.share):
        mine = sum(parties.work_min[i, j] for i, j in enumerate(owner) if j == manager)
        away += max(mine - evenness.most * share * total, 0.0)
        away += max(mine - parties.limit_min[manager], 0.0)
        away += max(evenness.least * share * total - mine, 0.0)
    return sum(parties.cost[i, j] for i, j in enumerate(owner)) + evenness.price * away


def keeps(parties, owner):
    rows = list(enumerate(owner))
    moved = sum(parties.moves[one] for one in rows)
    few = parties.most_moves is None or moved <= parties.most_moves
    return few and all(parties.allowed[one] for one in rows)


def all_divisions(parties):
    n, m = parties.cost.shape
    return [one for one in itertools.product(range(m), repeat=n) if keeps(parties, one)]


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_division_is_as_cheap_as_the_best_of_all(parties):
    best = min(price(parties, EVENNESS, one) for one in all_divisions(parties))
    division = divide(parties, EVENNESS, EXACT)
    owner = division.owner.tolist()
    assert keeps(parties, owner)
    assert price(parties, EVENNESS, owner) == pytest.approx(best, abs=SLACK * (1 + best))
    assert division.outcome.objective == pytest.approx(best, abs=SLACK * (1 + best))
    assert division.outcome.bound <= best + SLACK * (1 + best)


@settings(max_examples=40, deadline=None)
@given(cases())
def test_the_prices_prove_a_bound_and_the_rank_rules_out_no_better_division(parties):
    division = divide(parties, EVENNESS, EXACT)
    bound, rank = bound_of(parties, division.prices)
    for owner in all_divisions(parties):
        cost = price(parties, EVENNESS, owner)
        assert bound <= cost + SLACK * (1 + cost)
        over = bound + max(rank[i, j] for i, j in enumerate(owner))
        assert over <= cost + SLACK * (1 + cost)


@settings(max_examples=40, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_polish_never_makes_it_dearer_and_moves_no_more_than_may(parties, random):
    start = np.array(random.choice(all_divisions(parties)), dtype=np.intp)
    rank = np.where(parties.allowed, parties.cost, np.inf)
    better = polish(parties, EVENNESS, start.copy(), rank)
    assert keeps(parties, better.tolist())
    assert worth(parties, EVENNESS, better) <= worth(parties, EVENNESS, start) + SLACK


@settings(max_examples=40, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_what_each_change_costs_is_what_the_changed_division_costs(parties, random):
    owner = random.choice(all_divisions(parties))
    now = price(parties, EVENNESS, owner)
    told = changes(parties, EVENNESS, np.array(owner, dtype=np.intp))
    for i, j in itertools.product(*map(range, parties.cost.shape)):
        other = (*owner[:i], j, *owner[i + 1 :])
        right = price(parties, EVENNESS, other) - now if keeps(parties, other) else np.inf
        assert told[i, j] == pytest.approx(right, abs=SLACK * (1 + now))


@settings(max_examples=40, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_a_lock_never_betters_and_its_price_is_what_it_costs(parties, random):
    party = random.randrange(len(parties.cost))
    choices = [one[party] for one in all_divisions(parties)]
    allowed = parties.allowed.copy()
    allowed[party] = False
    allowed[party, random.choice(choices)] = True
    locked = dataclasses.replace(parties, allowed=allowed)
    held = divide(locked, EVENNESS, EXACT)
    free = divide(parties, EVENNESS, EXACT).outcome.objective
    assert held.outcome.objective >= free - SLACK * (1 + free)
    cost, bound = release(parties, EVENNESS, held, EXACT)
    assert cost == pytest.approx(free, abs=SLACK * (1 + free))
    assert bound <= free + SLACK * (1 + free)


@settings(max_examples=40, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_parties_and_of_managers_does_not_matter(parties, random):
    rows, columns = (random.sample(range(size), size) for size in parties.cost.shape)
    pick = np.ix_(rows, columns)
    mixed = dataclasses.replace(
        parties, cost=parties.cost[pick], allowed=parties.allowed[pick],
        work_min=parties.work_min[pick], moves=parties.moves[pick],
        share=parties.share[columns], limit_min=parties.limit_min[columns],
    )  # fmt: skip
    one, other = (divide(case, EVENNESS, EXACT).outcome.objective for case in (parties, mixed))
    assert one == pytest.approx(other, abs=SLACK * (1 + one))


@st.composite
def pools(draw):
    n, p = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    allowed = np.array([[draw(st.booleans()) for _ in range(p)] for _ in range(n)])
    allowed[:, 0] = True
    return Pool(
        cost=np.array([[draw(st.integers(0, 60)) for _ in range(p)] for _ in range(n)], float),
        allowed=allowed,
        work_min=np.array([[draw(st.integers(1, 90)) for _ in range(p)] for _ in range(n)], float),
        limit_min=np.array([draw(st.sampled_from([40.0, 90.0])) for _ in range(p)]),
        turns=(),
    )


@settings(max_examples=40, deadline=None)
@given(pools())
def test_one_more_manager_never_worsens_and_each_team_is_the_best_of_its_size(pool):
    n, p = pool.cost.shape
    costs = {}
    for owner in itertools.product(range(p), repeat=n):
        if all(pool.allowed[i, j] for i, j in enumerate(owner)):
            load = np.bincount(owner, pool.work_min[range(n), owner], minlength=p)
            over = np.maximum(load - pool.limit_min, 0).sum()
            costs[owner] = pool.cost[range(n), owner].sum() + 5.0 * over
    start, last = None, np.inf
    for count in range(1, p + 1):
        start, outcome = choose_team(pool, count, 5.0, EXACT, start)
        best = min(cost for owner, cost in costs.items() if len(set(owner)) <= count)
        assert outcome.objective == pytest.approx(best, abs=SLACK * (1 + best))
        assert costs[tuple(start.tolist())] == pytest.approx(best, abs=SLACK * (1 + best))
        assert outcome.objective <= last + SLACK * (1 + best)
        last = outcome.objective


def clustered(n, m, seed):
    rng = np.random.default_rng(seed)
    centres = rng.uniform(0, 40, (10, 2))
    places = centres[rng.integers(0, 10, n)] + rng.normal(0, 2, (n, 2))
    bases = places[rng.choice(n, m, replace=False)]
    minutes = np.hypot(*(places[:, None] - bases[None]).transpose(2, 0, 1))
    today = minutes.argmin(axis=1)
    moves = (np.arange(m)[None, :] != today[:, None]).astype(float)
    work = rng.choice([20.0, 60.0, 200.0], n, p=[0.6, 0.3, 0.1])[:, None] + 2 * minutes
    return Parties(
        2 * minutes + 90 * moves, np.ones((n, m), dtype=bool), work, np.full(m, 1 / m),
        np.full(m, np.inf), moves, most_moves=n // 5,
    )  # fmt: skip


def test_a_division_of_many_pairs_is_near_its_bound_and_can_be_repeated(monkeypatch):
    monkeypatch.setattr(engine, "_FEW_PAIRS", 100)  # as if there were too many to begin with
    monkeypatch.setattr(engine, "_NEAR", 2)
    parties = clustered(240, 6, 3)
    evenness, limits = Evenness(1.05, 0.95, 25.0), SolveOptions(gap=0.02, node_limit=5)
    one, other = (divide(parties, evenness, limits) for _ in range(2))
    assert one.outcome.status in {Status.PROVEN, Status.WITHIN_GAP}
    assert one.outcome.gap <= 0.02
    assert one.outcome.objective == pytest.approx(worth(parties, evenness, one.owner))
    assert parties.moves[np.arange(240), one.owner].sum() <= 48
    assert loads_of(parties, one.owner).sum() == pytest.approx(
        parties.work_min[np.arange(240), one.owner].sum()
    )
    assert (one.owner == other.owner).all()
    assert one.outcome.deterministic


def test_a_division_that_ends_when_time_is_up_between_two_solves_says_so(monkeypatch):
    class Late(Clock):
        def over(self):
            self.stopped = True
            return True

    monkeypatch.setattr(engine, "Clock", Late)
    ended = divide(clustered(240, 6, 3), Evenness(1.05, 0.95, 25.0), SolveOptions(gap=0.0))
    assert ended.outcome.status is Status.FEASIBLE
    assert not ended.outcome.deterministic
