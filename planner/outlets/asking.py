"""Labels to positions: the scenario's rules as a question of arrays."""

import difflib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from planner.errors import OptionError
from planner.geo import geodesic_km
from planner.outlets import demand
from planner.outlets.engines.question import (
    NO_LIMIT,
    Backup,
    Goals,
    Group,
    Move,
    Phase,
    Question,
    Standard,
    State,
)
from planner.outlets.options import OutletsOptions
from planner.outlets.posting import Post, list_posts, posts_arrays
from planner.schema import BoolArray, Customers, FloatArray, Travel

_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Asked:
    """A question with what its positions stand for, customers and sites in the order of ids."""

    question: Question
    options: OutletsOptions
    customers: Customers
    sites: gpd.GeoDataFrame
    ways: Travel
    posts: list[Post]

    @property
    def scenario_names(self) -> tuple[str, ...]:
        """Names of the scenarios by position."""
        return (demand.TODAY, *(one.name for one in self.options.scenario))

    @property
    def years(self) -> tuple[int, ...]:
        """First year of each phase; 0 when there are none."""
        return tuple(one.year for one in self.options.phase) or (0,)


def ask(
    customers: Customers,
    sites: gpd.GeoDataFrame,
    travel: Travel,
    options: OutletsOptions,
    travels: Mapping[str, Travel] | None = None,
) -> Asked:
    """Return the question that a scenario asks, solved in the order of ids.

    Raises
    ------
    OptionError
        Rules name unknown sites or contradict each other; all are named at once.
    DataError
        A column that a rule is about is missing.
    """
    # In the order of ids, so that the order of rows in a file cannot change the plan.
    customers = Customers(customers.sort_values("account_no", kind="stable"))
    sites = sites.sort_values("outlet_id", kind="stable")
    ids = customers["account_no"].tolist(), sites["outlet_id"].tolist()
    _refuse_faults(sites, options, travels or {})
    ways = travel.take(*ids)
    measured = {name: one.take(*ids) for name, one in (travels or {}).items()}
    states = demand.states(customers, ways, options, measured)
    posts = list_posts(sites, options)
    place = {one: at for at, one in enumerate(ids[1])}
    question = Question(
        posts=posts_arrays(posts, sites, options),
        states=states,
        phases=phases(len(sites), options),
        goals=_goals(options),
        need=_needs(customers, options),
        must_open=staying(sites, options),
        barred=np.isin(ids[1], [*options.forbidden, *options.must_close]),
        groups=(
            *(
                Group(tuple(sorted({place[one] for one in group.sites})), group.count)
                for group in options.at_most
            ),
            *spacing(sites, options),
        ),
        standards=tuple(_standards(customers, states, options)),
        backups=tuple(
            Backup(demand.picked(customers, one), one.within_min, one.outlets)
            for one in options.backup
        ),
        moves=tuple(
            Move(place[one.from_id], place[one.to_id], one.yuan) for one in options.relocate
        ),
        split=options.capacity.split,
    )
    return Asked(question, options, customers, sites, ways, posts)


def staying(sites: gpd.GeoDataFrame, options: OutletsOptions) -> BoolArray:
    """Say which sites have to be open."""
    stays = sites["outlet_id"].isin(options.must_open).to_numpy(np.bool_, copy=True)
    if "must_keep" in sites:
        stays |= (sites["must_keep"] == True).to_numpy(np.bool_)  # noqa: E712  NA counts as no
    if options.existing_rule == "keep":
        stays |= (sites["site_status"] == "existing").to_numpy(np.bool_)
    return stays


def phases(site_count: int, options: OutletsOptions) -> tuple[Phase, ...]:
    """Return the spans of years; the last one is as long as the one before it."""
    least, most = options.counts
    whole = Phase(
        least,
        site_count if most is None else most,
        _limit(options.budget.once_yuan),
        _limit(options.budget.yearly_yuan),
    )
    if not options.phase:
        return (whole,)
    begins = [one.year for one in options.phase]
    spans = [later - earlier for earlier, later in itertools.pairwise(begins)]
    spans.append(spans[-1] if spans else 1)
    found = []
    for one, years in zip(options.phase, spans, strict=True):
        low, high = whole.least_count, whole.most_count
        if one.count is not None:
            low = high = one.count
        elif one.at_most is not None:
            low, high = 0, one.at_most
        once = _limit(one.budget.once_yuan)
        yearly = _limit(one.budget.yearly_yuan)
        found.append(
            Phase(low, high, min(once, whole.once_yuan), min(yearly, whole.yearly_yuan), years)
        )
    return tuple(found)


def spacing(sites: gpd.GeoDataFrame, options: OutletsOptions) -> Iterator[Group]:
    """Yield pairs too close to be open together, of which one at least would be new."""
    if not options.spacing_km:
        return
    apart = distances_km(sites)
    new = (sites["site_status"] != "existing").to_numpy()
    for one in range(len(sites)):
        for other in range(one + 1, len(sites)):
            if apart[one, other] < options.spacing_km and (new[one] or new[other]):
                yield Group((one, other))


def distances_km(sites: gpd.GeoDataFrame) -> FloatArray:
    """Return straight distances between sites, (m, m)."""
    lon, lat = sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()
    return geodesic_km(lon[:, None], lat[:, None], lon[None], lat[None])


def _goals(options: OutletsOptions) -> Goals:
    return Goals(
        order=options.goal,
        concede=options.concede,
        cover_min=options.cover_min,
        tail_share=options.tail_share,
        minute_yuan=options.minute_yuan,
        horizon_years=options.horizon_years,
        robust=options.robust,
    )


def _needs(customers: Customers, options: OutletsOptions) -> np.ndarray:
    """Return each customer's sort of need: the last rule that is about him, 0 for none."""
    need = np.zeros(len(customers), dtype=np.intp)
    for number, one in enumerate(options.needs, start=1):
        need[demand.picked(customers, one)] = number
    return need


def _standards(
    customers: Customers, states: tuple[State, ...], options: OutletsOptions
) -> Iterator[Standard]:
    for one in options.standard:
        amount = demand.quantity(customers, one.of) * demand.picked(customers, one)
        price = NO_LIMIT if one.price_yuan is None else one.price_yuan
        weight = np.tile(amount, (len(states), 1))
        if one.of != "customers":
            weight = weight * grown(customers, options)
        yield Standard(weight, one.within_min, one.share, price)


def grown(customers: Customers, options: OutletsOptions) -> FloatArray:
    """Return the factor of every customer's demand by state, (S, n)."""
    rows = []
    for phase in options.phase or (None,):
        base = demand.changed(np.ones(len(customers)), phase.growth if phase else (), customers)
        rows.append(base)
        rows += [demand.changed(base, one.growth, customers) for one in options.scenario]
    return np.array(rows)


def _limit(value: float | None) -> float:
    return NO_LIMIT if value is None else value


def _refuse_faults(
    sites: gpd.GeoDataFrame, options: OutletsOptions, travels: Mapping[str, Travel]
) -> None:
    faults = [*_unknown(sites, options), *_clashes(sites, options)]
    names = [one.name for one in options.scenario]
    faults += [
        (f"travel is given for scenario {one}, which is not set", f"add scenario {one}")
        for one in travels if one not in names
    ]  # fmt: skip
    if faults:
        raise OptionError(
            "; ".join(what for what, _ in faults),
            where="outlets",
            mend="; ".join(dict.fromkeys(mend for _, mend in faults)),
        )


def _named(options: OutletsOptions) -> Iterator[tuple[str, Iterable[str]]]:
    yield "must_open", options.must_open
    yield "forbidden", options.forbidden
    yield "must_close", options.must_close
    yield "at_most", [one for group in options.at_most for one in group.sites]
    yield "relocate", [name for one in options.relocate for name in (one.from_id, one.to_id)]


def _unknown(sites: gpd.GeoDataFrame, options: OutletsOptions) -> Iterator[tuple[str, str]]:
    known = sites["outlet_id"].tolist()
    for key, ids in _named(options):
        for one in dict.fromkeys(ids):
            if one not in known:
                near = difflib.get_close_matches(one, known, n=1, cutoff=0.0)
                yield f"outlets.{key} names {one}, which is no site", f"did you mean {near[0]}?"


def _clashes(sites: gpd.GeoDataFrame, options: OutletsOptions) -> Iterator[tuple[str, str]]:
    status = dict(zip(sites["outlet_id"], sites["site_status"], strict=True))
    stays = set(sites.loc[staying(sites, options), "outlet_id"])
    for one in options.must_close:
        if one in status and status[one] != "existing":
            yield f"outlets.must_close names {one}, a candidate", f"put {one} into forbidden"
        elif one in stays:
            yield (
                f"{one} has to close and has to stay",
                f"take {one} out of must_close, or let it close (existing_rule, must_keep)",
            )
    for one in options.forbidden:
        if status.get(one) == "existing":
            yield f"outlets.forbidden names {one}, an outlet of today", f"put {one} into must_close"
    for move in options.relocate:
        if status.get(move.from_id) == "candidate":
            yield f"outlets.relocate leaves {move.from_id}, a candidate", "name an outlet of today"
        if status.get(move.to_id) == "existing":
            yield f"outlets.relocate goes to {move.to_id}, an outlet of today", "name a candidate"
