"""Take an address apart: the areas it names, its road, house number, and whether only beside it.

The text is cut into names, from left to right, each the longest that begins there. What may count
as a name depends on where it stands: 同安 is a district at the head of an address and part of a
road in 同安路; a road or a town begins where another name, a separator or the address begins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.geocode.gazetteer import Gazetteer
from planner.geocode.names import ADMIN, Hit
from planner.geocode.roads import Road
from planner.geocode.spot import Area
from planner.geocode.text import Written, is_latin, take_apart

# 12号楼 is a building of some estate, not number 12 of the road.
_NUMBER = re.compile(r"(\d{1,5})(?:[-之附]\d+)?(?:号(?![楼机线门])|#(?!楼)|弄|(?=$|[,;、(]))")
_NUMBER_BEHIND = re.compile(r"[ ,]*(?:no\.? ?)?(\d{1,5}) ?[a-z]?(?![\w.])")
_NUMBER_BEFORE = re.compile(r"(?:^|[ ,;])(\d{1,5}) ?[a-z]?[ ,]+$")
_WORDS_AND_NUMBER = re.compile(r"([^\d;]{3,40}?) ?(\d{1,5})(?!\d)")
_BESIDE = re.compile(r"对面|对过|旁|附近|隔壁|边上|路口|交叉口|交汇处|以[东南西北]|[东南西北]侧")
_BOUNDARY = re.compile(r"[区县市镇乡村街道园岛港与和、,;/\-]$|[^\u3400-\u9fff]$")
_SEPARATORS = frozenset(" ,;.、/-|·")
# What makes another name of an area's bare name: 同安路, 信都镇, 和平东路, 城东工业区.
_LONGER = (
    *"路街道巷弄桥站村镇乡屯庄山岛河湖渠寺店", "大道", "大街", "公路", "高速", "大厦", "大学",
    "东路", "西路", "南路", "北路", "中路",
)  # fmt: skip
_SURE_PLACE = 4
"""A place name of this length or more is taken wherever it stands."""
_ROADLIKE = re.compile(
    r"([\u3400-\u9fff][\u3400-\u9fff\d]{0,8}?(?:大道|大街|公路|路|街|巷|弄|道))(?![道])"
)


@dataclass(frozen=True)
class Address:
    """The parts of an address that the gazetteer knows; empty where the text has none."""

    written: Written
    areas: tuple[Area, ...] = ()
    """The finest province, city or district that the text names; several when it may be any."""
    places: tuple[Area, ...] = ()
    """Everything of the longest town, park or place name in the text."""
    roads: tuple[Road, ...] = ()
    """Every road of the name in the text."""
    number: int | None = None
    beside: bool = False
    rest: str = field(default="", compare=False)
    """What follows the areas."""


class AddressReader:
    """Reads addresses with one gazetteer's names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def read(self, address: str) -> Address:
        """Take one address apart."""
        written = take_apart(address)
        text = written.text
        hits, areas = self._cut(text)
        road, number = self._road(text, hits)
        tail = text[road.end :] if road else ""
        last = max((hit.end for hit in hits if _areas(hit)), default=0)
        return Address(
            written=written,
            areas=areas,
            places=self._longest_places(hits),
            roads=_roads(road) if road else (),
            number=number,
            beside=_BESIDE.search(tail) is not None,
            rest=text[last:],
        )

    def areas(self, text: str) -> tuple[Area, ...]:
        """Return the finest areas that a text of areas alone can mean."""
        return self.read(text).areas

    def roadlike(self, parts: Address) -> tuple[str, int | None]:
        """Return what in the text looks like a road that the gazetteer does not have."""
        rest = parts.rest.lstrip("".join(_SEPARATORS))
        found = _ROADLIKE.match(rest)
        if found is not None:
            number = _NUMBER.match(rest, found.end())
            return found[1], int(number[1]) if number else None
        for part in parts.written.text.split(","):
            words = _WORDS_AND_NUMBER.match(part.strip())
            if words is not None and is_latin(words[1][0]):
                return words[1].strip(), int(words[2])
        return "", None

    def _cut(self, text: str) -> tuple[list[Hit], tuple[Area, ...]]:
        """Return the names in the text, and the finest areas that they name.

        The head is the run of areas with which the text begins.
        """
        hits: list[Hit] = []
        here: tuple[Area, ...] = ()
        at, head = 0, True
        while at < len(text):
            hit = self._hit(text, at, hits[-1].end if hits else 0, here if head else None)
            if hit is None:
                head = head and text[at] in _SEPARATORS
                at += 1
            else:
                hits.append(hit)
                areas = _areas(hit)
                here = self._inwards(here, areas, head=head) if areas else here
                head = head and bool(areas)
                at = hit.end
        return hits, here

    def _hit(self, text: str, at: int, after: int, here: tuple[Area, ...] | None) -> Hit | None:
        """Return the longest name that may stand here; `here` is None behind the head."""
        alone = _stands_alone(text, at, after)
        for hit in self._gazetteer.names.at(text, at):
            behind = text[hit.end :]
            things = tuple(one for one in hit.things if _may_stand(one, hit, behind, alone=alone))
            bare: tuple[Area, ...] = ()
            if here is not None and not behind.startswith(_LONGER):
                bare = _inside(hit.bare, here) if here else hit.bare
            if things or bare:
                return Hit(hit.start, hit.end, hit.name, things, bare)
        return None

    def _places(self, hit: Hit) -> tuple[Area, ...]:
        return tuple(one for one in hit.things if isinstance(one, Area) and one.kind not in ADMIN)

    def _longest_places(self, hits: Sequence[Hit]) -> tuple[Area, ...]:
        named = [hit for hit in hits if self._places(hit)]
        longest = max(named, key=lambda hit: len(hit.name), default=None)
        return () if longest is None else self._places(longest)

    def _road(self, text: str, hits: Sequence[Hit]) -> tuple[Hit | None, int | None]:
        """Return the road with its number: one that has a number, else the longest name."""
        best: tuple[bool, int] | None = None
        found: tuple[Hit | None, int | None] = (None, None)
        for hit in hits:
            if not _roads(hit):
                continue
            number = _number(text, hit)
            rank = (number is not None, len(hit.name))
            if best is None or rank > best:
                best, found = rank, (hit, number)
        return found

    def _inwards(
        self, here: tuple[Area, ...], areas: tuple[Area, ...], *, head: bool
    ) -> tuple[Area, ...]:
        """Follow one more area of the text.

        Two of one rank that clash in the head leave what holds both. Any other that lies elsewhere
        is left aside: 河西区 behind 包头市 is no district of it, whatever it is.
        """
        inner = _inside(areas, here)
        outer = tuple(at for at in here if any(one.code in {at.code, *at.within} for one in areas))
        if not here:
            return areas
        if inner or outer:
            return inner or outer
        clash = head and {one.kind for one in areas} & {one.kind for one in here}
        return self._around(here, areas) if clash else here

    def _around(self, here: Sequence[Area], there: Sequence[Area]) -> tuple[Area, ...]:
        """Return the smallest area that holds all of both; nothing when there is none."""
        common = frozenset.intersection(*(one.within for one in (*here, *there)))
        areas = [one for code, one in self._gazetteer.by_code.items() if code in common]
        finest = max(areas, key=lambda one: ADMIN.index(one.kind), default=None)
        return () if finest is None else (finest,)


def _areas(hit: Hit) -> tuple[Area, ...]:
    full = [one for one in hit.things if isinstance(one, Area) and one.kind in ADMIN]
    return tuple(dict.fromkeys([*full, *hit.bare]))


def _inside(areas: Sequence[Area], around: Sequence[Area]) -> tuple[Area, ...]:
    return tuple(one for one in areas if any(at.code in one.within for at in around))


def _stands_alone(text: str, at: int, after: int) -> bool:
    """Say whether a name of a road or town may begin here: 湖滨路 inside 新湖滨路 is another."""
    between = text[after:at]
    return not between.strip("".join(_SEPARATORS)) or _BOUNDARY.search(text[:at]) is not None


def _may_stand(thing: Area | Road, hit: Hit, behind: str, *, alone: bool) -> bool:
    if isinstance(thing, Road):
        return alone and not (hit.name.endswith("街") and behind.startswith("道"))
    if thing.kind in ADMIN:
        return True
    if thing.kind == "town":
        return alone
    return alone or len(hit.name) >= _SURE_PLACE


def _number(text: str, hit: Hit) -> int | None:
    """Return the house number behind a road's name, or before it as English has it."""
    if not is_latin(hit.name[-1]):
        found = _NUMBER.match(text, hit.end)
    else:
        before = _NUMBER_BEFORE.search(text[: hit.start])
        found = _NUMBER_BEHIND.match(text, hit.end) or before
    number = int(found[1]) if found else 0
    return number or None


def _roads(hit: Hit) -> tuple[Road, ...]:
    return tuple(one for one in hit.things if isinstance(one, Road))
