"""The addresses of a table, each looked up once, here or wherever somebody looks them up.

They are looked up twice: as the gazetteer has its roads, and then once more those that what the
table's sure points teach about house numbers may change.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import batched, chain

import pandas as pd

from planner.geocode.gazetteer import Gazetteer
from planner.geocode.learning import Lesson, learn
from planner.geocode.match import AddressMatcher
from planner.geocode.options import GeocodeOptions
from planner.geocode.spot import Match
from planner.geocode.text import take_apart

type Words = tuple[str, str, str]
"""An address, the district code beside it, and names of areas from columns of their own."""

PIECE_ADDRESSES = 20_000
_NOTHING = Match(None)


@dataclass(frozen=True)
class AddressPiece:
    """Some different addresses, and what sure points of the whole table teach."""

    words: tuple[Words, ...]
    lessons: tuple[Lesson, ...] = ()


@dataclass(frozen=True)
class FoundAddresses:
    """What the addresses of a piece mean, in their order."""

    matches: tuple[Match, ...]


type Cut = Callable[[int], Iterable[AddressPiece]]
"""All addresses that are asked about, in pieces of so many."""
type FindAll = Callable[[Cut], Iterable[FoundAddresses]]
"""Cuts addresses and looks the pieces up, wherever that is done, in their order."""


def find_piece(
    piece: AddressPiece, gazetteer: Gazetteer | None, options: GeocodeOptions
) -> FoundAddresses:
    """Look the addresses of a piece up; without a gazetteer nothing is found."""
    if gazetteer is None:
        return FoundAddresses((_NOTHING,) * len(piece.words))
    roads = learn(piece.lessons, gazetteer.roads)
    matcher = AddressMatcher(gazetteer, beside_m=options.beside_m, anchors=roads)
    return FoundAddresses(tuple(matcher.find(*words) for words in piece.words))


def find_here(gazetteer: Gazetteer | None, options: GeocodeOptions) -> FindAll:
    """Return what looks all up in this process."""
    return lambda cut: (find_piece(one, gazetteer, options) for one in cut(PIECE_ADDRESSES))


@dataclass(eq=False)
class Addresses:
    """Addresses by row; rows that say the same are looked up once."""

    words: Sequence[Words]
    find_all: FindAll
    _strict: dict[Words, Match] = field(default_factory=dict)
    _taught: dict[Words, Match] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: pd.DataFrame, find_all: FindAll) -> "Addresses":
        """Take them from columns of a table."""
        names = ("address", "district_code", "area_names")
        columns = [frame[name].fillna("").tolist() for name in names]
        return cls([*zip(*columns, strict=True)], find_all)

    def __len__(self) -> int:
        return len(self.words)

    def look_up(self) -> None:
        """Look up every address, as the gazetteer alone has it."""
        asked = [one for place, one in enumerate(self.words) if self.asked(place)]
        self._strict = _found([*dict.fromkeys(asked)], (), self.find_all)

    def learn(self, lessons: Sequence[Lesson]) -> None:
        """Look up once more what the lessons may change.

        That is what names one of their roads, and what fits several places, since a number may
        decide between roads of one name.
        """
        roads = {lesson[0] for lesson in lessons}
        again = [
            words
            for words, match in self._strict.items()
            if match.ties or not roads.isdisjoint(match.roads)
        ]
        if roads and again:
            self._taught = _found(again, tuple(lessons), self.find_all)

    def text(self, place: int) -> str:
        """Return the address of a row."""
        return self.words[place][0]

    def unit(self, place: int) -> str:
        """Return building, floor and room of a row's address."""
        return take_apart(self.text(place)).unit

    def asked(self, place: int) -> bool:
        """Whether a row says where it is in words."""
        address, _, areas = self.words[place]
        return bool(address.strip() or areas.strip())

    def strict(self, place: int) -> Match:
        """Return what a row's address means to the gazetteer; nothing before it was looked up."""
        return self._strict.get(self.words[place], _NOTHING)

    def best(self, place: int) -> Match:
        """Return what a row's address means, with what was learnt."""
        return self._taught.get(self.words[place], self.strict(place))


def _found(
    words: Sequence[Words], lessons: tuple[Lesson, ...], find_all: FindAll
) -> dict[Words, Match]:
    found = find_all(partial(_pieces, words, lessons))
    matches = chain.from_iterable(one.matches for one in found)
    return dict(zip(words, matches, strict=True))


def _pieces(
    words: Sequence[Words], lessons: tuple[Lesson, ...], rows: int
) -> Iterator[AddressPiece]:
    for some in batched(words, rows):
        yield AddressPiece(some, lessons)
