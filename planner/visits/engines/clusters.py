"""Neighbourhoods: customers close enough by road that one trip can serve them."""

from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from planner.visits.book import Book


@dataclass(frozen=True, eq=False)
class Clusters:
    """`of` gives the cluster of each visit; `trip_min` goes out to a cluster and back.

    `hop_min` is what a visit adds once the manager is in its cluster: the way from its neighbour.
    """

    of: tuple[int, ...]
    trip_min: tuple[float, ...]
    hop_min: tuple[float, ...]


def neighbourhoods(book: Book, diameter_min: float) -> Clusters:
    """Group the places of a book so that no two of a group are further apart than the diameter.

    Complete linkage on minutes there and back halved; deterministic.
    """
    minutes = np.nan_to_num(book.minutes, posinf=1e6)
    both = (minutes + minutes.T) / 2.0
    count = len(minutes) - 1
    between = both[1:, 1:].copy()
    np.fill_diagonal(between, 0.0)
    if count > 1:
        tree = linkage(squareform(between, checks=False), method="complete")
        label = fcluster(tree, t=diameter_min, criterion="distance") - 1
    else:
        label = np.zeros(count, dtype=np.int64)
    out_back = minutes[0, 1:] + minutes[1:, 0]
    np.fill_diagonal(between, np.inf)
    trip = [float(out_back[label == one].min()) for one in range(int(label.max()) + 1)]
    hop = np.zeros(count)
    for one in range(count):
        mates = (label == label[one]) & (np.arange(count) != one)
        hop[one] = between[one, mates].min() if mates.any() else 0.0
    places = [visit.place - 1 for visit in book.visits]
    return Clusters(
        of=tuple(int(label[one]) for one in places),
        trip_min=tuple(trip),
        hop_min=tuple(float(hop[one]) for one in places),
    )
