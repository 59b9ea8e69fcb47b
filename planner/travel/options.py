"""Where travel times come from: files, speeds, and the terms of the estimate."""

from typing import Annotated, Literal

from pydantic import Field

from planner.options import Count, InputPath, Options, Positive, StatePath
from planner.travel.online_options import OnlineTravelOptions


class TravelOptions(Options):
    """Where travel times come from."""

    roads: InputPath | None = None
    """Roads in one file: an OpenStreetMap extract (.osm.pbf) or a layer of lines (.gpkg, .parquet,
    .geojson, a shapefile in a folder or .zip). Without it, and without nodes and links, travel is
    estimated from straight lines."""
    speeds: InputPath | None = None
    """For `roads`: dated file of speeds by class of road, such as data/rules/speeds.toml."""
    columns: dict[str, str] = Field(default_factory=dict)
    """For a layer of lines: our name -> its column, of link_id, name, facility_type,
    free_speed_km_per_h (km/h) and directed (1 or yes: one way as drawn, -1: against it)."""
    lines_meet: Literal["ends", "corners"] = "ends"
    """For a layer of lines: where lines join. `corners` for layers that do not part a road at its
    junctions, as cut from OpenStreetMap; it would join a flyover to the street below it where both
    bend at one point, and so is not the default."""
    nodes: InputPath | None = None
    """GMNS node file of the road network, in place of `roads`."""
    links: InputPath | None = None
    """GMNS link file of the road network."""
    close: tuple[str, ...] = ()
    """Links that are shut: link ids, else names of roads, else numbers of OpenStreetMap ways or
    ids of lines, else beginnings of link ids."""
    engine: Literal["own", "scipy", "pyroutingkit", "osrm"] = "own"
    """What measures ways by road. `own` needs nothing more. `scipy` is plain and slow, for
    comparison; `pyroutingkit` is a contraction hierarchy; `osrm`, for an extract, knows turns, what
    they take and where they are forbidden. The last two need planner[routers]."""
    pace: InputPath | None = None
    """Dated file of shares of the free speed by class of road and hour, as data/rules/pace.toml."""
    at_hour: Annotated[int, Field(ge=0, le=23)] | None = None
    """With `pace`: the hour of the day that all travel is measured for."""
    water: InputPath | None = None
    """For the estimate: areas of water, which no straight line crosses."""
    crossings: InputPath | None = None
    """For the estimate with `water`: lines of bridges, tunnels and ferries, from shore to shore."""
    keep: StatePath | None = None
    """Folder that keeps the table from customers to outlets and sites from run to run, by a digest
    of roads, points and settings."""
    keep_rows: Count = 20_000
    """Customers in one part of that table: each is measured and kept by itself, by one process or
    by many (`planner prepare`)."""
    online: OnlineTravelOptions = OnlineTravelOptions()
    """A service that is asked for travel, in place of roads and of the estimate."""
    access_speed_km_per_h: Positive = 15.0
    """Speed of the straight way between a door and its road."""
    max_access_km: Positive = 1.0
    """Points farther from a connected road than this cannot be reached."""
    detours: InputPath | None = None
    """For the estimate: table of detour ratios and speeds by pair of districts, with their errors,
    as `planner.travel.measure_detours` makes it. Other pairs go by the next two."""
    districts: InputPath | None = None
    """With `detours`: layer of districts with a column `name`."""
    detour_ratio: Annotated[float, Field(ge=1, le=5)] = 1.3
    """For the estimate: road kilometres for one straight kilometre."""
    speed_km_per_h: Positive = 35.0
    """For the estimate: mean speed."""
