"""OSRM, by the package osrm-bindings: an extract with its turns and where they are forbidden."""

import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from planner.schema import FloatArray, Text
from planner.travel.engines.doors import Rows
from planner.travel.engines.ground import Ground
from planner.travel.engines.osrm_files import Recipe, prepare
from planner.travel.engines.router import lacks
from planner.travel.engines.table import Table
from planner.units import METRES_PER_KM, MINUTES_PER_HOUR, SECONDS_PER_MINUTE

_CHUNK = 100  # origins a question


class OsrmRouter:
    """Travel by OSRM between the same doors; see `Router`."""

    note = Text("由OSRM计算,计入转弯时间与转向限制", "by OSRM, with turns and their restrictions")

    def __init__(
        self, ground: Ground, recipe: Recipe, *, access_speed_km_per_h: float, keep: Path | None
    ) -> None:
        """Make ready.

        Parameters
        ----------
        ground
            Where the doors stand on our network is what OSRM is asked for: by itself it would also
            take roads that lead nowhere. Doors that stand nowhere are not reached.
        recipe
            What OSRM's files are made of.
        access_speed_km_per_h
            On the straight way from a door to OSRM's road.
        keep
            Folder that keeps OSRM's files from run to run.

        Raises
        ------
        DataError
            OSRM makes nothing of the extract.
        OptionError
            The package is not installed.
        """
        self._osrm = _bindings()
        doors, network = ground.doors, ground.network
        self._plane, self._access_km = network.plane, doors.access_km[:, 0]
        self._on = doors.link[:, 0] >= 0
        shape = network.shape[np.where(self._on, doors.link[:, 0], 0)]
        at = shapely.line_interpolate_point(shape, doors.share[:, 0], normalized=True)
        lon, lat = network.plane.degrees(*shapely.get_coordinates(at).T)
        self._spots = list(zip(lon.tolist(), lat.tolist(), strict=True))
        self._access_km_per_h = access_speed_km_per_h
        home = Path(self._osrm.__file__).parent
        self.key = f"osrm-{version('osrm-bindings')}-{recipe.digest()}"
        # It reads its files into memory: without a folder to keep them they may go at once.
        with tempfile.TemporaryDirectory() as brief:
            base = prepare(home, recipe, (keep or Path(brief)) / self.key)
            self._engine = self._osrm.OSRM(
                algorithm="MLD", storage_config=str(base), use_shared_memory=False,
                max_locations_distance_table=-1,
            )  # fmt: skip

    def table(self, rows: Rows, columns: Rows) -> Table:
        """Return minutes and kilometres, shape (rows, columns); infinite where there is no way."""
        time_min, length_km = np.full((2, len(rows), len(columns)), np.inf)
        on_rows, on_columns = (np.flatnonzero(self._on[one]) for one in (rows, columns))
        for first in range(0, len(on_rows) if len(on_columns) else 0, _CHUNK):
            some = on_rows[first : first + _CHUNK]
            at = np.ix_(some, on_columns)
            time_min[at], length_km[at] = self._ask(rows[some], columns[on_columns])
        return time_min, length_km

    def courses(self) -> "OsrmRouter":
        """Begin to draw; each way is asked for by itself."""
        return self

    def between(self, origin: int, destination: int) -> FloatArray | None:
        """Return corners in metres, shape (n, 2), or None where there is no way."""
        if not self._on[[origin, destination]].all():
            return None
        asked = self._osrm.RouteParameters(
            coordinates=[self._spots[origin], self._spots[destination]],
            geometries="geojson",
            overview="full",
        )
        try:
            found = self._engine.Route(asked)
        except RuntimeError:  # by which it says that there is no way
            return None
        corners = np.array([[*one] for one in found["routes"][0]["geometry"]["coordinates"]])
        return np.column_stack(self._plane.metres(corners[:, 0], corners[:, 1]))

    def _ask(self, rows: Rows, columns: Rows) -> Table:
        many = len(rows)
        answer = self._engine.Table(
            self._osrm.TableParameters(
                coordinates=[self._spots[one] for one in (*rows, *columns)],
                sources=list(range(many)),
                destinations=list(range(many, many + len(columns))),
                annotations=["duration", "distance"],
            )
        )  # fmt: skip
        minutes = _numbers(answer["durations"]) / SECONDS_PER_MINUTE
        km = _numbers(answer["distances"]) / METRES_PER_KM
        # Its ways lead from road to road; the legs between doors and roads are gone as ours are.
        out_km, in_km = (
            np.array([one["distance"] for one in answer[side]]) / METRES_PER_KM
            + self._access_km[at]
            for side, at in (("sources", rows), ("destinations", columns))
        )
        access_km = out_km[:, None] + in_km
        return minutes + access_km / self._access_km_per_h * MINUTES_PER_HOUR, km + access_km


def _numbers(rows: Any) -> FloatArray:  # noqa: ANN401  an object of the package
    return np.array([[np.inf if one is None else one for one in row] for row in rows])


def _bindings() -> Any:  # noqa: ANN401  a module without types
    try:
        import osrm  # noqa: PLC0415  an extra, needed here alone
    except ImportError:
        raise lacks("osrm", "osrm-bindings") from None
    return osrm
