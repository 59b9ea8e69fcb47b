"""Locate any table and make gazetteers, without planning anything."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from planner.errors import DataError
from planner.files import read_features, read_toml
from planner.findings import Language
from planner.geo import DATUM_SPELLINGS, DATUMS
from planner.geocode import (
    GeocodeOptions,
    Names,
    OnlineOptions,
    join,
    locate_table,
    read_source,
    write_gazetteer,
)
from planner.plan.clock import StepClock
from planner.plan.events import ProgressCall
from planner.plan.geocoded import GeocodedTable
from planner.schema import (
    Layer,
    Role,
    Text,
)


def _ground(gazetteer: Path | None) -> tuple[Layer, ...]:
    """Return what the gazetteer has to draw below: districts and roads."""
    if gazetteer is None:
        return ()
    files: tuple[tuple[Role, str, Text], ...] = (
        ("districts", "districts.geojson", Text("行政区", "Districts")),
        ("roads", "roads.geojson", Text("道路", "Roads")),
    )
    return tuple(
        Layer(role, title, read_features(gazetteer / name))
        for role, name, title in files
        if (gazetteer / name).is_file()
    )


def geocode_table(  # noqa: PLR0913  each is a switch of the command
    path: str | Path,
    *,
    gazetteer: str | Path | None = None,
    overrides: str | Path | None = None,
    crs: str = "",
    columns: Mapping[str, str] | None = None,
    online: str | Path | None = None,
    language: Language = "zh",
    progress: ProgressCall | None = None,
) -> GeocodedTable:
    """Locate every row of a table by confirmed points, its coordinates and its addresses.

    Parameters
    ----------
    gazetteer
        Folder as `make_gazetteer` writes it.
    overrides
        Confirmed positions, or a review workbook that was filled in; they always win.
    crs
        Datum of coordinates that state none; the table's own evidence decides when empty.
    columns
        Our name -> heading in the file.
    online
        A scenario, or a TOML file with the settings of its section ``[geocode.online]`` alone: a
        service for the rows that the gazetteer leaves open.

    Raises
    ------
    DataError, OptionError
        A file or a setting cannot be used.
    """
    options = GeocodeOptions.load(
        {
            "gazetteer": None if gazetteer is None else Path(gazetteer),
            "overrides": None if overrides is None else Path(overrides),
            "coarsest": "city",
            "online": OnlineOptions() if online is None else _service(Path(online)),
        },
        where="planner geocode",
    )
    result = locate_table(
        Path(path), options, datum=_datum(crs), columns=columns,
        progress=partial(StepClock(progress).tell, "geocode"),
    )  # fmt: skip
    return GeocodedTable(Path(path).name, result, language, _ground(options.gazetteer))


def _service(path: Path) -> OnlineOptions:
    """Read which service to ask from a scenario, or from a file that says only this."""
    what, mend = "settings of the online service", 'write provider = "nominatim" and so on'
    values = read_toml(path, what=what, mend=mend)
    section = values.get("geocode", {"online": values}).get("online", {})
    return OnlineOptions.load(section, where=str(path), folder=path.resolve().parent)


def make_gazetteer(
    sources: Sequence[str],
    folder: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    crs: str = "WGS84",
    district_level: str = "",
) -> tuple[Names, list[Path]]:
    """Make a gazetteer of one or more sources and write it.

    Raises
    ------
    DataError, OptionError
        A source cannot be read, or the folder holds another gazetteer.
    """
    names = join(
        [
            read_source(
                one, columns=columns, datum=_datum(crs) or "WGS84", district_level=district_level
            )
            for one in sources
        ]
    )
    return names, write_gazetteer(names, Path(folder))


def _datum(crs: str) -> str:
    datum = DATUM_SPELLINGS.get(crs.casefold(), crs.upper())
    if datum and datum not in DATUMS:
        raise DataError(
            f"there is no datum {crs!r}", where="--crs", mend=f"use one of {', '.join(DATUMS)}"
        )
    return datum
