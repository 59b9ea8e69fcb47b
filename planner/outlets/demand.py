"""What customers count, load and travel, in every phase and scenario."""

from collections.abc import Mapping, Sequence

import numpy as np

from planner.errors import DataError, OptionError
from planner.outlets.engines.question import State
from planner.outlets.options import OutletsOptions
from planner.outlets.rules import ChangeOptions, Kind, Who
from planner.schema import BoolArray, Customers, FloatArray, Travel

TODAY = "today"
"""Name of the scenario in which demand and travel are as they are."""

_COLUMNS: Mapping[Kind, str] = {"kwh": "annual_kwh", "items": "annual_items"}


def states(
    customers: Customers,
    travel: Travel,
    options: OutletsOptions,
    travels: Mapping[str, Travel],
) -> tuple[State, ...]:
    """Return demand and travel of every phase and scenario, by phase, then scenario.

    Scenario 0 is today's demand, with the probability that the others leave.

    Parameters
    ----------
    travel
        Rows and columns in the order of customers and sites.
    travels
        Travel measured anew, by name of the scenario, in the same order.
    """
    found = []
    for phase in range(max(len(options.phase), 1)):
        growth = options.phase[phase].growth if options.phase else ()
        base = changed(np.ones(len(customers)), growth, customers)
        rest = 1.0 - sum(one.probability for one in options.scenario)
        found.append(_state(customers, travel, base, options, (phase, 0, max(rest, 0.0))))
        for number, one in enumerate(options.scenario, start=1):
            way = travels.get(one.name, travel)
            slower = changed(np.ones(len(customers)), one.slower, customers)
            way = Travel(
                way.origin_ids, way.destination_ids, way.time_min * slower[:, None],
                way.distance_km, way.basis,
            )  # fmt: skip
            factor = changed(base, one.growth, customers)
            place = (phase, number, one.probability)
            found.append(_state(customers, way, factor, options, place))
    return tuple(found)


def _state(
    customers: Customers,
    travel: Travel,
    factor: FloatArray,
    options: OutletsOptions,
    place: tuple[int, int, float],
) -> State:
    return State(
        weight=weights(customers, options, factor),
        time_min=within_reach(customers, travel, options),
        demand=demand(customers, options, factor),
        phase=place[0],
        scenario=place[1],
        probability=place[2],
    )


def within_reach(customers: Customers, travel: Travel, options: OutletsOptions) -> FloatArray:
    """Return minutes, infinite where there is no way or it is farther than the customer goes."""
    limit = np.full(len(customers), np.inf)
    for one in options.reach:
        limit = np.where(picked(customers, one), np.minimum(limit, one.max_min), limit)
    usable = np.isfinite(travel.time_min) & (travel.time_min <= limit[:, None])
    return np.where(usable, travel.time_min, np.inf)


def weights(
    customers: Customers, options: OutletsOptions, factor: FloatArray | None = None
) -> FloatArray:
    """Return what each customer counts; the sum is 1.

    Raises
    ------
    OptionError
        Nobody counts.
    """
    grown = np.ones(len(customers)) if factor is None else factor
    weight: FloatArray = np.zeros(len(customers))
    blend = options.weight
    parts: tuple[tuple[Kind, float], ...] = (
        ("kwh", blend.kwh), ("customers", blend.customers), ("items", blend.items),
    )  # fmt: skip
    for kind, share in parts:
        if share:
            amount = grown * quantity(customers, kind)
            weight = weight + (share / amount.sum() if amount.sum() > 0 else 0.0) * amount
    if not weight.sum() > 0:
        raise OptionError(
            "no customer has any weight",
            where="outlets.weight",
            mend="set outlets.weight.customers above 0, or give customers their annual kWh",
        )
    return np.asarray(weight / weight.sum(), dtype=np.float64)


def quantity(customers: Customers, kind: Kind) -> FloatArray:
    """Return how much of a kind of demand each customer is.

    Raises
    ------
    DataError
        The column is missing or not filled.
    """
    if kind == "customers":
        return np.ones(len(customers))
    column = _COLUMNS[kind]
    if column not in customers or customers[column].isna().any():
        raise DataError(
            f"outlets.weight or a standard counts {kind}, but {column} is not known for everybody",
            where="table customers",
            mend=f"give every customer {column}, or count kwh or customers",
        )
    return customers[column].to_numpy(np.float64)


def demand(customers: Customers, options: OutletsOptions, factor: FloatArray) -> FloatArray:
    """Return the load of every customer in the units that are limited, (n, U)."""
    hours = options.capacity.hours_per_customer
    each = {
        "customers": np.ones(len(customers)),
        "kwh": factor * customers["annual_kwh"].to_numpy(np.float64),
        "counter_hours": factor * np.ones(len(customers)),
    }
    if hours and "counter_hours" in options.capacity.units:
        _require(customers, "tier", "outlets.capacity.hours_per_customer")
        each["counter_hours"] = factor * customers["tier"].map(
            lambda tier: hours.get(tier, 1.0)
        ).to_numpy(np.float64)
    found = [each[unit] for unit in options.capacity.units]
    return np.column_stack(found) if found else np.zeros((len(customers), 0))


def picked(customers: Customers, who: Who) -> BoolArray:
    """Say which customers a rule is about."""
    mask = np.ones(len(customers), dtype=np.bool_)
    wanted = {"tier": who.tier, "urban_class": who.area, "district_code": who.district}
    for column, values in wanted.items():
        if values:
            _require(customers, column, "outlets")
            mask &= customers[column].isin(values).to_numpy(np.bool_)
    _require_districts(customers, who.district)
    return mask


def _require_districts(customers: Customers, codes: Sequence[str]) -> None:
    """Refuse a code that nobody has: a slip of the pen would make the rule one about nobody."""
    known = set(customers["district_code"].dropna().astype("str")) if codes else set()
    for code in codes:
        if code not in known:
            raise DataError(
                f"a rule is about district {code}, where no customer is",
                where="outlets",
                mend=f"name some of {', '.join(sorted(known))}",
            )


def changed(
    factor: FloatArray, changes: Sequence[ChangeOptions], customers: Customers
) -> FloatArray:
    """Return the factors after changes, one after the other."""
    for one in changes:
        factor = np.where(picked(customers, one), factor * one.factor, factor)
    return factor


def _require(customers: Customers, column: str, where: str) -> None:
    if column not in customers:
        raise DataError(
            f"a rule is about {column}, which customers do not have",
            where=where,
            mend=f"give customers the column {column}, or take it out of the rule",
        )
