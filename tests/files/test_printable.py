"""Bytes as letters: they come back, none begins a tag, and any other text is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.files.printable import LETTERS, from_printable, to_printable


@given(st.binary(max_size=60))
def test_bytes_come_back(content):
    text = to_printable(content)
    assert from_printable(text) == content
    assert len(text) <= len(content) * 16 / 13 + 2


def test_no_letter_begins_a_tag_or_an_entity():
    assert len(set(LETTERS)) == 91
    assert not re.search(rb"[<>&\s\x00-\x1f\x7f-\xff]", LETTERS)


@pytest.mark.parametrize("text", ["A<", "~~", "AA~", "A A", "号"])
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match=r"letters|ascii"):
        from_printable(text)
