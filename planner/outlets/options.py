"""What the planner decides about outlets."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationError, model_validator

from planner.options import Count, InputPath, NotNegative, Options, Positive, Share
from planner.outlets.engines.question import GoalName, Robust
from planner.outlets.questions import WhatIfOptions
from planner.outlets.rules import (
    AtMost,
    BackupOptions,
    BudgetOptions,
    CapacityOptions,
    DemandOptions,
    Fraction,
    GroupOptions,
    NeedOptions,
    PhaseOptions,
    ReachOptions,
    RelocateOptions,
    StandardOptions,
    WeightOptions,
)
from planner.solve import SolveOptions


def _count(value: Any) -> Any:  # noqa: ANN401  whatever the scenario says
    """Refuse in one sentence what is no number of outlets; pydantic would give one a kind."""
    if isinstance(value, AtMost) or value == "free":
        return value
    if isinstance(value, Mapping) and set(value) == {"at_most"}:
        try:
            return AtMost(**value)
        except ValidationError:
            raise ValueError("at_most is a whole number of outlets, 1 or more") from None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    raise ValueError('a whole number of outlets, { at_most = a number }, or "free"')


CountRule = Annotated[Count | AtMost | Literal["free"], BeforeValidator(_count)]


class OutletsOptions(Options):
    """Where outlets may stand, how many there shall be, and to what end."""

    existing: InputPath
    """Table of today's outlets (columns of SITES)."""
    candidates: InputPath | None = None
    """Table of places where an outlet could open (columns of SITES)."""
    count: CountRule
    """Open outlets in all, kept and new together: a number, `{ at_most = 10 }`, or "free"."""
    existing_rule: Literal["keep", "may close"] = "may close"
    """Whether today's outlets all stay, or only those marked `must_keep`."""

    goal: tuple[GoalName, ...] = ("minutes",)
    """What is wanted, most important first: minutes (weighted mean), farthest (the largest), tail
    (mean of the farthest few percent), covered (weight within `cover_min`), fewest (outlets), yuan
    (a year). A later goal never costs an earlier one more than `concede`."""
    concede: Share = 0.0
    """Share of an earlier goal's value that may be given up for the later ones."""
    weight: WeightOptions = WeightOptions()
    """What counts as demand."""
    cover_min: Positive = 15.0
    """Minutes within which a customer counts as covered, for the goal "covered"."""
    tail_share: Fraction = 0.05
    """Share of the weight that travels longest, for the goal "tail"."""
    minute_yuan: NotNegative = 0.0
    """What one minute of weighted mean travel is worth, yuan a year, for the goal "yuan"."""
    horizon_years: Positive = 10.0
    """Years over which what is spent once is spread, for the goal "yuan"."""

    classes: InputPath | None = None
    """File of outlet classes with their costs, capacities and services (see
    `data/rules/outlet_classes.toml`). Without one a site has its own columns only."""
    class_rule: Literal["as listed", "may change"] = "may change"
    """Whether sites keep the class of the table, or may take others: existing outlets by the
    changes that the file prices, candidates by column `classes_allowed`."""
    needs: tuple[NeedOptions, ...] = ()
    """Services that customers need at their outlet."""
    budget: BudgetOptions = BudgetOptions()
    """The most that the plan may cost."""
    capacity: CapacityOptions = CapacityOptions()
    """Limits of what an outlet can serve."""

    must_open: tuple[str, ...] = ()
    """Outlet ids that are open in the end."""
    forbidden: tuple[str, ...] = ()
    """Candidate ids that never open."""
    must_close: tuple[str, ...] = ()
    """Ids of today's outlets that are shut in the end."""
    at_most: tuple[GroupOptions, ...] = ()
    """Groups of sites of which only some may be open."""
    spacing_km: NotNegative = 0.0
    """Least straight distance of a new outlet from every other open one."""
    relocate: tuple[RelocateOptions, ...] = ()
    """Moves that have a price of their own."""
    standard: tuple[StandardOptions, ...] = ()
    """Shares of demand to be served within some minutes."""
    backup: tuple[BackupOptions, ...] = ()
    """Customers who need more than one outlet near."""
    reach: tuple[ReachOptions, ...] = ()
    """The farthest that customers go."""

    scenario: tuple[DemandOptions, ...] = ()
    """Futures besides today's demand; every one has the same outlets and its own assignment."""
    robust: Robust = "expected"
    """Minutes over all scenarios: their mean, the worst, or the worst regret."""
    phase: tuple[PhaseOptions, ...] = ()
    """Years in which things are decided; none for one plan at once."""

    standards_min: tuple[Positive, ...] = (15.0, 30.0)
    """Minutes for which the share of customers within reach is reported."""
    second_best: bool = True
    """Whether to look for the best plan with another set of outlets as well."""
    whatif: WhatIfOptions = WhatIfOptions()
    """What to ask once the plan is made; nothing unless it is said."""
    solve: SolveOptions = SolveOptions()
    """Limits of the solve."""

    @model_validator(mode="after")
    def _agree(self) -> "OutletsOptions":
        faults = list(_contradictions(self))
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def counts(self) -> tuple[int, int | None]:
        """The least and the most open outlets; ``None`` for any number."""
        if isinstance(self.count, int):
            return self.count, self.count
        return 0, self.count.at_most if isinstance(self.count, AtMost) else None

    @property
    def unruled(self) -> bool:
        """Whether it is a plain p-median: fixed count, least minutes, no rule but what stays."""
        fields = type(self).model_fields
        plain = all(getattr(self, key) == fields[key].get_default() for key in _RULES)
        return plain and self.goal == ("minutes",) and isinstance(self.count, int)

    @property
    def counts_money(self) -> bool:
        """Whether the plan's cost matters, so that it is shown."""
        limits = (self.budget, *(one.budget for one in self.phase))
        limited = any(one != BudgetOptions() for one in limits)
        return self.classes is not None or limited or "yuan" in self.goal


_RULES = (
    "classes", "needs", "budget", "capacity", "must_open", "forbidden", "must_close", "at_most",
    "spacing_km", "relocate", "standard", "backup", "reach", "scenario", "phase",
)  # fmt: skip


def _contradictions(options: OutletsOptions) -> Iterator[str]:
    """Name all settings that cannot hold together, whatever the data."""
    names = [one.name for one in options.scenario]
    years = [one.year for one in options.phase]
    priced = any(one.price_yuan is not None for one in options.standard)
    clashes = (
        (not options.goal, "goal is empty; name at least one goal"),
        (len(set(options.goal)) < len(options.goal), "goal names one goal twice"),
        (
            priced and "yuan" not in options.goal,
            'a standard has a price_yuan, which only the goal "yuan" counts',
        ),
        (
            bool(options.needs) and options.classes is None,
            "needs are set, but classes is not: no outlet says which services it offers",
        ),
        (
            sum(one.probability for one in options.scenario) > 1 + 1e-9,
            "the probabilities of the scenarios are more than 1 together",
        ),
        (
            options.robust != "expected" and "minutes" not in options.goal,
            f'robust = "{options.robust}" is about the goal "minutes", which is not set',
        ),
        (len(set(names)) < len(names), "two scenarios have the same name"),
        (years != sorted(set(years)), "the years of the phases do not rise"),
        (
            any(one.count is not None and one.at_most is not None for one in options.phase),
            "a phase has count and at_most; set one of them",
        ),
    )
    yield from (sentence for clash, sentence in clashes if clash)
    for one in sorted(set(options.must_open) & {*options.forbidden, *options.must_close}):
        yield f"{one} is in must_open and must not be open"
