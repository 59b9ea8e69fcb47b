"""The lists and layers that some rules look things up in: files of known names in one folder."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.customers.rules.case import References
from planner.errors import DataError
from planner.files import read_features, read_table
from planner.schema import FEEDERS, INDUSTRIES, ORGS, ROSTER, SUBSTATIONS, Table

FILES = {
    "orgs": ("orgs.csv", "orgs.xlsx"),
    "industries": ("industries.csv", "industries.xlsx"),
    "feeders": ("feeders.csv", "feeders.xlsx"),
    "substations": ("substations.csv", "substations.xlsx"),
    "roster": ("managers.csv", "managers.xlsx"),
    "areas": ("districts.geojson", "districts.gpkg", "districts.parquet"),
}
"""What a rule asks for -> names of the file that gives it, the first one found is taken."""


def read_references(folder: Path | None) -> References:
    """Read what there is in the folder; what is not there, no rule can look at.

    Raises
    ------
    DataError
        The folder is not there or holds none of the files, or a file cannot be used.
    """
    if folder is None:
        return References()
    found = {key: path for key in FILES if (path := _find(folder, key)) is not None}
    if not found:
        names = ", ".join(names[0] for names in FILES.values())
        raise DataError(
            f"the folder {folder.name} is not there" if not folder.is_dir()
            else f"the folder {folder.name} holds none of the lists",
            where=str(folder), mend=f"put any of these there: {names}",
        )  # fmt: skip
    return References(
        orgs=_names(found.get("orgs"), ORGS),
        industries=_names(found.get("industries"), INDUSTRIES),
        feeders=_names(found.get("feeders"), FEEDERS),
        substations=_names(found.get("substations"), SUBSTATIONS),
        roster=_table(found.get("roster"), ROSTER),
        areas=_areas(found.get("areas")),
    )


def _find(folder: Path, key: str) -> Path | None:
    return next((folder / name for name in FILES[key] if (folder / name).is_file()), None)


def _table(path: Path | None, table: Table) -> pd.DataFrame | None:
    return None if path is None else read_table(path, table, where="customers.references")


def _names(path: Path | None, table: Table) -> frozenset[str] | None:
    frame = _table(path, table)
    return None if frame is None else frozenset(frame[table.key[0]].dropna())


def _areas(path: Path | None) -> gpd.GeoDataFrame | None:
    return None if path is None else read_features(path, must=("district_code", "name"))
