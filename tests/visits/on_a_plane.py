"""Small periodic problems of points on a plane."""

import numpy as np

from planner.visits.engines.periodic import Periodic, Rhythm


def make(points, calendars, *, bases=1, vehicles=1, capacity=10.0, limit=np.inf, **changes):
    """A problem on the plane; the slots of base b are b * days and those after it."""
    points = np.asarray(points, dtype=float)
    size = len(points)
    ways = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    rows = [(row,) if isinstance(row, Rhythm) else row for row in calendars]
    slots = 1 + max(slot for row in rows for one in row for slot in one.slots)
    days = -(-slots // bases)
    window = np.zeros((size, 2, 2))
    window[:, :, 1] = np.inf
    values = {
        "bases": bases,
        "cost": ways,
        "minutes": ways,
        "demand": np.where(np.arange(size) < bases, 0.0, 1.0),
        "service_min": np.zeros(size),
        "window_min": window,
        "base": np.repeat(np.arange(bases), days),
        "vehicles": np.full(bases * days, vehicles),
        "capacity": np.full(bases * days, float(capacity)),
        "limit_min": np.full(bases * days, float(limit)),
        "crew": np.repeat(np.arange(bases), days),
        "date": np.tile(np.arange(days, dtype=float), bases),
        "calendars": ((),) * bases + tuple(calendars),
    }
    return Periodic(**(values | changes))
