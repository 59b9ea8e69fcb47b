"""What each site may be opened as, and at what price."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.outlets.classes import OutletClass, OutletClasses, read_classes
from planner.outlets.engines.question import NO_LIMIT, Posts
from planner.outlets.options import OutletsOptions
from planner.outlets.rules import NeedOptions

_CAPACITY = {
    "customers": "capacity_customers",
    "kwh": "capacity_kwh",
    "counter_hours": "capacity_hours",
}


@dataclass(frozen=True)
class Post:
    """One site in one class, with what it costs and can do."""

    site: int
    class_name: str
    today: bool
    once_yuan: float
    yearly_yuan: float
    capacity: tuple[float, ...]
    least_customers: float
    services: tuple[str, ...]


def list_posts(sites: gpd.GeoDataFrame, options: OutletsOptions) -> list[Post]:
    """Return every site in its own class and, with a file of classes, in those it may take."""
    classes = None if options.classes is None else read_classes(options.classes)
    if classes is not None:
        _known_classes(sites, classes)
    found: list[Post] = []
    for at, (_, site) in enumerate(sites.iterrows()):
        found += _posts_of(at, site, options, classes)
    return found


def posts_arrays(posts: list[Post], sites: gpd.GeoDataFrame, options: OutletsOptions) -> Posts:
    """Return the posts as arrays of a question; need 0 is none, the others as in the options."""
    least = np.zeros((len(posts), len(options.capacity.units)))
    if options.capacity.minimum and "customers" in options.capacity.units:
        unit = options.capacity.units.index("customers")
        least[:, unit] = [one.least_customers for one in posts]
    return Posts(
        site=np.array([one.site for one in posts], dtype=np.intp),
        once_yuan=np.array([one.once_yuan for one in posts]),
        yearly_yuan=np.array([one.yearly_yuan for one in posts]),
        today=np.array([one.today for one in posts], dtype=np.bool_),
        close_yuan=closing_yuan(sites, options),
        capacity=np.array([one.capacity for one in posts]).reshape(len(posts), -1),
        least=least,
        offers=np.array(
            [[True] * len(posts)]
            + [[_offers(post, need) for post in posts] for need in options.needs]
        ),
    )


def closing_yuan(sites: gpd.GeoDataFrame, options: OutletsOptions) -> np.ndarray:
    """Return what closing each of today's outlets costs, 0 for candidates."""
    classes = None if options.classes is None else read_classes(options.classes)
    price = np.zeros(len(sites))
    if classes is not None:
        price = np.array([classes[str(one)].close_yuan for one in sites["outlet_class"]])
    if "close_yuan" in sites:
        given = sites["close_yuan"].to_numpy(np.float64)
        price = np.where(np.isnan(given), price, given)
    return np.where(sites["site_status"] == "existing", price, 0.0)


def _posts_of(
    at: int, site: pd.Series, options: OutletsOptions, classes: OutletClasses | None
) -> Iterator[Post]:
    listed = str(site.get("outlet_class", "C"))
    exists = site["site_status"] == "existing"
    own = _given(site, "yearly_yuan")
    rent = _given(site, "rent_yuan_per_year") or 0.0
    if classes is None:
        yearly = rent if own is None else own
        once = 0.0 if exists else _or(_given(site, "open_yuan"), 0.0)
        columns = (_CAPACITY[unit] for unit in options.capacity.units)
        room = tuple(_or(_given(site, column), NO_LIMIT) for column in columns)
        yield Post(at, listed, exists, once, yearly, room, 0.0, ())
        return
    changes = {one.to_class: one.yuan for one in classes.change if one.from_class == listed}
    allowed = str(site.get("classes_allowed") or "").replace(",", ";").split(";")
    for kind in classes.classes:
        mine = kind.name == listed
        free = options.class_rule == "may change"
        possible = kind.name in changes if exists else kind.name in allowed
        if not (mine or (free and possible)):
            continue
        once = kind.open_yuan
        if exists:
            once = 0.0 if mine else changes[kind.name]
        elif mine:
            once = _or(_given(site, "open_yuan"), once)
        yearly = kind.yearly_yuan + rent * kind.area_m2 / classes[listed].area_m2
        if mine:
            yearly = _or(own, yearly)
        room = tuple(_room(site, unit, kind, mine=mine) for unit in options.capacity.units)
        yield Post(
            at, kind.name, exists and mine, once, yearly, room, kind.least_customers, kind.services
        )


def _room(site: pd.Series, unit: str, kind: OutletClass, *, mine: bool) -> float:
    """Return the capacity: what the table says of the site as it is, else that of the class."""
    limit = getattr(kind, unit)
    usual = NO_LIMIT if limit is None else float(limit)
    return _or(_given(site, _CAPACITY[unit]), usual) if mine else usual


def _given(site: pd.Series, column: str) -> float | None:
    value = site.get(column)
    return None if value is None or pd.isna(value) else float(value)


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _offers(post: Post, need: NeedOptions) -> bool:
    return set(need.services) <= set(post.services)


def _known_classes(sites: gpd.GeoDataFrame, classes: OutletClasses) -> None:
    names = {one.name for one in classes.classes}
    unknown = sorted(set(sites["outlet_class"].astype(str)) - names)
    if unknown:
        raise DataError(
            f"sites are of class {', '.join(unknown)}, which the file of classes does not have",
            where="outlets.classes",
            mend=f"add a [[class]] for each, or use one of: {', '.join(sorted(names))}",
        )
