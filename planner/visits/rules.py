"""How often each tier is visited, for how long, when, and how far apart: read from a file."""

import datetime as dt
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from planner.errors import OptionError
from planner.files import read_options
from planner.options import NotNegative, Options, Positive
from planner.units import DAYS_PER_YEAR
from planner.visits.hours import Slot, in_order, read_slot

type Tier = Literal["VIP", "T1", "T2", "T3"]
type Grade = Literal["特级", "一级", "二级", "临时性", "非重要"]
type Purpose = Literal["例行走访", "用电检查", "问题处理", "预约"]
type Every = Literal["weekly", "fortnightly", "monthly", "quarterly", "half-yearly", "yearly"]

ROUTINE, INSPECTION, ISSUE, APPOINTMENT = "例行走访", "用电检查", "问题处理", "预约"

A_YEAR: Mapping[str, float] = {
    "weekly": DAYS_PER_YEAR / 7, "fortnightly": DAYS_PER_YEAR / 14, "monthly": 12,
    "quarterly": 4, "half-yearly": 2, "yearly": 1,
}  # fmt: skip


class TierRule(Options):
    """Visits of one tier; gaps are parts of the interval between two visits."""

    every: Every | None = None
    """How often in a word; in place of `visits_per_year`."""
    visits_per_year: Annotated[float, Field(gt=0, le=365)]
    """How often a customer is visited."""
    service_min: Positive
    """Minutes at the customer."""
    purpose_min: dict[Purpose, Positive] = Field(default_factory=dict)
    """Minutes at the customer where the visit is for something else than routine."""
    min_gap_share: Annotated[float, Field(gt=0, le=1)] = 0.6
    """Least gap between two visits, as a part of the interval."""
    max_gap_share: Annotated[float, Field(ge=1, le=3)] = 1.3
    """Greatest gap between two visits, as a part of the interval."""
    zh: str = ""
    """What the rule is called, in Chinese."""
    en: str = ""
    """What the rule is called, in English."""

    @property
    def interval_days(self) -> float:
        """Days from one visit to the next."""
        return DAYS_PER_YEAR / self.visits_per_year

    @property
    def min_gap_days(self) -> int:
        """Least days from one visit to the next."""
        return math.ceil(self.min_gap_share * self.interval_days - 1e-9)

    @property
    def max_gap_days(self) -> int:
        """Most days from one visit to the next."""
        return math.floor(self.max_gap_share * self.interval_days + 1e-9)

    def minutes(self, purpose: str) -> float:
        """Return the minutes at the customer for a purpose."""
        return {str(name): value for name, value in self.purpose_min.items()}.get(
            purpose, self.service_min
        )

    @model_validator(mode="before")
    @classmethod
    def _in_numbers(cls, values: Any) -> Any:  # noqa: ANN401  pydantic's own type
        every = values.get("every") if isinstance(values, Mapping) else None
        if isinstance(every, str) and every in A_YEAR:
            if "visits_per_year" in values:
                raise ValueError("every and visits_per_year are given both")
            return {**values, "visits_per_year": A_YEAR[every]}
        return values

    @model_validator(mode="after")
    def _has_a_day(self) -> Self:
        if self.min_gap_days > self.max_gap_days:
            raise ValueError("no whole day lies between min_gap_share and max_gap_share")
        return self


class TeamRule(Options):
    """Which visits a technician goes along to."""

    purposes: tuple[Purpose, ...] = ()
    """What they are for; none by default."""
    min_voltage_kv: NotNegative = 0.0
    """From which supply voltage."""

    def asks(self, purpose: str, voltage_kv: float) -> bool:
        """Say whether a visit is for two."""
        return purpose in self.purposes and voltage_kv >= self.min_voltage_kv


class HoursRule(Options):
    """When customers receive visitors: several spans a day, such as ``08:30-11:30``."""

    shift: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By the register's shift (单班, 二班, 三班, 连续)."""
    customer: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By account number; goes before the shift."""

    @field_validator("shift", "customer")
    @classmethod
    def _spans(cls, spans: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for texts in spans.values():
            for text in texts:
                read_slot(text)
        return spans

    def of(self, account_no: str, shift: str) -> tuple[Slot, ...] | None:
        """Return the spans of one customer, nothing where he may be visited at any time."""
        texts = self.customer.get(account_no, self.shift.get(shift))
        return None if texts is None else in_order(read_slot(one) for one in texts)


class VisitRules(Options):
    """Rules by tier; a critical grade may ask for more than the tier does, a customer for other."""

    effective_from: dt.date | None = None
    """Since when the rules hold."""
    source: str = ""
    """Where the rules come from."""
    tier: dict[Tier, TierRule]
    """Rule of each tier."""
    critical: dict[Grade, TierRule] = Field(default_factory=dict)
    """Rule of a critical grade, taken where it asks for more visits than the tier."""
    customer: dict[str, TierRule] = Field(default_factory=dict)
    """Rule agreed with one customer, by account number; goes before tier and grade."""
    hours: HoursRule = HoursRule()
    """When customers receive visitors."""
    team: TeamRule = TeamRule()
    """Which visits need a second person."""

    def of(self, tier: str, grade: str = "", account_no: str = "") -> TierRule:
        """Return the rule of one customer.

        Raises
        ------
        OptionError
            The file has no rule for the tier.
        """
        if account_no in self.customer:
            return self.customer[account_no]
        rules = {str(name): rule for name, rule in self.tier.items()}
        if tier not in rules:
            raise OptionError(
                f"there is no visit rule for tier {tier!r}",
                where="visits.rules",
                mend=f"add [tier.{tier}] to the rule file",
            )
        graded = {str(name): rule for name, rule in self.critical.items()}.get(grade)
        if graded is not None and graded.visits_per_year > rules[tier].visits_per_year:
            return graded
        return rules[tier]


def read_rules(path: Path) -> VisitRules:
    """Read a rule file.

    Raises
    ------
    DataError
        The file is not there or not TOML.
    OptionError
        A setting is unknown, missing or out of range.
    """
    mend = "name a TOML file with one [tier.NAME] section a tier"
    return read_options(VisitRules, path, what="visit rules", mend=mend)
