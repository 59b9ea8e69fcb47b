"""Integrity 关联: names that lists of other systems have to know."""

import numpy as np

from planner.customers.rules.case import Case, Hits, RuleCheck, Said


def network(case: Case) -> Said:
    """R01: the feeder or the substation is not in the network's own list."""
    lists = {"feeder_id": case.references.feeders, "substation_id": case.references.substations}
    for name, listed in lists.items():
        if listed is not None and case.has(name):
            yield Hits(case.filled(name) & ~case.isin(name, listed), name)


def manager(case: Case) -> Said:
    """R02: the manager is not active, or not qualified for the customer's voltage."""
    roster = case.references.roster
    if roster is None:
        return
    active = roster.loc[roster["active"] != "否"].set_index("manager_id")
    name = case.rows["manager_id"]
    here = case.isin("manager_id", active.index)
    most_kv = name.map(active["max_voltage_kv"]).fillna(np.inf).to_numpy(dtype=np.float64)
    unskilled = here & (case.number("voltage_kv") > most_kv)
    shown = case.shown("voltage_kv")
    yield Hits(case.filled("manager_id") & ~here, "manager_id")
    yield Hits(unskilled, "manager_id",
               detail=lambda place: f"{shown(place)} kV > {most_kv[place]:g} kV")  # fmt: skip


CHECKS = (
    RuleCheck("R01", network, ("feeder_id", "substation_id"), requires=("feeder_id",),
              inputs=("feeders",)),
    RuleCheck("R02", manager, ("manager_id",), requires=("manager_id", "voltage_kv"),
              inputs=("roster",)),
)  # fmt: skip
