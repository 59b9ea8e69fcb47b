"""Leave: from when until when somebody is away, and what that leaves of a working day."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import pandas as pd

from planner.visits.hours import Slot, read_clock

_NOON, _MIDNIGHT = 720.0, 1440.0
_FROM = {"": 0.0, "上午": 0.0, "am": 0.0, "下午": _NOON, "pm": _NOON}
_UNTIL = {"": _MIDNIGHT, "上午": _NOON, "am": _NOON, "下午": _MIDNIGHT, "pm": _MIDNIGHT}
"""As leave forms have it: from the afternoon of one day until the morning of another."""


class Away(NamedTuple):
    """The first moment of a leave, and the one at which it is over."""

    start: pd.Timestamp
    end: pd.Timestamp

    def touches(self, start: pd.Timestamp, end: pd.Timestamp) -> bool:
        """Say whether a span of time lies in the leave, be it in part."""
        return self.start < end and start < self.end

    def touches_day(self, day: pd.Timestamp) -> bool:
        """Say whether a day has some of the leave."""
        return self.touches(day, day + pd.Timedelta(days=1))


def read_leave(leave: pd.DataFrame) -> dict[str, list[Away]]:
    """Return the leaves of each person (table LEAVE).

    Raises
    ------
    ValueError
        Rows have no readable time of the day, or end before they begin; all are named.
    """
    told: dict[str, list[Away]] = {}
    faults = []
    for person_id, first, last, from_clock, until_clock in zip(
        leave["person_id"], leave["from_on"], leave["until_on"],
        _texts(leave, "from_clock"), _texts(leave, "until_clock"), strict=True,
    ):  # fmt: skip
        try:
            away = Away(
                first + pd.Timedelta(minutes=_clock(from_clock, _FROM)),
                last + pd.Timedelta(minutes=_clock(until_clock, _UNTIL)),
            )
        except ValueError as error:
            faults.append(f"{person_id}: {error}")
            continue
        if away.end <= away.start:
            faults.append(f"{person_id}: {away.start} to {away.end} ends before it begins")
        told.setdefault(str(person_id), []).append(away)
    if faults:
        raise ValueError("; ".join(faults[:5]))
    return told


def left_of(day: pd.Timestamp, whole: Slot, away: Sequence[Away]) -> Slot | None:
    """Return the longest span of a working day without leave, nothing where there is none.

    A tour is one way from the base and back, so who is away in the middle of a day works the longer
    of its two ends.

    Parameters
    ----------
    day
        Its midnight.
    whole
        From and until, minutes after midnight.
    """
    parts = [whole]
    for one in away:
        start, end = ((moment - day) / pd.Timedelta(minutes=1) for moment in one)
        parts = list(chain.from_iterable(_cut(part, start, end) for part in parts))
    return max(parts, key=lambda part: part[1] - part[0], default=None)


def _cut(part: Slot, start: float, end: float) -> Iterator[Slot]:
    opens, closes = part
    for piece in ((opens, min(closes, start)), (max(opens, end), closes)):
        if piece[1] > piece[0]:
            yield piece


def _clock(text: str, words: dict[str, float]) -> float:
    known = words.get(text.strip().lower())
    return read_clock(text) if known is None else known


def _texts(leave: pd.DataFrame, name: str) -> list[str]:
    """Return a column, empty texts where nothing is said."""
    return [one if isinstance(one, str) else "" for one in leave[name]]
