"""Tours for satellite navigation: stops as way points, the way as one track."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from planner.files.writing import write_text
from planner.render.plain import allowed
from planner.schema import FloatArray

_CREATOR = "planner"
_HEAD_BYTES = 1024
"""Room for the root element of a GPX file, which names its creator."""


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A place to stop at: WGS-84 degrees, when, what it is called and what is to be done."""

    lon: float
    lat: float
    at: dt.datetime
    name: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Track:
    """One tour: its name, what is to be known of it, its stops, and the way.

    `lon_lat` has WGS-84 degrees, shape (points, 2).
    """

    name: str
    text: str
    stops: Sequence[Waypoint]
    lon_lat: FloatArray


def is_own_gpx(path: Path) -> bool:
    """Say whether a file is a tour as `write_gpx` writes it, and not somebody else's."""
    with path.open("rb") as file:
        return f'creator="{_CREATOR}"'.encode() in file.read(_HEAD_BYTES)


def write_gpx(path: str | Path, track: Track) -> Path:
    """Write a tour as GPX 1.1, whole or not at all; the same tour gives the same bytes.

    Raises
    ------
    PlannerError
        The file cannot be written.

    References
    ----------
    GPX 1.1 schema, https://www.topografix.com/GPX/1/1/ (degrees are WGS-84, times UTC).
    """
    from gpxpy.gpx import (  # noqa: PLC0415  only a save needs it
        GPX,
        GPXTrack,
        GPXTrackPoint,
        GPXTrackSegment,
        GPXWaypoint,
    )

    gpx = GPX()
    gpx.creator = _CREATOR
    gpx.name, gpx.description = allowed(track.name), allowed(track.text)
    for one in track.stops:
        gpx.waypoints.append(
            GPXWaypoint(
                round(one.lat, 6), round(one.lon, 6), time=one.at.astimezone(dt.UTC),
                name=allowed(one.name), description=allowed(one.text), type=allowed(one.kind),
            )
        )  # fmt: skip
    way = GPXTrack(name=allowed(track.name), description=allowed(track.text))
    points = np.round(track.lon_lat, 6).tolist()
    way.segments.append(GPXTrackSegment([GPXTrackPoint(lat, lon) for lon, lat in points]))
    gpx.tracks.append(way)
    return write_text(path, gpx.to_xml("1.1"))
