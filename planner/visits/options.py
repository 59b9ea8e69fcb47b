"""Settings of the visit plan: the period, the working day, and what lateness costs."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.options import ClockMin, Count, InputPath, NotNegative, Options, Positive


class VisitsOptions(Options):
    """When visits may be made, and what a good calendar is.

    Prices are in minutes of driving, so that they can be weighed against the road.
    """

    start: dt.date
    """First day of the planned period."""
    end: dt.date
    """Last day of the planned period."""
    rules: InputPath
    """TOML file: visits a year, service minutes and spacing of each tier."""
    calendar: InputPath | None = None
    """Holidays on weekdays and make-up working days; without it every weekday is worked."""
    log: InputPath | None = None
    """Visits made and missed: account, date, manager, purpose, outcome."""
    leave: InputPath | None = None
    """When managers or technicians are away: days, or parts of days."""
    appointments: InputPath | None = None
    """Visits promised for a day, perhaps with the hour."""
    issues: InputPath | None = None
    """Open issues of customers, with the day by which someone has to go."""
    technicians: InputPath | None = None
    """The technical team, who go along where the rules ask for two."""
    max_day_min: Positive = 450.0
    """Most minutes of driving and service of a manager in a day; fewer where his own are fewer."""
    max_day_km: Positive = 200.0
    """Most kilometres of a day."""
    start_clock_min: ClockMin = 510
    """Earliest start from the outlet, minutes after midnight."""
    end_clock_min: ClockMin = 1050
    """Latest return to the outlet, minutes after midnight."""
    lunch_start_clock_min: ClockMin = 720
    """Start of the lunch pause, minutes after midnight."""
    lunch_min: Annotated[float, Field(ge=0, le=180)] = 60.0
    """Length of the lunch pause; nobody is visited in it. 0 for none."""
    pace: tuple[Positive, ...] = ()
    """Factor on driving minutes by hour of the day, 24 of them; empty where the road is as free."""
    catch_up_days: Annotated[int, Field(ge=0, le=92)] = 14
    """Days from the first working day in which visits already overdue are to be made."""
    late_price_min: NotNegative = 240.0
    """Price of a visit that is one whole interval late, by the day in proportion."""
    early_price_min: NotNegative = 30.0
    """Price of a visit that is one whole interval early, by the day in proportion."""
    overdue_factor: Annotated[float, Field(ge=1)] = 3.0
    """How many times dearer waiting is for a visit that was overdue at the start."""
    unserved_price_min: Positive = 1000.0
    """Price of a visit not made, for one visit a year; times the tier's visits a year."""
    critical_factor: Annotated[float, Field(ge=1)] = 5.0
    """How many times dearer a visit not made is for critical customers."""
    pressing_factor: Annotated[float, Field(ge=1)] = 2.0
    """How many times dearer it is where it is overdue, an inspection or an open issue."""
    promise_factor: Annotated[float, Field(ge=1)] = 10.0
    """How many times dearer it is where the day was promised."""
    spread_price_min: NotNegative = 0.3
    """Price of a minute of work in a week beyond an even share of the period's work."""
    move_price_min: NotNegative = 120.0
    """Replanning: price of a visit that changes its day."""
    notice_days: Annotated[int, Field(ge=0, le=92)] = 7
    """Replanning: days from today in which customers were told; a change costs double there."""
    remind_min: Annotated[float, Field(ge=0, le=10_080)] = 0.0
    """Calendars remind so many minutes before a visit; 0 for no reminder."""
    search_steps: Count = 8_000
    """Times that a few visits of a manager are taken out of his calendar and put back."""
    time_limit_s: Positive | None = None
    """CPU seconds of the search for one manager; a plan cut short by it cannot be repeated."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if len(self.pace) not in (0, 24):
            raise ValueError("pace needs a factor for each of 24 hours")
        if self.end < self.start:
            raise ValueError("the period ends before it starts")
        if self.end_clock_min <= self.start_clock_min:
            raise ValueError("the working day ends before it starts")
        return self
