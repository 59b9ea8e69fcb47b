from pathlib import Path

import numpy as np

from planner.managers.engines.assignment import Evenness, Parties, formulate
from planner.managers.engines.team import Pool, formulate_team

GOLDEN = Path(__file__).parent / "golden"


def test_the_model_of_three_parties_and_two_managers_is_written_as_agreed(tmp_path):
    allowed = np.array([[True, True], [True, False], [True, True]])
    parties = Parties(
        cost=np.array([[1.0, 4.0], [2.0, 3.0], [5.0, 0.5]]),
        allowed=allowed,
        work_min=np.array([[60.0, 66.0], [30.0, 36.0], [90.0, 45.0]]),
        share=np.array([0.5, 0.5]),
        limit_min=np.array([100.0, np.inf]),
        moves=np.array([[0.0, 1.0], [0.0, 2.0], [1.0, 0.0]]),
        most_moves=1,
    )
    model = formulate(parties, Evenness(1.1, 0.9, 25.0), allowed)
    model.problem.writeLP(str(tmp_path / "model.lp"))
    assert (tmp_path / "model.lp").read_text() == (GOLDEN / "territories_3x2.lp").read_text()


def test_the_model_of_a_team_is_written_as_agreed(tmp_path):
    pool = Pool(
        cost=np.array([[1.0, 4.0, 4.0], [2.0, 3.0, 3.0]]),
        allowed=np.array([[True, True, True], [True, False, False]]),
        work_min=np.array([[60.0, 66.0, 66.0], [30.0, 36.0, 36.0]]),
        limit_min=np.array([50.0, 80.0, 80.0]),
        turns=((2, 1),),
    )
    problem, *_ = formulate_team(pool, 2, 25.0)
    problem.writeLP(str(tmp_path / "model.lp"))
    assert (tmp_path / "model.lp").read_text() == (GOLDEN / "team_2x3.lp").read_text()
