"""Decide sites one by one: what would the bound be with this one open, or shut."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from planner.outlets.engines.field import SLACK, Field
from planner.outlets.engines.prices import Ascent, cheapest, climb, gains
from planner.outlets.engines.ruling import narrowed, rule_out
from planner.schema import FloatArray
from planner.solve import Clock

_ROUNDS = 60  # of price steps a question; most are settled within ten
_SWEEPS = 6
_WORTH = 0.9  # another sweep pays while less than this share of open questions is left
_DEPTH = 5  # cases within a case; deeper trees cost more than the solver needs for the rest
_SHORT = Ascent(_ROUNDS, step=0.5, memory=0.7, patience=12, reach=1.05, look=20)
_WORK = 1e10  # rounds of all questions, each times customers to the power of 1.5


@dataclass(eq=False)
class _Probe:
    """What is left of the question while sites are decided, with the prices of its bound."""

    field: Field
    price: FloatArray
    bound: float
    upper: float
    clock: Clock
    work: float = 0.0

    @property
    def over(self) -> bool:
        return self.work > _WORK or self.clock.over()

    def narrow(self) -> None:
        ruled = rule_out(self.field, self.price, self.upper * (1 + SLACK))
        self.bound = max(self.bound, ruled.bound)
        self.field = narrowed(self.field, ruled)


def probe(field: Field, price: FloatArray, upper: float, clock: Clock) -> tuple[Field, float]:
    """Rule out more sites and pairs than the reduced costs of one set of prices can.

    For every undecided site the prices climb a little with that site open: when the bound passes
    the best plan known, the site is shut for good; and the other way round. Every site that is
    decided raises the bound of those that follow.

    Parameters
    ----------
    field, price
        The question and the prices of its bound.
    upper
        The cost of the best plan known.
    clock
        When to stop.

    Returns
    -------
    field, bound
        What is left of the question, and a bound on the whole of it.
    """
    probe_ = _Probe(field, price, -np.inf, upper, clock)
    probe_.narrow()
    for _ in range(_SWEEPS):
        before = int((~probe_.field.must).sum())
        if before == 0 or probe_.bound >= upper * (1 - SLACK) or probe_.over:
            break
        _ask_open(probe_)
        _ask_shut(probe_)
        found = climb(probe_.field, probe_.price, lambda _: upper, Ascent(), clock)
        if found.bound > probe_.bound:
            probe_.price, probe_.bound = found.price, found.bound
        probe_.narrow()
        if int((~probe_.field.must).sum()) > _WORTH * before:
            break
    return probe_.field, probe_.bound


def _ask_open(probe_: _Probe) -> None:
    """Shut every site with which no plan is better than the best known."""
    field = probe_.field
    for place in np.flatnonzero(~field.must).tolist():
        if probe_.over:
            break
        must = field.must.copy()
        must[place] = True
        if must.sum() > field.count or _beaten(
            probe_, dataclasses.replace(field, must=must), probe_.price
        ):
            shut = field.shut.copy()
            shut[place] = True
            field = dataclasses.replace(field, shut=shut)
    probe_.field = field


def _ask_shut(probe_: _Probe) -> None:
    """Open every site without which no plan is better than the best known."""
    field = probe_.field
    for place in cheapest(gains(field, probe_.price), field).tolist():
        if probe_.over or (~field.shut).sum() <= field.count:
            break
        if field.must[place]:
            continue
        shut = field.shut.copy()
        shut[place] = True
        if _beaten(probe_, dataclasses.replace(field, shut=shut), probe_.price):
            must = field.must.copy()
            must[place] = True
            field = dataclasses.replace(field, must=must)
    probe_.field = field


def _beaten(probe_: _Probe, field: Field, price: FloatArray, depth: int = _DEPTH) -> bool:
    """Say whether no plan under these conditions is as good as the best known.

    Where the bound alone does not tell, the most favoured undecided site is taken as open and as
    shut in turn, `depth` times over: both cases have to be beaten.
    """
    # Lists of few customers stay in the processor's cache; those of many are slow to read.
    probe_.work += _ROUNDS * float(len(field.weight)) ** 1.5
    goal = probe_.upper * (1 + SLACK)
    ascent = dataclasses.replace(_SHORT, goal=goal)
    found = climb(field, price, lambda _: probe_.upper, ascent, probe_.clock)
    if found.bound > goal or depth == 0 or probe_.over:
        return found.bound > goal
    inner = _narrow_with(field, found.price, probe_.upper)
    free = np.flatnonzero(~inner.must)
    if inner.must.sum() >= field.count or len(inner.must) <= field.count or not len(free):
        return False
    branch = free[np.argmin(gains(inner, found.price)[free])]
    opened, shut = inner.must.copy(), inner.shut.copy()
    opened[branch] = shut[branch] = True
    if not _beaten(probe_, dataclasses.replace(inner, must=opened), found.price, depth - 1):
        return False
    return _beaten(probe_, dataclasses.replace(inner, shut=shut), found.price, depth - 1)


def _narrow_with(field: Field, price: FloatArray, upper: float) -> Field:
    return narrowed(field, rule_out(field, price, upper * (1 + SLACK)))
