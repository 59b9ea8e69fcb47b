"""Open the engine that the options name."""

from pathlib import Path

from planner.errors import OptionError
from planner.travel.engines.by_node import NodeRouter
from planner.travel.engines.ground import Ground
from planner.travel.engines.network import Network
from planner.travel.engines.osrm import OsrmRouter
from planner.travel.engines.osrm_files import Recipe
from planner.travel.engines.own import OwnRouter
from planner.travel.engines.plain import PlainTables
from planner.travel.engines.router import Router
from planner.travel.engines.routingkit import RoutingKitTables
from planner.travel.options import TravelOptions
from planner.travel.speeds import read_speeds


def open_router(own: OwnRouter, ground: Ground, whole: Network, options: TravelOptions) -> Router:
    """Return the engine of `options.engine`; `whole` is the network before links were closed.

    Raises
    ------
    DataError
        OSRM makes nothing of the extract.
    OptionError
        A package is not installed, or OSRM cannot be given what the other options ask for.
    """
    if options.engine == "scipy":
        return NodeRouter(ground, PlainTables(ground.graph), own)
    if options.engine == "pyroutingkit":
        tables = RoutingKitTables(ground.graph, *ground.node_degrees())
        return NodeRouter(ground, tables, own)
    if options.engine == "osrm":
        return _open_osrm(ground, whole, options)
    return own


def _open_osrm(ground: Ground, whole: Network, options: TravelOptions) -> OsrmRouter:
    extract, speeds = _osrm_files(options)
    recipe = Recipe(extract, read_speeds(speeds), _shut_ways(whole, ground.network))
    return OsrmRouter(
        ground, recipe,
        access_speed_km_per_h=options.access_speed_km_per_h, keep=options.keep,
    )  # fmt: skip


def _osrm_files(options: TravelOptions) -> tuple[Path, Path]:
    extract, speeds = options.roads, options.speeds
    if extract is None or speeds is None or extract.suffix.lower() != ".pbf":
        raise OptionError(
            "OSRM reads roads from an OpenStreetMap extract alone",
            where="travel.engine",
            mend="name one as travel.roads, or leave travel.engine out",
        )
    if options.pace is not None:
        raise OptionError(
            "travel.pace is not known to OSRM",
            where="travel.engine",
            mend="leave travel.pace out, or travel.engine",
        )
    return extract, speeds


def _shut_ways(whole: Network, left: Network) -> frozenset[int]:
    """Return the numbers of the ways that were closed; OSRM closes none but whole ones."""
    open_ways = {_way(link_id) for link_id in left.link_ids}
    shut = {_way(link_id) for link_id in set(whole.link_ids) - set(left.link_ids)}
    if parted := sorted(shut & open_ways):
        raise OptionError(
            f"a part of a way is closed, and OSRM closes none but whole ways: {parted[0]}",
            where="travel.close",
            mend="close the whole way by its number, or leave travel.engine out",
        )
    return frozenset(int(one) for one in shut)


def _way(link_id: str) -> str:
    return link_id.partition("/")[0]
