"""Read the files of published siting instances."""

import re
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import shortest_path
from scipy.spatial.distance import cdist


def distances(folder: Path, row: dict[str, str]) -> np.ndarray | None:
    """Return the distances of a row under its rule, or ``None`` where it gives none."""
    path = folder / row["file"]
    if path.suffix == ".tsp":
        return tsplib_distances(path)
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


def tsplib_distances(path: Path) -> np.ndarray:
    """Read TSPLIB coordinates: straight lines, cut down to whole numbers as the literature does."""
    after = path.read_text().split("NODE_COORD_SECTION", 1)[1].split("EOF", 1)[0]
    rows = [line.split() for line in after.splitlines() if line.strip()]
    points = np.array([[float(x), float(y)] for _, x, y in rows])
    return np.floor(cdist(points, points))
