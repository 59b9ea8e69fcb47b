"""Texts taken apart where many of a column agree, so that what repeats is told once.

Addresses of one city differ in road and number, names of firms in the few characters before
``电子有限公司``. A column of texts becomes three that, row by row, make it whole again.
"""

import re
from collections import Counter
from collections.abc import Sequence

type Texts = Sequence[str | None]
type Parts = tuple[list[str | None], list[str | None], list[str | None]]
type _Row = tuple[str | None, str | None, str | None]

MOST_DIGITS = 15
"""A browser counts exactly to 2**53."""
_NUMBER = re.compile(rf"([^0-9]*0*)([1-9][0-9]{{0,{MOST_DIGITS - 1}}})(.*)", re.DOTALL)
_SHARED_BY = 256
"""A beginning or ending counts when one text in so many has it: each is told in a byte then."""
_LONGEST = 16
_WORTH = 0.5
"""So many of the texts must have what they are parted at."""


def part_texts(texts: Texts) -> Parts | None:
    """Return the texts in three parts: before, in and after their first number.

    Where few have a number, the middle is what lies between a common beginning and ending; where
    few have those either, there is nothing to return. Numbers do not begin with a zero: it stays
    with what comes before. A text that is None has None before; its other parts may be None too.
    """
    filled = sum(one is not None for one in texts)
    rows = [_at_number(one) for one in texts]
    if sum(middle is not None for _, middle, _ in rows) < max(1, _WORTH * filled):
        if filled < _SHARED_BY:
            return None
        rows = _between_shared(texts, at_least=filled / _SHARED_BY)
        if sum(bool(before or after) for before, _, after in rows) < _WORTH * filled:
            return None
    before, middle, after = zip(*rows, strict=True)
    return list(before), list(middle), list(after)


def _at_number(text: str | None) -> _Row:
    found = None if text is None else _NUMBER.fullmatch(text)
    return (text, None, None) if found is None else (found[1], found[2], found[3])


def _between_shared(texts: Texts, *, at_least: float) -> list[_Row]:
    written = [one or "" for one in texts]
    last = _shared_lengths([one[::-1] for one in written], at_least)
    ends = [len(one) - size for one, size in zip(written, last, strict=True)]
    rest = [one[:end] for one, end in zip(written, ends, strict=True)]
    first = _shared_lengths(rest, at_least)
    return [
        (None, None, None) if one is None else (one[:begin], one[begin:end], one[end:])
        for one, begin, end in zip(texts, first, ends, strict=True)
    ]


def _shared_lengths(texts: list[str], at_least: float) -> list[int]:
    """Return the length of each text's longest beginning that enough of the texts have."""
    lengths = [0] * len(texts)
    alive = [at for at, one in enumerate(texts) if one]
    for length in range(1, _LONGEST + 1):
        counts = Counter(texts[at][:length] for at in alive)
        alive = [at for at in alive if counts[texts[at][:length]] >= at_least]
        for at in alive:
            lengths[at] = length
        alive = [at for at in alive if len(texts[at]) > length]
    return lengths
