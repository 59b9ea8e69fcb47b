"""Verify who is served where in every year and scenario, and all figures, from tables alone."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from planner.outlets.check_standing import spent
from planner.outlets.evidence import TODAY, Case, number
from planner.schema import BoolArray, FloatArray

_MINUTE = 1e-6
_SHARE = 1e-6  # of a weight; percentages a hundred times this


def service_breaches(case: Case) -> Iterator[str]:
    """Name every rule about serving customers that the plan breaks, and every wrong figure."""
    wanted = {(year, name) for year in case.years for name in case.chances}
    if set(case.service) != wanted:
        yield "the plan does not say who is served where in every year and scenario"
        return
    where = {(y, n): f" in {y}, {n}" if len(wanted) > 1 else "" for y, n in sorted(wanted)}
    lost = [one + said for state, said in where.items() for one in _people(case, *state)]
    if lost:
        yield from lost
        return  # figures of people who are not served would only repeat it
    for state, said in where.items():
        yield from (one + said for one in _state(case, *state))
    yield from _regrets(case)
    yield from _assignment(case)
    yield from _groups(case)


def objective_of(case: Case, goal: str) -> float:
    """Return the value of a goal."""
    match goal:
        case "fewest":
            opened = [len(case.steps[year]) for year in case.years]
            value = float(case.spans @ np.array(opened))
        case "minutes":
            value = _minutes(case)
        case "yuan":
            value = _yuan(case)
        case "farthest":
            value = max(float(rows["time_min"].max()) for rows in case.service.values())
        case "covered":
            value = float(_weights(case) @ _all(case, case.options.cover_min))
        case "tail":
            value = _tail(_all(case, None), _weights(case), case.options.tail_share)
        case _:
            raise ValueError(goal)
    return value


def _minutes(case: Case) -> float:
    by_scenario = _scenario_minutes(case)
    match case.options.robust:
        case "worst":
            return max(by_scenario.values())
        case "regret":
            return max(one - _least(case, name) for name, one in by_scenario.items())
        case _:
            return _expected(case)


def _scenario_minutes(case: Case) -> dict[str, float]:
    return {
        name: sum(
            float(span) * _mean(case, year, name)
            for span, year in zip(case.spans, case.years, strict=True)
        )
        for name in case.chances
    }


def _least(case: Case, name: str) -> float:
    """Return what the scenario alone could have, as stated; not a number where that is unclear."""
    rows = case.more.stages
    if not len(rows):
        return float("nan")
    told = rows.loc[rows["scenario"] == name, "least_min"].astype("float64").unique()
    return float(told[0]) if len(told) == 1 else float("nan")


def _expected(case: Case) -> float:
    return sum(case.chances[name] * one for name, one in _scenario_minutes(case).items())


def _weights(case: Case) -> FloatArray:
    """Return what each customer counts in each year and scenario, one after the other."""
    return np.concatenate(
        [
            float(span) * chance * case.weight(year, name)
            for span, year in zip(case.spans, case.years, strict=True)
            for name, chance in case.chances.items()
        ]
    )


def _all(case: Case, limit: float | None) -> FloatArray:
    """Return each one's minutes, or his share within a limit, in the order of `_weights`."""
    return np.concatenate(
        [
            _each(case, year, name) if limit is None else _within(case, year, name, limit)
            for year in case.years
            for name in case.chances
        ]
    )


def _people(case: Case, year: int, name: str) -> Iterator[str]:
    """Everybody is served, at open outlets, in one piece unless he may be split."""
    rows = case.service[year, name]
    share = rows.groupby("account_no")["share"].sum()
    for one in sorted(set(case.accounts) - set(share.index)):
        yield f"customer {one} is served nowhere"
    for one in sorted(set(share.index) - set(case.accounts)):
        yield f"customer {one} is served but not to be planned"
    for one in share.index[(share - 1).abs() > _SHARE]:
        yield f"customer {one} is not served once"
    if (rows["share"] < -_SHARE).any():
        yield "a share is negative"
    if not case.options.capacity.split:
        for one in rows.loc[rows["account_no"].duplicated(), "account_no"]:
            yield f"customer {one} is served at two outlets"
    for one, outlet in zip(rows["account_no"], rows["outlet_id"], strict=True):
        if outlet not in case.steps[year]:
            yield f"customer {one} is sent to {outlet}, which is not open"


def _state(case: Case, year: int, name: str) -> Iterator[str]:
    rows, minutes = case.service[year, name], case.minutes(name)
    who = pd.Index(case.accounts).get_indexer(pd.Index(rows["account_no"]))
    at = minutes.columns.get_indexer(pd.Index(rows["outlet_id"]))
    actual = minutes.to_numpy()[who, at]
    for row in np.flatnonzero(~(np.abs(actual - rows["time_min"].to_numpy()) <= _MINUTE)):
        yield f"customer {case.accounts[who[row]]} does not have the travel minutes stated"
    usable = _usable(case, year, minutes)
    for row in np.flatnonzero(~np.isfinite(usable[who, at])):
        yield (
            f"customer {case.accounts[who[row]]} is sent to {rows['outlet_id'].iloc[row]}, "
            "which is beyond his reach or does not offer what he needs"
        )
    if not case.options.capacity.units:
        farther = actual > usable.min(axis=1)[who] + _MINUTE
        for row in np.flatnonzero(farther):
            yield f"customer {case.accounts[who[row]]} has a nearer open outlet"
    yield from _loads(case, year, name)
    yield from _backups(case, year, minutes)
    yield from _standards(case, year, name)
    yield from _stage(case, year, name)


def _usable(case: Case, year: int, minutes: pd.DataFrame) -> FloatArray:
    """Return minutes to open outlets within reach that offer what is needed, else infinite."""
    usable = minutes.to_numpy(copy=True)
    for rule in case.options.reach:
        usable[(usable > rule.max_min) & case.who(rule)[:, None]] = np.inf
    shut = ~np.isin(minutes.columns, list(case.steps[year]))
    usable[:, shut] = np.inf
    needs: list[tuple[str, ...]] = [()] * len(case.customers)
    for need in case.options.needs:
        for one in np.flatnonzero(case.who(need)):
            needs[one] = need.services
    for column, outlet in enumerate(minutes.columns):
        kind = None if shut[column] else case.kind(case.steps[year][outlet])
        if kind is not None:
            lacking = [not set(services) <= set(kind.services) for services in needs]
            usable[lacking, column] = np.inf
    return usable


def _loads(case: Case, year: int, name: str) -> Iterator[str]:
    options = case.options.capacity
    rows, factor = case.service[year, name], case.factor(year, name)
    hours: dict[str, float] = {str(tier): one for tier, one in options.hours_per_customer.items()}
    tiers = case.customers["tier"] if hours else [""] * len(case.customers)
    each: dict[str, FloatArray] = {
        "customers": np.ones(len(case.customers)),
        "kwh": factor * case.amount("kwh"),
        "counter_hours": factor * np.array([hours.get(one, 1.0) for one in tiers]),
    }
    for unit in options.units:
        of = pd.Series(each[unit], index=case.accounts)
        amount = rows["share"].to_numpy() * of.loc[rows["account_no"]].to_numpy()
        load = pd.Series(amount).groupby(rows["outlet_id"].to_numpy()).sum()
        for outlet, class_name in case.steps[year].items():
            carried = float(load.get(outlet, 0.0))
            slack = _SHARE * max(float(each[unit].sum()), 1.0)
            if carried > _room(case, outlet, class_name, unit) + slack:
                yield f"outlet {outlet} is given {carried:,.1f} {unit}, more than it can serve"
            kind = case.kind(class_name)
            least = kind.least_customers if options.minimum and kind is not None else 0.0
            if unit == "customers" and carried < least - slack:
                yield f"outlet {outlet} has {carried:g} customers, too few for its class"


def _room(case: Case, outlet: str, class_name: str, unit: str) -> float:
    column = {"customers": "capacity_customers", "kwh": "capacity_kwh"}.get(unit, "capacity_hours")
    site, kind = case.site(outlet), case.kind(class_name)
    usual = None if kind is None else getattr(kind, unit)
    otherwise = np.inf if usual is None else float(usual)
    own = kind is None or class_name == site["outlet_class"]
    return number(site, column, otherwise) if own else otherwise


def _backups(case: Case, year: int, minutes: pd.DataFrame) -> Iterator[str]:
    for rule in case.options.backup:
        near = (_usable(case, year, minutes) <= rule.within_min + _MINUTE).sum(axis=1)
        for one in np.flatnonzero(case.who(rule) & (near < rule.outlets)):
            yield (
                f"customer {case.accounts[one]} has {near[one]} open outlets within "
                f"{rule.within_min:g} min, not {rule.outlets}"
            )


def _standards(case: Case, year: int, name: str) -> Iterator[str]:
    for row, rule in enumerate(case.options.standard):
        percent = _percent(case, year, name, row)
        if percent is None:
            continue
        if rule.price_yuan is None and percent < 100 * rule.share - 100 * _SHARE:
            yield f"only {percent:.2f} % is within {rule.within_min:g} min of {100 * rule.share:g}"
        stated = case.more.standards
        if not len(stated):
            continue
        stated = stated.loc[(stated["year"] == year) & (stated["scenario"] == name)]
        short = max(100 * rule.share - percent, 0.0)
        mine = np.isclose(stated["plan_pct"], percent, atol=1e-4) & np.isclose(
            stated["short_pct"], short, atol=1e-4
        )
        asked = np.isclose(stated["asked_pct"], 100 * rule.share) & np.isclose(
            stated["within_min"], rule.within_min
        )
        if not (mine & asked).any():
            yield f"{percent:.3f} % is within {rule.within_min:g} min, not what is stated"


def _percent(case: Case, year: int, name: str, row: int) -> float | None:
    rule = case.options.standard[row]
    amount = case.amount(rule.of) * case.who(rule)
    if rule.of != "customers":
        amount = amount * case.factor(year, name)
    if not amount.sum() > 0:
        return None
    return float(100 * (amount @ _within(case, year, name, rule.within_min)) / amount.sum())


def _stage(case: Case, year: int, name: str) -> Iterator[str]:
    rows = case.more.stages
    if not len(rows):
        return
    row = rows.loc[(rows["year"] == year) & (rows["scenario"] == name)]
    if len(row) != 1:
        yield "the stage is missing or told twice"
        return
    minutes = np.sort(_each(case, year, name))
    ninth = minutes[int(np.ceil(0.9 * len(minutes))) - 1]
    for column, actual in (
        ("probability", case.chances[name]),
        ("open_outlets", len(case.steps[year])),
        ("mean_min", _mean(case, year, name)),
        ("p90_min", ninth),
        ("max_min", minutes[-1]),
    ):
        if not abs(float(row[column].iloc[0]) - actual) <= _MINUTE:
            yield f"{column} is {actual:.6f}, not {float(row[column].iloc[0]):.6f}"


def _regrets(case: Case) -> Iterator[str]:
    """No plan can be better for a scenario than what is best for it alone."""
    if case.options.robust != "regret":
        return
    for name, minutes in _scenario_minutes(case).items():
        if not _least(case, name) <= minutes + _MINUTE:
            yield f"least_min of {name} is missing, told in two ways, or above {minutes:.6f}"


def _assignment(case: Case) -> Iterator[str]:
    """Compare with what the last year has for today's demand: each one's main outlet."""
    rows = case.service[case.years[-1], TODAY]
    largest = rows.groupby("account_no")["share"].max()
    mine = case.assignment.merge(rows, on=["account_no", "outlet_id"], how="left")
    short = mine["share"].fillna(0.0) < largest.loc[mine["account_no"]].to_numpy() - _SHARE
    for one in mine.loc[short, "account_no"]:
        yield f"customer {one} is assigned to another outlet than serves him"


def _groups(case: Case) -> Iterator[str]:
    columns = {"tier": "tier", "district": "district_code", "area": "urban_class"}
    minutes = case.assignment.set_index("account_no").loc[case.accounts, "time_min"].to_numpy()
    today = case.assignment.set_index("account_no").loc[case.accounts, "today_time_min"].to_numpy()
    for _, row in case.more.groups.iterrows():
        values = case.customers[columns[row["kind"]]].astype("str")
        mine: BoolArray = (values == row["group"]).to_numpy(np.bool_)
        if not mine.any():
            yield f"there is no {row['kind']} {row['group']}"
            continue
        times = np.sort(minutes[mine])
        known = today[mine][np.isfinite(today[mine])]
        for column, actual in (
            ("customers", mine.sum()),
            ("annual_kwh", case.amount("kwh")[mine].sum()),
            ("today_mean_min", known.mean() if len(known) else np.nan),
            ("mean_min", times.mean()),
            ("p90_min", times[int(np.ceil(0.9 * len(times))) - 1]),
            ("max_min", times[-1]),
            ("share_15_min", 100 * np.mean(times <= 15.0)),  # noqa: PLR2004  the column's name
            ("share_30_min", 100 * np.mean(times <= 30.0)),  # noqa: PLR2004  the column's name
        ):
            if not np.isclose(float(row[column]), float(actual), rtol=1e-9, equal_nan=True):
                yield f"{row['kind']} {row['group']}: {column} is {float(actual):.6f}"


def _each(case: Case, year: int, name: str) -> FloatArray:
    """Return mean minutes of each customer."""
    rows = case.service[year, name]
    minutes = (rows["share"] * rows["time_min"]).groupby(rows["account_no"].to_numpy()).sum()
    return minutes.loc[case.accounts].to_numpy(np.float64)


def _within(case: Case, year: int, name: str, limit: float) -> FloatArray:
    rows = case.service[year, name]
    near = rows["share"].where(rows["time_min"] <= limit + 1e-9, 0.0)
    return near.groupby(rows["account_no"].to_numpy()).sum().loc[case.accounts].to_numpy()


def _mean(case: Case, year: int, name: str) -> float:
    return float(case.weight(year, name) @ _each(case, year, name))


def _tail(minutes: FloatArray, weight: FloatArray, share: float) -> float:
    """Go from the farthest inwards until the share is full."""
    left, total = share, 0.0
    for at in np.argsort(-minutes, kind="stable"):
        part = min(float(weight[at]), left)
        total, left = total + part * float(minutes[at]), left - part
    return total / share


def _yuan(case: Case) -> float:
    options, total = case.options, case.options.minute_yuan * _expected(case)
    for phase, year in enumerate(case.years):
        once, yearly = spent(case, phase)
        total += once / options.horizon_years + float(case.spans[phase]) * yearly
        for name, chance in case.chances.items():
            for row, rule in enumerate(options.standard):
                percent = _percent(case, year, name, row)
                if rule.price_yuan is not None and percent is not None:
                    short = max(100 * rule.share - percent, 0.0)
                    total += float(case.spans[phase]) * chance * rule.price_yuan * short
    return total
