"""Tables of travel on disk: the same again, and measured anew when anything changed."""

import numpy as np
import pytest

from planner.errors import DataError
from planner.travel import kept_between, open_travel, read_travel, write_travel

IDS = ["0035", "b", "c"]


@pytest.fixture
def here(points):
    return points(**{"0035": (1, 0), "b": (3, 2), "c": (9, 2), "lost": (5, 30)})


def _same(one, other):
    return (
        one.origin_ids == other.origin_ids
        and one.destination_ids == other.destination_ids
        and np.array_equal(one.time_min, other.time_min, equal_nan=True)
        and np.array_equal(one.distance_km, other.distance_km, equal_nan=True)
    )


def test_a_table_that_was_written_is_read_again_to_the_bit(bay, here, tmp_path):
    travel, _ = open_travel(here, bay)
    table = travel.between([*IDS, "lost"], ["c", "0035"])
    again = read_travel(write_travel(table, tmp_path / "new" / "travel.parquet"))
    assert _same(again, table)
    assert again.basis == table.basis
    assert np.isnan(again.time_min[3]).all()


def test_what_is_no_table_of_travel_is_refused(bay, here, tmp_path):
    travel, _ = open_travel(here, bay)
    path = write_travel(travel.between(IDS, IDS), tmp_path / "travel.parquet")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="not a table of travel"):
        read_travel(path)
    here.to_parquet(path)
    with pytest.raises(DataError, match="not a table of travel"):
        read_travel(path)
    with pytest.raises(DataError, match="not a table of travel"):
        read_travel(tmp_path / "none.parquet")


def test_a_kept_table_is_read_and_not_measured_again(bay, here, tmp_path):
    travel, _ = open_travel(here, bay)
    first = kept_between(travel, IDS, IDS, tmp_path / "kept", len(IDS))
    assert _same(first, travel.between(IDS, IDS))
    (path,) = (tmp_path / "kept").iterdir()
    marked = first.take(IDS, IDS)
    marked.time_min[0, 1] = 123.0
    write_travel(marked, path)
    assert kept_between(travel, IDS, IDS, tmp_path / "kept", len(IDS)).time_min[0, 1] == 123.0
    path.write_bytes(b"PAR1")
    assert _same(kept_between(travel, IDS, IDS, tmp_path / "kept", len(IDS)), first)
    assert read_travel(path).origin_ids == tuple(IDS)


def test_whatever_changes_the_table_changes_its_name(bay, here, points):
    moved = points(**{"0035": (1.001, 0), "b": (3, 2), "c": (9, 2)})
    cases = [
        (here, bay),
        (here, bay.model_copy(update={"close": ("BW",)})),
        (here, bay.model_copy(update={"access_speed_km_per_h": 10.0})),
        (moved, bay),
    ]
    sources = [open_travel(*case)[0] for case in cases]
    names = [one.digest(IDS, IDS) for one in sources]
    names += [sources[0].digest(IDS, IDS[:2]), sources[0].digest(IDS[::-1], IDS)]
    assert len(set(names)) == 6
    assert open_travel(here, bay)[0].digest(IDS, IDS) == names[0]
