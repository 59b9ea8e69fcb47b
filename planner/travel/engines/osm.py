"""An OpenStreetMap extract (.osm.pbf) into ways that a car can drive."""

import logging
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import numpy as np

from planner.files.extract import reading_extract
from planner.schema import BoolArray, FloatArray
from planner.travel.engines.network import IntArray
from planner.travel.engines.parts import Ways
from planner.travel.speeds import SpeedRules
from planner.units import MINUTES_PER_HOUR, SECONDS_PER_MINUTE

logger = logging.getLogger(__name__)

_KM_PER_MILE = 1.609344
_ACCESS = ("motorcar", "motor_vehicle", "vehicle", "access")  # the most specific tag decides
_DENIED = frozenset({"no", "private", "agricultural", "forestry"})
_FORWARD = frozenset({"yes", "true", "1"})
_BACKWARD = frozenset({"-1", "reverse"})
_RINGS = frozenset({"roundabout", "circular"})
_LIMIT = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d\d)|(\d+)")
_ISO = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?")


@dataclass
class _Roads:
    """What the first reading collects: one entry a way."""

    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)
    durations: list[float] = field(default_factory=list)
    directions: list[int] = field(default_factory=list)
    refs: list[list[int]] = field(default_factory=list)


def read_osm(path: Path, rules: SpeedRules) -> Ways:
    """Read the ways of the classes that have a speed, where a car may go.

    Left out: ways and ferries closed to cars (``access`` and its kin) and ways of other classes.
    Turn restrictions are not read.

    Raises
    ------
    DataError
        The file is damaged.
    OptionError
        The package that reads such files is not installed.
    """
    with reading_extract(path, where="travel.roads", instead="the roads as a line layer") as osmium:
        roads = _read_ways(osmium, path, rules)
        flat = np.array([ref for refs in roads.refs for ref in refs], dtype=np.int64)
        wanted, at = np.unique(flat, return_inverse=True)
        lon, lat, shut = _read_places(osmium, path, wanted, rules)
    return _joined(roads, at.ravel().astype(np.int64), (lon, lat, shut))


def _read_ways(osmium: ModuleType, path: Path, rules: SpeedRules) -> _Roads:
    roads = _Roads()
    left_out: Counter[str] = Counter()
    keys = osmium.filter.KeyFilter("highway", "route")
    for way in osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(keys):
        tags = dict(way.tags)
        kind = _class(tags)
        if kind not in rules.km_per_h or not _may_drive(tags):
            left_out[kind] += 1
            continue
        roads.ids.append(str(way.id))
        roads.names.append(tags.get("name") or tags.get("ref", ""))
        roads.classes.append(kind)
        roads.speeds.append(_speed(kind, tags, rules))
        roads.durations.append(_duration_min(tags) if kind == "ferry" else np.nan)
        roads.directions.append(_direction(kind, tags))
        roads.refs.append([node.ref for node in way.nodes])
    logger.info("%s: %d ways; left out by class: %s", path.name, len(roads.ids), dict(left_out))
    return roads


def _read_places(
    osmium: ModuleType, path: Path, wanted: IntArray, rules: SpeedRules
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return degrees of the nodes, NaN for one that the extract has cut off, and barriers."""
    lon, lat = np.full(len(wanted), np.nan), np.full(len(wanted), np.nan)
    shut = np.zeros(len(wanted), dtype=np.bool_)
    place = {int(one): position for position, one in enumerate(wanted)}
    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE)
    for node in nodes.with_filter(osmium.filter.IdFilter(place)):
        at = place[node.id]
        location = node.location
        if location.valid():
            lon[at], lat[at] = location.lon, location.lat
        tags = node.tags
        if len(tags) and "barrier" in tags:
            shut[at] = _stops(dict(tags), rules)
    return lon, lat, shut


def _joined(roads: _Roads, place: IntArray, at: tuple[FloatArray, FloatArray, BoolArray]) -> Ways:
    """Put ways and places together; a way is parted where the extract cut its nodes off."""
    lon, lat, shut = at
    count = np.array([len(refs) for refs in roads.refs], dtype=np.int64)
    seam = np.zeros(len(place), dtype=np.bool_)
    seam[(np.cumsum(count) - count)[count > 0]] = True
    there = np.isfinite(lon)[place]
    seam[1:] |= ~there[:-1]
    way = np.repeat(np.arange(len(count), dtype=np.int64), count)
    known = np.isfinite(lon)
    renumbered = np.cumsum(known) - 1
    return Ways(
        tuple(roads.ids), tuple(roads.names), tuple(roads.classes),
        np.array(roads.speeds), np.array(roads.durations),
        np.array(roads.directions, dtype=np.int64),
        way[there], renumbered[place[there]].astype(np.int64), seam[there],
        lon[known], lat[known], shut[known],
    )  # fmt: skip


def _class(tags: Mapping[str, str]) -> str:
    return "ferry" if tags.get("route") == "ferry" else tags.get("highway", "")


def _access(tags: Mapping[str, str]) -> str:
    return next((tags[key] for key in _ACCESS if key in tags), "")


def _may_drive(tags: Mapping[str, str]) -> bool:
    return _access(tags) not in _DENIED and tags.get("area") != "yes"


def _stops(tags: Mapping[str, str], rules: SpeedRules) -> bool:
    """Say whether a barrier stops a car: as tagged, else by its kind."""
    access = _access(tags)
    return access in _DENIED if access else tags["barrier"] in rules.shut_barriers


def _direction(kind: str, tags: Mapping[str, str]) -> int:
    """Return 1 for as drawn, -1 for against it, 0 for both; motorways and rings need no tag."""
    oneway = tags.get("oneway", "")
    if oneway in _BACKWARD:
        return -1
    implied = kind == "motorway" or tags.get("junction") in _RINGS
    return int(oneway in _FORWARD or (implied and oneway != "no"))


def _speed(kind: str, tags: Mapping[str, str], rules: SpeedRules) -> float:
    """Return the speed of the class, or the driven share of a signed limit."""
    found = _LIMIT.match(tags.get("maxspeed", ""))
    if found is None or float(found[1]) == 0:
        return rules.km_per_h[kind]
    limit = float(found[1]) * (_KM_PER_MILE if found[2] == "mph" else 1.0)
    return limit * rules.limit_share


def _duration_min(tags: Mapping[str, str]) -> float:
    """Return minutes for ``25``, ``0:25``, ``1:05:00`` or ``PT1H5M``; NaN for anything else."""
    text = tags.get("duration", "").strip()
    clock, iso = _CLOCK.fullmatch(text), _ISO.fullmatch(text)
    minutes = 0.0
    if clock and clock[4]:
        minutes = float(clock[4])
    elif clock and clock[1]:
        minutes = int(clock[1]) * MINUTES_PER_HOUR + int(clock[2])
        minutes += int(clock[3]) / SECONDS_PER_MINUTE
    elif clock:
        minutes = int(clock[2]) * MINUTES_PER_HOUR + int(clock[3])
    elif iso:
        minutes = int(iso[1] or 0) * MINUTES_PER_HOUR + int(iso[2] or 0)
    return minutes if minutes > 0 else np.nan
