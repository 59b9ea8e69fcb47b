"""Daily tours for the page: who drives when, along which roads, with which stops."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from planner.render.payload import part_steps
from planner.schema import Layer
from planner.units import clock


def tour_scene(
    tours: Layer,
    stops: Layer | None,
    customers: Layer | None,
    manager_ids: list[str],
    tolerance_deg: float,
) -> dict[str, Any]:
    """Return days, tours and stops as plain values.

    A tour's line may come as one part a leg, of which the last leads back; a single line is cut at
    its last stop.
    """
    rows = tours.rows
    days = pd.to_datetime(rows["date"]).dt.strftime("%Y-%m-%d").tolist()
    order = sorted(set(days))
    tour_ids = [str(one) for one in rows["tour_id"]]
    known = [str(one) for one in customers.rows["account_no"]] if customers is not None else []
    stopping = _stops(stops, tour_ids, known)
    columns = rows.columns
    scene = []
    for place, tour_id in enumerate(tour_ids):
        row = rows.iloc[place]
        own = stopping.get(tour_id, [])
        geometry = rows.geometry.iloc[place]
        scene.append(
            {
                "id": tour_id,
                "day": order.index(days[place]),
                "manager": manager_ids.index(str(row["manager_id"])),
                "km": _number(row["distance_km"]) if "distance_km" in columns else None,
                "min": _number(row["duration_min"]) if "duration_min" in columns else None,
                "start": _clock(row, "start_clock_min", "start"),
                "end": _clock(row, "end_clock_min", "end"),
                "legs": part_steps(
                    _with_return(geometry, own, customers), min(tolerance_deg / 2, 0.0002)
                ),
                "stops": own,
            }
        )
    return {"days": order, "tours": scene}


def _stops(
    stops: Layer | None, tour_ids: list[str], known: list[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return the stops of each tour in their order; customers by position."""
    if stops is None:
        return {}
    position = {account: place for place, account in enumerate(known)}
    found: dict[str, list[dict[str, Any]]] = {tour: [] for tour in tour_ids}
    rows = pd.DataFrame(stops.rows.drop(columns=stops.rows.geometry.name))
    for row in rows.sort_values(["tour_id", "stop"]).to_dict("records"):
        found.setdefault(str(row["tour_id"]), []).append(
            {
                "stop": int(row["stop"]),
                "customer": position.get(str(row["account_no"]), -1),
                "arrive": _clock(row, "arrive_clock_min", "arrive"),
                "service": _number(row.get("service_min")),
            }
        )
    return found


def _with_return(
    geometry: BaseGeometry | None, stops: list[dict[str, Any]], customers: Layer | None
) -> BaseGeometry | None:
    """Cut a single line where the way back begins: at its last passing of the last stop."""
    if geometry is None or geometry.geom_type != "LineString" or customers is None or not stops:
        return geometry
    if stops[-1]["customer"] < 0:
        return geometry
    place = customers.rows.geometry.iloc[stops[-1]["customer"]]
    points = shapely.get_coordinates(geometry)
    away = np.hypot(points[:, 0] - place.x, points[:, 1] - place.y)
    cut = int(np.flatnonzero(away <= away.min() + 1e-9)[-1])
    if not 0 < cut < len(points) - 1:
        return geometry
    return shapely.MultiLineString([points[: cut + 1], points[cut:]])


def _clock(row: Any, minutes: str, text: str) -> str:  # noqa: ANN401  a row of either kind
    """Return a clock time from minutes after midnight, or as the text that it already is."""
    value = row.get(minutes)
    if value is not None and pd.notna(value):
        return clock(float(value))
    said = row.get(text)
    return "" if said is None or pd.isna(said) else str(said)


def _number(value: Any) -> float | None:  # noqa: ANN401  a cell
    return None if value is None or pd.isna(value) else round(float(value), 1)
