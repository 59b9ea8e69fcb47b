"""Visit plans held against other cases, and plans of which some cells are changed."""

import dataclasses

import pandas as pd
import shapely

from planner.schema import LEAVE
from planner.visits import VisitRules, check_visits

A, B = "0000000000", "0000000001"
DAY = pd.Timedelta(days=1)
CLOCKS = ("arrive_clock_min", "leave_clock_min", "start_clock_min", "end_clock_min")


def held(plan, travel, case=None):
    """Hold a plan against the case that it carries, or against another one."""
    return check_visits(
        plan.visits, plan.tours, plan.unserved, case or plan.case, travel,
        team_tours=plan.team_tours, team_stops=plan.team_stops,
    )  # fmt: skip


def judged(made, plan, **case):
    """Hold a plan against the case it was made for, or one in which something differs."""
    return held(plan, made.travel, dataclasses.replace(made.case, **case))


def but(plan, **columns):
    """Change columns of tables, written table__column; a function gets the values there are."""
    tables = {}
    for name, value in columns.items():
        table, column = name.split("__")
        rows = tables.get(table, getattr(plan, table))
        values = value(rows[column]) if callable(value) else value
        tables[table] = rows.assign(**{column: values})
    return dataclasses.replace(plan, **tables)


def plus(amount):
    return lambda values: values + amount


def later(plan, minutes, names=("visits", "tours")):
    """Move every clock of a plan."""
    tables = {name: getattr(plan, name) for name in names}
    moved = {
        f"{name}__{clock}": plus(minutes)
        for name, table in tables.items()
        for clock in CLOCKS
        if clock in table
    }
    return but(plan, **moved)


def on_days(plan, *dates):
    """Put visits, each the only one of its tour, and their tours on other days."""
    days = [pd.Timestamp(one) for one in dates]
    return but(plan, visits__date=days, tours__date=days)


def with_period(case, rules=None, days=None, **options):
    """Return the changes of a case that give its period other options, rules or days."""
    period = case.period
    return {
        "period": dataclasses.replace(
            period,
            options=period.options.model_copy(update=options),
            rules=rules or period.rules,
            days=days or period.days,
        )
    }


def with_rules(case, **sections):
    rules = case.period.rules.model_dump(exclude_defaults=True)
    return with_period(case, rules=VisitRules.load(rules | sections))


def with_service(case, minutes):
    tiers = {name: rule.model_copy() for name, rule in case.period.rules.tier.items()}
    tiers["VIP"] = tiers["VIP"].model_copy(update={"service_min": minutes})
    return with_period(case, rules=case.period.rules.model_copy(update={"tier": tiers}))


def with_diary(case, **tables):
    return {"diary": dataclasses.replace(case.diary, **tables)}


def leave_of(who, day):
    return LEAVE.shape([{"person_id": who, "from_on": day, "until_on": day}])


def all_told(made, mutants):
    """Compare what is said with what was to be said; nothing where all is as it should be."""
    told = {what: (judged(made, plan, **case), words) for what, (plan, case, words) in mutants}
    return {what: pair for what, pair in told.items() if sorted(pair[0]) != sorted(pair[1])}


def lines(made, *names):
    """Return a line through places by name, None for one that is elsewhere."""
    at = made.travel._at
    return shapely.LineString([(118.3, 24.6) if one is None else at(one) for one in names])
