"""Rules that a scenario may set for outlets, one options class each."""

from typing import Annotated, Literal

from pydantic import Field

from planner.options import Count, NotNegative, Options, Positive

type Area = Literal["城区", "农村", "特殊边远"]
type Tier = Literal["VIP", "T1", "T2", "T3"]
type Unit = Literal["customers", "kwh", "counter_hours"]
type Kind = Literal["kwh", "customers", "items"]

Fraction = Annotated[float, Field(gt=0, le=1)]


class WeightOptions(Options):
    """What counts as demand; each is a share of its total, blended in this proportion."""

    kwh: NotNegative = 1.0
    """A customer counts by his share of all kWh a year."""
    customers: NotNegative = 0.0
    """Every customer counts the same."""
    items: NotNegative = 0.0
    """A customer counts by his share of all business items a year (column `annual_items`)."""


class Who(Options):
    """Which customers a rule is about: all, or those of these tiers, areas and districts."""

    tier: tuple[Tier, ...] = ()
    """Tiers; empty for all."""
    area: tuple[Area, ...] = ()
    """城区, 农村, 特殊边远 (column `urban_class`); empty for all."""
    district: tuple[str, ...] = ()
    """Codes of districts (column `district_code`); empty for all."""

    def named(self) -> tuple[str, ...]:
        """Return everything that narrows the rule down, for its name in reports."""
        return (*self.tier, *self.area, *self.district)


class AtMost(Options):
    """A number that is not exceeded."""

    at_most: Count
    """The largest number allowed."""


class BudgetOptions(Options):
    """The most that the plan may cost; what is not set is not limited."""

    once_yuan: NotNegative | None = None
    """For opening, closing, moving and changing class."""
    yearly_yuan: NotNegative | None = None
    """For running all outlets that are open, a year."""


class CapacityOptions(Options):
    """Whether outlets are full at some point.

    A customer is then sent to an outlet with room, which need not be his nearest.
    """

    units: tuple[Unit, ...] = ()
    """Loads that are limited; empty for no limit. Outlets over their limit are reported all the
    same."""
    split: bool = False
    """Whether a customer may be shared by several outlets."""
    minimum: bool = False
    """Whether the least loads of the classes hold as well."""
    hours_per_customer: dict[Tier, NotNegative] = Field(default_factory=dict)
    """Counter hours a year by tier; 1 where nothing is said."""


class GroupOptions(Options):
    """Of these sites only so many may be open."""

    sites: tuple[str, ...] = Field(min_length=2)
    """Outlet ids."""
    count: Count = 1
    """How many may be open."""


class RelocateOptions(Options):
    """An outlet of today that may move, at a price of its own.

    The price takes the place of closing the one and opening the other.
    """

    from_id: str
    """Outlet id that is given up."""
    to_id: str
    """Candidate that takes its place."""
    yuan: NotNegative
    """Price of the move, once."""


class StandardOptions(Who):
    """A share of demand that has to be served within some minutes."""

    name: str = ""
    """For reports; made from the rule when empty."""
    within_min: Positive
    """Minutes to the outlet."""
    share: Fraction = 1.0
    """The share of the customers' weight, 0.95 for 95 %."""
    of: Kind = "customers"
    """What the share is a share of: kwh, customers or items."""
    price_yuan: NotNegative | None = None
    """Yuan a year for each percentage point short; not set, the standard has to be met. Needs
    "yuan" among the goals."""


class BackupOptions(Who):
    """Customers who need a second outlet near enough in case theirs is shut."""

    within_min: Positive
    """Minutes within which the outlets are."""
    outlets: Annotated[int, Field(ge=2, le=9)] = 2
    """How many open outlets, their own counted."""


class ReachOptions(Who):
    """How far customers go at most; the smallest limit that is about a customer holds."""

    max_min: Positive
    """Minutes to the outlet that serves them."""


class NeedOptions(Who):
    """Services that the outlet of these customers has to offer (needs `classes`)."""

    services: tuple[str, ...] = Field(min_length=1)
    """Names as in the file of classes."""


class ChangeOptions(Who):
    """By how much demand or travel of some customers differs from today's."""

    factor: Positive
    """1.2 for 20 % more."""


class DemandOptions(Options):
    """A future that the plan has to be good for; what no scenario takes is today's demand."""

    name: str
    """Short name."""
    probability: Fraction
    """All scenarios together at most 1; the rest is today's demand."""
    growth: tuple[ChangeOptions, ...] = ()
    """Changes of weight and load, one after the other."""
    slower: tuple[ChangeOptions, ...] = ()
    """Changes of travel minutes, one after the other."""
    close: tuple[str, ...] = ()
    """Roads that are closed, as in `travel.close`: travel is measured anew without them. Who calls
    `site_outlets` himself gives that travel by the scenario's name."""


class PhaseOptions(Options):
    """Some years with their own demand, count and budget; what is not set is as for the whole."""

    year: Annotated[int, Field(ge=1900, le=2200)]
    """First year; the phase lasts to the next one."""
    count: Count | None = None
    """Exactly so many open outlets."""
    at_most: Count | None = None
    """At most so many open outlets."""
    budget: BudgetOptions = BudgetOptions()
    """Limits of this phase."""
    growth: tuple[ChangeOptions, ...] = ()
    """Changes of weight and load against today's demand."""
