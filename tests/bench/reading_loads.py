"""Read published instances of siting with opening costs, demands and capacities."""

import re
from pathlib import Path

import numpy as np
from reading import graph_distances
from scipy.spatial.distance import cdist

from planner.outlets.engines.allocation import Loads, Sites

type Instance = tuple[Sites, Loads]


def warehouse(path: Path, note: str = "") -> Instance:
    """Read an OR-Library warehouse location file; costs are of serving all of a demand.

    Where the file has the word ``capacity`` for a number, the note says which one.
    """
    told = re.search(r"by (\d+(\.\d+)?)", note)
    words = path.read_text().replace("capacity", told[1] if told else "nan").split()
    size, customers = int(words[0]), int(words[1])
    values = np.array(words[2:], dtype=np.float64)
    heads, rest = values[: 2 * size].reshape(size, 2), values[2 * size :]
    rows = rest[: customers * (size + 1)].reshape(customers, size + 1)
    return _instance(rows[:, 1:], heads[:, 1], rows[:, 0], heads[:, 0])


def single_source(path: Path) -> Instance:
    """Read a file of Holmberg or Yang: sites, demands, then a row of costs for each site."""
    words = path.read_text().replace("\0", " ").split()
    size, customers = int(words[0]), int(words[1])
    values = np.array(words[2:], dtype=np.float64)
    heads, rest = values[: 2 * size].reshape(size, 2), values[2 * size :]
    cost = rest[customers : customers * (size + 1)].reshape(size, customers)
    return _instance(np.ascontiguousarray(cost.T), heads[:, 1], rest[:customers], heads[:, 0])


def clusters(path: Path, row: dict[str, str]) -> Instance:
    """Read a capacitated p-median: a file of its own, one of OR-Library's file, or a graph.

    The nodes of a graph are equal customers, and the row says what every site can take.
    """
    if row["distance_rule"].startswith("network"):
        length = graph_distances(path)
        one = np.ones(len(length))
        capacity = float(row["problem"].rpartition("capacity")[2])
        return _instance(length, np.zeros_like(one), one, capacity * one, int(row["p"]))
    words = path.read_text().split()
    if path.stem == "pmedcap1":
        points, demand, capacity = _of_several(words, int(row["instance"].rpartition("_")[2]))
    else:
        table = np.array(words[2 : 2 + 4 * int(words[0])], dtype=np.float64).reshape(-1, 4)
        points, capacity, demand = table[:, :2], table[:, 2], table[:, 3]
    length = cdist(points, points)
    if row["distance_rule"].startswith("floor"):
        length = np.floor(length)
    count = int(row["p"])
    return _instance(length, np.zeros(len(length)), demand, capacity, count)


def _of_several(words: list[str], number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    at = 1
    while int(words[at]) != number:
        at += 5 + 4 * int(words[at + 2])
    customers, capacity = int(words[at + 2]), float(words[at + 4])
    table = np.array(words[at + 5 : at + 5 + 4 * customers], dtype=np.float64).reshape(-1, 4)
    return table[:, 1:3], table[:, 3], np.full(customers, capacity)


def _instance(
    serve_cost: np.ndarray,
    open_cost: np.ndarray,
    demand: np.ndarray,
    capacity: np.ndarray,
    count: int | None = None,
) -> Instance:
    free = np.zeros(len(open_cost), dtype=np.bool_)
    return Sites(serve_cost, open_cost, free, free, count or 0, count), Loads(demand, capacity)
