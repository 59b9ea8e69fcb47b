"""The judge: no plan with a fault in it passes."""

import numpy as np
import pytest

from planner.outlets import check_siting


def test_a_sound_plan_has_no_breach(middling_town, middling_plan, asked):
    customers, _, travel = middling_town
    breaches = check_siting(
        middling_plan.outlets, middling_plan.assignment, customers, travel, asked(5),
        objective=middling_plan.outcome.objective,
    )  # fmt: skip
    assert breaches == []


def _moved(outlets, assignment, draw):
    opened = outlets.loc[outlets["decision"].isin(["kept", "new"]), "outlet_id"].tolist()
    row = int(draw.integers(len(assignment)))
    others = [one for one in opened if one != assignment.loc[row, "outlet_id"]]
    assignment.loc[row, "outlet_id"] = draw.choice(others)


def _sent_to_shut(outlets, assignment, draw):
    shut = outlets.loc[~outlets["decision"].isin(["kept", "new"]), "outlet_id"].tolist()
    assignment.loc[int(draw.integers(len(assignment))), "outlet_id"] = draw.choice(shut)


def _forgotten(outlets, assignment, draw):
    gone = int(draw.integers(len(assignment)))
    assignment.loc[gone] = assignment.loc[(gone + 1) % len(assignment)]


def _twice(outlets, assignment, draw):
    one, other = draw.choice(len(assignment), 2, replace=False)
    assignment.loc[one, "account_no"] = assignment.loc[other, "account_no"]


def _stranger(outlets, assignment, draw):
    assignment.loc[int(draw.integers(len(assignment))), "account_no"] = "9999999999"


def _swapped_outlets(outlets, assignment, draw):
    """Shut an open outlet, open another: counts stay right."""
    is_open = outlets["decision"].isin(["kept", "new"])
    out = draw.choice(outlets.index[is_open])
    new = draw.choice(outlets.index[~is_open])
    words = {"existing": ("closed", "kept"), "candidate": ("not chosen", "new")}
    outlets.loc[out, "decision"] = words[outlets.loc[out, "site_status"]][0]
    outlets.loc[new, "decision"] = words[outlets.loc[new, "site_status"]][1]


def _opened_one_more(outlets, assignment, draw):
    row = draw.choice(outlets.index[outlets["decision"] == "not chosen"])
    outlets.loc[row, "decision"] = "new"


def _wrong_word(outlets, assignment, draw):
    row = int(draw.integers(len(outlets)))
    words = {"kept": "new", "new": "kept", "closed": "not chosen", "not chosen": "closed"}
    outlets.loc[row, "decision"] = words[outlets.loc[row, "decision"]]


def _number(table, column, by):
    def mutate(outlets, assignment, draw):
        frame = outlets if table == "outlets" else assignment
        rows = frame.index[frame[column].notna()]
        frame.loc[draw.choice(rows), column] += by

    return mutate


def _lost_today(outlets, assignment, draw):
    row = int(draw.integers(len(assignment)))
    assignment.loc[row, "today_time_min"] = np.nan


def _wrong_today(outlets, assignment, draw):
    existing = outlets.loc[outlets["site_status"] == "existing", "outlet_id"].tolist()
    row = int(draw.integers(len(assignment)))
    others = [one for one in existing if one != assignment.loc[row, "today_outlet_id"]]
    assignment.loc[row, "today_outlet_id"] = draw.choice(others)


def _wrong_replacement(outlets, assignment, draw):
    row = draw.choice(outlets.index[outlets["best_replacement"] != ""])
    others = outlets.loc[outlets["outlet_id"] != outlets.loc[row, "best_replacement"], "outlet_id"]
    outlets.loc[row, "best_replacement"] = draw.choice(others.to_numpy())


MUTATIONS = [
    _moved, _sent_to_shut, _forgotten, _twice, _stranger, _swapped_outlets, _opened_one_more,
    _wrong_word, _lost_today, _wrong_today, _wrong_replacement,
    _number("outlets", "customers", 1), _number("outlets", "annual_kwh", 1000.0),
    _number("outlets", "mean_min", 0.01), _number("outlets", "drop_cost_weighted_min", 0.01),
    _number("outlets", "swap_cost_weighted_min", -0.01), _number("assignment", "time_min", -0.01),
    _number("assignment", "distance_km", 0.01), _number("assignment", "today_time_min", 0.01),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("mutate", MUTATIONS)
def test_every_mutated_plan_is_refused(middling_town, middling_plan, asked, mutate, seed):
    customers, _, travel = middling_town
    outlets, assignment = middling_plan.outlets.copy(), middling_plan.assignment.copy()
    mutate(outlets, assignment, np.random.default_rng(seed))
    assert check_siting(outlets, assignment, customers, travel, asked(5)) != []


def test_a_plan_for_another_question_is_refused(middling_town, middling_plan, asked):
    customers, _, travel = middling_town
    plan = middling_plan.outlets, middling_plan.assignment, customers, travel
    assert any("asked for" in one for one in check_siting(*plan, asked(6)))
    keep = check_siting(*plan, asked(5, existing_rule="keep"))
    assert any("is closed" in one for one in keep)
    assert any("weighted mean" in one for one in check_siting(*plan, asked(5), objective=1.0))
