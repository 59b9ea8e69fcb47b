"""The front for any table: its own columns stay, where each row is comes beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.files import RawTable, headings_of, match_headings, parse_column, plain_text, read_raw
from planner.findings import Action, Finding, Findings
from planner.geo import DATUM_SPELLINGS
from planner.geocode.gazetteer import read_gazetteer
from planner.geocode.ledger import ROOM
from planner.geocode.leftovers import ask_service
from planner.geocode.online import ProgressCall
from planner.geocode.options import GeocodeOptions
from planner.geocode.overrides import Overrides, read_overrides
from planner.geocode.rows import LocatedRows, locate_rows
from planner.schema import LOCATIONS, QUERIES, RULES, GeoStatus, Location

_ADDED = (*LOCATIONS.names, "unit")
_DEGREE_DECIMALS = 7
_AREAS = ("province", "city", "district")


@dataclass(frozen=True, eq=False)
class LocatedTable:
    """A table with where its rows are.

    `table` has the columns of the file, as written, and those of `LOCATIONS` and `unit` (building,
    floor, room); a column of the file that has one of these names is kept as ``name (file)``.
    `queries` are the columns that were read, `known` their headings in the file.
    """

    table: pd.DataFrame
    queries: pd.DataFrame
    located: LocatedRows
    findings: Findings
    known: Mapping[str, str]

    @property
    def locations(self) -> tuple[Location, ...]:
        """The location of each row."""
        return self.located.locations

    def points(self) -> gpd.GeoDataFrame:
        """Return the table with a point where there is one, WGS-84."""
        geometry = gpd.points_from_xy(self.table["lon"], self.table["lat"])
        layer = gpd.GeoDataFrame(self.table, geometry=geometry, crs="EPSG:4326")
        return layer.set_geometry(layer.geometry.where(self.table["lon"].notna().to_numpy()))


def locate_table(
    path: Path,
    options: GeocodeOptions,
    *,
    datum: str = "",
    columns: Mapping[str, str] | None = None,
    progress: ProgressCall | None = None,
) -> LocatedTable:
    """Locate every row of a file.

    Parameters
    ----------
    datum
        Datum of rows that state none; their own evidence decides when it is empty.
    columns
        Our name -> heading in the file, where the heading is not one we know.
    progress
        Called with (done, total) as an online service is asked.

    Raises
    ------
    DataError
        The file has neither an address nor coordinates, or something cannot be read.
    """
    raw = read_raw(path, known=headings_of(QUERIES, columns))
    given = ("lon", "lat", "coord_sys") if raw.points is not None else ()
    headings = match_headings(
        tuple(raw.frame.columns), QUERIES, columns=columns, where=str(path), given=given
    )
    _require(headings.known, raw, path)
    queries, findings = _queries(raw, headings.known)
    if datum:
        queries["coord_sys"] = queries["coord_sys"].fillna(datum)
    gazetteer = None if options.gazetteer is None else read_gazetteer(options.gazetteer)
    overrides = (
        Overrides()
        if options.overrides is None
        else read_overrides(options.overrides, error_m=options.coordinate_error_m)
    )
    ask = ask_service(options, gazetteer, seed=0, progress=progress)
    located = locate_rows(queries, gazetteer, overrides, options, ask)
    table = _beside(_typed(raw), located)
    return LocatedTable(table, queries, located, findings + located.findings, headings.known)


def _require(known: Mapping[str, str], raw: RawTable, path: Path) -> None:
    if raw.odd_rows:
        told = ", ".join(f"row {one.source_row}: {one.reason}" for one in raw.odd_rows[:5])
        raise DataError(
            f"{path.name} has {len(raw.odd_rows)} rows that do not fit its headings: {told}",
            where=str(path),
            mend="correct the separators and quotes of these rows",
        )
    point = raw.points is not None or {"lon", "lat"} <= set(known)
    if not point and not {"address", *_AREAS, "district_code"} & set(known):
        raise DataError(
            f"{path.name} has neither an address nor coordinates",
            where=f"{path}; headings found: {', '.join(raw.frame.columns)}",
            mend="name a column 用电地址 or address, or two columns 经度 and 纬度 (lon, lat), or "
            "say which they are with --column address=HEADING",
        )


def _queries(raw: RawTable, known: Mapping[str, str]) -> tuple[pd.DataFrame, Findings]:
    """Return the columns that are looked at, typed; cells that are not of their kind are told."""
    frame = pd.DataFrame(index=raw.frame.index)
    findings: list[Finding] = []
    for column in QUERIES:
        heading = known.get(column.name)
        if heading is None:
            frame[column.name] = np.nan if column.kind == "number" else ""
            continue
        text = raw.frame[heading]
        if column.name == "coord_sys":
            plain = plain_text(text).str.casefold()
            text = plain.map(lambda one: DATUM_SPELLINGS.get(one, one))
        parsed = parse_column(text, column)
        filled = parsed.values if column.kind == "number" else parsed.values.fillna("")
        frame[column.name] = filled
        for place in np.flatnonzero(parsed.bad).tolist():
            findings.append(
                Finding(
                    RULES["V00"], ROOM, Action.FIELD_DROPPED,
                    source_row=int(raw.source_rows[place]), column=heading,
                    value=str(raw.frame[heading].iloc[place]),
                )
            )  # fmt: skip
    if raw.points is not None and not {"lon", "lat"} & set(known):
        frame["lon"], frame["lat"] = raw.points[:, 0], raw.points[:, 1]
        frame["coord_sys"] = "WGS84"
    frame["coord_sys"] = frame["coord_sys"].replace("", np.nan)
    frame["area_names"] = frame[list(_AREAS)].agg(" ".join, axis=1).str.strip()
    frame["source_row"] = raw.source_rows
    return frame.reset_index(drop=True), Findings(findings)


def _typed(raw: RawTable) -> pd.DataFrame:
    """Return the table with numbers where the file itself holds nothing but numbers."""
    frame = raw.frame.reset_index(drop=True)
    for name, mask in raw.stored_as_number.items():
        blank = (frame[name] == "").to_numpy(dtype=np.bool_)
        if (mask | blank).all():
            frame[name] = pd.to_numeric(frame[name].where(~blank))
    return frame


def _beside(frame: pd.DataFrame, located: LocatedRows) -> pd.DataFrame:
    taken = {name: f"{name} (file)" for name in frame.columns if name in _ADDED}
    frame = frame.rename(columns=taken)
    found = located.locations
    return frame.assign(
        lon=[round(one.lon, _DEGREE_DECIMALS) for one in found],
        lat=[round(one.lat, _DEGREE_DECIMALS) for one in found],
        level=[one.level for one in found],
        error_m=[round(one.error_m, 1) for one in found],
        status=[one.status.value for one in found],
        source=[one.source for one in found],
        crs_from=[one.crs_from for one in found],
        unit=list(located.units),
    )


def counts(located: LocatedTable) -> dict[tuple[str, str], int]:
    """Return the number of rows by status and level, found ones first and finest first."""
    pairs = [(one.status, one.level) for one in located.locations]
    levels = [one.strip() for one in LOCATIONS["level"].choices]
    order = sorted(
        set(pairs), key=lambda pair: (list(GeoStatus).index(pair[0]), levels.index(pair[1]))
    )
    return {(status.value, level): pairs.count((status, level)) for status, level in order}
