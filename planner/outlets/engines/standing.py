"""What stands where and when: posts, their number and their money, written down."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pulp

from planner.outlets.engines import figures
from planner.outlets.engines.book import Book, Rule, Terms
from planner.outlets.engines.question import Question

type Category = Literal["Continuous", "Integer"]
type Sum = tuple[Terms, float]


class Standing:
    """Which posts are open in which phase.

    ::

        open_tk in {0, 1}                                post k is open in phase t
        sum_{k in j} open_tk <= 1                        a site has one class
        open_tk <= open_{t-1,k}                          posts of today only ever shut,
        open_tk >= open_{t-1,k}                          the others only ever open,
        sum_{k in j} open_tk <= sum_{k in j} open_{t-1,k}   and today's outlets do not come back
        least_t <= sum_k open_tk <= most_t
        sum_{j in group} open_tj <= most of the group
        once_t <= once budget_t,  yearly_t <= yearly budget_t
        sum_{j in S} open_Tj - sum_{j not in S} open_Tj <= |S| - 1   for every excluded set S

        once_t   = sum_{k not of today} once_k (open_tk - open_{t-1,k})
                 + sum_{j of today} close_j (open_{t-1,j} - open_tj) - sum saving moved_t,a,k
        yearly_t = sum_k yearly_k open_tk
        sum_k moved_tak <= open_{t-1,a} - open_ta        who moves has shut
        sum_a moved_tak <= open_tk - open_{t-1,k}        and opens elsewhere
    """

    def __init__(self, question: Question, book: Book, *, relaxed: bool) -> None:
        self.question = question
        self.book = book
        self._cat: Category = "Continuous" if relaxed else "Integer"
        size, span = len(question.posts.site), len(question.phases)
        self.open: list[list[pulp.LpVariable]] = book.problem.add_variable_matrix(
            "open", (range(span), range(size)), lowBound=0, upBound=1, cat=self._cat,
        )  # fmt: skip
        sites = question.posts.site
        self.posts_of = [np.flatnonzero(sites == j).tolist() for j in range(question.site_count)]
        self.moved: dict[tuple[int, int, int], pulp.LpVariable] = {}
        for phase in range(span):
            self._one_class(phase)
            self._order(phase)
            self._groups(phase)
            self._count(phase)
            self._moves(phase)
            self._budget(phase)
        self._ends()

    def site(self, phase: int, site: int, posts: Sequence[bool] | None = None) -> Sum:
        """Return "this site is open" as terms and a constant; before the first phase, today's.

        `posts` narrows it to some of all posts.
        """
        mine = [k for k in self.posts_of[site] if posts is None or posts[k]]
        if phase < 0:
            return [], float(self.question.posts.today[mine].any())
        return [(self.open[phase][k], 1.0) for k in mine], 0.0

    def bought(self, phase: int, post: int) -> Terms:
        """Return "this post, not one of today, opens now"."""
        before = [(self.open[phase - 1][post], -1.0)] if phase else []
        return [(self.open[phase][post], 1.0), *before]

    def shutting(self, phase: int, site: int) -> Sum:
        """Return "today's outlet of this site shuts now"."""
        (was, constant), (stands, _) = self.site(phase - 1, site), self.site(phase, site)
        return [*was, *((one, -1.0) for one, _ in stands)], constant

    def once(self, phase: int) -> Sum:
        """Return what is spent when a phase begins."""
        posts, terms, constant = self.question.posts, [], 0.0
        for k in np.flatnonzero(~posts.today & (posts.once_yuan != 0)).tolist():
            price = float(posts.once_yuan[k])
            terms += [(one, price * sign) for one, sign in self.bought(phase, k)]
        for j in np.flatnonzero(self.question.today_sites & (posts.close_yuan != 0)).tolist():
            shut, rest = self.shutting(phase, j)
            terms += [(one, float(posts.close_yuan[j]) * sign) for one, sign in shut]
            constant += float(posts.close_yuan[j]) * rest
        for (move, k, at), one in self.moved.items():
            if at == phase:
                terms.append((one, -self._saving(move, k)))
        return terms, constant

    def yearly(self, phase: int) -> Terms:
        """Return running cost a year."""
        price = self.question.posts.yearly_yuan.tolist()
        return [(one, cost) for one, cost in zip(self.open[phase], price, strict=True) if cost]

    def money(self) -> Sum:
        """Return the cost of the mean year: running, and what is spent once over the horizon."""
        horizon, terms, constant = self.question.goals.horizon_years, [], 0.0
        for phase, share in enumerate(figures.years_share(self.question).tolist()):
            once, rest = self.once(phase)
            terms += [(one, share * cost) for one, cost in self.yearly(phase)]
            terms += [(one, cost / horizon) for one, cost in once]
            constant += rest / horizon
        return terms, constant

    def outlets(self) -> Terms:
        """Return the mean number of open outlets over the years."""
        shares = figures.years_share(self.question).tolist()
        return [(one, share) for row, share in zip(self.open, shares, strict=True) for one in row]

    def _one_class(self, phase: int) -> None:
        for j, mine in enumerate(self.posts_of):
            if len(mine) > 1:
                self.book.most(None, self.site(phase, j)[0], 1, f"one_class_{phase}_{j}")

    def _order(self, phase: int) -> None:
        if not phase:
            return
        today = self.question.posts.today
        for k, (now, before) in enumerate(zip(self.open[phase], self.open[phase - 1], strict=True)):
            first, second = (now, before) if today[k] else (before, now)
            self.book.most(None, [(first, 1.0), (second, -1.0)], 0, f"once_{phase}_{k}")
        for j in np.flatnonzero(self.question.today_sites).tolist():
            if len(self.posts_of[j]) > 1:
                back = self.shutting(phase, j)[0]
                self.book.least(None, back, 0, f"not_back_{phase}_{j}")

    def _groups(self, phase: int) -> None:
        for number, group in enumerate(self.question.groups):
            terms = [term for j in group.sites for term in self.site(phase, j)[0]]
            rule = Rule("group", number, phase)
            self.book.most(rule, terms, group.most, f"at_most_{phase}_{number}")

    def _count(self, phase: int) -> None:
        limits, terms = self.question.phases[phase], [(one, 1.0) for one in self.open[phase]]
        if limits.least_count > 0:
            rule = Rule("least_count", at=phase)
            self.book.least(rule, terms, limits.least_count, f"least_count_{phase}")
        if limits.most_count < self.question.site_count:
            rule = Rule("most_count", at=phase)
            self.book.most(rule, terms, limits.most_count, f"most_count_{phase}")

    def _moves(self, phase: int) -> None:
        leaving: dict[int, Terms] = {}
        coming: dict[int, Terms] = {}
        for number, move in enumerate(self.question.moves):
            for k in self.posts_of[move.to]:
                if self._saving(number, k) <= 0 or self.question.today_sites[move.to]:
                    continue  # nobody would choose it
                name = f"moved_{phase}_{number}_{k}"
                one = self.book.problem.add_variable(name, 0, 1, cat=self._cat)
                self.moved[number, k, phase] = one
                leaving.setdefault(move.leave, []).append((one, 1.0))
                coming.setdefault(k, []).append((one, 1.0))
        for j, moves in leaving.items():
            shut, constant = self.shutting(phase, j)
            terms = [*moves, *((one, -sign) for one, sign in shut)]
            self.book.most(None, terms, constant, f"leaves_{phase}_{j}")
        for k, moves in coming.items():
            terms = [*moves, *((one, -sign) for one, sign in self.bought(phase, k))]
            self.book.most(None, terms, 0, f"comes_{phase}_{k}")

    def _saving(self, move: int, post: int) -> float:
        one, posts = self.question.moves[move], self.question.posts
        return float(posts.close_yuan[one.leave] + posts.once_yuan[post]) - one.yuan

    def _budget(self, phase: int) -> None:
        limits = self.question.phases[phase]
        once, constant = self.once(phase)
        for kind, (terms, rest), limit in (
            ("once_yuan", (once, constant), limits.once_yuan),
            ("yearly_yuan", (self.yearly(phase), 0.0), limits.yearly_yuan),
        ):
            if terms and np.isfinite(limit):
                size = max(abs(cost) for _, cost in terms)
                small = [(one, cost / size) for one, cost in terms]
                rule = Rule(kind, at=phase)
                self.book.most(rule, small, (limit - rest) / size, f"{kind}_{phase}", size)

    def _ends(self) -> None:
        """Write what holds in the last phase; by order of opening it then holds before as well."""
        last = len(self.question.phases) - 1
        for j in np.flatnonzero(self.question.stays).tolist():
            self.book.least(Rule("must_open", j), self.site(last, j)[0], 1, f"stays_{j}")
        for j in np.flatnonzero(self.question.shut).tolist():
            self.book.most(Rule("barred", j), self.site(last, j)[0], 0, f"shut_{j}")
        for number, sites in enumerate(self.question.excluded):
            terms: Terms = []
            for j in range(self.question.site_count):
                sign = 1.0 if j in sites else -1.0
                terms += [(one, sign) for one, _ in self.site(last, j)[0]]
            self.book.most(None, terms, len(sites) - 1, f"excluded_{number}")
