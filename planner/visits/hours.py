"""Times of the day: reading ``08:30-11:30``, and the slots in which a visit may lie."""

import re
from collections.abc import Iterable, Sequence

type Slot = tuple[float, float]
"""From and until, minutes after midnight."""

WHOLE_DAY: tuple[Slot, ...] = ((0.0, 1440.0),)

_CLOCK = re.compile(r"\s*(\d{1,2})[:\uff1a](\d{2})\s*")
_MINUTES = 60
_DAY_MIN = 24 * 60


def read_clock(text: str) -> float:
    """Return minutes after midnight of a time such as ``09:30``.

    Raises
    ------
    ValueError
        The text is not a time of the day.
    """
    found = _CLOCK.fullmatch(text)
    minutes = int(found[1]) * _MINUTES + int(found[2]) if found else _DAY_MIN + 1
    if found is None or int(found[2]) >= _MINUTES or minutes > _DAY_MIN:
        raise ValueError(f"{text!r} is not a time of the day such as 09:30")
    return float(minutes)


def read_slot(text: str) -> Slot:
    """Return from and until of ``08:30-11:30``.

    Raises
    ------
    ValueError
        The text is not two times in order.
    """
    ends = re.split(r"[-–~至]", text)
    if len(ends) != 2:  # noqa: PLR2004  from and until
        raise ValueError(f"{text!r} is not a span such as 08:30-11:30")
    opens, closes = read_clock(ends[0]), read_clock(ends[1])
    if closes <= opens:
        raise ValueError(f"{text!r} ends before it begins")
    return opens, closes


def in_order(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Sort slots and join those that touch."""
    joined: list[Slot] = []
    for opens, closes in sorted(slots):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def common(one: Sequence[Slot], other: Sequence[Slot], *, least_min: float) -> tuple[Slot, ...]:
    """Return the time that two lists of slots share, in pieces of at least so many minutes."""
    shared = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return tuple(sorted((a, b) for a, b in shared if b - a >= least_min - 1e-9 and b > a))
