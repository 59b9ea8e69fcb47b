"""The what-ifs through the real engine say what they say by trying every set."""

import dataclasses

import numpy as np
import pytest

from planner.outlets.engines.answering import answer
from planner.outlets.whatif import (
    StabilityOptions,
    give_reasons,
    list_alternatives,
    price_rules,
    shake_plan,
    trace_curve,
)


@pytest.fixture(scope="module")
def pair(case_of, line_question):
    question = dataclasses.replace(line_question(), must_open=np.arange(8) == 0)
    tried = case_of(question)
    plan = answer(question, tried.solve)
    return tried, dataclasses.replace(tried, plan=plan, ask=answer)


@pytest.mark.parametrize(
    ("ask", "columns"),
    [
        (lambda case: trace_curve(case).rows, ["value", "saved", "p90_min", "elbow"]),
        (lambda case: give_reasons(case).rows, ["extra", "out_ids", "in_ids", "most_affected"]),
        (lambda case: price_rules(case).rows, ["price", "out_ids", "in_ids", "customers_moved"]),
        (lambda case: list_alternatives(case, within_pct=30).rows, ["value", "out_ids", "in_ids"]),
        (
            lambda case: shake_plan(case, StabilityOptions(draws=5), seed=2).draws,
            ["best_value", "plan_value", "regret_pct", "sites_changed"],
        ),
    ],
)
def test_both_ways_say_the_same(pair, ask, columns):
    tried, engine = (ask(one)[columns] for one in pair)
    assert len(tried) > 0
    for column in columns:
        if tried[column].dtype.kind == "f":
            expected = tried[column].to_numpy()
            assert engine[column].to_numpy() == pytest.approx(expected, abs=1e-9, nan_ok=True)
        else:
            assert engine[column].tolist() == tried[column].tolist()
