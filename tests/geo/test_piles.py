"""Rows that share a point are counted, and so are the addresses that they have."""

import numpy as np
import pandas as pd

from planner.geo import pile_text, piles

NAN = float("nan")


def test_piles_count_rows_and_different_addresses():
    lon = np.array([118.1, 118.1, 118.1, 118.2, 118.2, NAN, NAN])
    lat = np.array([24.5, 24.5, 24.5, 24.5, 24.5, 24.5, 24.5])
    labels = pd.Series(["甲路1号", "乙路2号", None, "丙路3号", "丙路3号", "丁路4号", "丁路4号"])
    rows, addresses = piles(lon, lat, labels)
    assert rows.tolist() == [3, 3, 3, 2, 2, 0, 0]
    assert addresses.tolist() == [2, 2, 2, 1, 1, 0, 0]


def test_a_millimetre_is_the_same_point_and_a_metre_is_not():
    lon, lat = np.array([118.1, 118.1 + 1e-8, 118.1 + 1e-5]), np.array([24.5] * 3)
    rows, _ = piles(lon, lat, pd.Series([""] * 3))
    assert rows.tolist() == [2, 2, 1]


def test_it_is_said_whether_the_addresses_differ():
    assert pile_text(3, 0) == "3; 地址 address ∅"
    assert pile_text(3, 1) == "3; 地址 address = 1"
    assert pile_text(4, 2) == "4; 地址 address ≠ 2"
