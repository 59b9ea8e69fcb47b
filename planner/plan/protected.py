"""What of a register must not leave its readers: values, and the places of customers."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.customers import read_quality
from planner.files.guard import Point, Secrets, rounded

if TYPE_CHECKING:
    from planner.plan.plan import Plan

PROTECTED = (
    "account_no", "account_name", "uscc", "meter_id", "feeder_id", "address",
    "contact_name", "contact_mobile", "duty_phone_24h",
)  # fmt: skip
"""Personal data, commercial secrets and what shows where a critical customer's supply is."""
_WORDS = ("account_name", "address", "contact_name")
_SIDES = ("lon", "lat")


def secrets_of_all(plan: "Plan") -> Secrets:
    """Return every protected value of the register, for readers who may see no customer."""
    return _secrets(plan, plan.customers.iloc[:0])


def secrets_of_others(plan: "Plan", own: "Plan") -> Secrets:
    """Return the protected values of all whom a plan that was cut to a manager leaves out.

    His tours may pass whoever lives at their roads.
    """
    secrets = _secrets(plan, own.customers)
    tours = frozenset().union(_corners(own.visits.tours.geometry))
    return replace(secrets, allowed_points=secrets.allowed_points | tours)


def _secrets(plan: "Plan", own: gpd.GeoDataFrame) -> Secrets:
    others = plan.customers.loc[~plan.customers["account_no"].isin(own["account_no"])]
    return Secrets(
        values=frozenset(_values(plan, others)),
        points=_points(others, *_SIDES) | _corners(others.geometry) | _quarantined_points(plan),
        allowed=frozenset(_texts(own) | _shown_to_everybody(plan)),
        allowed_points=_points(own, *_SIDES) | _corners(own.geometry),
    )


def _values(plan: "Plan", customers: pd.DataFrame) -> set[str]:
    """Return values as the register writes them and as they were read, without stopgaps."""
    headings = plan.lineage.headings
    nothing = re.compile(read_quality(plan.scenario.customers.quality).placeholder)
    values: set[str] = set()
    for name in PROTECTED:
        cells: set[str] = set()
        if name in customers:
            cells |= set(customers[name].dropna().astype("str"))
        if headings.get(name) in plan.quarantined:
            cells |= set(plan.quarantined[headings[name]].dropna().astype("str"))
        # Numbers are no stopgaps; of words, 暂无 or 未知 in a contact's place says nothing.
        values |= {one.strip() for one in cells if name not in _WORDS or not nothing.fullmatch(one)}
    return values


def _texts(rows: pd.DataFrame) -> set[str]:
    """Return every text of some rows."""
    texts = pd.DataFrame(rows).select_dtypes(["object", "string"])
    return {one for name in texts for one in texts[name].dropna().unique() if isinstance(one, str)}


def _shown_to_everybody(plan: "Plan") -> set[str]:
    """Return what is told of outlets, and names of districts and managers.

    A customer may live in the road of an outlet, and his contact be called as a manager is.
    """
    districts = [_texts(layer.rows) for layer in plan.ground.layers if layer.role == "districts"]
    return set().union(*districts, _texts(plan.siting.outlets), _texts(plan.roster))


def _quarantined_points(plan: "Plan") -> frozenset[Point]:
    headings = [plan.lineage.headings.get(name, "") for name in _SIDES]
    known = all(one in plan.quarantined for one in headings)
    return _points(plan.quarantined, *headings) if known else frozenset()


def _points(rows: pd.DataFrame, lon: str, lat: str) -> frozenset[Point]:
    if lon not in rows or lat not in rows:
        return frozenset()
    sides = rows[[lon, lat]].apply(pd.to_numeric, errors="coerce").dropna().to_numpy(np.float64)
    return rounded((x, y) for x, y in sides.tolist())


def _corners(points: pd.Series) -> frozenset[Point]:
    return rounded((x, y) for x, y in shapely.get_coordinates(points.to_numpy()).tolist())
