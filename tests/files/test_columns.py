"""Packed columns: what goes in comes out, whatever the values are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.files.columns import pack_columns, unpack_columns

ANY_TEXT = st.text(st.characters(), max_size=12)


@given(st.lists(st.one_of(st.none(), ANY_TEXT)), st.lists(st.one_of(st.none(), st.booleans())))
def test_texts_and_truth_values_come_back(texts, flags):
    columns = {"text": texts, "flag": flags}
    assert unpack_columns(pack_columns(columns)) == columns


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.integers(-(10**12), 10**12),
            st.integers(-(10**9), 10**9).map(lambda one: one / 100),
        )
    )
)
def test_numbers_come_back(numbers):
    assert unpack_columns(pack_columns({"n": numbers}))["n"] == numbers


@given(st.lists(st.from_regex(r"\A[0-9]{10}\Z"), unique=True))
def test_account_numbers_keep_their_zeros(accounts):
    assert unpack_columns(pack_columns({"id": accounts}))["id"] == accounts


def test_the_columns_of_a_register_take_few_bytes_each():
    accounts = [f"{35_020_000 + 7 * at:010d}" for at in range(1_000)]
    packed = pack_columns({"id": accounts, "tier": ["VIP", "T1"] * 500})
    assert len(packed) < 1_000 * 5 + 200


def test_numbers_too_long_for_a_browser_are_still_told_apart():
    numbers = [2**53, 2**53 + 1, 5]
    assert unpack_columns(pack_columns({"n": numbers}))["n"] == numbers


@pytest.mark.parametrize("values", [[], [None, None], [float("nan")]])
def test_nothing_comes_back_as_nothing(values):
    assert unpack_columns(pack_columns({"a": values}))["a"] == [None] * len(values)
