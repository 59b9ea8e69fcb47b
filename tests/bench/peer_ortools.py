"""A peer: one day of a published instance routed by OR-Tools, guided local search."""

import time

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from periodic_files import Instance

SCALE = 1_000
NO_LIMIT = 10**9
_WALL_TO_CPU = 50
"""OR-Tools knows a clock on the wall alone: it is set far out, and CPU seconds end the search."""


def route(
    instance: Instance, slot: int, members: list[int], seconds: float, seed: int
) -> list[list[int]] | None:
    """Return the tours of one day, or nothing where none were found; OR-Tools takes no seed."""
    del seed
    places = [slot // instance.days, *members]
    manager = pywrapcp.RoutingIndexManager(len(places), instance.vehicles, 0)
    routing = pywrapcp.RoutingModel(manager)
    _add_rules(instance, slot, places, manager, routing)
    until = time.process_time() + seconds
    routing.AddSearchMonitor(routing.solver().CustomLimit(lambda: time.process_time() >= until))
    found = routing.SolveWithParameters(_parameters(seconds))
    if found is None:
        return None
    tours = []
    for vehicle in range(instance.vehicles):
        stops, at = [], found.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(at):
            stops.append(places[manager.IndexToNode(at)])
            at = found.Value(routing.NextVar(at))
        if stops:
            tours.append(stops)
    return tours


def _parameters(seconds: float) -> object:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.AUTOMATIC
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.time_limit.FromMilliseconds(int(seconds * _WALL_TO_CPU * 1_000))
    return parameters


def _add_rules(
    instance: Instance, slot: int, places: list[int], manager: object, routing: object
) -> None:
    """Add ways, load, and minutes with windows; rounded up, so that no bound is broken."""
    ways = np.ceil(instance.lengths[np.ix_(places, places)] * SCALE).astype(np.int64)
    np.fill_diagonal(ways, 0)
    service = np.round(instance.service[places] * SCALE).astype(np.int64)
    demand = instance.demand[places].astype(np.int64).tolist()
    limit, capacity = instance.limits[slot]
    way = routing.RegisterTransitMatrix(ways.tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(way)
    load = routing.RegisterUnaryTransitVector(demand)
    routing.AddDimension(load, 0, int(capacity or NO_LIMIT), True, "load")
    clock = routing.RegisterTransitMatrix((ways + service[:, None]).tolist())
    timed = instance.windows is not None
    most = int(instance.windows[places[0], 1] if timed else limit or NO_LIMIT) * SCALE
    routing.AddDimension(clock, most if timed else 0, most, not timed, "clock")
    if timed:
        clocks = routing.GetDimensionOrDie("clock")
        for node, i in enumerate(places[1:], start=1):
            opens, closes = (instance.windows[i] * SCALE).astype(np.int64).tolist()
            clocks.CumulVar(manager.NodeToIndex(node)).SetRange(opens, closes)
