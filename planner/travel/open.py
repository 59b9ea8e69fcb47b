"""Open a source of travel between customers, outlets and sites: the road file, or an estimate."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np

from planner.errors import DataError, OptionError
from planner.findings import Action, Finding, Findings
from planner.schema import RULES, BoolArray, Text, TravelSource
from planner.travel.asked import AskedTravel
from planner.travel.by_road import RoadTravel
from planner.travel.engines.ground import Ground
from planner.travel.engines.network import Network, close_links, connected
from planner.travel.engines.own import OwnRouter
from planner.travel.engines.snap import STUB_KM, snap
from planner.travel.engines.snapped import Snapped
from planner.travel.estimate import open_estimate
from planner.travel.options import TravelOptions
from planner.travel.pace import slow_down
from planner.travel.places import Places
from planner.travel.roads import read_roads
from planner.travel.routing import open_router

ROOM = "travel"


def open_travel(points: gpd.GeoDataFrame, options: TravelOptions) -> tuple[TravelSource, Findings]:
    """Make all points measurable: on the road network when there is one, else as an estimate.

    Parameters
    ----------
    points
        Columns ``id`` (text, unique) and ``geometry`` (WGS-84 points): customers, outlets, sites.
    options
        Files and speeds.

    Returns
    -------
    source
        Answers `between` and `lines` for the ids of `points`.
    findings
        Points far from a road, and parts of the network that are cut off.

    Raises
    ------
    DataError
        A point is missing or repeated, or the road file is not usable.
    OptionError
        Road files are named that do not go together, a link to close is unknown, or an engine
        lacks its package or what it needs.
    """
    _check_points(points)
    places = Places(points)
    if options.online.provider is not None:
        _refuse_two_sources(options)
        return AskedTravel(places, options.online), Findings()
    roads = read_roads(options)
    if roads is None:
        _refuse_engine(options)
        return open_estimate(places, options), Findings()
    for name in ("water", "crossings", "detours", "districts"):
        if getattr(options, name):
            raise OptionError(
                f"travel.{name} is for an estimate, and there are roads",
                where="travel",
                mend="leave it out: roads know their bridges and detours",
            )
    return lay_on_roads(places, *slow_down(*roads, options), options)


def lay_on_roads(
    places: Places, whole: Network, note: Text, options: TravelOptions
) -> tuple[RoadTravel, Findings]:
    """Put places on a network that has been read; see `open_travel`."""
    network = close_links(whole, options.close) if options.close else whole
    keep = connected(network)
    x_m, y_m = network.plane.metres(places.lon, places.lat)
    snapped = snap(x_m, y_m, network, keep, max_access_km=options.max_access_km)
    ground = Ground.of(network, keep, snapped, access_speed_km_per_h=options.access_speed_km_per_h)
    own = OwnRouter(ground)
    router = open_router(own, ground, whole, options)
    source = RoadTravel(
        places, ground, own=own, router=router,
        access_speed_km_per_h=options.access_speed_km_per_h,
        basis=_basis(int(keep.sum()), options, (router.note, note)),
    )  # fmt: skip
    return source, _findings(places, network, keep, snapped, options)


def _refuse_two_sources(options: TravelOptions) -> None:
    own = (
        "roads", "nodes", "links", "speeds", "close", "pace", "water", "crossings", "detours",
        "keep",
    )  # fmt: skip
    given = [f"travel.{name}" for name in own if getattr(options, name)]
    if options.engine != "own":
        given.append("travel.engine")
    if given:
        raise OptionError(
            f"{' and '.join(given)} would not be used beside travel.online",
            where="travel",
            mend="leave them out, or measure by them and leave travel.online out",
        )


def _refuse_engine(options: TravelOptions) -> None:
    if options.engine != "own":
        raise OptionError(
            f'travel.engine = "{options.engine}" measures ways by road, and no roads are named',
            where="travel.engine",
            mend="name travel.roads, or leave travel.engine out",
        )


def _check_points(points: gpd.GeoDataFrame) -> None:
    if points.crs is None or points.crs.to_epsg() != 4326:  # noqa: PLR2004
        raise DataError("points for travel are not in WGS-84", mend="give them in EPSG:4326")
    empty = (points.geometry.isna() | points.geometry.is_empty).to_numpy()
    if empty.any():
        raise DataError(
            f"{int(empty.sum())} points have no position: "
            + ", ".join(points["id"].astype(str)[empty].head(5)),
            mend="locate them first, or leave them out",
        )
    again = points["id"].astype(str)[points["id"].duplicated()]
    if len(again):
        raise DataError(
            f"ids of points are repeated: {', '.join(again.head(5))}",
            mend="give customers, outlets and candidates ids that differ",
        )


def _basis(link_count: int, options: TravelOptions, notes: Sequence[Text]) -> Text:
    shut = "、".join(options.close), ", ".join(options.close)
    access = options.access_speed_km_per_h
    return Text(
        f"道路最快路径:{link_count:,}个路段;门口至道路按直线、时速{access:g}公里"
        + (f";封闭:{shut[0]}" if options.close else "")
        + "".join(f";{note.zh}" for note in notes if note.zh),
        f"fastest way by road: {link_count:,} links; from door to road straight at {access:g} km/h"
        + (f"; closed: {shut[1]}" if options.close else "")
        + "".join(f"; {note.en}" for note in notes if note.en),
    )


def _findings(
    places: Places, network: Network, keep: BoolArray, snapped: Snapped, options: TravelOptions
) -> Findings:
    found: list[Finding] = []
    if not keep.all():
        at = [places.ids[one] for one in np.flatnonzero(snapped.cut_off)]
        there = f"; there: {', '.join(at)}" if at else ""
        detail = f"{int((~keep).sum())} links, {network.length_km[~keep].sum():.1f} km{there}"
        found.append(Finding(RULES["W12"], ROOM, Action.REPORTED, column="links", detail=detail))
    nearest_km = snapped.off_km[:, 0]
    for one in np.flatnonzero((nearest_km > STUB_KM) & ~snapped.cut_off):
        off_km = float(nearest_km[one])
        limit = f" > {options.max_access_km:g} km" if off_km > options.max_access_km else ""
        found.append(
            Finding(
                RULES["W10"], ROOM, Action.REPORTED, account_no=places.ids[one],
                column="geometry", detail=f"{off_km:.2f} km{limit}",
            )
        )  # fmt: skip
    return Findings(found)
