"""Verify what stands: number, groups, classes, order of years, and money, from tables alone."""

import itertools
from collections.abc import Iterator

import numpy as np
import pandas as pd

from planner.geo import geodesic_km
from planner.outlets.evidence import Case, number
from planner.outlets.rules import AtMost, BudgetOptions

_YUAN = 1e-6  # relative


def standing_breaches(case: Case) -> Iterator[str]:
    """Name every rule about outlets that the plan breaks."""
    if set(case.steps) != set(case.years):
        yield f"the plan has outlets for years {sorted(case.steps)}, not {sorted(case.years)}"
        return
    strangers = {one for opened in case.steps.values() for one in opened} - set(case.sites.index)
    if strangers:
        yield f"{', '.join(sorted(strangers))} are open and no sites"
        return
    for phase, year in enumerate(case.years):
        yield from _count(case, phase, year)
        yield from _together(case, year)
    yield from _order(case)
    yield from _ends(case)
    if case.options.counts_money:
        yield from _money(case)


def _count(case: Case, phase: int, year: int) -> Iterator[str]:
    options, opened = case.options, len(case.steps[year])
    exact = options.count if isinstance(options.count, int) else None
    most = options.count.at_most if isinstance(options.count, AtMost) else None
    if options.phase and options.phase[phase].count is not None:
        exact, most = options.phase[phase].count, None
    elif options.phase and options.phase[phase].at_most is not None:
        exact, most = None, options.phase[phase].at_most
    if exact is not None and opened != exact:
        yield f"{opened} outlets are open where {exact} were asked for"
    if most is not None and opened > most:
        yield f"{opened} outlets are open where at most {most} were asked for"


def _together(case: Case, year: int) -> Iterator[str]:
    """Compare groups and spacing."""
    opened = case.steps[year]
    for group in case.options.at_most:
        some = sorted(set(group.sites) & set(opened))
        if len(some) > group.count:
            yield f"{', '.join(some)} are open, of which at most {group.count} may be"
    limit = case.options.spacing_km
    for one, other in itertools.combinations(sorted(opened), 2) if limit else ():
        both = case.sites.loc[[one, other]]
        if (both["site_status"] == "existing").all():
            continue
        at = [(point.x, point.y) for point in both["geometry"]]
        if float(geodesic_km(*at[0], *at[1])) < limit:
            yield f"{one} and {other} are nearer to each other than {limit:g} km"


def _order(case: Case) -> Iterator[str]:
    """Follow each site through the years: what it may be, and what it may become."""
    for one, site in case.sites.iterrows():
        exists, listed = site["site_status"] == "existing", str(site["outlet_class"])
        before = listed if exists else None
        for year in case.years:
            now = case.steps[year].get(str(one))
            if now is not None and now != listed and not _may_be(case, site, now):
                yield f"outlet {one} cannot be of class {now}"
            if exists and before is None and now is not None:
                yield f"outlet {one} was closed and is open again in {year}"
            settled = before is not None and not (exists and before == listed)
            if settled and now != before:
                yield f"outlet {one} opened or changed class before {year} and changes again"
            before = now
    final = set(case.sites.index[case.sites["decision"].isin(("kept", "new"))])
    if final != set(case.steps[case.years[-1]]):
        yield "the outlets of the last year are not those of the plan"


def _may_be(case: Case, site: pd.Series, name: str) -> bool:
    if case.classes is None or case.options.class_rule == "as listed":
        return False
    if site["site_status"] == "existing":
        changes = [(one.from_class, one.to_class) for one in case.classes.change]
        return (str(site["outlet_class"]), name) in changes
    return name in str(site.get("classes_allowed") or "")


def _ends(case: Case) -> Iterator[str]:
    last = case.steps[case.years[-1]]
    for one in case.options.must_open:
        if one not in last:
            yield f"outlet {one} must be open and is not"
    for one in (*case.options.forbidden, *case.options.must_close):
        if one in last:
            yield f"outlet {one} must not be open and is"


def spent(case: Case, phase: int) -> tuple[float, float]:
    """Return what a phase costs once and a year, with the relocations that save most."""
    now = case.steps[case.years[phase]]
    opening, price, closing = _prices(case, phase)
    moves = [
        (one.from_id, one.to_id, closing[one.from_id] + price[one.to_id] - one.yuan)
        for one in case.options.relocate
        if one.from_id in closing and one.to_id in opening
    ]
    once = sum(price.values()) + sum(closing.values()) - _most_saved(moves)
    return once, sum(yearly_of(case, one, name) for one, name in now.items())


def _prices(case: Case, phase: int) -> tuple[set[str], dict[str, float], dict[str, float]]:
    """Return what opens in a phase, the price of opening or changing each, and of closing each."""
    before, now = _before(case, phase), case.steps[case.years[phase]]
    price = {one: _coming(case, one, name) for one, name in now.items() if before.get(one) != name}
    closing = {one: _closing(case, one) for one in before if one not in now}
    return set(now) - set(before), price, closing


def yearly_of(case: Case, outlet: str, name: str) -> float:
    """Return what running a site in a class costs a year."""
    site, kind = case.site(outlet), case.kind(name)
    rent = number(site, "rent_yuan_per_year", 0.0)
    if kind is None:
        return number(site, "yearly_yuan", rent)
    listed = case.kind(str(site["outlet_class"]))
    area = kind.area_m2 / listed.area_m2 if listed is not None else 1.0
    usual = kind.yearly_yuan + rent * area
    return number(site, "yearly_yuan", usual) if name == site["outlet_class"] else usual


def _before(case: Case, phase: int) -> dict[str, str]:
    if phase:
        return case.steps[case.years[phase - 1]]
    today = case.sites.loc[case.sites["site_status"] == "existing"]
    return {str(one): str(name) for one, name in today["outlet_class"].items()}


def _coming(case: Case, outlet: str, name: str) -> float:
    site, kind = case.site(outlet), case.kind(name)
    if site["site_status"] == "existing":
        pairs = case.classes.change if case.classes is not None else ()
        listed = site["outlet_class"]
        found = [one.yuan for one in pairs if (one.from_class, one.to_class) == (listed, name)]
        return found[0] if found else 0.0
    usual = 0.0 if kind is None else kind.open_yuan
    return number(site, "open_yuan", usual) if name == site["outlet_class"] else usual


def _closing(case: Case, outlet: str) -> float:
    site = case.site(outlet)
    listed = case.kind(str(site["outlet_class"]))
    return number(site, "close_yuan", 0.0 if listed is None else listed.close_yuan)


def _most_saved(moves: list[tuple[str, str, float]]) -> float:
    """Return the most that moves save when every site moves or is moved to once at most."""
    best = 0.0
    for at, (leave, to, saved) in enumerate(moves):
        if saved > 0:
            rest = [one for one in moves[at + 1 :] if one[0] != leave and one[1] != to]
            best = max(best, saved + _most_saved(rest))
    return best


def _money(case: Case) -> Iterator[str]:
    total = 0.0
    for phase, year in enumerate(case.years):
        once, yearly = spent(case, phase)
        total += once
        limits = [case.options.budget]
        limits += [case.options.phase[phase].budget] if case.options.phase else []
        yield from _budget(limits, once, yearly)
        rows = case.more.stages
        rows = rows.loc[rows["year"] == year] if len(rows) else rows
        if len(rows) and not np.allclose(rows["once_yuan"], once, rtol=_YUAN, atol=0.01):
            yield f"what is spent in {year} is {once:,.2f} yuan, not what is stated"
        if len(rows) and not np.allclose(rows["yearly_yuan"], yearly, rtol=_YUAN, atol=0.01):
            yield f"running costs {yearly:,.2f} yuan in {year}, not what is stated"
    for one, name in case.steps[case.years[-1]].items():
        site = case.site(one)
        if site["plan_class"] != name:
            yield f"outlet {one} is of class {name} in the last year, not {site['plan_class']}"
        if abs(site["plan_yearly_yuan"] - yearly_of(case, one, name)) > 0.01:  # noqa: PLR2004
            yield f"outlet {one} does not cost {site['plan_yearly_yuan']:,.2f} yuan a year"
    yield from _once_by_outlet(case)
    stated = float(case.sites["plan_once_yuan"].sum())
    if abs(stated - total) > max(0.01, _YUAN * total):
        yield f"the outlets together cost {total:,.2f} yuan once, not {stated:,.2f}"


def _once_by_outlet(case: Case) -> Iterator[str]:
    """Compare what is spent on each outlet; who may move costs nothing, his place the move."""
    usual = dict.fromkeys((str(one) for one in case.sites.index), 0.0)
    for phase in range(len(case.years)):
        _, price, closing = _prices(case, phase)
        for one, yuan in (price | closing).items():
            usual[one] += yuan
    allowed = {one: {yuan} for one, yuan in usual.items()}
    for move in case.options.relocate:
        allowed[move.from_id].add(0.0)
        allowed[move.to_id].add(move.yuan)
    for one, possible in allowed.items():
        stated = float(case.site(one)["plan_once_yuan"])
        if min(abs(stated - yuan) for yuan in possible) > 0.01:  # noqa: PLR2004  a fen
            yield f"outlet {one} does not cost {stated:,.2f} yuan once"


def _budget(limits: list[BudgetOptions], once: float, yearly: float) -> Iterator[str]:
    for limit in limits:
        for name, spending, most in (
            ("once", once, limit.once_yuan), ("a year", yearly, limit.yearly_yuan),
        ):  # fmt: skip
            if most is not None and spending > most + max(0.01, _YUAN * most):
                yield f"{spending:,.2f} yuan {name} is more than the budget of {most:,.2f}"
