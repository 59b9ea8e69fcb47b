"""Points and districts, as far as the register itself tells; a walk judges them in geocode."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from planner.customers.points import points_wgs84
from planner.customers.quality import PlaceLimits
from planner.customers.rules.case import Case, Hits, RuleCheck, Said
from planner.customers.rules.district_points import Codes, among_others, far_from_its_own
from planner.findings import Action
from planner.geo import LocalPlane, pile_text, piles
from planner.schema import BoolArray, FloatArray

type Places = npt.NDArray[np.int64]

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
    """G02: the point is on no part of the earth, or off the service area and its margin.

    Without borders it is off where it lies far beyond the other points of its own district.
    """
    nowhere = _nowhere(case)
    areas = case.references.areas
    if areas is not None:
        x, y, plane, usable = _points(case)
        land = plane.flatten(shapely.make_valid(areas.geometry.union_all()))
        shapely.prepare(land)
        near = shapely.dwithin(land, shapely.points(x, y), case.quality.place.buffer_m)
        nowhere[np.flatnonzero(usable)[~near]] = True
    elif case.has("coord_sys", "district_code"):
        x, y, _, usable = _points(case)
        places = np.flatnonzero(usable)
        off_m = far_from_its_own(x, y, _stated(case, places), case.quality.place)
        nowhere[places[list(off_m)]] = True
    yield Hits(nowhere, "lon", Action.FIELD_DROPPED, case.shown("lon", "lat"), also=("lat",))


def district_of_point(case: Case) -> Said:
    """G03: the point lies clearly in another district than the register says.

    Without borders the nearest other customers say in which one it lies, where they agree.
    """
    x, y, plane, usable = _points(case)
    places = np.flatnonzero(usable)
    stated = _stated(case, places)
    areas = case.references.areas
    told = (
        _by_neighbours(x, y, places, stated, case.quality.place) if areas is None
        else _by_borders(x, y, places, stated, areas, plane, case.quality.place)
    )  # fmt: skip
    rows = case.nobody()
    rows[list(told)] = True
    yield Hits(rows, "district_code", detail=lambda place: told[place])


def _by_borders(
    x: FloatArray,
    y: FloatArray,
    places: Places,
    stated: Codes,
    areas: gpd.GeoDataFrame,
    plane: LocalPlane,
    limits: PlaceLimits,
) -> dict[int, str]:
    codes = areas["district_code"].astype("str").to_numpy(dtype=object)
    off = np.array([
        shapely.distance(plane.flatten(shapely.make_valid(shape)), shapely.points(x, y))
        for shape in areas.geometry
    ])  # fmt: skip
    own = np.where(stated[None, :] == codes[:, None], off, np.inf).min(axis=0)
    wrong = np.isfinite(own) & (own > limits.district_margin_m)
    here = codes[off.argmin(axis=0)]
    return {
        int(places[one]): f"{here[one]} ≠ {stated[one]}, {own[one]:,.0f} m"
        for one in np.flatnonzero(wrong)
    }


def _by_neighbours(
    x: FloatArray, y: FloatArray, places: Places, stated: Codes, limits: PlaceLimits
) -> dict[int, str]:
    return {
        int(places[one]): f"{here} ({count}/{limits.learned_neighbours}) ≠ {stated[one]}"
        for one, (here, count) in among_others(x, y, stated, limits).items()
    }


def _stated(case: Case, places: Places) -> Codes:
    codes = case.rows["district_code"].iloc[places]
    return codes.astype("object").where(codes.notna(), None).to_numpy(dtype=object)


def datum(case: Case) -> Said:
    """G04: a point without a known datum; held, for a guess moves it by hundreds of metres."""
    point = case.filled("lon") & case.filled("lat") & ~_nowhere(case)
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


def _nowhere(case: Case) -> BoolArray:
    """Return which points are on no part of the earth."""
    far = (np.abs(case.number("lon")) > 180) | (np.abs(case.number("lat")) > 90)  # noqa: PLR2004
    return np.asarray(far)


def _points(case: Case) -> tuple[FloatArray, FloatArray, LocalPlane, BoolArray]:
    """Return metres of the usable points, the plane, and which rows those are."""
    known = case.rows["coord_sys"].to_numpy(dtype=object)
    lon, lat, usable = points_wgs84(case.number("lon"), case.number("lat"), known)
    areas = case.references.areas
    if areas is not None:
        west, south, east, north = areas.total_bounds
        plane = LocalPlane.around([west, east], [south, north])
    else:  # the middle of most, so that a few points far away do not pull it there
        plane = LocalPlane.around([_middle(lon[usable])], [_middle(lat[usable])])
    x, y = plane.metres(lon[usable], lat[usable])
    # Far sides of the earth have no place on the plane; any finite point off the area says so.
    x, y = (np.nan_to_num(one, posinf=_FAR_M, neginf=-_FAR_M) for one in (x, y))
    return x, y, plane, usable


def _middle(degrees: FloatArray) -> float:
    return float(np.median(degrees)) if degrees.size else 0.0


CHECKS = (
    RuleCheck("G01", swapped, ("lon",), requires=_POINT, later=True),
    RuleCheck("G02", outside, ("lon",), requires=_POINT, later=True, scope="table"),
    RuleCheck("G03", district_of_point, ("district_code",),
              requires=(*_POINT, "coord_sys", "district_code"), later=True, scope="table"),
    RuleCheck("G04", datum, ("coord_sys",), requires=_POINT, later=True),
    RuleCheck("G05", same_point, ("lon",), requires=_POINT, later=True, scope="table"),
    RuleCheck("G06", coarse, ("level_given",), later=True),
)  # fmt: skip
