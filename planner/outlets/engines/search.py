"""The search for the best plan: bounds from prices first, then a formulation of what is left."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from planner.errors import InfeasibleError, LimitError
from planner.outlets.engines.chosen import Chosen
from planner.outlets.engines.cover import apart, least_cover
from planner.outlets.engines.field import SLACK, Field
from planner.outlets.engines.interchange import columns, exchange, greedy, savings
from planner.outlets.engines.lists import Positions
from planner.outlets.engines.price_tree import PriceTree
from planner.outlets.engines.prices import Ascent, Climbed, climb, first_prices
from planner.outlets.engines.probing import probe
from planner.outlets.engines.radius import Radii, formulate, radii
from planner.outlets.engines.rounding import round_shares
from planner.outlets.engines.ruling import narrowed, rule_out
from planner.solve import PROOF_GAP, Clock, Outcome, SolveOptions, Status, chosen, run

_HINT = "raise outlets.count, or add candidates that these customers can reach"
_EASY = 2_500  # sets of sites that the solver takes no longer for than probing would
_WRITTEN = 100_000  # sets; with more the solver does not end in any time worth waiting for
_PAIRS_A_SET = 50  # more pairs than that are not looked through for sets
_LISTED = 20_000_000  # pairs; whole lists of more than that would not fit a small machine
_SOLVER = "prices and exchange"


class Search:
    """The best plan and the best bound known while one question is answered.

    A good plan is found by exchange and a bound by prices (see `prices`), both are bettered (see
    `rounding`), and sites and pairs that no better plan can have are left out. What is small now is
    written down (see `radius`) and solved; else sites are decided case by case (see `price_tree`),
    which ends soon where customers are few. Where it does not, sites are decided one by one (see
    `probing`) before what remains is solved, unless there is no time or too much left. The bound is
    the better of the prices' and the solver's.
    """

    def __init__(
        self, field: Field, excluded: Sequence[Positions], options: SolveOptions, clock: Clock
    ) -> None:
        # Coefficients near 1 are far from the solver's tolerances.
        self.scale = len(field.weight) / float(field.weight.sum())
        self.whole = self.field = dataclasses.replace(field, weight=field.weight * self.scale)
        self.excluded = [np.sort(one) for one in excluded if np.isin(one, field.sites).all()]
        self.refused = {tuple(one.tolist()) for one in self.excluded}
        self.clock, self.options = clock, options
        self.enough = max(options.gap, PROOF_GAP)
        # Neither minutes nor weights are below 0, so nor is what a plan costs.
        self.best, self.upper, self.bound = np.empty(0, dtype=np.intp), np.inf, 0.0

    def run(self) -> Chosen:
        """Answer the question."""
        self._begin()
        if np.isfinite(self.upper):
            self._relax()
        else:
            self._lengthen()
        outcome = None
        if self._gap > self.enough and not self.clock.over():
            outcome = self._solve()
        if not np.isfinite(self.upper):
            raise _nothing_found()
        if not self.refused and not self.clock.over():
            self.field = self.whole  # a plan within the gap may still be bettered by one exchange
            self._meet(self._exchanged(self.best))
        return self._answer(outcome)

    @property
    def _gap(self) -> float:
        if not np.isfinite(self.upper):
            return float("inf")
        return 0.0 if self.upper <= self.bound else (self.upper - self.bound) / self.upper

    @property
    def _part(self) -> float:
        """Which part of its cost a better plan has to save, to be worth finding."""
        return 0.99 * self.enough if self.enough > PROOF_GAP else SLACK

    def _meet(self, opened: Positions) -> float:
        """Take a plan (positions in the field) if it is the best so far; return the best cost."""
        here = self.field.near.cost(self.field.weight, opened, self.upper)
        if here < self.upper:
            sites = self.field.sites[opened]
            if tuple(sites.tolist()) not in self.refused:
                self.best, self.upper = sites, here
        return self.upper

    def _exchanged(self, sites: Positions) -> Positions:
        field = self.field
        return exchange(
            field.weight, field.near, columns(field.near), field.here(sites), field.must, self.clock
        )

    def _begin(self) -> None:
        """Find a first plan, or say that there is none."""
        field = self.field
        if not 0 < field.count <= field.near.size or not field.near.lengths.all():
            raise _unreachable(field.count)
        turned = columns(field.near)
        opened = greedy(field.weight, field.near, turned, field.must, field.count)
        opened = exchange(field.weight, field.near, turned, opened, field.must, self.clock)
        if not np.isfinite(field.cost(opened)):
            opened = self._covering()
        self._meet(opened)
        if not np.isfinite(self.upper):  # it is one of the excluded
            self._meet_neighbours(opened)

    def _covering(self) -> Positions:
        """Return a plan that leaves nobody unserved."""
        field = self.field
        reach = field.near.reach()
        least = apart(reach)
        if least > field.count:
            raise _unreachable(field.count, least)
        cover = least_cover(reach, field.must, self.clock.limit(self.options))
        if cover.least > field.count:
            raise _unreachable(field.count, cover.least)
        if len(cover.sites) > field.count:
            raise LimitError(
                f"p_median: {field.count} sites that reach every customer were not found in time",
                where="outlets",
                mend=f"raise outlets.count to {len(cover.sites)}, or outlets.solve.time_limit_s",
            )
        must = field.must.copy()
        must[cover.sites] = True
        turned = columns(field.near)
        opened = greedy(field.weight, field.near, turned, must, field.count)
        after = exchange(field.weight, field.near, turned, opened, field.must, self.clock)
        # Beyond a list cut short, an exchange does not see who is left without a site.
        return after if np.isfinite(field.cost(after)) else opened

    def _meet_neighbours(self, opened: Positions) -> None:
        """Take the best plan that is one swap away and not excluded."""
        saved = savings(self.field.weight, self.field.near, opened, self.field.must)
        for one in np.argsort(-saved, axis=None, kind="stable"):
            out, new = divmod(int(one), saved.shape[1])
            if np.isfinite(self.upper) or not np.isfinite(saved[out, new]):
                return
            self._meet(np.sort(np.append(np.delete(opened, out), new)))

    def _relax(self) -> None:
        """Raise the bound, better the plan, and leave out what no better plan can have."""
        price = first_prices(self.field, self.field.here(self.best))
        found = climb(self.field, price, self._meet, Ascent(), self.clock)
        self.bound = max(self.bound, found.bound)
        if self._gap > SLACK:
            known = self.field.here(self.best)
            self._meet(round_shares(self.field, found.share, known, self.refused, self.clock))
        if self._gap <= self.enough or self.clock.over():
            return  # nobody would look at what is left
        found = self._narrow(found)
        if self._lengthen():
            found = self._narrow(found)
        if _sets(self.field, _EASY) is None:
            self._decide(found)

    def _decide(self, known: Climbed) -> None:
        """Decide sites case by case; where that does not end, one by one."""
        tree = PriceTree(
            self.field, lambda sites: self._meet(self.field.here(sites)), self._part, self.clock,
            self.options.node_limit,
        )  # fmt: skip
        self.bound = max(self.bound, tree.run(known, self.upper))
        if self._gap > self.enough and not self.clock.over():
            self.field, bound = probe(self.field, known.price, self.upper, self.clock)
            self.bound = max(self.bound, bound)

    def _narrow(self, known: Climbed) -> Climbed:
        ruled = rule_out(self.field, known.price, self.upper * (1 + SLACK))
        self.field = narrowed(self.field, ruled)
        return dataclasses.replace(known, share=known.share[~ruled.shut])

    def _lengthen(self) -> bool:
        """List all sites where lists that were cut short may hide some; say whether they did."""
        near = self.field.near
        short = bool(np.isfinite(near.rest_min).any())
        if not short or len(near.site) * near.size > _LISTED:
            return False
        self.field = self.field.deeper(near.size)
        return True

    def _solve(self) -> Outcome | None:
        """Write down what is left and solve it.

        ``None`` when there is too much of it, or nothing: no plan is better than the best known.
        """
        field = self.field
        sets = _sets(field, _WRITTEN)
        if sets is None:
            return None
        excluded = [field.here(one) for one in self.excluded if np.isin(one, field.sites).all()]
        model = formulate(field, sets, excluded)
        inside = len(self.best) > 0 and bool(np.isin(self.best, field.sites).all())
        try:
            outcome = run(
                model.problem, self.clock.limit(self.options), hint=_HINT, where="outlets",
                start=model.start(field.here(self.best)) if inside else (),
            )  # fmt: skip
        except InfeasibleError:
            if not len(self.best):
                raise
            self.bound = self.upper
            return None
        except LimitError:
            if not len(self.best):
                raise
            return None
        self.bound = max(self.bound, min(outcome.bound, self.upper))
        self._meet(np.flatnonzero([chosen(one) for one in model.opened]))
        return outcome

    def _answer(self, outcome: Outcome | None) -> Chosen:
        """State the outcome for the whole question: true cost of the sites, and the best bound."""
        gap = self._gap
        status = Status.FEASIBLE
        if gap <= self.enough:
            status = Status.PROVEN if gap <= PROOF_GAP else Status.WITHIN_GAP
        elif outcome is not None and outcome.status is Status.INTERRUPTED:
            status = Status.INTERRUPTED
        whole = Outcome(
            status=status,
            objective=self.upper / self.scale,
            bound=min(self.bound, self.upper) / self.scale,
            gap=gap,
            seconds=self.clock.seconds,
            solver=_SOLVER if outcome is None else outcome.solver,
            deterministic=not self.clock.stopped and (outcome is None or outcome.deterministic),
        )
        return Chosen(self.best, whole)


def _sets(field: Field, most: int) -> Radii | None:
    """Return the sets to write down, or ``None`` where there are more or lists are cut short."""
    pairs = int(field.near.lengths.sum())
    if np.isfinite(field.near.rest_min).any() or pairs > _PAIRS_A_SET * most:
        return None
    sets = radii(field)
    return sets if len(sets.ring) <= most else None


def _unreachable(count: int, least: int = 0) -> InfeasibleError:
    more = f"; it takes {least} at least" if least else ""
    return InfeasibleError(
        f"p_median: no {count} sites of those allowed reach every customer{more}",
        where="outlets",
        mend=f"raise outlets.count to {least} or more, or add sites" if least else _HINT,
    )


def _nothing_found() -> LimitError:
    return LimitError(
        f"{Status.NOTHING_FOUND}: p_median met no plan but excluded ones",
        where="outlets",
        mend="raise outlets.solve.time_limit_s, or exclude fewer plans",
    )
