"""Travel is aligned by id and never by position."""

import numpy as np
import pytest

from planner.errors import DataError
from planner.schema import Travel


@pytest.fixture
def travel() -> Travel:
    minutes = np.array([[1.0, 2.0], [3.0, np.nan]])
    return Travel(("a", "b"), ("x", "y"), minutes, minutes * 2, "made up")


def test_taking_ids_aligns_both_sides(travel):
    part = travel.take(["b", "a"], ["y", "x"])
    assert part.time_min[1].tolist() == [2.0, 1.0]
    assert part.distance_km[0, 1] == 6.0
    assert part.basis == "made up"


def test_an_unknown_id_is_named(travel):
    with pytest.raises(DataError, match="no destination z"):
        travel.take(["a"], ["x", "z"])


def test_a_pair_without_a_way_is_not_reachable(travel):
    assert travel.reachable.tolist() == [[True, True], [True, False]]


def test_a_matrix_of_another_shape_is_refused():
    with pytest.raises(DataError, match="pairs of ids"):
        Travel(("a",), ("x", "y"), np.zeros((2, 1)), np.zeros((2, 1)), "made up")
