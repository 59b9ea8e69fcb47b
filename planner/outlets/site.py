"""Choose the outlets: labels to positions, the solve, and back to labelled tables."""

import dataclasses
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from planner.errors import DataError, InfeasibleError, LimitError
from planner.outlets import explain, stages, tables
from planner.outlets.asking import Asked, ask
from planner.outlets.engines.answer import Answer
from planner.outlets.engines.answering import answer
from planner.outlets.engines.question import Question
from planner.outlets.measures import Measure, measure, money
from planner.outlets.options import OutletsOptions
from planner.outlets.result import SecondPlan, Siting
from planner.schema import CUSTOMERS, SITES, Customers, FloatArray, Travel
from planner.solve import Clock

_SHOWN = 5


def site_outlets(
    customers: Customers,
    sites: gpd.GeoDataFrame,
    travel: Travel,
    options: OutletsOptions,
    *,
    travels: Mapping[str, Travel] | None = None,
) -> Siting:
    """Open the outlets that reach the goals best and keep all rules.

    Parameters
    ----------
    customers
        With `annual_kwh`; every one reaches at least one site. Rules about tiers, areas and
        districts need `tier`, `urban_class` and `district_code`.
    sites
        Columns of SITES: existing outlets and candidates.
    travel
        From customers (origins) to sites (destinations).
    options
        How many, what stays, what counts, what it may cost.
    travels
        Travel measured anew for scenarios, by their names.

    Returns
    -------
    siting
        Without limits of capacity each customer goes to the nearest open outlet that offers what he
        needs; rows keep the order of the inputs.

    Raises
    ------
    DataError
        A table is not usable, or customers reach no site (all are named).
    OptionError
        Rules name unknown sites or contradict each other, or nobody has any weight.
    InfeasibleError
        No plan keeps all the rules; says which clash, and what would be enough to loosen.
    """
    CUSTOMERS.require(customers, "account_no", "annual_kwh", "geometry", by="outlets")
    SITES.require(sites, "outlet_id", "outlet_name", "site_status", by="outlets")
    if not len(customers):
        raise DataError("there is no customer to site outlets for", mend="give customers")
    asked = ask(customers, sites, travel, options, travels)
    _refuse_unreachable(asked.ways)
    explain.refuse_count(asked)
    clock = Clock(options.solve.time_limit_s)
    try:
        found = answer(asked.question, options.solve)
    except InfeasibleError as error:
        raise explain.explained(asked, clock.limit(options.solve)) from error
    plan = _plan(asked, found)
    outlets = tables.outlet_table(plan, asked, found).loc[sites.index]
    by_id = tables.assignment_table(plan)
    today_min = by_id["today_time_min"].to_numpy(np.float64)
    plan_min = by_id["time_min"].to_numpy(np.float64)
    return Siting(
        options=options,
        outcome=found.outcome,
        outlets=outlets,
        assignment=by_id.loc[customers.index].reset_index(drop=True),
        lines=tables.assignment_lines(plan).loc[customers.index],
        measures=_measures(asked, found, today_min, plan_min),
        second=_second(asked, found) if options.second_best else None,
        findings=tables.capacity_findings(outlets),
        reached=found.reached,
        stages=stages.stages_table(asked, found),
        steps=stages.steps_table(asked, found),
        standards=stages.standards_table(asked, found),
        groups=stages.groups_table(asked, today_min, plan_min),
        service=stages.service_table(asked, found),
    )


def shown_state(question: Question) -> int:
    """Return the position of the state that tables show: the last phase with today's demand."""
    last = len(question.phases) - 1
    return next(
        number
        for number, one in enumerate(question.states)
        if one.phase == last and one.scenario == 0
    )


def _plan(asked: Asked, found: Answer) -> tables.Plan:
    state = shown_state(asked.question)
    return tables.Plan(
        customers=asked.customers,
        sites=asked.sites,
        ways=asked.ways,
        time_min=np.where(np.isfinite(asked.ways.time_min), asked.ways.time_min, np.inf),
        weight=asked.question.states[state].weight,
        stays=asked.question.stays,
        opened=found.opened,
        serving=found.serving[state].main,
        losses=asked.options.unruled,
    )


def _measures(
    asked: Asked, found: Answer, today_min: FloatArray, plan_min: FloatArray
) -> tuple[Measure, ...]:
    offered = asked.question.posts
    counts = int(offered.today.sum()), len(found.opened)
    kwh = asked.customers["annual_kwh"].to_numpy(np.float64)
    told = measure(today_min, plan_min, kwh, counts, asked.options.standards_min)
    if asked.options.counts_money:
        once = sum(one.once_yuan for one in found.money)
        now = float(offered.yearly_yuan[offered.today].sum())
        told += money((now, 0.0), (found.money[-1].yearly_yuan, once))
    return tuple(told)


def _second(asked: Asked, found: Answer) -> SecondPlan | None:
    """Forbid exactly this set of outlets and solve again."""
    if found.reached[0].goal != "minutes":
        return None  # what it costs more is told in minutes
    question = asked.question.excluding(tuple(found.opened.tolist()))
    goals = dataclasses.replace(question.goals, order=("minutes",))  # later goals do not tell them
    try:
        other = answer(dataclasses.replace(question, goals=goals), asked.options.solve)
    except InfeasibleError:
        return None  # no other set keeps the rules: all sites are open, or none else reaches all
    except LimitError:
        return None  # the plan stands without it
    ids = asked.sites["outlet_id"].to_numpy()

    def names(here: npt.NDArray[np.intp], there: npt.NDArray[np.intp]) -> tuple[str, ...]:
        return tuple(str(one) for one in ids[np.setdiff1d(here, there)])

    return SecondPlan(
        without=names(found.opened, other.opened),
        instead=names(other.opened, found.opened),
        extra_min=other.outcome.objective - found.outcome.objective,
        outcome=other.outcome,
    )


def _refuse_unreachable(ways: Travel) -> None:
    reached = np.isfinite(ways.time_min).any(axis=1)
    lost = [ways.origin_ids[one] for one in np.flatnonzero(~reached)]
    if lost:
        more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
        raise DataError(
            f"{len(lost)} customers reach no site: {', '.join(lost[:_SHOWN])}{more}",
            where="travel from customers to sites",
            mend="leave them out, add a site on their side, or complete the road file",
        )
