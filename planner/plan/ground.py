"""What lies under a plan on the map: land, hills, districts, roads; each only where it is given."""

from pathlib import Path

from planner.files import read_features
from planner.plan.page import Ground
from planner.scenario import Scenario
from planner.schema import Layer, Role, Text, TravelSource


def read_ground(scenario: Scenario, travel: TravelSource) -> Ground:
    """Read the map's background files; roads are those that travel goes by.

    Raises
    ------
    DataError
        A file that the scenario names cannot be used.
    """
    report = scenario.report
    layers = [
        _areas(report.neighbours, "land", Text("市域以外", "Outside the area"), "beyond"),
        _areas(report.land, "land", Text("陆地", "Land"), "land"),
        _areas(report.hills, "land", Text("山体公园", "Hills and parks"), "hills"),
        _areas(report.districts, "districts", Text("行政区", "Districts"), "district"),
        _roads(travel),
    ]
    return Ground(tuple(layer for layer in layers if layer is not None))


def _areas(path: Path | None, role: Role, title: Text, kind: str) -> Layer | None:
    if path is None:
        return None
    return Layer(role, title, read_features(path).assign(kind=kind))


def _roads(travel: TravelSource) -> Layer | None:
    rows = travel.roads()
    return None if rows.empty else Layer("roads", Text("道路", "Roads"), rows)
