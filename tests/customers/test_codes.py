"""Check characters, against published codes and the vectors of the domain notes."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.customers.codes import fails_credit_check, fails_organisation_check

PUBLISHED = "91350100M000100Y43"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def wrong(*codes):
    return fails_credit_check(pd.Series(codes, dtype="str")).tolist()


def test_all_codes_of_the_domain_notes_come_out_as_they_say(shared):
    vectors = json.loads((shared / "domain" / "vectors.json").read_text("utf-8"))["gb32100"]
    good = vectors["valid_published"] + vectors["valid_synthetic_xiamen"]
    assert wrong(*good) == [False] * len(good)
    assert wrong(*vectors["invalid"]) == [True] * len(vectors["invalid"])


@pytest.mark.parametrize("code", ["91350100M000100Y4Z", "9135010OM000100Y43", "", "913501", "９１"])
def test_codes_of_another_form_fail(code):
    assert wrong(code) == [True]


def test_an_empty_cell_is_no_wrong_code():
    assert wrong(None, PUBLISHED) == [False, False]
    assert wrong() == []


@given(place=st.integers(0, 17), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_in_a_credit_code_is_always_seen(place, other):
    spoiled = PUBLISHED[:place] + other + PUBLISHED[place + 1 :]
    assert wrong(spoiled) == [spoiled != PUBLISHED]


def test_the_organisation_inside_is_judged_only_where_the_whole_code_is_good():
    # 71093123X (PetroChina) is a published organisation code; with 4 for X it fails its own check.
    codes = ["9111000071093123XX", "9111000071093123X0", None]
    assert fails_organisation_check(pd.Series(codes, dtype="str")).tolist() == [False] * 3
    body = "91110000710931234"
    total = sum(ALPHABET.index(one) * pow(3, at, 31) for at, one in enumerate(body))
    code = body + ALPHABET[-total % 31]
    assert wrong(code) == [False]
    assert fails_organisation_check(pd.Series([code], dtype="str")).tolist() == [True]
