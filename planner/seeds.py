"""Random streams: one a room, from the scenario's seed and the room's name."""

import hashlib

import numpy as np


def rng(seed: int, room: str) -> np.random.Generator:
    """Return the generator of one room.

    The stream depends on the name, not on the order of calls, so a new room does not disturb
    the results of the others.
    """
    return np.random.default_rng([seed, whole(0, room)])


def whole(seed: int, room: str) -> int:
    """Return a 31-bit whole number for libraries that take a seed and not a generator."""
    digest = hashlib.sha256(f"{seed}/{room}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1
