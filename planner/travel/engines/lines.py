"""A layer of lines (GeoPackage, GeoParquet, GeoJSON, shapefile) into ways that a car can drive."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.errors import DataError
from planner.files import read_features
from planner.schema import LINKS, FloatArray
from planner.travel.engines.network import IntArray
from planner.travel.engines.parts import Ways
from planner.travel.speeds import SpeedRules

type Meet = Literal["ends", "corners"]

COLUMNS = ("link_id", "name", "facility_type", "free_speed_km_per_h", "directed")
"""Names of the link table that a layer may bring."""

_PER_DEGREE = 10_000_000  # ends within a centimetre are one place
_DIRECTIONS = {
    "": 0, "0": 0, "no": 0, "false": 0, "n": 0, "b": 0, "both": 0, "否": 0,
    "1": 1, "yes": 1, "true": 1, "y": 1, "f": 1, "forward": 1, "是": 1,
    "-1": -1, "reverse": -1, "t": -1, "backward": -1,
}  # fmt: skip
_SHOWN = 5


def read_lines(
    path: Path, columns: Mapping[str, str], rules: SpeedRules | None, lines_meet: Meet
) -> Ways:
    """Read the lines of a layer.

    Parameters
    ----------
    columns
        Our name -> column of the layer; names that are the same need no entry.
    rules
        Speeds by class, for lines without a speed of their own; a class that it does not know
        carries no car. Without rules every line needs a speed.
    lines_meet
        Whether lines join at their ends only, or wherever they share a corner.

    Raises
    ------
    DataError
        The layer is damaged, is not of lines, lacks a column, or a cell cannot be used.
    """
    layer = read_features(path, must=sorted(columns.values()))
    own = {name: name for name in COLUMNS if name in layer.columns}
    names = own | dict(columns)
    _check_lines(layer, path)
    _check_speed_columns(names, layer, path, rules)
    speed = _speeds(layer, names, path, rules)
    layer, speed = layer.loc[np.isfinite(speed)], speed[np.isfinite(speed)]
    ids = _texts(layer, names, "link_id")
    return _ways(
        layer,
        ids if "link_id" in names else [str(row + 1) for row in layer.index],
        (_texts(layer, names, "name"), _texts(layer, names, "facility_type")),
        speed,
        _directions(layer, names, path),
        lines_meet,
    )


def _check_lines(layer: gpd.GeoDataFrame, path: Path) -> None:
    odd = ~layer.geometry.geom_type.isin(["LineString", "MultiLineString"])
    if odd.any():
        raise DataError(
            f"{int(odd.sum())} features of {path.name} are not lines but "
            + ", ".join(sorted(set(layer.geometry.geom_type[odd]))),
            where=str(path),
            mend="name a layer of road centre lines",
        )


def _check_speed_columns(
    names: Mapping[str, str], layer: gpd.GeoDataFrame, path: Path, rules: SpeedRules | None
) -> None:
    if "free_speed_km_per_h" in names or (rules is not None and "facility_type" in names):
        return
    raise DataError(
        f"{path.name} does not say how fast its roads are",
        where=f"{path}; it has: {', '.join(str(name) for name in layer.columns)}",
        mend="map a column: travel.columns.free_speed_km_per_h, or travel.columns.facility_type "
        "with a file of speeds by class in travel.speeds",
    )


def _speeds(
    layer: gpd.GeoDataFrame, names: Mapping[str, str], path: Path, rules: SpeedRules | None
) -> FloatArray:
    """Return the speed of each line, NaN for a class that carries no car."""
    speed = np.full(len(layer), np.nan)
    if "free_speed_km_per_h" in names:
        written = layer[names["free_speed_km_per_h"]]
        speed = pd.to_numeric(written, errors="coerce").to_numpy(np.float64, na_value=np.nan)
        column = LINKS["free_speed_km_per_h"]
        # Zero is how many exports write that a limit is not known.
        text = written.notna().to_numpy() & ~np.isfinite(speed)
        odd = text | ((speed != 0) & ((speed < column.low) | (speed > column.high)))
        if odd.any():
            raise DataError(
                f"{int(odd.sum())} speeds of {path.name} are not from 1 to 150 km/h: "
                + ", ".join(written[odd].astype(str).head(_SHOWN)),
                where=f"{path}, column {names['free_speed_km_per_h']}",
                mend="give speeds in kilometres per hour, or leave them empty",
            )
        speed = np.where(speed == 0, np.nan, speed)
    if rules is not None and "facility_type" in names:
        by_class = pd.Series(_texts(layer, names, "facility_type")).map(rules.km_per_h)
        by_class_km_per_h = by_class.to_numpy(np.float64)
        driven = np.isfinite(by_class_km_per_h)
        return np.where(driven & np.isfinite(speed), speed, by_class_km_per_h)
    if not np.isfinite(speed).all():
        raise DataError(
            f"{int(np.isnan(speed).sum())} roads of {path.name} have no speed",
            where=f"{path}, column {names['free_speed_km_per_h']}",
            mend="fill them in, or map travel.columns.facility_type and name travel.speeds",
        )
    return speed


def _directions(layer: gpd.GeoDataFrame, names: Mapping[str, str], path: Path) -> IntArray:
    words = [one.casefold().removesuffix(".0") for one in _texts(layer, names, "directed")]
    unknown = sorted({one for one in words if one not in _DIRECTIONS})
    if unknown:
        raise DataError(
            f"{path.name} writes one-way roads in words that are not known: "
            + ", ".join(unknown[:_SHOWN]),
            where=f"{path}, column {names['directed']}",
            mend="write 1 or yes for one way as drawn, -1 against it, 0 or no for both ways",
        )
    return np.array([_DIRECTIONS[one] for one in words], dtype=np.int64)


def _texts(layer: gpd.GeoDataFrame, names: Mapping[str, str], name: str) -> list[str]:
    if name not in names:
        return [""] * len(layer)
    return ["" if pd.isna(one) else str(one).strip() for one in layer[names[name]]]


def _ways(
    layer: gpd.GeoDataFrame,
    ids: list[str],
    words: tuple[list[str], list[str]],
    speed: FloatArray,
    direction: IntArray,
    lines_meet: Meet,
) -> Ways:
    piece, of = shapely.get_parts(layer.geometry.to_numpy(), return_index=True)
    at, of_piece = shapely.get_coordinates(piece, return_index=True)
    east, north = np.round((at + np.array([180, 90])) * _PER_DEGREE).astype(np.int64).T
    spot = east * (180 * _PER_DEGREE + 1) + north
    begins = np.diff(of_piece, prepend=-1) != 0
    if lines_meet == "ends":
        inner = np.flatnonzero(~begins & (np.diff(of_piece, append=-1) == 0))
        spot[inner] = -1 - inner  # a place of its own, whatever else bends there
    _, first, place = np.unique(spot, return_index=True, return_inverse=True)
    return Ways(
        tuple(ids), tuple(words[0]), tuple(words[1]), speed, np.full(len(ids), np.nan), direction,
        of[of_piece].astype(np.int64), place.ravel().astype(np.int64),
        begins,
        at[first, 0], at[first, 1], np.zeros(len(first), dtype=np.bool_),
    )  # fmt: skip
