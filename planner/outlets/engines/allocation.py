"""What is asked when sites cost or hold something, what is answered, and the judge between them."""

import dataclasses
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.errors import InfeasibleError, SolveError
from planner.outlets.engines.lists import Positions
from planner.schema import BoolArray, FloatArray
from planner.solve import Outcome

TOLERANCE = 1e-6
"""Relative to a capacity or a least load; rounding in sums of loads, not leave to overfill."""
HINT = "add sites or capacity, raise the number of outlets, or lower the least load"


@dataclass(frozen=True, eq=False)
class Sites:
    """Where customers can be served and what it costs.

    Parameters
    ----------
    serve_cost
        What serving all of a customer from a site costs, shape (n, m); infinite where there is
        no way.
    open_cost
        What an open site costs, shape (m,).
    must_open, barred
        Sites that are open in any case, and that never are, shape (m,).
    fewest, most
        How many sites may be open; `most` of ``None`` leaves it free.
    """

    serve_cost: FloatArray
    open_cost: FloatArray
    must_open: BoolArray
    barred: BoolArray
    fewest: int = 0
    most: int | None = None


@dataclass(frozen=True, eq=False)
class Loads:
    """What customers weigh and sites hold, in one unit or in several at once.

    Parameters
    ----------
    demand
        Shape (n,) or (n, u), not negative.
    capacity
        Shape (m,) or (m, u).
    least
        What an open site has to be loaded with, shape (m,) or (m, u); nothing when ``None``.
    """

    demand: FloatArray
    capacity: FloatArray
    least: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Allocated:
    """The sites to open, who is served where, and how good that is.

    `opened` are sorted positions. Customer ``customer[k]`` gets the part ``share[k]`` of his
    demand at site ``site[k]``; pairs are sorted by customer, then site. `load` is shape (m, u).
    """

    opened: Positions
    customer: Positions
    site: Positions
    share: FloatArray
    load: FloatArray
    outcome: Outcome

    @property
    def serving(self) -> Positions:
        """The site that serves most of each customer, shape (n,)."""
        order = np.lexsort((self.share, self.customer))
        _, last = np.unique(self.customer[order][::-1], return_index=True)
        return np.asarray(self.site[order][::-1][last], dtype=np.intp)


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan on its way: shape (n, m) would be mostly nothing, so only pairs that serve."""

    opened: Positions
    customer: Positions
    site: Positions
    share: FloatArray
    cost: float = field(default=float("inf"))


def as_units(loads: Loads, size: tuple[int, int]) -> Loads:
    """Return the same with shapes (n, u) and (m, u), whether given in one unit or in several."""
    demand = np.asarray(loads.demand, dtype=np.float64).reshape(size[0], -1)
    capacity = np.asarray(loads.capacity, dtype=np.float64).reshape(size[1], -1)
    least = np.zeros_like(capacity) if loads.least is None else loads.least
    least = np.asarray(least, dtype=np.float64).reshape(size[1], -1)
    return Loads(demand, capacity, least)


def refuse(sites: Sites, loads: Loads, *, whole: bool) -> None:
    """Raise when reach, count or capacity cannot do it, with every shortfall that can be counted.

    Raises
    ------
    InfeasibleError
        Says what is short, and by how much.
    """
    free = ~sites.barred
    ways = np.isfinite(sites.serve_cost) & free[None, :]
    faults: list[str] = []
    lost = np.flatnonzero(~ways.any(axis=1))
    if len(lost):
        faults.append(f"{len(lost)} customers reach no site, the first at position {lost[0]}")
    both = np.flatnonzero(sites.must_open & sites.barred)
    if len(both):
        faults.append(f"{len(both)} sites have to be open and are barred, the first at {both[0]}")
    most = int(free.sum()) if sites.most is None else min(sites.most, int(free.sum()))
    wanted = max(sites.fewest, int(sites.must_open.sum()))
    if wanted > most:
        faults.append(f"{wanted} sites have to be open, and {most} may be")
    for unit in range(loads.demand.shape[1]):
        faults += _short(sites, loads, unit, most)
        if whole and not len(lost):
            room = np.where(ways, loads.capacity[None, :, unit], -np.inf).max(axis=1)
            over = np.flatnonzero(loads.demand[:, unit] > room * (1 + TOLERANCE))
            if len(over):
                faults.append(
                    f"{len(over)} customers fit no site that they reach, the first at position "
                    f"{over[0]} by {loads.demand[over[0], unit] - room[over[0]]:.6g}"
                )
    if faults:
        raise InfeasibleError("; ".join(faults), where="outlets", mend=HINT)


def none_left() -> InfeasibleError:
    """Return the error for a question without a plan though nothing that can be counted is short.

    Customers that cannot be split may not fit although all of them together would.
    """
    return InfeasibleError(
        "no set of sites serves everybody within their capacities and least loads",
        where="outlets",
        mend=HINT,
    )


def _short(sites: Sites, loads: Loads, unit: int, most: int) -> list[str]:
    """Say by how much the largest sites that may be open together fall short."""
    order = np.lexsort((-loads.capacity[:, unit], ~sites.must_open, sites.barred))
    room = float(loads.capacity[order[:most], unit].sum())
    wanted = float(loads.demand[:, unit].sum())
    if wanted <= room * (1 + TOLERANCE):
        return []
    which = f" in unit {unit}" if loads.demand.shape[1] > 1 else ""
    return [
        f"customers need {wanted:.6g}{which}, the {most} largest sites that may open hold "
        f"{room:.6g}: {wanted - room:.6g} short"
    ]


def cost_of(sites: Sites, plan: Plan) -> float:
    """Return what a plan costs, from the arrays alone."""
    serve = sites.serve_cost[plan.customer, plan.site] @ plan.share
    return float(serve + sites.open_cost[plan.opened].sum())


def load_of(loads: Loads, plan: Plan) -> FloatArray:
    """Return what each site is loaded with, shape (m, u)."""
    load = np.zeros(loads.capacity.shape)
    np.add.at(load, plan.site, plan.share[:, None] * loads.demand[plan.customer])
    return load


def faults(sites: Sites, loads: Loads, plan: Plan, *, whole: bool) -> list[str]:
    """Name every rule that a plan breaks, from the arrays alone."""
    size = sites.serve_cost.shape
    opened = np.zeros(size[1], dtype=np.bool_)
    opened[plan.opened] = True
    served = np.bincount(plan.customer, weights=plan.share, minlength=size[0])
    load = load_of(loads, plan)
    over = load > loads.capacity + TOLERANCE * np.maximum(loads.capacity, 1e-9)
    least = np.zeros_like(load) if loads.least is None else loads.least
    under = opened[:, None] & (load < least - TOLERANCE * np.maximum(least, 1e-9))
    most = size[1] if sites.most is None else sites.most
    broken = {
        "customers are not served once": np.abs(served - 1) > TOLERANCE,
        "customers are served in parts": (plan.share < 1 - TOLERANCE) & whole,
        "shares are negative": plan.share < 0,
        "pairs are served without a way": ~np.isfinite(sites.serve_cost[plan.customer, plan.site]),
        "pairs are served by a shut site": ~opened[plan.site],
        "sites hold more than they can": (over & opened[:, None]).any(axis=1),
        "sites are loaded with too little": under.any(axis=1),
        "sites have to be open and are shut": sites.must_open & ~opened,
        "sites are barred and open": sites.barred & opened,
        "counts of open sites are wrong": np.array(
            [not sites.fewest <= len(np.unique(plan.opened)) <= most]
        ),
    }
    return [
        f"{int(one.sum())} {what}, the first at {np.flatnonzero(one)[0]}"
        for what, one in broken.items()
        if one.any()
    ]


def settle(sites: Sites, loads: Loads, plan: Plan, outcome: Outcome, *, whole: bool) -> Allocated:
    """Turn a plan that keeps every rule into the answer; its cost is computed anew.

    Raises
    ------
    SolveError
        The plan breaks a rule.
    """
    found = faults(sites, loads, plan, whole=whole)
    if found:
        raise SolveError(
            f"the plan found breaks its own rules: {'; '.join(found)}",
            where="outlets",
            mend="check the data for very large or very small numbers, and report this model",
        )
    order = np.lexsort((plan.site, plan.customer))
    opened, share = np.sort(plan.opened), plan.share[order]
    plan = Plan(opened, plan.customer[order], plan.site[order], share)
    outcome = dataclasses.replace(outcome, objective=cost_of(sites, plan))
    return Allocated(opened, plan.customer, plan.site, share, load_of(loads, plan), outcome)


def whole_plan(sites: Sites, opened: Positions, serving: npt.NDArray[np.intp]) -> Plan:
    """Return the plan in which each customer is served by one site, with its cost."""
    size = len(serving)
    plan = Plan(np.sort(opened), np.arange(size), serving, np.ones(size))
    return dataclasses.replace(plan, cost=cost_of(sites, plan))
