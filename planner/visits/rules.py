"""How often each tier is visited, for how long, and how far apart: read from a file."""

import datetime as dt
import math
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.errors import OptionError
from planner.files import read_toml
from planner.options import Options, Positive
from planner.units import DAYS_PER_YEAR

type Tier = Literal["VIP", "T1", "T2", "T3"]
type Grade = Literal["特级", "一级", "二级", "临时性", "非重要"]


class TierRule(Options):
    """Visits of one tier; gaps are parts of the interval between two visits."""

    visits_per_year: Annotated[float, Field(gt=0, le=365)]
    """How often a customer is visited."""
    service_min: Positive
    """Minutes at the customer."""
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

    @model_validator(mode="after")
    def _has_a_day(self) -> Self:
        if self.min_gap_days > self.max_gap_days:
            raise ValueError("no whole day lies between min_gap_share and max_gap_share")
        return self


class VisitRules(Options):
    """Rules by tier; a critical grade may ask for more than the tier does."""

    effective_from: dt.date | None = None
    """Since when the rules hold."""
    source: str = ""
    """Where the rules come from."""
    tier: dict[Tier, TierRule]
    """Rule of each tier."""
    critical: dict[Grade, TierRule] = Field(default_factory=dict)
    """Rule of a critical grade, taken where it asks for more visits than the tier."""

    def of(self, tier: str, grade: str = "") -> TierRule:
        """Return the rule of one customer.

        Raises
        ------
        OptionError
            The file has no rule for the tier.
        """
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
    values = read_toml(
        path, what="visit rules", mend="name a TOML file with one [tier.NAME] section a tier"
    )
    return VisitRules.load(values, where=str(path))
