"""Read the files of published siting instances."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import shortest_path
from scipy.spatial.distance import cdist


def distances(folder: Path, row: dict[str, str]) -> np.ndarray | None:
    """Return the distances of a row under its rule, or ``None`` where it gives none."""
    path = folder / row["file"]
    if path.suffix == ".tsp":
        return tsplib_distances(path, row["problem"])
    if row["distance_rule"] == "network distance column":
        return store_distances(path)
    if re.search("shortest path", row["distance_rule"]):
        return graph_distances(path)
    return None


def graph_distances(path: Path) -> np.ndarray:
    """Read an OR-Library graph: shortest ways, where the last of repeated edges holds."""
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    size = int(rows[0][0])
    direct = np.full((size, size), np.inf)
    for one, other, length in rows[1:]:
        direct[int(one) - 1, int(other) - 1] = float(length)
        direct[int(other) - 1, int(one) - 1] = float(length)
    np.fill_diagonal(direct, 0)
    return np.asarray(shortest_path(direct, directed=False))


def tsplib_distances(path: Path, problem: str) -> np.ndarray:
    """Read TSPLIB coordinates: straight lines in whole numbers.

    The literature of the p-median cuts them down (checked on rl1304 and by its optima); that of the
    p-center rounds to the nearest: on pr226, cutting down gives 1365 for the published 1366
    (p = 20), rounding up 2327 for 2326 (p = 10); the nearest whole number gives all.
    """
    after = path.read_text().split("NODE_COORD_SECTION", 1)[1].split("EOF", 1)[0]
    rows = [line.split() for line in after.splitlines() if line.strip()]
    points = np.array([[float(x), float(y)] for _, x, y in rows])
    straight = cdist(points, points)
    return np.floor(straight + 0.5) if problem == "p-center" else np.floor(straight)


def store_distances(folder: Path) -> np.ndarray:
    """Read a long table of distances (store, tract) as spopt's tests keep it."""
    table = pd.read_csv(
        next(folder.glob("*_network_distance_*.csv")), dtype={"DestinationName": str}
    )
    wide = table.pivot_table(index="DestinationName", columns="name", values="distance")
    return wide.to_numpy()


def people(folder: Path) -> np.ndarray:
    """Read what the tracts of `store_distances` weigh."""
    table = pd.read_csv(next(folder.glob("*_demand_*.csv")), dtype={"NAME": str})
    return table.set_index("NAME")["POP2000"].sort_index().to_numpy(dtype=float)


def number_after(word: str, text: str) -> float | None:
    """Return the number after a word."""
    found = re.search(rf"{word} ([\d.]+)", text)
    return float(found.group(1)) if found else None
