import numpy as np
import pandas as pd
import pytest

from planner.errors import DataError
from planner.managers import rebase
from planner.schema import Travel


@pytest.fixture
def roster():
    return pd.DataFrame(
        {
            "manager_id": ["M0", "M1", "M2"],
            "manager_name": ["甲", "乙", "丙"],
            "outlet_id": ["O0", "O1", "O1"],
        }
    )


def ways(minutes):
    time_min = np.array(minutes, dtype=float)
    return Travel(("O0", "O1"), ("O0", "O2", "O3"), time_min, time_min, "by hand")


def test_managers_of_a_closed_outlet_go_to_the_nearest_open_one(roster):
    moved, findings = rebase(roster, ["O0", "O2", "O3"], ways([[0, 9, 9], [30, 8, 20]]))
    assert moved["outlet_id"].tolist() == ["O0", "O2", "O2"]
    assert [one.rule.rule_id for one in findings] == ["W21", "W21"]
    assert findings[0].detail == "M1: O1 → O2"
    assert roster["outlet_id"].tolist() == ["O0", "O1", "O1"]


def test_nobody_moves_when_all_bases_stay_open(roster):
    travel = Travel(("O0", "O1"), ("O0", "O1"), np.zeros((2, 2)), np.zeros((2, 2)), "by hand")
    moved, findings = rebase(roster, ["O0", "O1"], travel)
    pd.testing.assert_frame_equal(moved, roster)
    assert not findings


def test_an_open_outlet_without_a_road_is_not_taken(roster):
    moved, _ = rebase(roster, ["O0", "O2", "O3"], ways([[0, 9, 9], [30, np.nan, 20]]))
    assert moved["outlet_id"].tolist() == ["O0", "O3", "O3"]


def test_a_base_from_which_nothing_open_is_reached_is_refused(roster):
    nowhere = [np.nan] * 3
    with pytest.raises(DataError, match="O1") as caught:
        rebase(roster, ["O0", "O2", "O3"], ways([[0, 9, 9], nowhere]))
    assert caught.value.mend
    with pytest.raises(DataError, match="no outlet is open"):
        rebase(roster, [], ways([[0, 9, 9], [1, 1, 1]]))
