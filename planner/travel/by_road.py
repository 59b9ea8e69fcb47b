"""Travel along a road network, door to door."""

import hashlib
from collections.abc import Sequence
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString

from planner.errors import DataError, OptionError
from planner.schema import BoolArray, FloatArray, NearTravel, Text, Travel
from planner.travel.engines.bands import band_rows, spots_within
from planner.travel.engines.course import Courses
from planner.travel.engines.doors import open_doors
from planner.travel.engines.graph import make_graph
from planner.travel.engines.hierarchy import Hierarchy, contract
from planner.travel.engines.near import nearest_pairs, pairs_within
from planner.travel.engines.network import Network
from planner.travel.engines.search import Search
from planner.travel.engines.snap import Snapped
from planner.travel.engines.table import Table, search_table, sweep_table
from planner.travel.places import Places, Positions

_UNDRAWN_DEG = 1e-9  # 0.1 mm
_MANY = 200  # sources from which on a hierarchy pays: to build it takes as long as so many searches


class RoadTravel:
    """Travel along a road network, with a straight access leg at both ends."""

    def __init__(
        self,
        places: Places,
        network: Network,
        keep: BoolArray,
        snapped: Snapped,
        *,
        access_speed_km_per_h: float,
        basis: Text,
    ) -> None:
        self._places = places
        self._network = network
        self._keep = keep
        self._access_speed_km_per_h = access_speed_km_per_h
        self._basis = basis
        self._graph, self._number = make_graph(network, keep)
        self._doors = open_doors(
            network, self._number, snapped, access_speed_km_per_h=access_speed_km_per_h
        )

    @property
    def basis(self) -> str:
        """How travel is measured, in English."""
        return self._basis.en

    @property
    def basis_text(self) -> Text:
        """How travel is measured."""
        return self._basis

    @cached_property
    def _away(self) -> Search:
        return Search(self._graph, longest_min=self._doors.longest_min)

    @cached_property
    def _towards(self) -> Search:
        return Search(self._graph.turned(), longest_min=self._doors.turned().longest_min)

    @cached_property
    def _hierarchy(self) -> Hierarchy | None:
        return contract(self._graph)

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> Travel:
        """Return minutes and kilometres of the fastest way; NaN where there is none."""
        rows, columns = self._places.find(origins), self._places.find(destinations)
        time_min, distance_km = self._table(rows, columns)
        no_way, same = np.isinf(time_min), self._places.same(rows, columns)
        for matrix in (time_min, distance_km):
            matrix[no_way] = np.nan
            matrix[same] = 0.0
        return Travel(tuple(origins), tuple(destinations), time_min, distance_km, self.basis)

    def digest(self, origins: Sequence[str], destinations: Sequence[str]) -> str:
        """Return 24 hex digits of everything that `between` would depend on."""
        rows, columns = self._places.find(origins), self._places.find(destinations)
        told = hashlib.sha256("\n".join((*origins, "", *destinations)).encode())
        sides = (*self._graph[:-1], self._places.spot[rows], self._places.spot[columns])
        doors = (*self._doors.take(rows)[:-1], *self._doors.take(columns)[:-1])
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
        doors = self._doors.turned()
        if most is None:
            pairs = pairs_within(self._towards, doors, columns, rows, within_min)
        else:
            sites, customers = doors.take(columns), doors.take(rows)
            pairs = nearest_pairs(self._towards, sites, customers, most, within_min)
        return NearTravel(tuple(origins), tuple(destinations), *pairs, self.basis)

    def lines(self, legs: Sequence[tuple[str, str]]) -> list[LineString]:
        """Return the way of each leg along the road, with its straight access legs.

        Raises
        ------
        DataError
            A leg has no way.
        """
        courses = Courses(self._network, self._number, self._away, self._doors)
        ends = [self._places.find(leg) for leg in legs]
        drawn: dict[int, LineString] = {}
        # Legs that leave from one point follow one another, and share a search.
        for at in sorted(range(len(ends)), key=lambda leg: int(ends[leg][0])):
            drawn[at] = self._line(courses, int(ends[at][0]), int(ends[at][1]))
        return [drawn[at] for at in range(len(ends))]

    def roads(self) -> gpd.GeoDataFrame:
        """Return the links that are open, with id, name and class."""
        network = self._network
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
        doors = self._doors.turned().take(self._places.find(outlets))
        spots = spots_within(
            self._network, self._keep, self._number, self._towards, doors, limits[-1]
        )
        rows = [] if spots is None else band_rows(spots, limits, self._access_speed_km_per_h)
        frame = gpd.GeoDataFrame(
            rows, columns=["outlet_id", "from_min", "to_min", "geometry"], geometry="geometry"
        )
        frame["outlet_id"] = [outlets[one] for one in frame["outlet_id"]]
        frame.geometry = shapely.transform(frame.geometry.to_numpy(), self._in_degrees)
        return frame.set_crs("EPSG:4326")

    def _table(self, rows: Positions, columns: Positions) -> Table:
        """Return minutes and kilometres; infinite where there is no way."""
        # From the smaller side: 500 sites need 500 searches, not one for each customer.
        if len(rows) > len(columns):
            turned = self._doors.turned()
            sources, targets = turned.take(columns), turned.take(rows)
        else:
            sources, targets = self._doors.take(rows), self._doors.take(columns)
        away = sources.sense > 0
        hierarchy = self._hierarchy if len(sources.link) >= _MANY else None
        if hierarchy is None:
            table = search_table(self._away if away else self._towards, sources, targets)
        else:
            table = sweep_table(hierarchy if away else hierarchy.turned(), sources, targets)
        if away:
            return table
        return np.ascontiguousarray(table[0].T), np.ascontiguousarray(table[1].T)

    def _in_degrees(self, at_m: FloatArray) -> FloatArray:
        return np.column_stack(self._network.plane.degrees(at_m[:, 0], at_m[:, 1]))

    def _line(self, courses: Courses, origin: int, destination: int) -> LineString:
        places = self._places
        ends = np.column_stack([places.lon, places.lat])[[origin, destination]]
        if places.spot[origin] == places.spot[destination]:
            return LineString(ends)
        along = courses.between(origin, destination)
        if along is None:
            lost = [places.ids[one] for one in (origin, destination) if self._doors.link[one] < 0]
            raise DataError(
                f"no road leads to {', '.join(lost)}",
                mend="leave the point out, or complete the road file",
            )
        line = np.vstack([ends[:1], self._in_degrees(along), ends[1:]])
        moved = np.ones(len(line), dtype=np.bool_)
        moved[1:] = (np.abs(np.diff(line, axis=0)) > _UNDRAWN_DEG).any(axis=1)
        return LineString(line[moved])
