"""Who is served where, on lists of near sites that grow, written down."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pulp

from planner.outlets.engines.book import Rule, Terms
from planner.outlets.engines.question import Question
from planner.outlets.engines.standing import Category, Standing
from planner.schema import BoolArray, FloatArray

_TRACE = 1e-6  # less than this of a customer is rounding


@dataclass(frozen=True, eq=False)
class Nearby:
    """Each customer's sites in one state, nearest first; the first `ranks` are written down.

    `order` (n, m) sorts a row of minutes, `lengths` (n,) counts the sites that may serve.
    """

    minutes: FloatArray
    order: npt.NDArray[np.intp]
    lengths: npt.NDArray[np.intp]
    ranks: npt.NDArray[np.intp]

    def grown(self, short: npt.NDArray[np.intp], factor: float = 2.0) -> "Nearby":
        """Return the same with longer lists for these customers."""
        ranks = self.ranks.copy()
        longer = np.ceil(ranks[short] * factor).astype(np.intp) + 1
        ranks[short] = np.minimum(longer, self.lengths[short])
        return dataclasses.replace(self, ranks=ranks)

    def without(self, sites: BoolArray) -> "Nearby":
        """Return the lists without these sites; those who had them listed have shorter ones."""
        listed = np.arange(self.order.shape[1]) < self.ranks[:, None]
        ranks = (listed & ~sites[self.order]).sum(axis=1)
        minutes = np.where(sites, np.inf, self.minutes)
        lengths = np.isfinite(minutes).sum(axis=1)
        order = np.argsort(minutes, axis=1, kind="stable")
        return Nearby(minutes, order, lengths, np.minimum(ranks, lengths))


def nearby(question: Question, state: int, first: int, radius_min: float) -> Nearby:
    """List the sites that may serve each customer, none beyond a radius.

    Candidates that never open are left out, and so are sites no class of which offers the need.
    """
    never = question.shut & (~question.today_sites | (len(question.phases) == 1))
    able = question.open_sites(question.posts.offers) & ~never  # (V, m)
    minutes = question.states[state].time_min
    usable = able[question.needs] & (minutes <= radius_min)
    minutes = np.where(usable, minutes, np.inf)
    lengths = np.isfinite(minutes).sum(axis=1)
    ranks = np.minimum(lengths, first)
    return Nearby(minutes, np.argsort(minutes, axis=1, kind="stable"), lengths, ranks)


class Service:
    """Who is served where in one state.

    ::

        sum_{j in L_i} serve_ij + beyond_i = 1           everybody is served once
        serve_ij <= sum_{k in j that offers what i needs} open_k
        sum_i demand_iu serve_ij <= sum_{k in j} capacity_ku open_k      for every unit u
        sum_i demand_iu serve_ij >= sum_{k in j} least_ku open_k
        sum_i weight_i (served within the standard) + short >= share sum_i weight_i
        sum_{j within} open_j >= times                   for customers that need a backup
        serve_ij >= 0, whole when there is capacity and customers are not split

    L_i are the first sites of i's list, and ``beyond_i`` is being served by another one at the
    minutes of the next: never more than it would take. It fills no outlet, but may fill any up to
    its least load. So the problem is a relaxation until nobody is beyond his list, and exact then.
    """

    def __init__(self, standing: Standing, state: int, lists: Nearby, *, relaxed: bool) -> None:
        self.question, self.book, self.number = standing.question, standing.book, state
        self.standing, self.lists = standing, lists
        self.state = self.question.states[state]
        whole = self.question.unit_count > 0 and not self.question.split and not relaxed
        self._cat: Category = "Integer" if whole else "Continuous"
        self.serve: list[list[pulp.LpVariable]] = []
        self.beyond: dict[int, pulp.LpVariable] = {}
        self._serve()
        for unit in range(self.question.unit_count):
            self._loads(unit)
        self.short: dict[int, pulp.LpVariable] = {}
        for number in range(len(self.question.standards)):
            self._standard(number)
        for number in range(len(self.question.backups)):
            self._backup(number)

    def places(self, customer: int) -> Iterator[tuple[pulp.LpVariable, float]]:
        """Yield where a customer may be served, with the minutes of it."""
        near = self.lists.order[customer]
        minutes = self.lists.minutes[customer, near[: len(self.serve[customer]) + 1]].tolist()
        yield from zip(self.serve[customer], minutes, strict=False)
        if customer in self.beyond:
            yield self.beyond[customer], minutes[-1]

    def minutes(self) -> Terms:
        """Return weighted mean minutes."""
        weight = self.state.weight.tolist()
        return [
            (one, weight[i] * minutes)
            for i in range(len(self.serve)) if weight[i]
            for one, minutes in self.places(i)
        ]  # fmt: skip

    def beyond_limit(self, weight: FloatArray, limit_min: float) -> Terms:
        """Return the weight that is served, but not within a limit."""
        each = weight.tolist()
        return [
            (one, each[i])
            for i in range(len(self.serve)) if each[i]
            for one, minutes in self.places(i) if minutes > limit_min + 1e-9
        ]  # fmt: skip

    def short_lists(self) -> npt.NDArray[np.intp]:
        """Return the customers that the solved problem serves beyond their lists for want of sites.

        Who could as well be served within his list, where nothing is ever full, is none of them:
        his sites are nearer, so neither rules nor goals would mind.
        """
        found = [
            i
            for i, one in self.beyond.items()
            if (one.varValue or 0.0) > _TRACE
            and (self.question.unit_count or self._open_on_list(i) < 1 - _TRACE)
        ]
        return np.array(found, dtype=np.intp)

    def _open_on_list(self, customer: int) -> float:
        """Return how many sites that serve a customer are open on his list, perhaps in part."""
        offers = self.question.posts.offers[self.question.needs[customer]].tolist()
        near = self.lists.order[customer, : len(self.serve[customer])].tolist()
        stands = [self.standing.site(self.state.phase, j, offers)[0] for j in near]
        return sum(post.varValue or 0.0 for posts in stands for post, _ in posts)

    def _serve(self) -> None:
        offers = self.question.posts.offers.tolist()
        name = f"{self.number}_"
        for i, (rank, need) in enumerate(
            zip(self.lists.ranks.tolist(), self.question.needs.tolist(), strict=True)
        ):
            near = self.lists.order[i, :rank].tolist()
            mine = self.book.problem.add_variable_matrix(
                f"serve_{name}{i}", near, lowBound=0, upBound=1, cat=self._cat
            )
            self.serve.append(mine)
            all_places = list(mine)
            if rank < self.lists.lengths[i]:
                self.beyond[i] = self.book.problem.add_variable(f"beyond_{name}{i}", 0, 1)
                all_places.append(self.beyond[i])
            rule = Rule("served", i, self.number)
            self.book.exactly(rule, [(one, 1.0) for one in all_places], 1, f"served_{name}{i}")
            for j, one in zip(near, mine, strict=True):
                stands, _ = self.standing.site(self.state.phase, j, offers[need])
                terms = [(one, 1.0), *((post, -1.0) for post, _ in stands)]
                self.book.most(None, terms, 0, f"only_open_{name}{i}_{j}")

    def _loads(self, unit: int) -> None:
        demand = self.state.demand[:, unit].tolist()
        total = float(sum(demand))
        size = max(demand, default=0.0) or 1.0
        loads: dict[int, Terms] = {}
        outside: dict[int, set[int]] = {}
        for i, mine in enumerate(self.serve):
            near = self.lists.order[i, : len(mine)].tolist()
            for j, one in zip(near, mine, strict=True):
                loads.setdefault(j, []).append((one, demand[i] / size))
            outside[i] = set(near)
        for j in range(self.question.site_count):
            self._room(unit, j, loads.get(j, []), total, size)
            self._floor(unit, j, loads.get(j, []), demand, size)

    def _room(self, unit: int, site: int, load: Terms, total: float, size: float) -> None:
        posts = self.standing.posts_of[site]
        capacity = np.minimum(self.question.posts.capacity[posts, unit], total)
        if not load or (capacity >= total).all():
            return
        room = [
            (self.standing.open[self.state.phase][k], -float(one) / size)
            for k, one in zip(posts, capacity, strict=True)
        ]
        name = f"capacity_{self.number}_{unit}_{site}"
        self.book.most(Rule("capacity", unit, site), [*load, *room], 0, name, size)

    def _floor(self, unit: int, site: int, load: Terms, demand: list[float], size: float) -> None:
        posts = self.standing.posts_of[site]
        least = self.question.posts.least[posts, unit]
        if not least.any():
            return
        others = [
            (one, demand[i] / size)
            for i, one in self.beyond.items()
            if np.isfinite(self.lists.minutes[i, site])
            and site not in self.lists.order[i, : len(self.serve[i])]
        ]
        floor = [
            (self.standing.open[self.state.phase][k], -float(one) / size)
            for k, one in zip(posts, least, strict=True)
        ]
        name = f"least_load_{self.number}_{unit}_{site}"
        self.book.least(Rule("least_load", unit, site), [*load, *others, *floor], 0, name, size)

    def _standard(self, number: int) -> None:
        standard = self.question.standards[number]
        weight = standard.weight[self.number]
        total = float(weight.sum())
        if not total:
            return
        # In percent, and as what is late: few terms, and all of one size.
        late = self.beyond_limit(100 * weight / total, standard.within_min)
        if np.isfinite(standard.price_yuan):
            name = f"short_{self.number}_{number}"
            self.short[number] = self.book.problem.add_variable(name, lowBound=0)
            late.append((self.short[number], -1.0))
        rule = Rule("standard", number, self.number)
        allowed = 100 * (1 - standard.share)
        self.book.most(rule, late, allowed, f"standard_{self.number}_{number}")

    def _backup(self, number: int) -> None:
        backup = self.question.backups[number]
        near = self.state.time_min <= backup.within_min + 1e-9
        offers: list[BoolArray] = list(self.question.posts.offers)
        written = set()
        for i in np.flatnonzero(backup.who).tolist():
            sites = np.flatnonzero(near[i])
            need = int(self.question.needs[i])
            key = (need, sites.tobytes())
            if key in written:
                continue  # another customer asks for the very same
            written.add(key)
            terms = [
                term
                for j in sites.tolist()
                for term in self.standing.site(self.state.phase, j, offers[need].tolist())[0]
            ]
            rule = Rule("backup", number, i)
            name = f"backup_{self.number}_{number}_{i}"
            self.book.least(rule, terms, backup.times, name)
