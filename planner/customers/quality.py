"""What the rules measure against: thresholds, forms and lists from a dated file."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from planner.errors import DataError
from planner.files import read_toml
from planner.options import Count, NotNegative, Options, Positive, Share

PACKAGED = "data/rules/quality.toml"


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression that a whole cell has to match."""


class Musts(Options):
    """Columns that have to be filled (C01), beside those that no row can be planned without."""

    always: tuple[str, ...]
    """In every row."""
    large: tuple[str, ...]
    """For customers of a large tier."""
    two_part: tuple[str, ...]
    """For customers of the two-part tariff."""
    high_voltage: tuple[str, ...]
    """For customers at high voltage."""


class Groups(Options):
    """Which customers a rule means by its words."""

    large_tiers: tuple[str, ...]
    """Tiers that have a named contact and a manager."""
    critical_grades: tuple[str, ...]
    """Grades whose supply must be secured."""
    two_part_usage: tuple[str, ...]
    """Usage categories of the two-part tariff."""
    single_part_usage: tuple[str, ...]
    """Usage categories that pay no demand charge."""
    demand_charge_modes: tuple[str, ...]
    """Modes that are a demand charge."""
    high_voltage_kv: Positive
    """High voltage begins here."""


class Forms(Options):
    """How cells are written."""

    mobile: Pattern
    """Mobile number."""
    duty_phone: Pattern
    """Fixed line; a mobile is allowed as well."""
    industry: Pattern
    """Industry code."""
    district: Pattern
    """District code."""
    weekly_off: Pattern
    """Days off."""
    dummy_mobiles: tuple[str, ...]
    """Numbers that people type to get past a form."""


class VoltageLimits(Options):
    """Capacities that do not fit a voltage (X02)."""

    low_kv: Positive
    """Low voltage ends here."""
    low_most_kva: Positive
    """Most kVA at low voltage."""
    high_kv: Positive
    """From this voltage on."""
    high_least_kva: Positive
    """Least kVA there."""


class CapacityLimits(Options):
    """Sums, shares and reserves of capacity (X03, X04, X06, X07)."""

    tolerance_kva: NotNegative
    """Differences up to here are none."""
    demand_least_share: Share
    """Least contract demand, of kVA and high-voltage motors."""
    demand_most_share: Positive
    """Most contract demand, of kVA."""
    self_power_ratio: Positive
    """Self-supply, of the safety load."""
    single_supply: tuple[str, ...]
    """Supply modes that are not enough for a critical customer."""


class PowerFactorLine(Options):
    """Which power factor standards are right for some customers (X08)."""

    usage: tuple[str, ...]
    """Usage categories."""
    least_kv: NotNegative = 0.0
    """From this voltage on."""
    above_kva: NotNegative = 0.0
    """Above this capacity; the boundary itself is read both ways and not judged."""
    standards: tuple[str, ...]
    """Any of these is right."""


class FeeRules(Options):
    """How the demand charge and the power factor fee are worked out again (X09)."""

    tolerance_yuan: NotNegative
    """Differences up to here are none."""
    floor_share: Share
    """Least contract demand that is charged, of kVA and motors."""
    excess_from: Positive
    """Demand above this multiple of the contract's costs twice."""
    excess_twice_over: bool
    """Whether the part up to `excess_from` is charged in full; the text can be read both ways."""
    discount_from_kwh_per_kva: Positive
    """From so many kWh a kVA and month on, the demand price is lower."""
    discount: Share
    """Share of the demand price that is left then."""
    pf_base_includes_funds: bool
    """Whether levies are part of what the power factor fee is a share of."""


class LoadLimits(Options):
    """Months that are missing, and loads that look wrong (C03, X10, X11, X12)."""

    months_share: Share
    """A month that this share of the active accounts have is asked of all of them."""

    over_contract: Positive
    """Peak kW above this multiple of running kVA."""
    impossible: Positive
    """Peak kW above this multiple cannot be."""
    factor_low: Share
    """Least load factor of an account that takes power."""
    factor_high: Positive
    """Most load factor."""
    jump_z: Positive
    """Robust z from which a month is a jump."""
    jump_years: Count
    """Years before that must have the same month."""
    jump_least_scatter: Share
    """Least scatter counted."""


class PlaceLimits(Options):
    """Points that look wrong (G01 to G06)."""

    swapped_lon_below: float
    """A longitude below this and a latitude above the next are each other's."""
    swapped_lat_above: float
    """See above."""
    buffer_m: NotNegative
    """Metres off the service area that still count as inside."""
    district_margin_m: NotNegative
    """Metres outside its district that a point may lie."""
    learned_customers: Count
    """Without borders: a district with fewer points than this is not judged by its own."""
    learned_times: Positive
    """A point is off (G02) beyond so many times the radius of nine in ten of its district ..."""
    learned_margin_m: NotNegative
    """... and so many metres."""
    learned_neighbours: Count
    """So many nearest customers say in which district a point lies (G03)."""
    same_point_accounts: Count
    """From so many accounts on one point it is reported."""
    coarse_levels: tuple[str, ...]
    """Location levels coarser than a road."""


class DateLimits(Options):
    """Ages and order of dates (T01, T03, T04)."""

    verified_days: Count
    """Days that a critical customer's contact stays verified."""
    snapshot_days: Count
    """Days that a register stays fresh."""
    first_day: dt.date
    """No date lies before it."""


class DuplicateLimits(Options):
    """What makes two rows the same customer or contact (U03, U04)."""

    similarity: Share
    """Of normalised names."""
    within_m: Positive
    """Metres between the points."""
    mobile_codes: Count
    """Most credit codes that one mobile number may stand for."""
    suffixes: tuple[str, ...]
    """Words that say nothing about who a firm is, longest first."""


class Quality(Options):
    """The whole file."""

    effective_from: dt.date
    """First day on which the figures hold."""
    placeholder: Pattern
    """A whole cell that stands for nothing."""
    must: Musts
    groups: Groups
    forms: Forms
    voltage: VoltageLimits
    capacity: CapacityLimits
    power_factor: tuple[PowerFactorLine, ...] = Field(default=())
    fees: FeeRules
    loads: LoadLimits
    place: PlaceLimits
    dates: DateLimits
    duplicates: DuplicateLimits


def read_quality(path: Path | None) -> Quality:
    """Read the figures of the rules; what a file does not say holds as in the package's own.

    Raises
    ------
    DataError
        The file is missing or no TOML.
    OptionError
        A key is unknown, missing, or out of range.
    """
    return _read(path)


@cache
def _read(path: Path | None) -> Quality:
    packaged = _packaged()
    values = _values(packaged)
    if path is None:
        return Quality.load(values, where=str(packaged))
    return Quality.load(_overlay(values, _values(path)), where=str(path))


def _values(path: Path) -> dict[str, Any]:
    return read_toml(
        path, what="register rules", mend=f"name a TOML file like {PACKAGED} in customers.quality"
    )


def _overlay(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return `under` with the settings of `over` in their place; lists are replaced whole."""
    return {**under} | {
        key: _overlay(under[key], one)
        if isinstance(one, Mapping) and isinstance(under.get(key), Mapping)
        else one
        for key, one in over.items()
    }


def _packaged() -> Path:
    package = Path(__file__).parents[1]
    for home in (package, package.parent):
        if (home / PACKAGED).is_file():
            return home / PACKAGED
    raise DataError(
        "the register rules were not installed", where=PACKAGED,
        mend="name a file of them in customers.quality",
    )  # fmt: skip
