"""The layers as a still picture, for where a map cannot live: an untrusted notebook, an e-mail."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from planner.render import palette
from planner.render.ground import kinds_of
from planner.render.roles import GROUND_ROLES, LOOKS, Form, Look, Managers
from planner.schema import FloatArray, Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDE_IN, _DPI = 7.2, 100
_MARGIN = 0.04
_THINNER = 0.4
_LAND = {"land": "land", "hills": "hills", "water": "water", "beyond": "beyond"}
_MARKERS: Mapping[str, tuple[str, float]] = {
    "kept": ("s", 60.0), "new": ("*", 150.0), "closed": ("x", 45.0),
}  # fmt: skip
"""Marker and size by decision; candidates that are not chosen are not drawn."""


def draw_picture(layers: Sequence[Layer]) -> bytes:
    """Return a PNG of the layers, bottom first; the same layers give the same bytes.

    It has no letters: names would need fonts that the drawing machine may not have. What the
    symbols mean is said by the map that it stands for.
    """
    # A figure of its own: pyplot would keep state, and an open window in a notebook.
    from matplotlib.figure import Figure  # noqa: PLC0415  half a second, and only pictures need it

    west, south, east, north = _bounds(layers)
    stretch = 1.0 / np.cos(np.radians(0.5 * (south + north)))
    high_in = float(np.clip(_WIDE_IN * (north - south) * stretch / (east - west), 2.0, 9.0))
    figure = Figure(figsize=(_WIDE_IN, high_in), dpi=_DPI)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    has_land = any(one.role == "land" for one in layers)
    axes.set_facecolor(palette.GROUND["sea" if has_land else "beyond"])
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(stretch)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    managers = Managers(layers)
    for height, layer in enumerate(layers):
        look = LOOKS[layer.role]
        if look.still and len(layer.rows):
            colours = managers.colours(layer.rows, look)
            _DRAWN[look.form](axes, layer.rows, look, colours, height)
    file = io.BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def _bounds(layers: Sequence[Layer]) -> tuple[float, float, float, float]:
    """Return the frame of what is planned, or of the ground where nothing else is drawn."""
    planned = [one for one in layers if one.role not in GROUND_ROLES] or layers
    boxes = np.array([one.rows.total_bounds for one in planned if len(one.rows)])
    if not len(boxes) or not np.isfinite(boxes).any():
        return 0.0, 0.0, 1.0, 1.0
    west, south = np.nanmin(boxes[:, :2], axis=0)
    east, north = np.nanmax(boxes[:, 2:], axis=0)
    edge = _MARGIN * max(east - west, north - south, 0.01)
    return west - edge, south - edge, east + edge, north + edge


def _areas(
    axes: "Axes", rows: gpd.GeoDataFrame, look: Look, colours: list[str], height: int
) -> None:
    """Draw areas: land, hills and water each in its colour, a manager's with its border."""
    from matplotlib.collections import PathCollection  # noqa: PLC0415  as above
    from matplotlib.colors import to_rgba  # noqa: PLC0415  as above
    from matplotlib.path import Path  # noqa: PLC0415  as above

    kinds = kinds_of(rows) if look.is_ground else [""] * len(rows)
    for kind, geometry, own in zip(kinds, rows.geometry, colours, strict=True):
        parts = [one for one in shapely.get_parts(geometry) if one.geom_type == "Polygon"]
        # Holes are left open by running the other way round than what they are in.
        rings = [shapely.get_rings(one) for one in shapely.orient_polygons(parts)]
        outlines = [
            Path.make_compound_path(*(Path(shapely.get_coordinates(ring)) for ring in one))
            for one in rings
        ]
        colour = palette.GROUND[_LAND.get(kind, "land")] if look.is_ground else own
        axes.add_collection(
            PathCollection(
                outlines, facecolors=to_rgba(colour, look.fill_opacity), zorder=height,
                edgecolors=own if look.by_manager else "none", linewidths=look.width_px,
            )
        )  # fmt: skip


def _lines(
    axes: "Axes", rows: gpd.GeoDataFrame, look: Look, colours: list[str], height: int
) -> None:
    """Draw lines, and areas by their borders; thinner than on a map, which can be enlarged."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415  as above

    shapes = rows.geometry.boundary if _is_area(rows) else rows.geometry
    parts, of_row = shapely.get_parts(shapes, return_index=True)
    ways = [shapely.get_coordinates(one) for one in parts]
    axes.add_collection(
        LineCollection(
            ways, colors=[colours[row] for row in of_row],
            linewidths=_THINNER * look.width_px, alpha=look.opacity, zorder=height,
        )
    )  # fmt: skip


def _is_area(rows: gpd.GeoDataFrame) -> bool:
    return bool(rows.geom_type.str.endswith("Polygon").any())


def _customers(
    axes: "Axes", rows: gpd.GeoDataFrame, _look: Look, _colours: list[str], height: int
) -> None:
    """Draw customers by load and tier, the largest first so that none hides another."""
    size = _column(rows, "contract_kva", 1000.0)
    order = np.argsort(-size)
    tiers = rows["tier"].astype(str).tolist() if "tier" in rows else [""] * len(rows)
    colours = [palette.TIERS.get(tiers[at], palette.OTHER_TIER) for at in order]
    points = shapely.get_coordinates(rows.geometry.to_numpy())[order]
    axes.scatter(
        points[:, 0], points[:, 1], s=4.0 + np.sqrt(size[order]) * 0.25, c=colours,
        edgecolors="white", linewidths=0.3, zorder=height + 20,
    )  # fmt: skip


def _outlets(
    axes: "Axes", rows: gpd.GeoDataFrame, _look: Look, _colours: list[str], height: int
) -> None:
    """Draw outlets by shape: a square is kept, a star new, a cross closed."""
    decided = rows["decision"].astype(str).to_numpy() if "decision" in rows else None
    for decision, (marker, size) in _MARKERS.items():
        mine = rows if decided is None else rows.loc[decided == decision]
        if len(mine):
            axes.scatter(
                mine.geometry.x, mine.geometry.y, s=size, marker=marker,
                c=palette.OUTLETS[decision], edgecolors=None if marker == "x" else "white",
                linewidths=1.8 if marker == "x" else 0.8, zorder=height + 40,
            )  # fmt: skip
        if decided is None:
            return


def _stops(
    axes: "Axes", rows: gpd.GeoDataFrame, _look: Look, colours: list[str], height: int
) -> None:
    axes.scatter(rows.geometry.x, rows.geometry.y, s=5.0, c=colours, zorder=height + 30)


def _column(rows: gpd.GeoDataFrame, name: str, usual: float) -> FloatArray:
    if name not in rows:
        return np.full(len(rows), usual)
    return rows[name].fillna(0.0).to_numpy(np.float64).clip(min=0.0)


_DRAWN: Mapping[Form, Callable[["Axes", Any, Look, list[str], int], None]] = {
    "area": _areas,
    "line": _lines,
    "customer": _customers,
    "outlet": _outlets,
    "stop": _stops,
}
"""How each form is drawn: axes, rows, look, the colour of each row, height."""
