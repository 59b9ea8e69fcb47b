"""The last look at files before they leave: no protected value may stand in any of them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import ahocorasick

from planner.errors import CheckError
from planner.files.contents import texts_in

FEWEST_CHARACTERS = 2
"""One character stands in any text by chance, and is not looked for."""
FEWEST_ANYWHERE = 4
"""Shorter values count only where they stand alone, as cell or word: 张伟, not within 张伟明."""
_DECIMAL = re.compile(r"-?\d{1,3}\.\d{4,}")
_PLACES = 5  # about a metre

type Point = tuple[float, float]


@dataclass(frozen=True)
class Secrets:
    """What may not stand in a file.

    `values` are texts as they stand in the source. `points` are longitude and latitude, found
    wherever both follow each other with four decimals or more; a single one of two numbers is no
    place. `allowed` are texts and points that may stand there: what is found inside one of them, or
    equals it, is no fault.
    """

    values: frozenset[str]
    points: frozenset[Point] = frozenset()
    allowed: frozenset[str] = frozenset()
    allowed_points: frozenset[Point] = field(default=frozenset())

    def first_in(self, path: Path) -> str | None:
        """Return the first protected value that a file holds, ``None`` if it holds none."""
        for text in texts_in(path):
            found = next(self._values_in(text), None) or next(self._points_in(text), None)
            if found is not None:
                return found
        return None

    def places(self, points: Iterable[Point]) -> int:
        """Return how many of these points may not be shown."""
        return len(self._places & rounded(points))

    @cached_property
    def _machine(self) -> ahocorasick.Automaton:
        machine = ahocorasick.Automaton()
        for value in self.allowed:
            if value:
                machine.add_word(value, (value, True))
        for value in self.values - self.allowed:
            if len(value) >= FEWEST_ANYWHERE or _is_word(value):
                machine.add_word(value, (value, False))
        machine.make_automaton()
        return machine

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.allowed), default=0)

    @cached_property
    def _places(self) -> frozenset[Point]:
        return rounded(self.points) - rounded(self.allowed_points)

    def _values_in(self, text: str) -> Iterator[str]:
        if not len(self._machine):
            return
        hits: list[tuple[int, int, str]] = []
        ends: list[int] = []
        starts: list[int] = []
        for last, (value, is_allowed) in self._machine.iter(text):
            first = last - len(value) + 1
            if is_allowed:
                ends.append(last)
                starts.append(first)
            elif len(value) >= FEWEST_ANYWHERE or _stands_alone(text, first, last):
                hits.append((first, last, value))
        for first, last, value in hits:
            near = range(bisect_left(ends, last), bisect_left(ends, first + self._longest))
            if not any(starts[one] <= first for one in near):
                yield value

    def _points_in(self, text: str) -> Iterator[str]:
        if not self._places:
            return
        before: float | None = None
        for one in _DECIMAL.finditer(text):
            now = round(float(one[0]), _PLACES)
            if before is not None and (
                (before, now) in self._places or (now, before) in self._places
            ):
                yield f"{before}, {now}"
            before = now


def rounded(points: Iterable[Point]) -> frozenset[Point]:
    """Return points to about a metre."""
    return frozenset((round(x, _PLACES), round(y, _PLACES)) for x, y in points)


@dataclass(frozen=True)
class Handed:
    """Files for one reader, and what he may not see."""

    paths: Sequence[Path]
    secrets: Secrets


def guard_files(handed: Iterable[Handed], *, profile: str) -> None:
    """Remove every file that holds a value its reader may not see, and stop (rule S01).

    Raises
    ------
    CheckError
        A file held one; the message does not repeat the value.
    """
    found = [path for one in handed for path in one.paths if one.secrets.first_in(path) is not None]
    for path in found:
        path.unlink(missing_ok=True)
    if found:
        names = ", ".join(sorted(path.name for path in found))
        raise CheckError(
            f"S01: {len(found)} files held values outside the profile {profile} and were removed: "
            f"{names}",
            where=str(found[0].parent),
            mend="choose another export.profile, or report this as a fault of the program",
        )


def _is_word(value: str) -> bool:
    return len(value) >= FEWEST_CHARACTERS and value.isalnum() and not value.isdigit()


def _stands_alone(text: str, first: int, last: int) -> bool:
    before, after = text[max(0, first - 1) : first], text[last + 1 : last + 2]
    return not (before.isalnum() or after.isalnum())
