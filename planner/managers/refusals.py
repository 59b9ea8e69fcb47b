"""What makes a division impossible: who is concerned, by which rule, and the least that helps."""

from collections.abc import Iterator, Sequence

import numpy as np

from planner.errors import InfeasibleError
from planner.managers.options import ManagersOptions
from planner.managers.parties import Matter, groups
from planner.managers.skills import TIERS, raise_to
from planner.schema import Customers, FloatArray

_SHOWN = 5
_FAULTS_SHOWN = 8
_LET_GO = "or set managers.unskilled = 'best qualified'"


def refuse(
    customers: Customers, matter: Matter, moves: FloatArray, options: ManagersOptions
) -> None:
    """Raise one error that names every clash of skills, groups, locks and moves.

    Parameters
    ----------
    moves
        How many customers of each party change with each manager, shape (parties, managers).

    Raises
    ------
    InfeasibleError
        Says for each clash the customers, the managers, the rule, and the smallest relaxation.
    """
    faults = list(_locks(customers, matter, options))
    if options.unskilled == "refuse":
        faults += _skills(customers, matter, options)
    faults += [] if faults else _moves(matter, moves, options)
    if faults:
        shown = faults[:_FAULTS_SHOWN]
        more = f"; and {len(faults) - len(shown)} more" if len(faults) > len(shown) else ""
        raise InfeasibleError(
            "nobody can be assigned so that all rules hold: "
            + "; ".join(what for what, _ in shown)
            + more,
            where="managers",
            mend="; ".join(dict.fromkeys(mend for _, mend in shown)),
        )


def _skills(
    customers: Customers, matter: Matter, options: ManagersOptions
) -> Iterator[tuple[str, str]]:
    """Name customers nobody may serve, VIPs without a second, and groups nobody may serve whole."""
    able = matter.able
    alone = able.sum(axis=1)
    for count, lack in ((0, "nobody may serve"), (1, "has nobody for a deputy who may serve")):
        if count == 1 and len(matter.manager_ids) == 1:
            continue
        by_need: dict[tuple[float, float], list[int]] = {}
        lacking = (alone == count) & ((count == 0) | (matter.skills.need_tier == 0))
        for one in np.flatnonzero(lacking).tolist():
            by_need.setdefault(matter.skills.of([one]), []).append(one)
        for need, members in by_need.items():
            yield (
                f"{_names(matter, members)}: {lack} {_need(need)} and has a way there",
                _cheapest(matter, members, need),
            )
    for members in groups(customers, options):
        each = able[members].any(axis=1).all()
        if each and not able[members].all(axis=0).any():
            need = matter.skills.of(members)
            yield (
                f"{_names(matter, members)} share a manager ({', '.join(options.keep_together)}): "
                f"nobody may serve {_need(need)} and has a way to all",
                _cheapest(matter, members, need),
            )


def _cheapest(matter: Matter, members: Sequence[int], need: tuple[float, float]) -> str:
    """Say which manager needs least to serve these customers, and what he needs."""
    skills = matter.skills
    lacks = [
        (
            int((~matter.ways[members, manager]).sum()),
            len(raise_to(skills, need, manager)),
            max(need[0] - skills.limit_kv[manager], 0.0),
            max(skills.limit_tier[manager] - need[1], 0.0),
            float(matter.minutes[members, manager].sum()),
            manager,
        )
        for manager in range(len(matter.manager_ids))
        if not matter.able[members, manager].all()
    ]
    no_way, _, _, _, _, best = min(lacks)
    words = raise_to(skills, need, best)
    if no_way:
        words.append(f"a road from his base to {no_way} of them")
    return f"give {matter.manager_ids[best]} {' and '.join(words)}, {_LET_GO}"


def _locks(
    customers: Customers, matter: Matter, options: ManagersOptions
) -> Iterator[tuple[str, str]]:
    """Name locks on unknown accounts or managers, without skill or road, and at odds in a group."""
    place = {account_no: position for position, account_no in enumerate(matter.accounts)}
    known: dict[int, str] = {}
    for account_no, manager_id in options.locks.items():
        lock = f"lock {account_no} = {manager_id}"
        mend = f"take the lock on {account_no} out"
        if account_no not in place:
            yield f"{lock}: there is no such customer", mend
        elif manager_id not in matter.manager_ids:
            yield f"{lock}: there is no such manager on the roster", mend
        else:
            known[place[account_no]] = manager_id
    for members in groups(customers, options):
        wanted = {one: known[one] for one in members if one in known}
        if len(set(wanted.values())) > 1:
            yield _at_odds(matter, wanted, options)
            continue
        for one, manager_id in wanted.items():
            manager = matter.manager_ids.index(manager_id)
            if not matter.fit[members, manager].all():
                yield _cannot(matter, one, members, manager)


def _at_odds(matter: Matter, wanted: dict[int, str], options: ManagersOptions) -> tuple[str, str]:
    ids = list(wanted.values())
    keep = max(dict.fromkeys(ids), key=ids.count)
    drop = [matter.accounts[one] for one, manager_id in wanted.items() if manager_id != keep]
    return (
        f"locks on {_names(matter, list(wanted))} name {', '.join(dict.fromkeys(ids))}, but these "
        f"customers share a manager ({', '.join(options.keep_together)})",
        f"take the lock on {', '.join(drop)} out",
    )


def _cannot(matter: Matter, one: int, members: list[int], manager: int) -> tuple[str, str]:
    need, manager_id = matter.skills.of(members), matter.manager_ids[manager]
    words = raise_to(matter.skills, need, manager) or ["a road from his base"]
    whom = "" if len(members) == 1 else f" and the {len(members) - 1} who share his manager"
    return (
        f"lock {matter.accounts[one]} = {manager_id}: {manager_id} may not serve this customer"
        f"{whom}, who need {_need(need)} and a road",
        f"take the lock on {matter.accounts[one]} out, or give {manager_id} {' and '.join(words)}",
    )


def _moves(
    matter: Matter, moves: FloatArray, options: ManagersOptions
) -> Iterator[tuple[str, str]]:
    """Say how many customers have to move, and the share that would let them."""
    if options.max_moved_share is None:
        return
    allowed = np.array([matter.allowed[members].all(axis=0) for members in matter.parties])
    least = np.where(allowed, moves, np.inf).min(axis=1)
    need, count = int(least.sum()), len(matter.accounts)
    if need <= most_moves(options, count):
        return
    forced = [one for place in np.flatnonzero(least) for one in matter.parties[place]]
    managers = sorted({matter.before[one] for one in forced} - {""})
    share = float(np.ceil(1000 * need / count) / 1000)
    yield (
        f"{need} of {count} customers have to change their manager, and "
        f"{most_moves(options, count)} may: {_names(matter, forced)} cannot stay with "
        f"{', '.join(managers[:_SHOWN])}",
        f"set managers.max_moved_share to {share:g} or more",
    )


def most_moves(options: ManagersOptions, count: int) -> int:
    """Return how many of so many customers may change their manager."""
    share = 1.0 if options.max_moved_share is None else options.max_moved_share
    return int(np.floor(share * count + 1e-9))


def _names(matter: Matter, members: Sequence[int]) -> str:
    names = [matter.accounts[one] for one in members]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def _need(need: tuple[float, float]) -> str:
    kv, tier = need
    return f"{kv:g} kV, tier {TIERS[int(tier)]}"
