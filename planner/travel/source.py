"""The two sources of travel: roads, and an estimate where there is no road file."""

from collections.abc import Sequence
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString

from planner.errors import DataError
from planner.geo import geodesic_km
from planner.schema import FloatArray, Text, Travel
from planner.travel.engines.network import IntArray, Network
from planner.travel.engines.snap import Snapped
from planner.travel.engines.split import Graph
from planner.travel.engines.ways import Trees
from planner.units import MINUTES_PER_HOUR

type Positions = npt.NDArray[np.intp]

_GRID = 120
"""Points along each side of the grid on which an estimate is told."""
_ROAD_COLUMNS = ("link_id", "name", "facility_type")


class Places:
    """Known points by id: positions, degrees, and which of them are one and the same spot."""

    def __init__(self, points: gpd.GeoDataFrame) -> None:
        self.ids = tuple(points["id"].astype(str))
        self.lon = points.geometry.x.to_numpy(np.float64)
        self.lat = points.geometry.y.to_numpy(np.float64)
        self._at = {one: position for position, one in enumerate(self.ids)}
        _, spot = np.unique(np.column_stack([self.lon, self.lat]), axis=0, return_inverse=True)
        self.spot = spot.ravel()

    def find(self, wanted: Sequence[str]) -> Positions:
        """Return positions of ids.

        Raises
        ------
        DataError
            An id is unknown.
        """
        unknown = [one for one in wanted if one not in self._at]
        if unknown:
            raise DataError(
                f"travel knows no point {', '.join(unknown[:5])}"
                + (f" nor {len(unknown) - 5} others" if len(unknown) > 5 else ""),  # noqa: PLR2004
                mend="open travel with all customers, outlets and candidates",
            )
        return np.array([self._at[one] for one in wanted], dtype=np.intp)

    def same(self, rows: Positions, columns: Positions) -> npt.NDArray[np.bool_]:
        """Say which pairs are one spot: from a door to itself there is no way to go."""
        return np.asarray(self.spot[rows][:, None] == self.spot[columns][None, :])


class GeodesicTravel:
    """Travel estimated from the straight line; sees neither rivers nor bays."""

    def __init__(self, places: Places, *, detour_ratio: float, speed_km_per_h: float) -> None:
        self._places = places
        self._detour_ratio = detour_ratio
        self._speed_km_per_h = speed_km_per_h

    @property
    def basis(self) -> str:
        """How travel is measured, in English."""
        return self.basis_text.en

    @property
    def basis_text(self) -> Text:
        """How travel is measured, with its error as measured on eight road networks."""
        ratio, speed = self._detour_ratio, self._speed_km_per_h
        return Text(
            f"估算:直线距离×{ratio:g},时速{speed:g}公里;不识别海湾与河流,"
            "单程时间误差中位约9-23%,二十分之一的行程超过35-60%",
            f"estimate: straight line x {ratio:g} at {speed:g} km/h; bays and rivers are not seen; "
            "single journeys are off by 9-23 % in the middle, one in twenty by over 35-60 %",
        )

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> Travel:
        """Return estimated minutes and kilometres."""
        rows, columns = self._places.find(origins), self._places.find(destinations)
        lon, lat = self._places.lon, self._places.lat
        straight_km = geodesic_km(
            lon[rows][:, None], lat[rows][:, None], lon[columns][None, :], lat[columns][None, :]
        )
        distance_km = straight_km * self._detour_ratio
        time_min = distance_km / self._speed_km_per_h * MINUTES_PER_HOUR
        return Travel(tuple(origins), tuple(destinations), time_min, distance_km, self.basis)

    def lines(self, legs: Sequence[tuple[str, str]]) -> list[LineString]:
        """Return straight lines: there is no road to follow."""
        lon, lat = self._places.lon, self._places.lat
        ends = [self._places.find(leg) for leg in legs]
        return [LineString(np.column_stack([lon[pair], lat[pair]])) for pair in ends]

    def around(self, destinations: Sequence[str]) -> gpd.GeoDataFrame:
        """Return a grid of points over the known ones, with minutes to the nearest destination."""
        lon, lat = (
            np.linspace(one.min(), one.max(), _GRID) for one in (self._places.lon, self._places.lat)
        )
        x, y = (one.ravel() for one in np.meshgrid(lon, lat))
        ends = self._places.find(destinations)
        straight_km = geodesic_km(
            x[:, None], y[:, None], self._places.lon[ends][None, :], self._places.lat[ends][None, :]
        ).min(axis=1, initial=np.inf)
        time_min = straight_km * self._detour_ratio / self._speed_km_per_h * MINUTES_PER_HOUR
        return _timed(x, y, time_min)

    def roads(self) -> gpd.GeoDataFrame:
        """Return no rows: there is no road file."""
        return gpd.GeoDataFrame(columns=list(_ROAD_COLUMNS), geometry=[], crs="EPSG:4326")


class RoadTravel:
    """Travel along a road network, with a straight access leg at both ends."""

    def __init__(
        self,
        places: Places,
        network: Network,
        graph: Graph,
        node: IntArray,
        snapped: Snapped,
        *,
        access_speed_km_per_h: float,
        basis: Text,
    ) -> None:
        self._places = places
        self._network = network
        self._node = node
        self._snapped = snapped
        self._access_speed_km_per_h = access_speed_km_per_h
        self._basis = basis
        self._away = Trees(graph)

    @property
    def basis(self) -> str:
        """How travel is measured, in English."""
        return self._basis.en

    @property
    def basis_text(self) -> Text:
        """How travel is measured."""
        return self._basis

    @cached_property
    def _towards(self) -> Trees:
        return Trees(self._away.graph.reversed())

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> Travel:
        """Return minutes and kilometres of the fastest way; NaN where there is none."""
        rows, columns = self._places.find(origins), self._places.find(destinations)
        # A point without a node borrows node 0; its pairs are struck out below.
        sources, source_of = np.unique(np.maximum(self._node[rows], 0), return_inverse=True)
        targets, target_of = np.unique(np.maximum(self._node[columns], 0), return_inverse=True)
        # Trees grow from the smaller side: 500 sites need 500 trees, not one for each customer.
        if len(sources) <= len(targets):
            time_min, distance_km = self._away.table(sources, targets)
        else:
            back = self._towards.table(targets, sources)
            time_min, distance_km = back[0].T, back[1].T
        spread = np.ix_(source_of.ravel(), target_of.ravel())
        access_km = self._snapped.off_km[rows][:, None] + self._snapped.off_km[columns][None, :]
        access_min = access_km / self._access_speed_km_per_h * MINUTES_PER_HOUR
        time_min, distance_km = time_min[spread] + access_min, distance_km[spread] + access_km
        no_way = ~np.isfinite(time_min)
        no_way |= (self._node[rows] < 0)[:, None] | (self._node[columns] < 0)[None, :]
        same = self._places.same(rows, columns)
        for matrix in (time_min, distance_km):
            matrix[no_way] = np.nan
            matrix[same] = 0.0
        return Travel(tuple(origins), tuple(destinations), time_min, distance_km, self.basis)

    def lines(self, legs: Sequence[tuple[str, str]]) -> list[LineString]:
        """Return the way of each leg along the road, with its straight access legs.

        Raises
        ------
        DataError
            A leg has no way.
        """
        return [self._line(*self._places.find(leg)) for leg in legs]

    def around(self, destinations: Sequence[str]) -> gpd.GeoDataFrame:
        """Return the nodes of the network, with minutes from there to the nearest destination.

        A destination to which no road leads counts for none.
        """
        graph = self._away.graph
        ends = self._places.find(destinations)
        ends = ends[self._node[ends] >= 0]
        time_min, _ = self._towards.table(self._node[ends], np.arange(graph.size))
        time_min += (
            self._snapped.off_km[ends][:, None] / self._access_speed_km_per_h * (MINUTES_PER_HOUR)
        )
        used, first = np.unique(graph.tail, return_index=True)
        at_m = shapely.get_coordinates(
            shapely.line_interpolate_point(
                self._network.shape[graph.link[first]], graph.begin[first], normalized=True
            )
        )
        lon, lat = self._in_degrees(at_m).T
        return _timed(lon, lat, time_min[:, used].min(axis=0, initial=np.inf))

    def roads(self) -> gpd.GeoDataFrame:
        """Return the links that are open, with id, name and class."""
        network = self._network
        words = (network.link_ids, network.names, network.classes)
        return gpd.GeoDataFrame(
            dict(zip(_ROAD_COLUMNS, words, strict=True)),
            geometry=shapely.transform(network.shape, self._in_degrees),
            crs="EPSG:4326",
        )

    def _in_degrees(self, at_m: FloatArray) -> FloatArray:
        return np.column_stack(self._network.plane.degrees(at_m[:, 0], at_m[:, 1]))

    def _line(self, origin: int, destination: int) -> LineString:
        places = self._places
        ends = np.column_stack([places.lon, places.lat])[[origin, destination]]
        if places.spot[origin] == places.spot[destination]:
            return LineString(ends)
        source, target = int(self._node[origin]), int(self._node[destination])
        if source < 0 or target < 0:
            lost = places.ids[origin if source < 0 else destination]
            raise DataError(
                f"no road leads to {lost}", mend="leave the point out, or complete the road file"
            )
        along = self._along(source, target, origin)
        line = np.vstack([ends[:1], self._in_degrees(along), ends[1:]])
        moved = np.ones(len(line), dtype=np.bool_)
        moved[1:] = (np.abs(np.diff(line, axis=0)) > 1e-9).any(axis=1)  # noqa: PLR2004  0.1 mm
        return LineString(line[moved])

    def _along(self, source: int, target: int, origin: int) -> FloatArray:
        """Return the corners of the way in metres, from where the origin meets the road."""
        graph, shape = self._away.graph, self._network.shape
        arcs = self._away.path(source, target)
        if not len(arcs):
            link, share = self._snapped.link[origin], self._snapped.fraction[origin]
            return shapely.get_coordinates(
                shapely.line_interpolate_point(shape[link], share, normalized=True)
            )
        ways = [
            _part(shape[graph.link[arc]], float(graph.begin[arc]), float(graph.end[arc]))
            for arc in arcs
        ]
        return np.vstack(ways)


def _timed(lon: FloatArray, lat: FloatArray, time_min: FloatArray) -> gpd.GeoDataFrame:
    """Return points with minutes; NaN where there is no way."""
    known = np.where(np.isfinite(time_min), time_min, np.nan)
    return gpd.GeoDataFrame(
        {"time_min": known}, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326"
    )


def _part(shape: LineString, begin: float, end: float) -> FloatArray:
    """Return the corners of a line between two shares of its length, in the direction asked."""
    corners = shapely.get_coordinates(shape)
    if {begin, end} != {0.0, 1.0}:
        low, high = sorted((begin, end))
        at = np.hypot(*np.diff(corners, axis=0).T)
        share = np.concatenate([[0.0], np.cumsum(at)]) / max(float(at.sum()), 1e-9)
        cut = shapely.line_interpolate_point(shape, [low, high], normalized=True)
        inside = corners[(share > low) & (share < high)]
        first, last = shapely.get_coordinates(cut)
        corners = np.vstack([first, inside, last])
    return corners if end >= begin else corners[::-1]
