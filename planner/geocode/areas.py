"""The polygons of districts: the service area, and which district a point lies in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geo import LocalPlane
from planner.geocode.spot import Spot
from planner.schema import BoolArray, FloatArray, GeoLevel


@dataclass(frozen=True, eq=False)
class Districts:
    """Polygons on the plane by district code; together their land is the service area.

    Without any polygon nobody can say what the service area is: then every point is in it.
    """

    shapes: Mapping[str, BaseGeometry]
    names: Mapping[str, str]

    @classmethod
    def build(cls, areas: gpd.GeoDataFrame | None, plane: LocalPlane) -> "Districts":
        """Make districts of the polygons; parts of one code are one district."""
        shapes: dict[str, list[BaseGeometry]] = {}
        names: dict[str, str] = {}
        if areas is not None:
            for code, name, shape in zip(
                areas["district_code"].astype(str), areas["name"].astype(str), areas.geometry,
                strict=True,
            ):  # fmt: skip
                shapes.setdefault(code, []).append(shapely.make_valid(plane.flatten(shape)))
                names[code] = name
        return cls({code: shapely.union_all(parts) for code, parts in shapes.items()}, names)

    @cached_property
    def land(self) -> BaseGeometry:
        """The service area on the plane."""
        area = shapely.union_all(list(self.shapes.values()))
        shapely.prepare(area)
        return area

    def on_land(self, x_m: FloatArray, y_m: FloatArray, *, within_m: float) -> BoolArray:
        """Say which points lie on the service area's land or at most this far off it."""
        # The plane has no place for the far side of the earth: points there come out infinite.
        near = np.isfinite(x_m) & np.isfinite(y_m)
        if self.shapes:
            points = shapely.points(x_m[near], y_m[near])
            near[near] = shapely.dwithin(self.land, points, within_m)
        return near

    def code_at(self, x_m: FloatArray, y_m: FloatArray) -> npt.NDArray[np.object_]:
        """Return the district of each point: the one that holds it, else the nearest."""
        codes = np.array(list(self.shapes), dtype=object)
        points = shapely.points(x_m, y_m)
        distance = np.array([shapely.distance(self.shapes[code], points) for code in codes])
        return codes[distance.argmin(axis=0)]

    def distance_m(self, code: str, x_m: FloatArray, y_m: FloatArray) -> FloatArray:
        """Return how far each point lies outside a district, 0 inside."""
        return np.asarray(shapely.distance(self.shapes[code], shapely.points(x_m, y_m)))

    def spot(self, code: str, level: GeoLevel = "district") -> Spot:
        """Return a point in the middle of a district; its error reaches the farthest border."""
        shape = self.shapes[code]
        middle = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
        reach = float(shapely.hausdorff_distance(middle, shape.boundary))
        return Spot(level, middle.x, middle.y, reach, self.names[code])
