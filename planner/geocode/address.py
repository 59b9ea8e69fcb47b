"""Take an address apart: district, town, road, house number, and whether it is only beside it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from planner.geocode.gazetteer import Area, Gazetteer
from planner.geocode.roads import Road
from planner.geocode.text import clean_address

_PROVINCE = re.compile(r"^(中国)?.{2,7}?(省|自治区)")
# 12号楼 is a building of some estate, not number 12 of the road.
_NUMBER = re.compile(r"^(\d{1,5})(?:[-之附]\d+)?(?:号(?![楼机线门])|#(?!楼)|弄|$)")
_BESIDE = re.compile(r"对面|对过|旁|附近|隔壁|边上|路口|交叉口|交汇处")
_BOUNDARY = re.compile(r"[区县市镇乡村街道园岛港与和、,;/\-]$|[^\u4e00-\u9fff]$")


@dataclass(frozen=True)
class Address:
    """The parts of an address that the gazetteer knows; empty where the text has none."""

    text: str
    district: str = ""
    areas: tuple[Area, ...] = field(default=())
    """Everything of the longest town, park or place name in the text."""
    roads: tuple[Road, ...] = field(default=())
    """Every road of the name in the text."""
    number: int | None = None
    beside: bool = False


class AddressReader:
    """Reads addresses with one gazetteer's names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def read(self, address: str) -> Address:
        """Take one address apart."""
        text = clean_address(address)
        rest, district = self._strip_head(text)
        area_name = self._longest_area(rest)
        road_name, tail = self._longest_road(rest)
        number = _NUMBER.match(tail)
        return Address(
            text=text,
            district=district or self._district_anywhere(text),
            areas=self._gazetteer.areas.get(area_name, ()),
            roads=self._gazetteer.roads.get(road_name, ()),
            number=int(number.group(1)) if number and road_name else None,
            beside=_BESIDE.search(tail) is not None,
        )

    def _strip_head(self, text: str) -> tuple[str, str]:
        """Take off province, city and district, each as often as it is repeated."""
        rest, district = _PROVINCE.sub("", text), ""
        while True:
            head = self._head(rest)
            if not head:
                return rest, district
            district = self._code(head) or district
            rest = rest[len(head) :]

    def _head(self, rest: str) -> str:
        """Return the city or district at the start, unless it begins the name of a place or road:
        澜湾 is the city, but not in 澜湾大学.
        """  # noqa: D205
        head = next((name for name in self._heads if rest.startswith(name)), "")
        named = [
            match.group(1)
            for pattern in (self._road_pattern, self._area_pattern)
            if (match := pattern.match(rest))
        ]
        return head if len(head) > max(map(len, named), default=0) else ""

    def _code(self, head: str) -> str:
        districts = self._gazetteer.districts
        return districts.full.get(head) or districts.short.get(head, "")

    @cached_property
    def _heads(self) -> list[str]:
        districts = self._gazetteer.districts
        names = {*self._gazetteer.cities, *districts.full, *districts.short}
        return sorted(names, key=len, reverse=True)

    def _district_anywhere(self, text: str) -> str:
        found = {code for name, code in self._gazetteer.districts.full.items() if name in text}
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def _road_pattern(self) -> re.Pattern[str]:
        return _any_of(self._gazetteer.roads)

    @cached_property
    def _area_pattern(self) -> re.Pattern[str]:
        return _any_of(self._gazetteer.areas)

    def _longest_area(self, rest: str) -> str:
        found = [match.group(1) for match in _matches(self._area_pattern, rest)]
        return max(found, key=len, default="")

    def _longest_road(self, rest: str) -> tuple[str, str]:
        """Return the longest road name that stands on its own, and the text behind it.

        湖滨路 inside 新湖滨路 is another road: what stands before must end a name.
        """
        best, tail = "", ""
        for match in _matches(self._road_pattern, rest):
            name, start = match.group(1), match.start(1)
            before, behind = rest[:start], rest[start + len(name) :]
            if name.endswith("街") and behind.startswith("道"):
                continue
            alone = not before or _BOUNDARY.search(before) or self._ends_with_area(before)
            if alone and len(name) > len(best):
                best, tail = name, behind
        return best, tail

    def _ends_with_area(self, before: str) -> bool:
        return any(before.endswith(name) for name in self._gazetteer.areas)


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds the longest of these names at every place of a text."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(f"(?=({'|'.join(map(re.escape, longest_first))}))")


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (match for match in pattern.finditer(text) if match.group(1))
