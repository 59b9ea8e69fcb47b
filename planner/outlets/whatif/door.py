"""From a scenario's outlets to a case that can be asked again."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np

from planner.geo import LocalPlane
from planner.outlets.asking import Asked, ask, spacing
from planner.outlets.engines.answer import Answer
from planner.outlets.engines.answering import answer
from planner.outlets.options import OutletsOptions
from planner.outlets.rules import BackupOptions, GroupOptions, StandardOptions, Who
from planner.outlets.whatif.case import Case, Titles
from planner.outlets.whatif.noise import Spots
from planner.schema import Customers, Text, Travel


def open_case(
    customers: Customers,
    sites: gpd.GeoDataFrame,
    travel: Travel,
    options: OutletsOptions,
    *,
    travels: Mapping[str, Travel] | None = None,
) -> Case:
    """Ask the question of `site_outlets` and keep it open for what-ifs.

    The parameters are those of `site_outlets`, and so is the plan.

    Raises
    ------
    DataError, OptionError
        As `site_outlets`.
    InfeasibleError
        No plan keeps all the rules; `site_outlets` says which clash.
    """
    asked = ask(customers, sites, travel, options, travels)
    return case_of(asked, answer(asked.question, options.solve))


def case_of(asked: Asked, plan: Answer) -> Case:
    """Return the case of a question that has been answered."""
    options = asked.options
    return Case(
        question=asked.question,
        plan=plan,
        site_ids=tuple(asked.sites["outlet_id"].astype(str)),
        site_names=tuple(asked.sites["outlet_name"].astype(str)),
        account_nos=tuple(asked.customers["account_no"].astype(str)),
        solve=options.solve,
        ask=answer,
        titles=Titles(
            groups=(
                *(_group(one) for one in options.at_most),
                *(_spacing(options.spacing_km) for _ in spacing(asked.sites, options)),
            ),
            standards=tuple(_standard(one) for one in options.standard),
            backups=tuple(_backup(one) for one in options.backup),
        ),
        spots=_spots(asked),
    )


def _spots(asked: Asked) -> Spots | None:
    """Return where everybody stands, where the register says how sure that is."""
    if "geo_error_m" not in asked.customers:
        return None
    door, site = asked.customers.geometry, asked.sites.geometry
    plane = LocalPlane.around(door.x, door.y)
    return Spots(
        customer_m=np.column_stack(plane.metres(door.x, door.y)),
        site_m=np.column_stack(plane.metres(site.x, site.y)),
        error_m=np.nan_to_num(asked.customers["geo_error_m"].to_numpy(np.float64)),
    )


def _group(one: GroupOptions) -> Text:
    names = ", ".join(one.sites)
    return Text(f"{names} 中最多开 {one.count} 个", f"at most {one.count} of {names}")


def _spacing(km: float) -> Text:
    return Text(f"新网点间距至少 {km:g} 公里", f"new outlets at least {km:g} km apart")


def _standard(one: StandardOptions) -> Text:
    if one.name:
        return Text(one.name, one.name)
    who = _who(one)
    return Text(
        f"{who.zh} {one.share:.0%} ({one.of}) 在 {one.within_min:g} 分钟内",
        f"{one.share:.0%} of {one.of} of {who.en} within {one.within_min:g} min",
    )


def _backup(one: BackupOptions) -> Text:
    who = _who(one)
    return Text(
        f"{who.zh} 在 {one.within_min:g} 分钟内有 {one.outlets} 个网点",
        f"{one.outlets} outlets within {one.within_min:g} min of {who.en}",
    )


def _who(one: Who) -> Text:
    named = ", ".join(one.named())
    return Text(named or "全部客户", named or "all customers")
