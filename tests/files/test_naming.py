"""Ids become names of files that stay in their folder, on every system, and never collide."""

from hypothesis import given
from hypothesis import strategies as st

from planner.files import file_names


def test_plain_ids_keep_their_names():
    assert file_names(["E0231", "经理-1", "M_2"]) == {
        "E0231": "E0231", "经理-1": "经理-1", "M_2": "M_2",
    }  # fmt: skip


def test_an_id_cannot_leave_its_folder_nor_be_a_device():
    names = file_names(["../M1", "a/b\\c", "C:\\x", "", ".", "con", "M\0\n"])
    assert all(not set(name) & set("/\\:.\0\n") for name in names.values())
    assert names["con"] == "_con"
    assert "" not in names.values()


def test_ids_that_would_share_a_name_are_numbered_in_order():
    assert list(file_names(["m1", "M1", "m.1", "m/1"]).values()) == ["m1", "M1-2", "m_1", "m_1-2"]


@given(st.lists(st.text(max_size=80), max_size=12))
def test_every_id_has_a_name_of_its_own_whatever_the_case(ids):
    names = file_names(ids)
    assert set(names) == set(ids)
    assert len({name.casefold() for name in names.values()}) == len(set(ids))
    assert all(0 < len(name.encode()) <= 255 for name in names.values())
