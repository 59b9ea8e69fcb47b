"""Small cities for siting, with their travel given outright."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
from shapely import Point

from planner.outlets import OutletsOptions, Siting, site_outlets
from planner.outlets.engines.field import Field
from planner.outlets.engines.lists import Matrix, Near
from planner.schema import Travel

type Town = tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, Travel]


def _town(
    time_min: npt.ArrayLike,
    kwh: npt.ArrayLike | None = None,
    existing: int = 0,
    must_keep: tuple[int, ...] = (),
) -> Town:
    minutes = np.asarray(time_min, dtype=float)
    n, m = minutes.shape
    rows = np.arange(n)
    customers = gpd.GeoDataFrame(
        {
            "account_no": [f"{one:010d}" for one in rows],
            "annual_kwh": np.ones(n) if kwh is None else np.asarray(kwh, dtype=float),
        },
        geometry=[Point(118.0 + one / 1000, 24.5) for one in rows],
        crs="EPSG:4326",
    )
    columns = np.arange(m)
    sites = gpd.GeoDataFrame(
        {
            "outlet_id": [f"S{one:03d}" for one in columns],
            "outlet_name": [f"网点{one}" for one in columns],
            "outlet_class": "C",
            "site_status": np.where(columns < existing, "existing", "candidate"),
            "must_keep": np.isin(columns, must_keep),
            "capacity_customers": np.nan,
        },
        geometry=[Point(118.0 + one / 1000, 24.6) for one in columns],
        crs="EPSG:4326",
    )
    travel = Travel(
        tuple(customers["account_no"]), tuple(sites["outlet_id"]), minutes, minutes / 2, "given"
    )
    return customers, sites, travel


def _options(count: int, **more: Any) -> OutletsOptions:
    return OutletsOptions(existing="outlets.csv", count=count, **more)


@pytest.fixture(scope="session")
def town() -> Callable[..., Town]:
    """Make customers, sites and travel from a matrix of minutes; the first sites exist."""
    return _town


@pytest.fixture(scope="session")
def asked() -> Callable[..., OutletsOptions]:
    """Make options from a count."""
    return _options


@pytest.fixture(scope="session")
def middling_town() -> Town:
    """Sixty customers in five clusters, twenty sites, six of them outlets today, one to keep."""
    draw = np.random.default_rng(5)
    centre = draw.random((5, 2)) * 40
    door = centre[draw.integers(0, 5, 60)] + draw.normal(0, 3, (60, 2))
    site = draw.random((20, 2)) * 40
    minutes = np.hypot(*(door[:, None] - site[None]).transpose(2, 0, 1))
    return _town(minutes, draw.lognormal(15, 1.5, 60), existing=6, must_keep=(2,))


@pytest.fixture(scope="session")
def middling_plan(middling_town: Town) -> Siting:
    return site_outlets(*middling_town, _options(5))


def _field(
    weight: np.ndarray,
    minutes: np.ndarray,
    count: int,
    must: npt.ArrayLike = (),
    ranks: int | None = None,
) -> Field:
    n, m = minutes.shape
    near = Near.of(Matrix(minutes, np.arange(n), np.arange(m)), ranks or m)
    forced = np.zeros(m, dtype=bool)
    forced[np.asarray(must, dtype=int)] = True
    return Field(weight, near, forced, np.zeros(m, dtype=bool), count, np.arange(m))


@pytest.fixture(scope="session")
def field() -> Callable[..., Field]:
    """Make an engine's question from weights, a matrix, a count, and sites that have to be open."""
    return _field
