"""The p-median against all plans there are, with every rule that a question may bring along."""

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import InfeasibleError, LimitError
from planner.outlets.engines.interchange import cost
from planner.outlets.engines.p_median import p_median
from planner.solve import SolveOptions, Status

ENGINES = "planner.outlets.engines"


@dataclass(frozen=True, eq=False)
class City:
    """A question with what its best plan costs, infinite when there is none."""

    weight: np.ndarray
    minutes: np.ndarray
    must: np.ndarray
    barred: np.ndarray
    count: int
    excluded: list[np.ndarray]
    best: float

    def solved(self, **options):
        """Return the engine's plan, after making sure that it keeps the rules."""
        found = p_median(
            self.weight, self.minutes, self.must, self.count, SolveOptions(**options),
            excluded=self.excluded, barred=self.barred,
        )  # fmt: skip
        sites = found.opened
        assert len(set(sites.tolist())) == self.count
        assert not self.barred[sites].any()
        assert self.must[sites].sum() == self.must.sum()
        assert tuple(sites.tolist()) not in {tuple(np.sort(one)) for one in self.excluded}
        assert found.outcome.objective == pytest.approx(cost(self.weight, self.minutes, sites))
        assert found.outcome.bound <= self.best * (1 + 1e-6)
        assert found.outcome.objective >= self.best * (1 - 1e-6)
        return found


def _city(seed: int) -> City:
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 13)), int(draw.integers(1, 10))
    minutes = draw.integers(draw.choice([0, 1]), draw.choice([4, 30]), (n, m)) + 0.0
    minutes[draw.random((n, m)) < draw.choice([0, 0.1, 0.3, 0.6])] = np.inf
    if draw.random() < 0.3:  # customers at one door
        minutes = minutes[draw.integers(0, n, n)]
    weight = [draw.integers(0, 5, n) + 0.0, draw.lognormal(0, 3, n), np.ones(n)][draw.integers(3)]
    weight[draw.integers(0, n)] += 1
    barred = draw.random(m) < draw.choice([0, 0.3, 0.7])
    must = ~barred & (draw.random(m) < draw.choice([0, 0.1, 0.4]))
    least, most = max(int(must.sum()), 1), max(int((~barred).sum()), 1)
    count = int(draw.choice([least, most, draw.integers(least, most + 1)]))
    costs = {
        sites: cost(weight, minutes, np.array(sites))
        for sites in itertools.combinations(np.flatnonzero(~barred).tolist(), count)
        if set(np.flatnonzero(must)) <= set(sites)
    }
    ranked = sorted(costs, key=costs.__getitem__)
    gone = ranked[: int(draw.choice([0, 0, 1, 4, len(ranked)], p=[0.3, 0.2, 0.2, 0.2, 0.1]))]
    gone += [one for one in ranked if draw.random() < 0.2] if draw.random() < 0.3 else []
    best = min((costs[one] for one in ranked if one not in gone), default=np.inf)
    excluded = [draw.permutation(one) for one in gone]
    excluded += [np.arange(count)] if barred[:count].any() else []
    return City(weight, minutes, must, barred, count, excluded, best)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 3, 64]), st.booleans())
def test_the_best_plan_of_all_is_found_and_proven(seed, ranks, is_probed):
    city = _city(seed)
    with pytest.MonkeyPatch.context() as patch:
        # As in a large city: lists are cut short, and questions are asked before all is written.
        patch.setattr(f"{ENGINES}.p_median._SHORTEST", ranks)
        patch.setattr(f"{ENGINES}.p_median._RANKS", 0)
        if is_probed:
            patch.setattr(f"{ENGINES}.search._EASY", 0)
        if not np.isfinite(city.best):
            with pytest.raises(InfeasibleError) as error:
                city.solved()
            assert error.value.mend
            return
        found = city.solved()
    assert found.outcome.status is Status.PROVEN
    assert found.outcome.objective == pytest.approx(city.best)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-6, -2))
def test_whatever_time_there_is_the_plan_keeps_the_rules_and_the_bound_holds(seed, magnitude):
    city = _city(seed)
    try:
        found = city.solved(time_limit_s=10**magnitude)
    except InfeasibleError:
        assert city.best == np.inf
    except LimitError:
        return
    else:
        proven = found.outcome.status is Status.PROVEN
        assert not proven or found.outcome.objective == pytest.approx(city.best)


def test_the_second_best_plan_is_found_beside_a_customer_of_no_weight():
    # His price has nothing to gain, and once grew until it swallowed the digits of all others.
    minutes, weight = np.array([[14.0, 10.0], [29.0, 5.0], [24.0, 19.0]]), np.array([3.0, 4.0, 0.0])
    free = np.zeros(2, dtype=bool)
    found = p_median(weight, minutes, free, 1, SolveOptions(), excluded=[np.array([1])])
    assert found.opened.tolist() == [0]
    assert found.outcome.objective == pytest.approx(158)
    assert found.outcome.status is Status.PROVEN


def test_a_plan_that_costs_nothing_is_proven():
    minutes = np.array([[0.0, 4.0, 7.0], [3.0, 0.0, 5.0]])
    found = p_median(np.array([2.0, 5.0]), minutes, np.zeros(3, dtype=bool), 2, SolveOptions())
    assert found.opened.tolist() == [0, 1]
    assert found.outcome.status is Status.PROVEN
    assert found.outcome.objective == found.outcome.bound == found.outcome.gap == 0


@pytest.mark.parametrize("count", [0, 1])
def test_no_site_may_open_at_all(count):
    barred = np.ones(3, dtype=bool)
    with pytest.raises(InfeasibleError):
        p_median(np.ones(2), np.ones((2, 3)), ~barred, count, SolveOptions(), barred=barred)


def test_when_every_plan_but_one_far_away_is_excluded_that_one_is_found():
    draw = np.random.default_rng(4)
    minutes, free = draw.random((30, 7)) * 20, np.zeros(7, dtype=bool)
    plans = [np.array(one) for one in itertools.combinations(range(7), 3)]
    costs = [cost(np.ones(30), minutes, one) for one in plans]
    worst = int(np.argmax(costs))
    others = plans[:worst] + plans[worst + 1 :]
    found = p_median(np.ones(30), minutes, free, 3, SolveOptions(), excluded=others)
    assert found.opened.tolist() == plans[worst].tolist()
    assert found.outcome.status is Status.PROVEN
