from pathlib import Path

import numpy as np

from planner.managers.engines.assignment import Parties, formulate

GOLDEN = Path(__file__).parent / "territories_3x2.lp"


def test_the_model_of_three_parties_and_two_managers_is_written_as_agreed(tmp_path):
    parties = Parties(
        cost=np.array([[1.0, 4.0], [2.0, 3.0], [5.0, 0.5]]),
        allowed=np.array([[True, True], [True, False], [True, True]]),
        work_min=np.array([[60.0, 66.0], [30.0, 36.0], [90.0, 45.0]]),
        share=np.array([0.5, 0.5]),
    )
    problem, _ = formulate(parties, balance=1.1, overload_price=25.0)
    problem.writeLP(str(tmp_path / "model.lp"))
    assert (tmp_path / "model.lp").read_text() == GOLDEN.read_text()
