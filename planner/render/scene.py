"""What the page's script is given: every layer as plain columns, coordinates as whole steps."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from planner.render import palette
from planner.render.areas import area_colours, inscribed, service_areas
from planner.render.ground import draw_ground, land_of, line_tolerance_deg
from planner.render.page import Page
from planner.render.payload import GRID, ring_steps, steps
from planner.render.plain_columns import facts_of, minutes, numbers, places, say, texts
from planner.render.tiles import tile_scene
from planner.render.tours import tour_scene
from planner.render.values import CHOICES, kind_of
from planner.schema import CHOSEN, CUSTOMERS, Layer

type Scene = dict[str, Any]

_OUTLET_COLUMNS = {
    "outlet_class": "class", "decision": "decision", "customers": "customers",
    "annual_kwh": "kwh", "mean_min": "mean", "capacity_customers": "capacity",
}  # fmt: skip
_EDGE, _LEAST_EDGE_DEG = 0.05, 0.02
"""How far service areas reach beyond the customers where no land is given: a share of all."""
_CUSTOMER_NUMBERS = {"contract_kva": "kva", "annual_kwh": "kwh"}
_CUSTOMER_MINUTES = {"time_min": "time", "today_time_min": "todayTime"}


def build_scene(page: Page) -> Scene:
    """Return all that the page's script needs, as plain values ready for JSON."""
    layers: dict[str, Layer] = {layer.role: layer for layer in page.layers if layer.role != "land"}
    grounds = [layer for layer in page.layers if layer.role == "land"]
    customers, outlets = layers.get("customers"), layers.get("outlets")
    outlet_ids = ids_of(outlets, "outlet_id")
    managers = _managers(layers)
    manager_ids = [one["id"] for one in managers]
    scene: Scene = {
        "language": page.language,
        "title": say(page.title),
        "subtitle": say(page.subtitle),
        "notes": [say(note) for note in page.notes],
        "lateMin": page.late_min,
        "isWhole": page.is_whole,
        "sides": None if page.sides is None else [say(one) for one in page.sides],
        "grid": GRID,
        "colours": _colours(),
        "tiles": tile_scene(page),
        "bandEnds": list(page.bands_min),
        "words": {value: say(text) for value, text in CHOICES.items()},
        "figures": [_figure(figure) for figure in page.figures],
        "ground": draw_ground(page.layers),
        "outlets": _outlets(outlets) if outlets else [],
        "managers": managers,
        "areas": {"plan": [], "today": []},
        "bands": {
            "plan": _bands(layers.get("bands"), page),
            "today": _bands(layers.get("bands_today"), page),
        },
        "customers": None,
        "tours": None,
    }
    if customers is not None:
        limits = (*page.bands_min, page.late_min)
        scene["customers"] = _customers(customers, outlet_ids, manager_ids, limits)
        if outlets is not None and page.is_whole:
            scene["areas"] = _areas(customers.rows, grounds, outlet_ids)
    if "tours" in layers:
        tolerance = line_tolerance_deg(page.layers)
        scene["tours"] = tour_scene(
            layers["tours"], layers.get("stops"), customers, manager_ids, tolerance
        )
    return scene


def ids_of(layer: Layer | None, column: str) -> list[str]:
    """Return the ids of a layer's rows; none for no layer."""
    return [] if layer is None else texts(layer.rows[column])


def _figure(figure: Any) -> Scene:  # noqa: ANN401  a Figure; NaN must not reach JSON
    def finite(value: float | None) -> float | None:
        return float(value) if value is not None and np.isfinite(value) else None

    return {
        "key": figure.key,
        "title": say(figure.title),
        "unit": say(figure.unit),
        "value": finite(figure.value),
        "before": finite(figure.before),
        "decimals": figure.decimals,
        "better": figure.better,
    }


def _colours() -> Scene:
    return {
        "tiers": dict(palette.TIERS),
        "otherTier": palette.OTHER_TIER,
        "managers": list(palette.MANAGERS),
        "bands": list(palette.TIME_BANDS),
        "areas": list(palette.AREAS),
        "outlets": dict(palette.OUTLETS),
        "ground": dict(palette.GROUND),
    }


def _managers(layers: Mapping[str, Layer]) -> list[Scene]:
    """Collect the managers that tours or customers name, in the order of their ids."""
    names: dict[str, str] = {}
    for role in ("customers", "tours"):
        layer = layers.get(role)
        if layer is None or "manager_id" not in layer.rows.columns:
            continue
        ids = texts(layer.rows["manager_id"])
        said = texts(layer.rows["manager_name"]) if "manager_name" in layer.rows.columns else ids
        names |= {one: name or one for one, name in zip(ids, said, strict=True) if one}
    return [{"id": manager, "name": names[manager]} for manager in sorted(names)]


def _customers(
    layer: Layer, outlet_ids: list[str], manager_ids: list[str], limits: Sequence[float]
) -> Scene:
    rows = layer.rows
    tiers = texts(rows["tier"]) if "tier" in rows.columns else [""] * len(rows)
    declared = CUSTOMERS["tier"].choices
    order = sorted(set(tiers), key=lambda tier: (tier not in declared, _rank(tier, declared), tier))
    scene: Scene = {
        "id": texts(rows["account_no"]),
        "name": texts(rows["account_name"]),
        "x": steps(rows.geometry.x),
        "y": steps(rows.geometry.y),
        "tiers": order,
        "tier": places(pd.Series(tiers, dtype=object), order),
    }
    for column, key in _CUSTOMER_MINUTES.items():
        scene[key] = minutes(rows[column], limits) if column in rows.columns else None
    for column, key in _CUSTOMER_NUMBERS.items():
        scene[key] = numbers(rows[column], 0) if column in rows.columns else None
    scene["facts"] = facts = facts_of(layer, CUSTOMERS)
    for fact in facts:
        values = fact.pop("values")
        fact["column"] = _CUSTOMER_NUMBERS.get(fact["key"], f"fact_{fact['key']}")
        scene.setdefault(fact["column"], values)
    for column, key, known in (
        ("outlet_id", "outlet", outlet_ids),
        ("today_outlet_id", "todayOutlet", outlet_ids),
        ("manager_id", "manager", manager_ids),
    ):
        scene[key] = places(rows[column], known) if column in rows.columns else None
    return scene


def _rank(tier: str, declared: tuple[str, ...]) -> int:
    return declared.index(tier) if tier in declared else len(declared)


def _outlets(layer: Layer) -> list[Scene]:
    rows = layer.rows
    plain = pd.DataFrame(rows.drop(columns=rows.geometry.name))
    columns: dict[str, list[Any]] = {
        "id": texts(rows["outlet_id"]),
        "name": texts(rows["outlet_name"]),
        "lon": numbers(rows.geometry.x, 5),
        "lat": numbers(rows.geometry.y, 5),
    }
    for column, key in _OUTLET_COLUMNS.items():
        if column not in plain.columns:
            continue
        is_text = kind_of(plain[column], CHOSEN[column]) == "choice"
        columns[key] = [str(one) for one in plain[column]] if is_text else numbers(plain[column], 1)
    facts = facts_of(layer, CHOSEN)
    scene = [
        {**dict(zip(columns, values, strict=True)), "facts": place}
        for place, values in enumerate(zip(*columns.values(), strict=True))
    ]
    for one in scene:
        place = one["facts"]
        one["facts"] = [
            {**fact, "values": fact["values"][place]}
            for fact in facts
            if fact["values"][place] is not None
        ]
    return scene


def _bands(layer: Layer | None, page: Page) -> list[Scene]:
    """Return the bands of travel time, each with its place among all bands."""
    if layer is None:
        return []
    tolerance = line_tolerance_deg(page.layers)
    return [
        {
            "band": int(band),
            "rings": ring_steps(geometry, 2 * tolerance),
            "spots": _wide_spots(geometry, tolerance * 80),
        }
        for band, geometry in zip(layer.rows["band"], layer.rows.geometry, strict=True)
    ]


def _wide_spots(geometry: BaseGeometry, reach_deg: float) -> list[tuple[float, float]]:
    """Return the middles of the parts that are wide enough to be written on."""
    spots = [middle for radius, middle in inscribed(geometry) if radius >= reach_deg]
    return [(round(x, 5), round(y, 5)) for x, y in spots]


def _areas(rows: gpd.GeoDataFrame, grounds: list[Layer], outlet_ids: list[str]) -> Scene:
    land = land_of(grounds)
    if land is None:
        hull = rows.geometry.union_all().convex_hull
        west, south, east, north = hull.bounds
        land = hull.buffer(max(_LEAST_EDGE_DEG, _EDGE * max(east - west, north - south)))
    lon, lat = shapely.get_coordinates(rows.geometry.to_numpy()).T
    pictures, known = {}, set(outlet_ids)
    for key, column in (("plan", "outlet_id"), ("today", "today_outlet_id")):
        said = texts(rows[column]) if column in rows.columns else [""] * len(rows)
        owners = [one if one in known else "" for one in said]
        pictures[key] = service_areas(lon, lat, owners, land)
    colours = area_colours(list(pictures.values()), len(palette.AREAS))
    span = max(land.bounds[2] - land.bounds[0], land.bounds[3] - land.bounds[1])
    return {
        key: [
            {
                "outlet": outlet_ids.index(outlet),
                "colour": colours[outlet],
                "rings": ring_steps(area, span / 4000),
            }
            for outlet, area in sorted(areas.items())
            if not shapely.is_empty(area)
        ]
        for key, areas in pictures.items()
    }
