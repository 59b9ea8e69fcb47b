"""All names of a gazetteer in one index: what begins at a place of a text, longest first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from planner.geocode.roads import Road
from planner.geocode.spot import Area
from planner.geocode.text import is_latin, normalise

type Thing = Area | Road

ADMIN = ("province", "city", "district")
_ENDINGS = (
    "特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "自治州", "自治县",
    "自治旗", "地区", "林区", "特区", "新区", "矿区", "省", "市", "区", "县", "州", "盟", "旗",
)  # fmt: skip
_PEOPLES = (
    "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族", "朝鲜族", "满族",
    "侗族", "瑶族", "白族", "土家族", "哈尼族", "哈萨克族", "哈萨克", "傣族", "黎族", "傈僳族",
    "佤族", "畲族", "拉祜族", "水族", "东乡族", "纳西族", "景颇族", "柯尔克孜", "土族",
    "达斡尔族", "仫佬族", "羌族", "仡佬族", "锡伯族", "裕固族", "保安族", "撒拉族", "毛南族",
    "各族", "蒙古", "独龙族", "怒族", "普米族", "鄂伦春", "鄂温克族", "塔吉克", "布朗族",
    "阿昌族", "德昂族",
)  # fmt: skip
_TOWN_ENDINGS = ("镇", "乡", "街道")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found at `start`; `bare` areas are named without 区, 县 or 市."""

    start: int
    end: int
    name: str
    things: tuple[Thing, ...]
    bare: tuple[Area, ...]


class NameIndex:
    """Looks up what stands in a text; a name of another script than Chinese is whole words."""

    def __init__(self, names: Iterable[tuple[str, Thing]]) -> None:
        self._things: dict[str, dict[Thing, None]] = defaultdict(dict)
        self._bare: dict[str, dict[Area, None]] = defaultdict(dict)
        for name, thing in names:
            self._enter(name, thing)

    def __contains__(self, name: str) -> bool:
        return name in self._things or name in self._bare

    def things(self, name: str) -> tuple[Thing, ...]:
        """Return everything of this whole name."""
        return tuple(self._things.get(normalise(name), ()))

    def road_names(self) -> Mapping[str, tuple[Road, ...]]:
        """Return every road by its normalised name."""
        return {
            name: roads
            for name, things in self._things.items()
            if (roads := tuple(one for one in things if isinstance(one, Road)))
        }

    def at(self, text: str, start: int) -> Iterator[Hit]:
        """Yield the names that begin here, longest first."""
        if start and is_latin(text[start]) and is_latin(text[start - 1]):
            return
        for length in self._lengths.get(text[start], ()):
            end = start + length
            name = text[start:end]
            if name not in self or len(name) < length:
                continue
            if end < len(text) and is_latin(text[end - 1]) and is_latin(text[end]):
                continue
            yield Hit(
                start, end, name, tuple(self._things.get(name, ())), tuple(self._bare.get(name, ()))
            )

    @cached_property
    def _lengths(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, set[int]] = defaultdict(set)
        for names in (self._things, self._bare):
            for name in names:
                found[name[0]].add(len(name))
        return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}

    def _enter(self, name: str, thing: Thing) -> None:
        plain = normalise(name)
        if not any(letter.isalpha() for letter in plain):
            return  # a number alone names nothing
        self._things[plain][thing] = None
        if isinstance(thing, Road):
            return
        if thing.kind in ADMIN:
            short = bare_name(plain)
            if short != plain:
                self._bare[short][thing] = None
            if plain.endswith("自治州"):  # 延边州 is how everybody writes it
                self._things[short + "州"][thing] = None
        elif thing.kind == "town" and not is_latin(plain[-1]):
            core = _without(plain, _TOWN_ENDINGS)
            if core == plain:  # a town listed without its ending may be written with any
                for ending in _TOWN_ENDINGS:
                    self._things[core + ending][thing] = None


def bare_name(name: str) -> str:
    """Return a name without its rank: 贵池区 is 贵池, 延边朝鲜族自治州 is 延边."""
    core = _without(name, _ENDINGS)
    if core == name:
        return name
    while (shorter := _without(core, _PEOPLES)) != core:
        core = shorter
    return core


def _without(name: str, endings: Iterable[str]) -> str:
    for ending in endings:
        if name.endswith(ending) and len(name) - len(ending) >= _SHORTEST:
            return name[: -len(ending)]
    return name
