"""A technician's part of the plan: the visits on which he goes along, by his own ways."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from planner.visits.handouts.rounds import off_for, stops_of

if TYPE_CHECKING:
    from planner.visits.result import VisitPlan

_OWN = ["tour_id", "stop", "drive_min", "drive_km"]


@dataclass(frozen=True, eq=False)
class Company:
    """What one technician has to do, as far as his calendar tells it.

    `stops` and `cancelled` are as those of a manager's round, with the technician's own tour, place
    in it and way there.
    """

    person_id: str
    person_name: str
    stops: gpd.GeoDataFrame
    cancelled: gpd.GeoDataFrame


def companies(plan: "VisitPlan") -> list[Company]:
    """Return the technicians' parts, in the order of their list; some may have nothing to do."""
    own = plan.team_stops.set_index("visit_id")[_OWN]
    along = plan.visits[plan.visits["second_id"] != ""]
    along = along.drop(columns=_OWN).merge(own, left_on="visit_id", right_index=True, how="inner")
    stops, off = stops_of(plan, along), stops_of(plan, off_for(plan, "second_id"))

    def mine(rows: gpd.GeoDataFrame, technician_id: str) -> gpd.GeoDataFrame:
        kept = rows[(rows["second_id"] == technician_id).to_numpy()]
        return gpd.GeoDataFrame(kept.reset_index(drop=True))

    team: pd.DataFrame = plan.case.diary.technicians
    return [
        Company(str(one), str(name), mine(stops, one), mine(off, one))
        for one, name in zip(team["technician_id"], team["technician_name"], strict=True)
    ]
