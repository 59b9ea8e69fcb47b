"""Divisions of clustered customers among managers: CPU seconds, gap and bound, seeded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from table import Row, cpu

from planner.managers import ManagersOptions, assign_managers
from planner.schema import Customers, Text, Travel
from planner.seeds import rng
from planner.solve import SolveOptions

MOST_GAP = 0.02
_SPEED_KM_PER_MIN = 35 / 60
_DETOUR = 1.3

_VISITS = {"VIP": 3.0, "T1": 1.0, "T2": 0.5, "T3": 0.25}
_DRIFT = 1.15  # what a manager has today, at most, to his fair share


@dataclass(frozen=True, eq=False)
class Clusters:
    """Travel between points on a plane, by id: the same road factor and speed everywhere."""

    points: dict[str, np.ndarray]
    basis: str = "clusters, 35 km/h"

    @property
    def basis_text(self) -> Text:
        return Text("虚构片区，35 km/h", self.basis)

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> Travel:
        a, b = (np.array([self.points[one] for one in ids]) for ids in (origins, destinations))
        km = _DETOUR * np.hypot(*(a[:, None] - b[None]).transpose(2, 0, 1))
        return Travel(tuple(origins), tuple(destinations), km / _SPEED_KM_PER_MIN, km, self.basis)

    def lines(self, legs: Sequence[tuple[str, str]]) -> list[shapely.LineString]:
        ends = np.array([[self.points[one] for one in leg] for leg in legs])
        return list(shapely.linestrings(_lon_lat(ends)))

    def roads(self) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")


def _lon_lat(km: np.ndarray) -> np.ndarray:
    return km / (100, 111) + (118, 24.5)


def clustered_city(
    customers: int, managers: int, seed: int
) -> tuple[Customers, pd.DataFrame, Clusters]:
    """A city of clusters, three managers a base; who has whom today as drift leaves it."""
    draw = rng(seed, f"bench/managers/{customers}/{managers}")
    centres = draw.uniform(0, 60, (40, 2))
    points = centres[draw.integers(0, 40, customers)] + draw.normal(0, 2.5, (customers, 2))
    bases = points[draw.choice(customers, max(2, managers // 3), replace=False)]
    at = np.arange(managers) % len(bases)
    km = _DETOUR * np.hypot(*(bases[:, None] - points[None]).transpose(2, 0, 1))
    accounts = tuple(f"{one:010d}" for one in range(customers))
    ids = [f"M{one:02d}" for one in range(managers)]
    outlets = [f"O{one:02d}" for one in range(len(bases))]
    skilled = draw.random(managers) < 0.6
    skilled[:2] = True
    volts = np.where(draw.random(customers) < 0.05, 110.0, 10.0)
    group = np.where(draw.random(customers) < 0.1, draw.integers(0, customers // 30, customers), -1)
    tier = draw.choice(list(_VISITS), customers, p=[0.04, 0.12, 0.3, 0.54])
    visits = np.array([_VISITS[one] for one in tier])
    frame = gpd.GeoDataFrame(
        {
            "account_no": accounts,
            "source_row": range(2, customers + 2),
            "voltage_kv": volts,
            "tier": tier,
            "manager_id": [ids[one] for one in _today(km[at].T, visits, volts, skilled, draw)],
            "customer_id": [f"C{one}" if one >= 0 else "" for one in group.tolist()],
        },
        geometry=shapely.points(_lon_lat(points)),
        crs="EPSG:4326",
    )
    roster = pd.DataFrame(
        {
            "manager_id": ids,
            "manager_name": ids,
            "outlet_id": [outlets[one] for one in at],
            "max_voltage_kv": np.where(skilled, 220.0, 35.0),
            "hours_per_day": 7.5,
        }
    )
    known = dict(zip([*accounts, *outlets], [*points, *bases], strict=True))
    return Customers(frame), roster, Clusters(known)


def clustered_case(
    customers: int, managers: int, seed: int
) -> tuple[Customers, pd.DataFrame, Travel, pd.DataFrame, ManagersOptions]:
    """The division of such a city: every visit 70 minutes, a way out and back for each 2.5."""
    frame, roster, source = clustered_city(customers, managers, seed)
    accounts = frame["account_no"].tolist()
    visits = frame["tier"].map(_VISITS).to_numpy()
    work = pd.DataFrame({"local_min": visits * 70, "trips": visits / 2.5}, index=accounts)
    travel = source.between(sorted(set(roster["outlet_id"])), accounts)
    limits = SolveOptions(gap=MOST_GAP, node_limit=20, time_limit_s=1_200)  # nodes decide
    options = ManagersOptions(roster="managers.csv", max_moved_share=0.10, solve=limits)
    return frame, roster, travel, work, options


def _today(
    km: np.ndarray, visits: np.ndarray, volts: np.ndarray, skilled: np.ndarray,
    draw: np.random.Generator,
) -> list[int]:  # fmt: skip
    """Fill managers up in a random order of customers: near ones first, no one far beyond all."""
    room = np.full(len(skilled), _DRIFT * visits.sum() / len(skilled))
    lean = km + draw.normal(0, 1, km.shape)
    place = np.empty(len(km), dtype=int)
    for one in draw.permutation(len(km)):
        may = (room > 0) & (skilled | (volts[one] <= 35))
        place[one] = np.where(may, lean[one], np.inf).argmin()
        room[place[one]] -= visits[one]
    return place.tolist()


def managers_rows() -> Iterator[Row]:
    for customers, managers, bar_s in ((300, 8, 10.0), (5_000, 60, 60.0)):
        case = clustered_case(customers, managers, seed=1)
        seconds, answer = cpu(lambda: assign_managers(*case))  # noqa: B023
        outcome = answer.outcome
        told = "met" if outcome.gap <= MOST_GAP else "MISSED"
        yield Row(
            f"managers {customers:,} x {managers}, with deputies", seconds, bar_s,
            note=f"gap {outcome.gap:.2%} (bar 2 %: {told}), bound {outcome.bound:,.0f} of "
            f"{outcome.objective:,.0f} min, max/mean {answer.imbalance:.3f}, "
            f"{answer.owners['moved'].mean():.1%} move",
        )  # fmt: skip
