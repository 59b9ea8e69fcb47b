"""One door for everything a gazetteer can be made of."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.errors import DataError
from planner.files import check_file
from planner.geocode.gazetteer import FILES
from planner.geocode.importers.geonames import read_geonames
from planner.geocode.importers.layers import read_area_layer
from planner.geocode.importers.lists import read_list
from planner.geocode.importers.osm import read_extract
from planner.geocode.importers.shaping import shape_extract
from planner.geocode.importers.writing import ABOUT, Names

GEONAMES = "geonames"
_LAYERS = (".geojson", ".json", ".gpkg")
_LISTS = (".csv", ".txt", ".tsv", ".xlsx")


def read_source(
    source: str, *, columns: Mapping[str, str] | None = None, datum: str = "WGS84",
    district_level: str = "",
) -> Names:  # fmt: skip
    """Read one source of names: the word ``geonames``, or a file by its ending.

    Raises
    ------
    DataError, OptionError
        The source is of no known kind or cannot be read, or a package for it is missing.
    """
    if source == GEONAMES:
        return read_geonames()
    path = Path(source)
    if path.suffix.lower() == ".pbf":
        return shape_extract(read_extract(path), path.name, district_level=district_level)
    if path.suffix.lower() in _LISTS:
        return read_list(path, columns=columns, datum=datum)
    if path.suffix.lower() in (*_LAYERS, ".parquet"):
        return read_area_layer(path, columns=columns, datum=datum)
    check_file(path, (".osm.pbf", *_LAYERS, ".parquet", *_LISTS))
    raise DataError(f"{source} is no source of names", mend="give a file, or the word geonames")


def join(names: Sequence[Names]) -> Names:
    """Return what several sources hold together."""
    if len(names) == 1:
        return names[0]
    return Names(
        source="; ".join(one.source for one in names),
        licence="; ".join(dict.fromkeys(one.licence for one in names)),
        districts=_layers([one.districts for one in names]),
        roads=_layers([one.roads for one in names]),
        places=pd.concat([one.places for one in names], ignore_index=True),
        numbers=pd.concat([one.numbers for one in names], ignore_index=True),
        notes=tuple(note for one in names for note in one.notes),
    )


def write_gazetteer(names: Names, folder: Path) -> list[Path]:
    """Write a gazetteer; one that stands there and was made here before gives way to it.

    Raises
    ------
    DataError
        The folder holds a gazetteer that nobody knows the source of.
    """
    there = [folder / name for name in FILES if (folder / name).exists()]
    if there and not (folder / ABOUT).exists():
        raise DataError(
            f"folder {folder.name} holds a gazetteer that was not made by this command",
            where=str(folder),
            mend="name another --out folder, or move these files away first",
        )
    written = names.write(folder)
    for path in there:
        if path not in written:
            path.unlink()
    return written


def _layers(layers: Sequence[gpd.GeoDataFrame | None]) -> gpd.GeoDataFrame | None:
    there = [one for one in layers if one is not None]
    if not there:
        return None
    return gpd.GeoDataFrame(pd.concat(there, ignore_index=True), crs="EPSG:4326")
