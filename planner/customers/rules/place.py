"""Points and districts, as far as the register itself tells; a walk judges them in geocode."""

import numpy as np
import shapely

from planner.customers.points import points_wgs84
from planner.customers.rules.case import Case, Hits, RuleCheck, Said
from planner.findings import Action
from planner.geo import LocalPlane, pile_text, piles
from planner.schema import BoolArray, FloatArray

_POINT = ("lon", "lat")
_FAR_M = 1e9


def swapped(case: Case) -> Said:
    """G01: longitude and latitude are each other's; put right, the register keeps what it says."""
    limits = case.quality.place
    lon, lat = case.rows["lon"], case.rows["lat"]
    rows = ((lon < limits.swapped_lon_below) & (lat > limits.swapped_lat_above)).to_numpy(np.bool_)
    yield Hits(
        rows, "lon", Action.FIXED, case.shown("lon", "lat"),
        mended={"lon": lon.mask(rows, lat), "lat": lat.mask(rows, lon)},
    )  # fmt: skip


def outside(case: Case) -> Said:
    """G02: the point is on no part of the earth, or off the service area and its margin."""
    lon, lat = case.number("lon"), case.number("lat")
    nowhere = (np.abs(lon) > 180) | (np.abs(lat) > 90)  # noqa: PLR2004  degrees
    areas = case.references.areas
    if areas is not None:
        x, y, plane, usable = _points(case)
        land = plane.flatten(shapely.make_valid(areas.geometry.union_all()))
        shapely.prepare(land)
        near = shapely.dwithin(land, shapely.points(x, y), case.quality.place.buffer_m)
        nowhere[np.flatnonzero(usable)[~near]] = True
    yield Hits(nowhere, "lon", Action.FIELD_DROPPED, case.shown("lon", "lat"), also=("lat",))


def district_of_point(case: Case) -> Said:
    """G03: the point lies clearly in another district than the register says."""
    areas = case.references.areas
    if areas is None:
        return
    x, y, plane, usable = _points(case)
    places = np.flatnonzero(usable)
    stated = case.rows["district_code"].iloc[places].to_numpy(dtype=object)
    codes = areas["district_code"].astype("str").to_numpy(dtype=object)
    off = np.array([
        shapely.distance(plane.flatten(shapely.make_valid(shape)), shapely.points(x, y))
        for shape in areas.geometry
    ])  # fmt: skip
    own = np.where(stated[None, :] == codes[:, None], off, np.inf).min(axis=0)
    wrong = np.isfinite(own) & (own > case.quality.place.district_margin_m)
    here = codes[off.argmin(axis=0)]
    told = {
        int(places[one]): f"{here[one]} ≠ {stated[one]}, {own[one]:,.0f} m"
        for one in np.flatnonzero(wrong)
    }
    rows = case.nobody()
    rows[list(told)] = True
    yield Hits(rows, "district_code", detail=lambda place: told[place])


def datum(case: Case) -> Said:
    """G04: a point without a known datum; held, for a guess moves it by hundreds of metres."""
    point = case.filled("lon") & case.filled("lat")
    yield Hits(point & ~case.filled("coord_sys"), "coord_sys")


def same_point(case: Case) -> Said:
    """G05: several accounts have one and the same point: perhaps only the middle of an area."""
    rows, addresses = piles(case.number("lon"), case.number("lat"), case.rows["address"])
    yield Hits(
        rows >= case.quality.place.same_point_accounts, "lon",
        detail=lambda place: pile_text(int(rows[place]), int(addresses[place])),
    )  # fmt: skip


def coarse(case: Case) -> Said:
    """G06: the location that came with the row is coarser than a road."""
    yield Hits(case.isin("level_given", case.quality.place.coarse_levels), "level_given")


def _points(case: Case) -> tuple[FloatArray, FloatArray, LocalPlane, BoolArray]:
    """Return metres of the usable points, the plane, and which rows those are."""
    if case.references.areas is None:
        raise ValueError("points were asked for without any area")
    known = case.rows["coord_sys"].to_numpy(dtype=object)
    lon, lat, usable = points_wgs84(case.number("lon"), case.number("lat"), known)
    west, south, east, north = case.references.areas.total_bounds
    plane = LocalPlane.around([west, east], [south, north])
    x, y = plane.metres(lon[usable], lat[usable])
    # Far sides of the earth have no place on the plane; any finite point off the area says so.
    x, y = (np.nan_to_num(one, posinf=_FAR_M, neginf=-_FAR_M) for one in (x, y))
    return x, y, plane, usable


CHECKS = (
    RuleCheck("G01", swapped, ("lon",), requires=_POINT, later=True),
    RuleCheck("G02", outside, ("lon",), requires=_POINT, later=True),
    RuleCheck("G03", district_of_point, ("district_code",),
              requires=(*_POINT, "coord_sys", "district_code"), inputs=("areas",), later=True),
    RuleCheck("G04", datum, ("coord_sys",), requires=_POINT, later=True),
    RuleCheck("G05", same_point, ("lon",), requires=_POINT, later=True),
    RuleCheck("G06", coarse, ("level_given",), later=True),
)  # fmt: skip
