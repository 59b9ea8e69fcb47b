"""Packed columns: what goes in comes out, whatever the values are."""

import itertools
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.files.columns import pack_columns, unpack_columns

ANY_TEXT = st.text(st.characters(), max_size=12)


def packed(columns):
    return b"".join(pack_columns(columns))


@given(st.lists(st.one_of(st.none(), ANY_TEXT)), st.lists(st.one_of(st.none(), st.booleans())))
def test_texts_and_truth_values_come_back(texts, flags):
    columns = {"text": texts, "flag": flags}
    assert unpack_columns(packed(columns)) == columns


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
    assert unpack_columns(packed({"n": numbers}))["n"] == numbers


@given(st.lists(st.from_regex(r"\A[0-9]{10}\Z"), unique=True))
def test_account_numbers_keep_their_zeros(accounts):
    assert unpack_columns(packed({"id": accounts}))["id"] == accounts


def test_the_columns_of_a_register_take_few_bytes_each():
    accounts = [f"{35_020_000 + 7 * at:010d}" for at in range(1_000)]
    content = packed({"id": accounts, "tier": ["VIP", "T1"] * 500})
    assert len(content) < 1_000 * 5 + 200


ROAD = st.sampled_from(["福峰街", "和桥街", "007路", "A1-", ""])
AFTER = st.sampled_from(["号", "号楼", "-2室", "", "\ud800"])
ADDRESS = st.builds(lambda road, at, after: f"澜湾市{road}{at}{after}", ROAD, st.integers(0), AFTER)


@given(st.lists(st.one_of(st.none(), ADDRESS, ANY_TEXT), min_size=4, unique=True))
def test_addresses_come_back_from_their_parts(addresses):
    assert unpack_columns(packed({"address": addresses}))["address"] == addresses


def test_common_endings_of_names_are_told_once():
    stems = ["".join(four) for four in itertools.product("澜湾翊辰骏源晟泰", repeat=4)]
    names = [f"{stem}{'电子有限公司' if at % 2 else '物流园'}" for at, stem in enumerate(stems)]
    names[17] = None
    content = packed({"name": names})
    assert unpack_columns(content)["name"] == names
    plain = "\0".join(one or "" for one in names).encode("utf-16-le")
    assert len(zlib.compress(content)) < 0.7 * len(zlib.compress(plain))


def test_texts_of_a_thousand_numbers_come_back():
    texts = ["-".join(str(at + row) for at in range(1, 1_000)) for row in range(5)]
    assert unpack_columns(packed({"text": texts}))["text"] == texts


def test_a_few_long_numbers_take_a_byte_each():
    errors = [20.0, 60_000.0, None] * 1_000
    content = packed({"error": errors})
    assert unpack_columns(content)["error"] == errors
    assert len(content) < 3_000 + 200


def test_numbers_too_long_for_a_browser_are_still_told_apart():
    numbers = [2**53, 2**53 + 1, 5]
    assert unpack_columns(packed({"n": numbers}))["n"] == numbers


@pytest.mark.parametrize("values", [[], [None, None], [float("nan")]])
def test_nothing_comes_back_as_nothing(values):
    assert unpack_columns(packed({"a": values}))["a"] == [None] * len(values)
