"""Files of published periodic and windowed routing instances, read, written and checked.

Formats: Cordeau, Gendreau and Laporte (1997) for periodic, Vidal et al. (2012) for several bases,
Solomon (1987) for windows. All lengths are Euclidean in doubles, never rounded: the best known
values of each of these sets are sums of such lengths, printed to two decimals. Of Solomon's set
the values are least total length, whatever the number of vehicles (R101 needs 20 for 1642.88).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from planner.visits.engines.periodic.problem import Calendar, Periodic


@dataclass(frozen=True)
class Instance:
    """What a file says, as it says it."""

    kind: str
    vehicles: int
    days: int
    bases: int
    points: np.ndarray
    service: np.ndarray
    demand: np.ndarray
    limits: tuple[tuple[float, float], ...]
    patterns: tuple[tuple[int, ...], ...]
    windows: np.ndarray | None

    @property
    def lengths(self) -> np.ndarray:
        return np.hypot(*(self.points[:, None, :] - self.points[None, :, :]).transpose(2, 0, 1))


def read_instance(path: Path) -> Instance:
    rows = [line.split() for line in path.read_text(encoding="latin-1").splitlines()]
    rows = [row for row in rows if row]
    if rows[0][0].lstrip("-").isdigit():
        return _cordeau(rows)
    return _solomon(rows)


def _cordeau(rows: list[list[str]]) -> Instance:
    kind, vehicles, count, days = (int(value) for value in rows[0][:4])
    bases = int(rows[0][4]) if kind == 8 else 1
    head = days * bases
    limits = tuple((float(row[0]), float(row[1])) for row in rows[1 : 1 + head])
    places = rows[1 + head : 1 + head + bases + count]
    patterns = [
        () if k < bases else tuple(int(value) for value in row[7 : 7 + int(row[6])])
        for k, row in enumerate(places)
    ]
    return Instance(
        kind="mdpvrp" if kind == 8 else "pvrp",
        vehicles=vehicles,
        days=days,
        bases=bases,
        points=np.array([[float(row[1]), float(row[2])] for row in places]),
        service=np.array([float(row[3]) for row in places]),
        demand=np.array([float(row[4]) for row in places]),
        limits=limits,
        patterns=tuple(patterns),
        windows=None,
    )


def _solomon(rows: list[list[str]]) -> Instance:
    at = next(k for k, row in enumerate(rows) if row[0] == "NUMBER")
    vehicles, capacity = int(rows[at + 1][0]), float(rows[at + 1][1])
    begin = next(k for k, row in enumerate(rows) if row[0] == "CUST")
    places = np.array([[float(v) for v in row] for row in rows[begin + 1 :] if len(row) == 7])
    return Instance(
        kind="solomon",
        vehicles=vehicles,
        days=1,
        bases=1,
        points=places[:, 1:3],
        service=places[:, 6],
        demand=places[:, 3],
        limits=((0.0, capacity),),
        patterns=((), *((1,) for _ in places[1:])),
        windows=places[:, 4:6],
    )


def days_of(code: int, days: int) -> tuple[int, ...]:
    """Read a pattern code: its bits from left to right are the days, counted from 0."""
    return tuple(day for day in range(days) if code >> (days - 1 - day) & 1)


def problem_of(instance: Instance) -> Periodic:
    """Say an instance in the engine's words: a slot is a day at a base, all visits from one base."""
    size, days, bases = len(instance.demand), instance.days, instance.bases
    slots = days * bases
    lengths = instance.lengths
    bound = [value or np.inf for value, _ in instance.limits]
    window = np.full((size, 2, 2), np.inf)
    window[:, :, 0] = -np.inf
    window[:, 0, 0] = 0.0
    if instance.windows is not None:
        window[:] = instance.windows[:, None, :]
    else:
        window[:, 1, 0] = 0.0
    calendars: list[tuple[Calendar, ...]] = [()] * bases
    for codes in instance.patterns[bases:]:
        # The days of one base follow each other, as they do in the file.
        calendars.append(
            tuple(
                Calendar(tuple(base * days + day for day in days_of(code, days)))
                for base in range(bases)
                for code in codes
            )
        )
    return Periodic(
        bases=bases,
        cost=lengths,
        minutes=lengths,
        demand=instance.demand,
        service_min=instance.service,
        window_min=window,
        base=np.repeat(np.arange(bases), days),
        vehicles=np.full(slots, instance.vehicles),
        capacity=np.array([load or np.inf for _, load in instance.limits]),
        limit_min=np.array(bound),
        calendars=tuple(calendars),
    )
