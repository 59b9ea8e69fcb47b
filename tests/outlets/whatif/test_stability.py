"""Noise: what is shaken, by how much, and what it is counted as."""

import dataclasses

import numpy as np
import pytest

from planner.errors import InfeasibleError
from planner.outlets.whatif import StabilityOptions, shake_plan
from planner.outlets.whatif.noise import Spots, demand_noise, place_noise, time_noise


def _spots(question, error_m: float) -> Spots:
    minutes = question.states[0].time_min
    door = np.stack([minutes[:, 0] * 1000.0, np.zeros(len(minutes))], axis=1)
    site = np.stack([np.arange(8) * 10_000.0, np.zeros(8)], axis=1)
    return Spots(door, site, np.full(len(minutes), error_m))


def test_without_noise_every_draw_gives_the_plan(road):
    quiet = StabilityOptions(draws=3, demand_share=0.0, time_share=0.0)
    case = dataclasses.replace(road, spots=_spots(road.question, 0.0))
    found = shake_plan(case, quiet, seed=1)
    mine = found.sites.set_index("outlet_id")["share_pct"]
    opened = [road.site_ids[one] for one in road.plan.opened]
    assert (mine[opened] == 100.0).all()
    assert (mine.drop(opened) == 0.0).all()
    assert found.draws["regret_pct"].max() < 1e-9
    assert len(found.draws) == 9


def test_keeping_the_plan_is_never_better_than_choosing_anew(road):
    found = shake_plan(road, StabilityOptions(draws=10, demand_share=0.8, time_share=0.4), seed=3)
    assert (found.draws["regret_pct"] >= 0).all()
    assert found.draws["regret_pct"].max() > 0
    assert found.draws["sites_changed"].max() > 0
    assert found.sites["share_place_pct"].isna().all()  # nobody said where they stand
    assert found.sites["share_pct"].sum() == pytest.approx(300.0)  # three outlets in every draw


def test_the_same_seed_shakes_the_same_way(road):
    options = StabilityOptions(draws=4)
    one, two = (shake_plan(road, options, seed=5) for _ in range(2))
    assert one.draws.equals(two.draws)
    assert not one.draws.equals(shake_plan(road, options, seed=6).draws)


def test_demand_and_times_keep_their_mean_and_spread(line_question):
    question = line_question()
    draw = np.random.default_rng(0)
    state = question.states[0]
    weights = np.array([demand_noise(question, 0.2, draw)(state).weight for _ in range(400)])
    times = np.array([time_noise(question, 0.1, draw)(state).time_min for _ in range(400)])
    assert weights.sum(axis=1) == pytest.approx(np.ones(400))
    assert weights.mean(axis=0) == pytest.approx(state.weight, rel=0.05)
    far = state.time_min > 5
    spread = times.std(axis=0)[far] / state.time_min[far]
    assert times.mean(axis=0)[far] == pytest.approx(state.time_min[far], rel=0.05)
    assert spread.mean() == pytest.approx(0.1, rel=0.1)


def test_a_customer_moves_within_his_error_and_pays_the_pace_of_his_journey(line_question):
    question = line_question()
    draw = np.random.default_rng(0)
    moved = place_noise(question, _spots(question, 500.0), draw)(question.states[0])
    # One minute a kilometre along this road: 500 m are half a minute at the most.
    change = np.abs(moved.time_min - question.states[0].time_min)
    assert change.max() <= 0.5 + 1e-9
    assert change.max() > 0.2


def test_a_pair_without_a_way_has_none_under_noise(line_question):
    question = line_question()
    minutes = question.states[0].time_min.copy()
    minutes[0, 3] = np.inf
    state = dataclasses.replace(question.states[0], time_min=minutes)
    closed = dataclasses.replace(question, states=(state,))
    draw = np.random.default_rng(0)
    for change in (
        demand_noise(closed, 0.2, draw),
        time_noise(closed, 0.2, draw),
        place_noise(closed, _spots(question, 100.0), draw),
    ):
        assert np.isinf(change(state).time_min[0, 3])
        assert np.isfinite(np.delete(change(state).time_min.ravel(), 3)).all()


def test_a_rule_that_the_plan_breaks_under_a_draw_is_not_a_regret(case_of, line_question):
    question = line_question()
    case = case_of(question)

    def refuse(asked, options):
        if asked.stays.sum() == 3:  # the plan's own sites
            raise InfeasibleError("broken", mend="lift it")
        return case.ask(asked, options)

    found = shake_plan(dataclasses.replace(case, ask=refuse), StabilityOptions(draws=2), seed=1)
    assert found.draws["regret_pct"].isna().all()
    assert found.draws["best_value"].notna().all()
