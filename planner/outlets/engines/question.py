"""A whole siting question in arrays: what may stand where, for whom, at what price, to what end."""

import dataclasses
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np

from planner.outlets.engines.lists import Positions
from planner.schema import BoolArray, FloatArray

type GoalName = Literal["minutes", "farthest", "tail", "covered", "fewest", "yuan"]
type Robust = Literal["expected", "worst", "regret"]

NO_LIMIT = float("inf")


@dataclass(frozen=True, eq=False)
class Posts:
    """All that may be opened: a post is a site in one class; a site has one post or several.

    K posts, U units of load, V sorts of need. A site opens in one class at most.
    """

    site: Positions
    """The site of each post, shape (K,); the posts of a site stand together."""
    once_yuan: FloatArray
    """Price of coming to this post from today's state: opening, or changing class, (K,)."""
    yearly_yuan: FloatArray
    """Running cost a year, (K,)."""
    today: BoolArray
    """Posts that are open today, (K,); one a site at most. They cost nothing once."""
    close_yuan: FloatArray
    """Price of shutting today's outlet, by site, (m,); 0 for candidates."""
    capacity: FloatArray
    """Most load, (K, U); infinite where there is no limit."""
    least: FloatArray
    """Least load while open, (K, U); 0 where there is none."""
    offers: BoolArray
    """Which needs a post can serve, (V, K)."""

    @classmethod
    def plain(cls, existing: BoolArray) -> Self:
        """Return one post a site, free of charge and limit, that serves everybody."""
        m = len(existing)
        return cls(
            site=np.arange(m), once_yuan=np.zeros(m), yearly_yuan=np.zeros(m),
            today=existing.copy(), close_yuan=np.zeros(m), capacity=np.zeros((m, 0)),
            least=np.zeros((m, 0)), offers=np.ones((1, m), dtype=np.bool_),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class State:
    """Demand and travel in one phase and one demand scenario.

    Every state has its own assignment of customers to the outlets that are open in its phase.
    """

    weight: FloatArray
    """What each customer counts in the goals, (n,); not negative, the sum is 1."""
    time_min: FloatArray
    """Minutes, (n, m); infinite where there is no way, or none within the customer's reach."""
    demand: FloatArray
    """Load of each customer, (n, U)."""
    phase: int = 0
    """Position of the phase."""
    scenario: int = 0
    """Position of the demand scenario."""
    probability: float = 1.0
    """Of the scenario; the probabilities of the scenarios of a phase sum to 1."""


@dataclass(frozen=True)
class Phase:
    """A span of years with its own count and budget.

    Sites that open stay open in their class; today's outlets that shut stay shut; a change of class
    of today's outlet is for good.
    """

    least_count: int
    most_count: int
    once_yuan: float = NO_LIMIT
    """Most that may be spent on opening, closing, changing and moving when the phase begins."""
    yearly_yuan: float = NO_LIMIT
    """Most that running all open outlets may cost a year."""
    years: float = 1.0
    """Length, the phase's share in minutes and yearly cost."""


@dataclass(frozen=True, eq=False)
class Standard:
    """At least `share` of a weight is served within `within_min`, in every state."""

    weight: FloatArray
    """By state and customer, (S, n); 0 for customers that the standard is not about."""
    within_min: float
    share: float
    price_yuan: float = NO_LIMIT
    """Yuan a year for each percentage point short; infinite when the standard is hard."""


@dataclass(frozen=True, eq=False)
class Backup:
    """Customers who have `times` open outlets that serve their need within `within_min`."""

    who: BoolArray
    within_min: float
    times: int = 2


@dataclass(frozen=True)
class Group:
    """Of these sites, `most` may be open at the same time."""

    sites: tuple[int, ...]
    most: int = 1


@dataclass(frozen=True)
class Move:
    """Today's outlet of one site moves to another site.

    `yuan` takes the place of the price of closing the one and of opening the other.
    """

    leave: int
    to: int
    yuan: float


@dataclass(frozen=True)
class Goals:
    """What is wanted, most important first; each goal holds the values of those before it.

    minutes
        Weighted mean minutes; over scenarios the mean, the worst, or the worst regret (`robust`).
    farthest
        The largest minutes of anybody, in any state.
    tail
        Mean minutes of the `tail_share` of weight that travels longest.
    covered
        Weight served within `cover_min`; as large as can be.
    fewest
        Open outlets, mean over the years.
    yuan
        Yearly cost, plus what is spent once over `horizon_years`, plus `minute_yuan` for each
        weighted mean minute, plus the price of standards that are missed.
    """

    order: tuple[GoalName, ...] = ("minutes",)
    concede: float = 0.0
    """Share of a goal's value that may be given up for the goals after it."""
    cover_min: float = 15.0
    tail_share: float = 0.05
    minute_yuan: float = 0.0
    horizon_years: float = 10.0
    robust: Robust = "expected"


@dataclass(frozen=True, eq=False)
class Question:
    """One siting question: n customers, m sites, K posts, S states, T phases.

    Everybody is served in every state, by open posts that offer what he needs and are within his
    reach. Without capacity or least load (U = 0) each goes to the nearest such post.
    """

    posts: Posts
    states: tuple[State, ...]
    """In order of phase, then scenario; scenario 0 of the last phase is what tables show."""
    phases: tuple[Phase, ...]
    goals: Goals = Goals()
    need: Positions | None = None
    """Sort of need of each customer, a row of `Posts.offers`, (n,); all 0 when ``None``."""
    must_open: BoolArray | None = None
    """Sites, (m,), open in the last phase at the latest; today's outlets then never shut."""
    barred: BoolArray | None = None
    """Sites, (m,), that are shut in the last phase at the latest; candidates then never open."""
    groups: tuple[Group, ...] = ()
    standards: tuple[Standard, ...] = ()
    backups: tuple[Backup, ...] = ()
    moves: tuple[Move, ...] = ()
    split: bool = False
    """Whether a customer may be served by several outlets; only capacity makes a difference."""
    excluded: tuple[tuple[int, ...], ...] = ()
    """Sets of sites, sorted, that may not be the open ones of the last phase."""

    @property
    def site_count(self) -> int:
        """M."""
        return int(self.states[0].time_min.shape[1])

    @property
    def customer_count(self) -> int:
        """N."""
        return int(self.states[0].time_min.shape[0])

    @property
    def unit_count(self) -> int:
        """U."""
        return int(self.posts.capacity.shape[1])

    @property
    def needs(self) -> Positions:
        """Sort of need of each customer."""
        zeros = np.zeros(self.customer_count, dtype=np.intp)
        return zeros if self.need is None else self.need

    @property
    def stays(self) -> BoolArray:
        """Sites that have to be open, (m,)."""
        nothing = np.zeros(self.site_count, dtype=np.bool_)
        return nothing if self.must_open is None else self.must_open

    @property
    def shut(self) -> BoolArray:
        """Sites that must not be open, (m,)."""
        nothing = np.zeros(self.site_count, dtype=np.bool_)
        return nothing if self.barred is None else self.barred

    @property
    def today_sites(self) -> BoolArray:
        """Sites with an outlet today, (m,)."""
        return self.open_sites(self.posts.today)

    def open_sites(self, posts: BoolArray) -> BoolArray:
        """Return which sites are open, (..., m), when these posts are, (..., K)."""
        found = np.zeros((*posts.shape[:-1], self.site_count), dtype=np.bool_)
        for post in range(posts.shape[-1]):
            found[..., self.posts.site[post]] |= posts[..., post]
        return found

    def with_count(self, count: int) -> Self:
        """Return the same question for exactly this many open outlets in every phase."""
        phases = tuple(
            dataclasses.replace(one, least_count=count, most_count=count) for one in self.phases
        )
        return dataclasses.replace(self, phases=phases)

    def forcing(self, site: int) -> Self:
        """Return the same question with this site open."""
        return dataclasses.replace(self, must_open=_marked(self.stays, site))

    def barring(self, sites: int | BoolArray) -> Self:
        """Return the same question with this site shut, or with all that are marked, (m,)."""
        return dataclasses.replace(self, barred=_marked(self.shut, sites))

    def freeing(self, site: int) -> Self:
        """Return the same question without the rule that this site is open, or shut."""
        stays, shut = self.stays.copy(), self.shut.copy()
        stays[site] = shut[site] = False
        return dataclasses.replace(self, must_open=stays, barred=shut)

    def excluding(self, sites: tuple[int, ...]) -> Self:
        """Return the same question with one more set of sites that may not be the answer."""
        return dataclasses.replace(self, excluded=(*self.excluded, sites))


def _marked(sites: BoolArray, more: int | BoolArray) -> BoolArray:
    marked = sites.copy()
    marked[more] = True
    return marked
