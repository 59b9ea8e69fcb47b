"""Plain layers on a folium map that the user can add to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from planner.findings import Language
from planner.render import palette
from planner.render.areas import inscribed
from planner.render.payload import to_json
from planner.render.roles import LOOKS, Look, Managers
from planner.render.values import column_of, kind_of, shown
from planner.schema import CHOSEN, CUSTOMERS, TOURS, VISITS, Layer, Role, Table, Text

if TYPE_CHECKING:
    import folium

type Features = list[dict[str, Any]]

_TABLES: dict[str, Table] = {
    "customers": CUSTOMERS,
    "outlets": CHOSEN,
    "tours": TOURS,
    "stops": VISITS,
}
_NAMES = ("account_name", "outlet_name", "manager_name", "name", "tour_id", "account_no")
_SMALLEST_PX, _LARGEST_PX = 3.0, 22.0
_DECIMALS = 6


def draw_map(
    layers: Sequence[Layer], *, language: Language = "zh", foot: Sequence[Text] = ()
) -> "folium.Map":
    """Return the layers on a folium map, bottom first, with a control to switch them.

    The map needs no network, and no data passes through a template. What the user adds to it with
    folium is folium's own affair: text in its popups is read as markup. `foot` stands at its foot.
    """
    from planner.render.carrier import OfflineMap  # noqa: PLC0415  folium costs over a second

    managers = Managers(layers)
    scene = {
        "language": "zh-CN" if language == "zh" else "en",
        "sea": palette.GROUND["sea"] if any(one.role == "land" for one in layers) else "#F4F5F5",
        "layers": [
            {
                "title": layer.title.say(language),
                "look": _layer_look(LOOKS[layer.role]),
                "features": _features(layer, managers, language),
            }
            for layer in layers
        ],
        "foot": [line.say(language) for line in foot],
    }
    return OfflineMap(to_json(scene))


def _layer_look(look: Look) -> dict[str, Any]:
    """Return the look of a whole layer in the words of Leaflet's options."""
    return {
        "style": {
            "weight": look.width_px, "opacity": look.opacity, "fillOpacity": look.fill_opacity,
            "fill": look.form != "line", "dashArray": look.dash, "interactive": look.answers,
        },
        "frames": not look.is_ground,
        "waits": look.waits,
    }  # fmt: skip


def _features(layer: Layer, managers: Managers, language: Language) -> Features:
    rows = layer.rows
    plain = pd.DataFrame(rows.drop(columns=rows.geometry.name))
    names = [one for one in _NAMES if one in plain.columns]
    most = _number(plain.max(numeric_only=True), "customers")
    facts = _facts(layer, plain, language)
    features = []
    for place, geometry in enumerate(_rounded(rows)):
        if geometry is None or geometry.is_empty:
            continue
        row = plain.iloc[place]
        features.append(
            {
                "geometry": shapely.geometry.mapping(geometry),
                "name": str(row[names[0]]) if names else "",
                "facts": [[heading, values[place]] for heading, values in facts if values[place]],
                **(
                    _shade(row, most)
                    if layer.role == "counts"
                    else _look(layer.role, row, managers)
                ),
                **(_called(names, row, geometry) if layer.role == "territories" else {}),
            }
        )
    return features


def _rounded(rows: gpd.GeoDataFrame) -> list[Any]:
    """Return the geometries to a tenth of a metre; a shape that is not valid stays as it is."""

    def places(coordinates: Any) -> Any:  # noqa: ANN401  an array of numpy's
        return coordinates.round(_DECIMALS)

    return list(shapely.transform(rows.geometry.to_numpy(), places))


def _facts(layer: Layer, plain: pd.DataFrame, language: Language) -> list[tuple[str, list[str]]]:
    """Return heading and values, as a reader sees them, of every column to show."""
    table = _TABLES.get(layer.role)
    facts = []
    for name, heading in layer.fields.items():
        if name not in plain.columns:
            continue
        kind = kind_of(plain[name], column_of(table, name))
        facts.append(
            (
                heading.say(language),
                [shown(value, name, kind, language) for value in plain[name].tolist()],
            )
        )
    return facts


def _look(role: Role, row: pd.Series, managers: Managers) -> dict[str, Any]:
    """Return how one row is drawn, in the words of the script."""
    if role == "customers":
        size = _number(row, "contract_kva") ** 0.5 / 9.2 + 1.9
        tier = str(row.get("tier", ""))
        return {
            "colour": palette.TIERS.get(tier, palette.OTHER_TIER),
            "radius": round(min(_LARGEST_PX, max(_SMALLEST_PX, size)), 1),
        }
    if role == "outlets":
        decision = str(row.get("decision", "kept"))
        colour = palette.OUTLETS.get(decision, palette.OUTLETS["kept"])
        return {"colour": colour, "shape": decision}
    if LOOKS[role].by_manager:
        colour, is_hollow = managers.mark(row.get("manager_id", ""))
        return {"colour": colour, "radius": 5, "dashed": is_hollow}
    if role in {"bands", "bands_today"}:
        colour = palette.TIME_BANDS[int(_number(row, "band"))]
        return {"colour": colour, "fill": colour}
    look = LOOKS[role]
    return {"colour": look.colour, "fill": look.fill}


def _called(names: list[str], row: pd.Series, geometry: BaseGeometry) -> dict[str, Any]:
    """Return the name of an area, and the middle of the widest part of it, where it stands."""
    _, (lon, lat) = max(inscribed(geometry))
    return {
        "label": str(row[names[0]]) if names else "", "spot": [lat, lon],
        "ink": palette.GROUND["ink"], "halo": "0 0 3px #fff, 0 0 3px #fff",
    }  # fmt: skip


def _shade(row: pd.Series, most: float) -> dict[str, Any]:
    """Return how a cell is drawn that counts customers: darker for more, its number inside."""
    count, shades = _number(row, "customers"), palette.COUNTS
    step = min(len(shades) - 1, int(len(shades) * count / max(most, 1.0)))
    inks = palette.GROUND["ink"], palette.GROUND["land"]
    ink, halo = inks if step < len(shades) // 2 + 1 else inks[::-1]
    return {
        "colour": "#fff", "fill": shades[step], "label": f"{count:,.0f}", "ink": ink,
        "halo": f"0 0 3px {halo}, 0 0 3px {halo}",
    }  # fmt: skip


def _number(row: pd.Series, name: str) -> float:
    value = row.get(name)
    return 0.0 if value is None or pd.isna(value) else max(0.0, float(value))
