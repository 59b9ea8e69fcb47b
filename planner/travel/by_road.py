"""Travel along a road network, door to door."""

import hashlib
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString

from planner.errors import DataError, OptionError
from planner.schema import FloatArray, NearTravel, Text, Travel
from planner.travel.engines.bands import band_rows, spots_within
from planner.travel.engines.ground import Ground
from planner.travel.engines.near import nearest_pairs
from planner.travel.engines.own import OwnRouter
from planner.travel.engines.router import Courses, Router
from planner.travel.places import Places

_UNDRAWN_DEG = 1e-9  # 0.1 mm


class RoadTravel:
    """Travel along a road network, with a straight access leg at both ends."""

    def __init__(
        self, places: Places, ground: Ground, *, own: OwnRouter, router: Router,
        access_speed_km_per_h: float, basis: Text,
    ) -> None:  # fmt: skip
        """Measure by `router`; near places and bands are always those of our own searches."""
        self._places = places
        self._ground = ground
        self._own, self._router = own, router
        self._access_speed_km_per_h = access_speed_km_per_h
        self._basis = basis

    @property
    def basis(self) -> str:
        """How travel is measured, in English."""
        return self._basis.en

    @property
    def basis_text(self) -> Text:
        """How travel is measured."""
        return self._basis

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> Travel:
        """Return minutes and kilometres of the fastest way; NaN where there is none."""
        rows, columns = self._places.find(origins), self._places.find(destinations)
        time_min, distance_km = self._router.table(rows, columns)
        no_way, same = np.isinf(time_min), self._places.same(rows, columns)
        for matrix in (time_min, distance_km):
            matrix[no_way] = np.nan
            matrix[same] = 0.0
        return Travel(tuple(origins), tuple(destinations), time_min, distance_km, self.basis)

    def digest(self, origins: Sequence[str], destinations: Sequence[str]) -> str:
        """Return 24 hex digits of everything that `between` would depend on."""
        rows, columns = self._places.find(origins), self._places.find(destinations)
        told = hashlib.sha256("\n".join((self._router.key, *origins, "", *destinations)).encode())
        sides = (*self._ground.graph[:-1], self._places.spot[rows], self._places.spot[columns])
        taken = self._ground.doors.take(rows), self._ground.doors.take(columns)
        doors = (*taken[0][:-1], *taken[1][:-1])
        for array in (*sides, *doors):
            told.update(np.ascontiguousarray(array).tobytes())
        return told.hexdigest()[:24]

    def near(
        self, origins: Sequence[str], destinations: Sequence[str], *,
        within_min: float = np.inf, most: int | None = None,
    ) -> NearTravel:  # fmt: skip
        """Return minutes and kilometres to near destinations alone.

        Parameters
        ----------
        origins
            Ids, of up to millions of customers.
        destinations
            Ids, of thousands of sites.
        within_min
            Destinations farther than this are left out.
        most
            So many destinations an origin, the nearest ones; all of them when None.
        """
        rows, columns = self._places.find(origins), self._places.find(destinations)
        if most is None:
            pairs = self._own.within(columns, rows, within_min)
        else:
            doors = self._ground.doors.turned()
            sites, customers = doors.take(columns), doors.take(rows)
            pairs = nearest_pairs(self._own.towards, sites, customers, most, within_min)
        return NearTravel(tuple(origins), tuple(destinations), *pairs, self.basis)

    def lines(self, legs: Sequence[tuple[str, str]]) -> list[LineString]:
        """Return the way of each leg along the road, with its straight access legs.

        Raises
        ------
        DataError
            A leg has no way.
        """
        courses = self._router.courses()
        ends = [self._places.find(leg) for leg in legs]
        drawn: dict[int, LineString] = {}
        # Legs that leave from one point follow one another, and share a search.
        for at in sorted(range(len(ends)), key=lambda leg: int(ends[leg][0])):
            drawn[at] = self._line(courses, int(ends[at][0]), int(ends[at][1]))
        return [drawn[at] for at in range(len(ends))]

    def roads(self) -> gpd.GeoDataFrame:
        """Return the links that are open, with id, name and class."""
        network = self._ground.network
        words = {
            "link_id": network.link_ids, "name": network.names, "facility_type": network.classes
        }  # fmt: skip
        shape = shapely.transform(network.shape, self._in_degrees)
        return gpd.GeoDataFrame(words, geometry=shape, crs="EPSG:4326")

    def bands(self, outlets: Sequence[str], limits_min: Sequence[float]) -> gpd.GeoDataFrame:
        """Return the areas within so many minutes of the nearest outlet, as the roads lie.

        Parameters
        ----------
        outlets
            Ids; journeys lead to them.
        limits_min
            Ascending, above 0: ``(10, 20)`` gives 0 to 10 and 10 to 20 minutes.

        Returns
        -------
        bands
            Columns ``outlet_id``, ``from_min``, ``to_min`` and ``geometry`` (WGS-84). Rows never
            overlap: a place belongs to the outlet nearest by road, and to one band. They are for
            drawing; who is served within a limit is counted from `between`.

        Raises
        ------
        OptionError
            Limits do not ascend from above 0.
        """
        limits = np.array([0.0, *limits_min])
        if len(limits) == 1 or not (np.diff(limits) > 0).all():
            raise OptionError(
                f"limits of bands do not ascend: {', '.join(f'{one:g}' for one in limits_min)}",
                where="limits_min", mend="give minutes such as 10, 20, 30",
            )  # fmt: skip
        ground = self._ground
        doors = ground.doors.turned().take(self._places.find(outlets))
        spots = spots_within(
            ground.network, ground.keep, ground.number, self._own.towards, doors, limits[-1]
        )
        rows = [] if spots is None else band_rows(spots, limits, self._access_speed_km_per_h)
        frame = gpd.GeoDataFrame(
            rows, columns=["outlet_id", "from_min", "to_min", "geometry"], geometry="geometry"
        )
        frame["outlet_id"] = [outlets[one] for one in frame["outlet_id"]]
        frame.geometry = shapely.transform(frame.geometry.to_numpy(), self._in_degrees)
        return frame.set_crs("EPSG:4326")

    def _in_degrees(self, at_m: FloatArray) -> FloatArray:
        return np.column_stack(self._ground.network.plane.degrees(at_m[:, 0], at_m[:, 1]))

    def _line(self, courses: Courses, origin: int, destination: int) -> LineString:
        places = self._places
        ends = np.column_stack([places.lon, places.lat])[[origin, destination]]
        if places.spot[origin] == places.spot[destination]:
            return LineString(ends)
        along = courses.between(origin, destination)
        if along is None:
            lost = [
                places.ids[one]
                for one in (origin, destination)
                if self._ground.doors.link[one, 0] < 0
            ]
            raise DataError(
                f"no road leads to {', '.join(lost)}",
                mend="leave the point out, or complete the road file",
            )
        line = np.vstack([ends[:1], self._in_degrees(along), ends[1:]])
        moved = np.ones(len(line), dtype=np.bool_)
        moved[1:] = (np.abs(np.diff(line, axis=0)) > _UNDRAWN_DEG).any(axis=1)
        return LineString(line[moved])
