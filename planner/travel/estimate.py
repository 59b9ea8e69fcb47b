"""Travel estimated where there is no road file."""

from collections.abc import Sequence

import numpy as np

from planner.errors import OptionError
from planner.geo import geodesic_km
from planner.schema import Text, Travel
from planner.travel.detours import Detours, read_detours
from planner.travel.options import TravelOptions
from planner.travel.places import Places
from planner.travel.roadless import Roadless
from planner.travel.water import Water, go_round, read_water
from planner.units import MINUTES_PER_HOUR


def open_estimate(places: Places, options: TravelOptions) -> "GeodesicTravel":
    """Open the estimate that the options describe.

    Raises
    ------
    DataError
        A layer of water or crossings cannot be used.
    OptionError
        Crossings are named without water, or speeds by hour without roads.
    """
    useless = [name for name in ("pace", "at_hour") if getattr(options, name) is not None]
    if options.crossings and not options.water:
        useless.append("crossings")
    if useless:
        needs = "travel.water" if useless == ["crossings"] else "a road file"
        raise OptionError(
            f"travel.{useless[0]} would not be used without {needs}",
            where="travel", mend=f"name {needs}, or leave it out",
        )  # fmt: skip
    if (options.detours is None) != (options.districts is None):
        missing = "districts" if options.districts is None else "detours"
        raise OptionError(
            f"detours by district need two files, and travel.{missing} is not set",
            where="travel", mend=f"set travel.{missing}, or leave both out",
        )  # fmt: skip
    water = None if options.water is None else read_water(options.water, options.crossings)
    detours = None
    if options.detours is not None and options.districts is not None:
        detours = read_detours(options.detours, options.districts, places)
    return GeodesicTravel(
        places, detour_ratio=options.detour_ratio, speed_km_per_h=options.speed_km_per_h,
        water=water, detours=detours,
    )  # fmt: skip


class GeodesicTravel(Roadless):
    """Travel estimated from the straight line; of rivers and bays it sees those it is given."""

    def __init__(
        self, places: Places, *, detour_ratio: float, speed_km_per_h: float,
        water: Water | None = None, detours: Detours | None = None,
    ) -> None:  # fmt: skip
        super().__init__(places)
        self._water = water
        self._detours = detours
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
        seen = Text("不识别海湾与河流", "bays and rivers are not seen")
        if self._water is not None:
            seen = Text("不穿越给定水域", "declared water is crossed by declared crossings alone")
        told = Text(
            f"估算:直线距离×{ratio:g},时速{speed:g}公里;{seen.zh},"
            "单程时间误差中位约9-23%,二十分之一的行程超过35-60%",
            f"estimate: straight line x {ratio:g} at {speed:g} km/h; {seen.en}; "
            "single journeys are off by 9-23 % in the middle, one in twenty by over 35-60 %",
        )
        if self._detours is None:
            return told
        by_pair = self._detours.words()
        return Text(f"{told.zh};{by_pair.zh}", f"{told.en}; {by_pair.en}")

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> Travel:
        """Return estimated minutes and kilometres."""
        rows, columns = self._places.find(origins), self._places.find(destinations)
        lon, lat = self._places.lon, self._places.lat
        straight_km = geodesic_km(
            lon[rows][:, None], lat[rows][:, None], lon[columns][None, :], lat[columns][None, :]
        )
        round_km = straight_km
        if self._water is not None:
            ends = np.column_stack([lon, lat]).astype(np.float64)
            round_km = go_round(straight_km, ends[rows], ends[columns], self._water)
        distance_km = round_km * self._detour_ratio
        speed = np.full(distance_km.shape, self._speed_km_per_h)
        if self._detours is not None:
            ratio, measured, listed = self._detours.of(rows, columns)
            # What was measured on roads has gone round the water already.
            listed &= np.isfinite(round_km)
            distance_km = np.where(listed, straight_km * ratio, distance_km)
            speed = np.where(listed, measured, speed)
        time_min = distance_km / speed * MINUTES_PER_HOUR
        return Travel(tuple(origins), tuple(destinations), time_min, distance_km, self.basis)
