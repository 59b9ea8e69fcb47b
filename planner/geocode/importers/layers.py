"""Districts from any layer of areas, with its columns named; converted from its own datum."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from planner.errors import DataError
from planner.files import read_features
from planner.geo import DATUM_SPELLINGS, to_wgs84
from planner.geocode.importers.writing import Names
from planner.schema import fold_heading

_KNOWN = {
    "district_code": (
        "district_code", "adcode", "code", "行政区划代码", "区划代码", "gb", "dm", "pac", "id",
    ),
    "name": ("name", "名称", "district", "区县", "district_name", "mc", "xzqmc", "fullname"),
    "parent_code": ("parent_code", "parent", "上级代码", "city_code"),
    "aliases": ("aliases", "别名", "old_name", "alt_name"),
}  # fmt: skip


def read_area_layer(
    path: Path, *, columns: Mapping[str, str] | None = None, datum: str = "WGS84"
) -> Names:
    """Read polygons as districts.

    Parameters
    ----------
    columns
        Our name (`district_code`, `name`, `parent_code`, `aliases`) -> column of the layer.
    datum
        What the file calls WGS-84 but may be GCJ-02: such layers look right and are 0.6 km off.

    Raises
    ------
    DataError
        There is no polygon, or no column with names; a district has no name or shares its code.
    """
    layer = read_features(path)
    chosen = _columns(layer, columns or {}, path)
    layer = layer.loc[layer.geom_type.isin(["Polygon", "MultiPolygon"])].reset_index(drop=True)
    if layer.empty:
        raise DataError(
            f"{path.name} holds no polygon", where=str(path), mend="give a layer of areas"
        )
    names = layer[chosen["name"]].fillna("").astype(str).str.strip()
    if (names == "").any():
        raise DataError(
            f"{path.name} has {int((names == '').sum())} areas without a name",
            where=f"{path}, column {chosen['name']}",
            mend="fill the names, or name another column with --column name=COLUMN",
        )
    codes = (
        layer[chosen["district_code"]].fillna("").astype(str).str.removesuffix(".0")
        if "district_code" in chosen
        else names
    )
    districts = gpd.GeoDataFrame(
        {"district_code": codes.where(codes != "", names), "name": names}
        | {
            name: layer[chosen[name]].fillna("").astype(str)
            for name in ("parent_code", "aliases")
            if name in chosen
        },
        geometry=_turned(layer, datum),
        crs="EPSG:4326",
    )
    shown = ", ".join(f"{ours} = {theirs}" for ours, theirs in chosen.items())
    return Names(path.name, "as its owner states", districts=districts, notes=(shown,))


def _columns(layer: gpd.GeoDataFrame, columns: Mapping[str, str], path: Path) -> dict[str, str]:
    """Return our name -> column, as told or by the usual names."""
    there = {fold_heading(str(name)): str(name) for name in layer.columns if name != "geometry"}
    chosen: dict[str, str] = {}
    for ours, theirs in columns.items():
        if ours not in _KNOWN or fold_heading(theirs) not in there:
            raise DataError(
                f"column {ours}={theirs} cannot be mapped",
                where=f"{path}; it has: {', '.join(there.values())}",
                mend=f"map one of {', '.join(_KNOWN)} to a column that is there",
            )
        chosen[ours] = there[fold_heading(theirs)]
    for ours, usual in _KNOWN.items():
        found = next((there[one] for one in map(fold_heading, usual) if one in there), None)
        if found is not None and ours not in chosen:
            chosen[ours] = found
    if "name" not in chosen:
        raise DataError(
            f"{path.name} has no column with names",
            where=f"{path}; it has: {', '.join(there.values())}",
            mend="say which it is with --column name=COLUMN",
        )
    return chosen


def _turned(layer: gpd.GeoDataFrame, datum: str) -> np.ndarray:
    datum = DATUM_SPELLINGS.get(datum.casefold(), datum)
    return shapely.transform(
        layer.geometry.to_numpy(), lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], datum))
    )
