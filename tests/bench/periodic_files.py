"""Files of published periodic and windowed routing instances, read, written and checked.

Formats: Cordeau, Gendreau and Laporte (1997) for periodic, Vidal et al. (2012) for several bases,
Solomon (1987) for windows. All lengths are Euclidean in doubles, never rounded: the best known
values of each of these sets are sums of such lengths, printed to two decimals. Of Solomon's set
the values are least total length, whatever the number of vehicles (R101 needs 20 for 1642.88).
"""

import csv
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from planner.errors import DataError
from planner.visits.engines.periodic.problem import Answer, Calendar, Periodic


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
    """Read a file of either format.

    Raises
    ------
    DataError
        It is of neither.
    """
    rows = [line.split() for line in path.read_text(encoding="latin-1").splitlines()]
    rows = [row for row in rows if row]
    try:
        return _cordeau(rows) if rows[0][0].lstrip("-").isdigit() else _solomon(rows)
    except (IndexError, StopIteration, ValueError) as error:
        raise DataError(
            "the file is no instance in Cordeau's format or Solomon's",
            where=str(path),
            mend="complete it, or take it out of the folder",
        ) from error


def best_known(folder: Path) -> dict[tuple[str, str], float]:
    """Return what a folder's table knows, by set and instance; rows without a value are named.

    Raises
    ------
    DataError
        The table has other columns.
    """
    path = folder / "best_known.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, headings = list(reader), set(reader.fieldnames or ())
    missing = {"set", "instance", "best_known"} - headings
    if missing:
        raise DataError(
            f"column {', '.join(sorted(missing))} is missing",
            where=str(path),
            mend="head the table set,instance,best_known",
        )
    known = {}
    for row in rows:
        try:
            known[row["set"], row["instance"]] = float(row["best_known"])
        except (TypeError, ValueError):
            sys.stderr.write(
                f"{path}: {row['set']}/{row['instance']} has no value: {row['best_known']!r}\n"
            )
    return known


def _cordeau(rows: list[list[str]]) -> Instance:
    kind, vehicles, count, days = (int(value) for value in rows[0][:4])
    bases = int(rows[0][4]) if kind == 8 else 1
    head = days * bases
    limits = tuple((float(row[0]), float(row[1])) for row in rows[1 : 1 + head])
    places = rows[1 + head : 1 + head + bases + count]
    if len(places) < bases + count:
        raise ValueError(f"{len(places)} places of {bases + count}")
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
    """Say an instance in the engine's words: slots are days at bases, one base a customer."""
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
        crew=np.repeat(np.arange(bases), days),
        date=np.tile(np.arange(days, dtype=float), bases),
        calendars=tuple(calendars),
    )


def write_solution(instance: Instance, answer: Answer) -> str:
    """Write a plan in Cordeau's format: the value, then a line a tour.

    A line holds day, vehicle (counted anew for each day and base), minutes with service, load, and
    the places from base to base as the instance numbers them.
    """
    length = instance.lengths
    lines, seen = [], dict.fromkeys(range(len(instance.limits)), 0)
    total = 0.0
    for slot, stops in answer.tours:
        base, day = divmod(slot, instance.days)
        way = [base, *stops, base]
        travel = float(sum(length[i, j] for i, j in pairwise(way)))
        total += travel
        seen[slot] += 1
        minutes = travel + float(instance.service[list(stops)].sum())
        load = float(instance.demand[list(stops)].sum())
        places = " ".join(str(one) for one in way)
        lines.append(f"{day + 1} {seen[slot]} {minutes:.2f} {load:g} {places}")
    return "\n".join([f"{total:.6f}", *lines]) + "\n"


def check_solution(instance: Instance, text: str) -> tuple[float, list[str]]:
    """Judge a solution file against its instance alone: its true value, and every rule broken."""
    rows = [line.split() for line in text.splitlines() if line.strip()]
    tours = [
        Line(int(row[0]) - 1, int(row[1]), float(row[2]), float(row[3]), [int(v) for v in row[4:]])
        for row in rows[1:]
    ]
    faults: list[str] = []
    value = 0.0
    visits: dict[int, list[tuple[int, int]]] = {}
    crews: dict[tuple[int, int], list[int]] = {}
    for number, tour in enumerate(tours, start=1):
        name = f"tour {number}"
        base = tour.places[0]
        if tour.places[-1] != base or base >= instance.bases or not 0 <= tour.day < instance.days:
            faults.append(f"{name} does not run from a base to the same base on a day of the plan")
            continue
        travel, broken = _drive(instance, tour)
        value += travel
        faults += [f"{name} {what}" for what in broken]
        crews.setdefault((tour.day, base), []).append(tour.vehicle)
        for i in tour.places[1:-1]:
            visits.setdefault(i, []).append((tour.day, base))
    for (day, base), used in crews.items():
        if len(used) > instance.vehicles or len(set(used)) < len(used):
            faults.append(f"day {day + 1} base {base} has vehicles {sorted(used)}")
    faults += _calendar_faults(instance, visits)
    if abs(float(rows[0][0]) - value) > 0.01:
        faults.append(f"the file says {rows[0][0]}, its tours add up to {value:.2f}")
    return value, faults


@dataclass(frozen=True)
class Line:
    """One line of a solution file."""

    day: int
    vehicle: int
    minutes: float
    load: float
    places: list[int]


def _drive(instance: Instance, tour: Line) -> tuple[float, list[str]]:
    """Drive one tour by its coordinates; every sum is made anew."""
    base, faults = tour.places[0], []
    travel = minutes = load = 0.0
    clock = -np.inf if instance.windows is None else float(instance.windows[base, 0])
    for i, j in pairwise(tour.places):
        leg = float(np.hypot(*(instance.points[i] - instance.points[j])))
        travel += leg
        minutes += leg + float(instance.service[j])
        load += float(instance.demand[j])
        if instance.windows is not None:
            clock = max(clock + leg, float(instance.windows[j, 0]))
            if clock > instance.windows[j, 1] + 1e-6:
                faults.append(f"reaches {j} after its window")
            clock += float(instance.service[j])
    limit, capacity = instance.limits[base * instance.days + tour.day]
    if limit and minutes > limit + 1e-6:
        faults.append(f"takes {minutes:.3f} of {limit:g} minutes")
    if capacity and load > capacity + 1e-6:
        faults.append(f"carries {load:g} of {capacity:g}")
    if abs(load - tour.load) > 0.01 or abs(minutes - tour.minutes) > 0.01:
        faults.append("does not add up to the load and minutes it states")
    return travel, faults


def _calendar_faults(instance: Instance, visits: dict[int, list[tuple[int, int]]]) -> list[str]:
    faults = [
        f"place {i} is a base or unknown" for i in visits
        if not instance.bases <= i < len(instance.points)
    ]  # fmt: skip
    for i in range(instance.bases, len(instance.points)):
        made = visits.get(i, [])
        days = tuple(sorted(day for day, _ in made))
        if days not in {days_of(code, instance.days) for code in instance.patterns[i]}:
            faults.append(f"customer {i} is visited on days {[day + 1 for day in days]}")
        if len({base for _, base in made}) > 1:
            faults.append(f"customer {i} is visited from several bases")
    return faults
