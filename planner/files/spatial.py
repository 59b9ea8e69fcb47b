"""GeoPackage and Parquet as tables of text, with points beside them where there is geometry."""

from collections.abc import Container
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.digests import sha256_of
from planner.files.door import FileFacts
from planner.files.features import in_wgs84, read_layer
from planner.files.raw import OddRow, RawTable, name_headings
from planner.schema import BoolArray, FloatArray


def read_spatial(path: Path, sheet: str, _known: Container[str]) -> RawTable:
    """Read a layer, whose headings are its fields; numbers become text as written by hand."""
    layer, name = read_layer(path, sheet)
    points = None
    if isinstance(layer, gpd.GeoDataFrame):
        points = _points(layer, path)
        layer = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    headings = name_headings([str(one) for one in layer.columns], path)
    texts = [_texts(layer.iloc[:, place]) for place in range(layer.shape[1])]
    frame = pd.DataFrame(dict(zip(headings, texts, strict=True)))
    whole = _whole(frame)
    kept = np.flatnonzero(whole)
    odd = tuple(
        OddRow(int(place) + 2, tuple(frame.iloc[place]), "a cell holds a NUL character")
        for place in np.flatnonzero(~whole)
    )
    facts = FileFacts(path.name, sha256_of(path), sheet=name, headings=tuple(headings))
    frame, numbers = frame.loc[whole].reset_index(drop=True), kept + 2
    masks = {
        str(one): _numbers(layer[one])[kept]
        for one in layer.columns
        if pd.api.types.is_numeric_dtype(layer[one]) and not pd.api.types.is_bool_dtype(layer[one])
    }
    return RawTable(
        frame, numbers, facts, odd,
        stored_as_number=masks,
        points=None if points is None else points[kept],
    )  # fmt: skip


def _whole(frame: pd.DataFrame) -> BoolArray:
    """Return which rows hold no NUL character."""
    whole = np.ones(len(frame), dtype=np.bool_)
    for _, text in frame.items():
        whole = whole & ~text.str.contains("\0", regex=False).to_numpy(dtype=np.bool_)
    return whole


def _texts(values: pd.Series) -> pd.Series:
    """Return a column as text; numbers as they would be written by hand."""
    if pd.api.types.is_string_dtype(values.dtype) and values.dtype != object:
        return values.fillna("").astype("str").reset_index(drop=True)
    return pd.Series(_written(values), dtype="str")


def _written(values: pd.Series) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(values):
        whole_days = bool((values.dropna() == values.dropna().dt.normalize()).all())
        text = values.dt.strftime("%Y-%m-%d" if whole_days else "%Y-%m-%d %H:%M:%S")
        return [str(one) for one in text.fillna("")]
    if pd.api.types.is_float_dtype(values):
        return ["" if pd.isna(one) else f"{one!r}".removesuffix(".0") for one in values.tolist()]
    return ["" if pd.isna(one) else str(one) for one in values.tolist()]


def _numbers(values: pd.Series) -> BoolArray:
    return values.notna().to_numpy(dtype=np.bool_)


def _points(layer: gpd.GeoDataFrame, path: Path) -> FloatArray | None:
    """Return a point in each geometry, WGS-84; None when the file states no reference system."""
    if layer.crs is None:
        return None
    geometry = in_wgs84(layer, path).geometry
    inside = geometry.where(geometry.geom_type == "Point", geometry.representative_point())
    return np.column_stack([inside.x.to_numpy(np.float64), inside.y.to_numpy(np.float64)])
