import datetime as dt
from collections.abc import Callable, Sequence
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from planner.schema import Travel
from planner.visits import (
    Diary,
    VisitCase,
    VisitRules,
    VisitsOptions,
    due_visits,
    make_period,
)
from planner.visits.book import Book
from planner.visits.opening import open_books

START, END = dt.date(2026, 10, 1), dt.date(2026, 12, 31)


class PlaneTravel:
    """Travel on a plane: one kilometre is one minute, there and back alike."""

    basis = "straight lines, 60 km/h"

    def __init__(self, points: dict[str, tuple[float, float]]) -> None:
        self.points = points
        self.cut_off: set[str] = set()

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> Travel:
        a = np.array([self.points[one] for one in origins])
        b = np.array([self.points[one] for one in destinations])
        km = np.linalg.norm(a[:, None] - b[None], axis=2)
        for row, one in enumerate(origins):
            for column, other in enumerate(destinations):
                if one != other and self.cut_off & {one, other}:
                    km[row, column] = np.nan
        return Travel(tuple(origins), tuple(destinations), km, km.copy(), self.basis)

    def lines(self, legs: Sequence[tuple[str, str]]) -> list[shapely.LineString]:
        return [shapely.LineString([self._at(one), self._at(other)]) for one, other in legs]

    def _at(self, one: str) -> tuple[float, float]:
        x, y = self.points[one]
        return 118.0 + x / 100.0, 24.5 + y / 100.0


@pytest.fixture
def rules() -> VisitRules:
    """VIP monthly, T1 quarterly, T2 half-yearly, T3 yearly."""
    tiers = {"VIP": (12, 90), "T1": (4, 60), "T2": (2, 45), "T3": (1, 30)}
    return VisitRules.load(
        {
            "tier": {
                name: {"visits_per_year": often, "service_min": minutes}
                for name, (often, minutes) in tiers.items()
            }
        }
    )


@pytest.fixture
def national_day() -> pd.DataFrame:
    """1 to 7 October off, Saturday 10 October worked instead."""
    dates = pd.to_datetime([f"2026-10-{one:02d}" for one in (1, 2, 5, 6, 7, 10)])
    return pd.DataFrame({"date": dates, "kind": ["holiday"] * 5 + ["workday"]})


@pytest.fixture
def make_options(tmp_path) -> Callable[..., VisitsOptions]:
    def make(**changes: object) -> VisitsOptions:
        values = {
            "start": START,
            "end": END,
            "rules": tmp_path / "visits.toml",
            "search_steps": 2_000,
        }
        return VisitsOptions.load(values | changes)

    return make


@pytest.fixture
def make_case(rules, national_day, make_options) -> Callable[..., SimpleNamespace]:
    """A case on a plane: rows of (x km, y km, tier, last visit or None), and managers' bases."""

    def make(
        rows: Sequence[tuple[float, float, str, str | None]],
        *,
        bases: Sequence[tuple[float, float]] = ((0.0, 0.0),),
        owners: Sequence[int] | None = None,
        weekly_off: Sequence[str] | None = None,
        grades: Sequence[str] | None = None,
        hours: float = 7.5,
        other_rules: VisitRules | None = None,
        diary: Diary | None = None,
        columns: dict[str, Sequence[object]] | None = None,
        **changes: object,
    ) -> SimpleNamespace:
        n, m = len(rows), len(bases)
        accounts = [f"{one:010d}" for one in range(n)]
        managers = [f"M{one}" for one in range(m)]
        customers = gpd.GeoDataFrame(
            {
                "account_no": accounts,
                "tier": [one[2] for one in rows],
                "last_visit_on": pd.to_datetime([one[3] for one in rows]),
                "annual_kwh": [1e6 + one for one in range(n)],
                "weekly_off": list(weekly_off or [""] * n),
                "critical_grade": list(grades or [""] * n),
            },
            geometry=gpd.points_from_xy(
                [118.0 + one[0] / 100 for one in rows], [24.5 + one[1] / 100 for one in rows]
            ),
            crs="EPSG:4326",
        ).assign(**(columns or {}))
        roster = pd.DataFrame(
            {
                "manager_id": managers,
                "manager_name": [f"经理{one}" for one in range(m)],
                "outlet_id": [f"O{one}" for one in range(m)],
                "hours_per_day": [hours] * m,
            }
        )
        whose = [managers[one] for one in owners or [0] * n]
        points = {one: (row[0], row[1]) for one, row in zip(accounts, rows, strict=True)}
        points |= {f"O{one}": base for one, base in enumerate(bases)}
        case = VisitCase(
            customers,
            pd.DataFrame({"account_no": accounts, "manager_id": whose}),
            roster,
            make_period(make_options(**changes), other_rules or rules, national_day),
            diary or Diary(),
        )
        travel = PlaneTravel(points)

        def books() -> list[Book]:
            return open_books(case, due_visits(case.customers, case.period, case.diary), travel)

        return SimpleNamespace(case=case, travel=travel, books=books)

    return make


@pytest.fixture
def small_town(make_case) -> SimpleNamespace:
    """Forty customers of all tiers round three bases, some overdue, some never visited."""
    rng = np.random.default_rng(11)
    tiers = rng.choice(["VIP", "T1", "T2", "T3"], 40, p=[0.15, 0.3, 0.3, 0.25])
    interval = {"VIP": 30, "T1": 91, "T2": 182, "T3": 365}
    centres = np.array([[0.0, 0.0], [30.0, 5.0], [10.0, 35.0]])
    rows, owners = [], []
    for tier in tiers:
        owner = int(rng.integers(3))
        x, y = np.round(centres[owner] + rng.normal(0, 8, 2), 3)
        ago = int(rng.integers(1, 1.2 * interval[tier]))
        last = None if rng.random() < 0.1 else str(START - dt.timedelta(days=ago))
        rows.append((float(x), float(y), str(tier), last))
        owners.append(owner)
    return make_case(
        rows,
        bases=[tuple(one) for one in centres.tolist()],
        owners=owners,
        weekly_off=[str(rng.choice(["", "7", "6.7", "3"])) for _ in rows],
    )
