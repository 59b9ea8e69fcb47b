"""Chains of visits of one customer: what is due when, and the days that spacing leaves to each.

Days are whole numbers after the period's first day. A chain is laid between marks: the last real
visit, then whatever has a date or a deadline of its own, then the end of the period.

Two visits are at least `min_gap_days` and at most `max_gap_days` apart. Where the last day allowed
is not worked, the next day that is worked is the last one (Civil Code of China, art. 203). Who was
overdue at the start gets `catch_up_days` in any case. After the last visit of the period, the most
days allowed reach to its end.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.visits.rules import ROUTINE, TierRule


@dataclass(frozen=True, slots=True)
class Mark:
    """A visit with a day of its own: an appointment, or something to be done by a deadline."""

    purpose: str
    first_day: int
    last_day: int
    service_min: float = math.nan
    clock_min: float = math.nan


@dataclass(frozen=True, slots=True)
class Need:
    """One visit due, with the days that spacing leaves to it.

    `min_gap_days` and `max_gap_days` count from the visit before. A mark has no least gap: what is
    promised or urgent goes before spacing.
    """

    purpose: str
    due_day: int
    first_day: int
    last_day: int
    min_gap_days: int
    max_gap_days: int
    overdue: bool = False
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a period as spacing sees them.

    `first` is the first working day still open, `last` the last day. `next_worked` has, for each
    day from 0 on, the next one that is worked.
    """

    first: int
    last: int
    next_worked: tuple[int, ...]
    catch_up_days: int

    @property
    def catch_up(self) -> int:
        """Days over which what is overdue is spread: within the period, so that none is lost."""
        return min(self.catch_up_days, max(self.last - self.first, 0))

    def roll(self, day: int) -> int:
        """Return a day, or the next working day where it is not worked."""
        return self.next_worked[day] if 0 <= day < len(self.next_worked) else day


@dataclass(frozen=True, slots=True)
class Start:
    """Where a chain begins: the last real visit, or for new customers their turn (0..1).

    `late_turn` (0..1) spreads what is overdue over the days of catching up.
    """

    last: int | None
    turn: float = 0.0
    late_turn: float = 0.0


def chain(rule: TierRule, start: Start, marks: Sequence[Mark], days: Days) -> list[Need]:
    """Return the visits due to one customer in the period, in order.

    The first is due one interval after the last visit, each next one an interval later. A mark that
    comes before spacing allows a routine visit any more takes that visit's place; counting goes on
    from the mark, as a visit is a visit whatever it is for.
    """
    needs: list[Need] = []
    due, before = first_due(rule, start, days)
    play = rule.max_gap_days - rule.interval_days
    for mark in sorted(marks, key=lambda one: (one.last_day, one.first_day, one.purpose)):
        while due + play < mark.first_day:
            needs.append(_routine(rule, due, before, days, start, first=not needs))
            before = (needs[-1].first_day, needs[-1].last_day)
            due += rule.interval_days
        needs.append(_marked(mark, days))
        before = (mark.first_day, mark.last_day)
        due = mark.first_day + rule.interval_days
    while round(due) <= days.last:
        needs.append(_routine(rule, due, before, days, start, first=not needs))
        before = (needs[-1].first_day, needs[-1].last_day)
        due += rule.interval_days
    return _looking_back(needs, rule, days)


def as_agreed(
    rule: TierRule, start: Start, visits: Sequence[tuple[int, Mark | None]], days: Days
) -> list[Need]:
    """Return the visits that an earlier plan promised, with the days that spacing leaves now.

    Each is its due day and, where it has days of its own, its mark.
    """
    needs: list[Need] = []
    _, before = first_due(rule, start, days)
    for due, mark in visits:
        if mark is None:
            needs.append(_routine(rule, due, before, days, start, first=not needs))
        else:
            needs.append(_marked(mark, days))
        before = (needs[-1].first_day, needs[-1].last_day)
    return _looking_back(needs, rule, days)


def _marked(mark: Mark, days: Days) -> Need:
    opens = max(mark.first_day, days.first)
    return Need(mark.purpose, opens, mark.first_day, mark.last_day, 1, days.last + 1, mark=mark)


def first_due(rule: TierRule, start: Start, days: Days) -> tuple[float, tuple[int, int] | None]:
    """Return when the first routine visit is due, and the days of the visit before it."""
    if start.last is None:
        return days.first + start.turn * rule.interval_days, None
    due = start.last + rule.interval_days
    if due < days.first:
        due = days.first + start.late_turn * days.catch_up
    return due, (start.last, start.last)


def _routine(
    rule: TierRule, due: float, before: tuple[int, int] | None, days: Days, start: Start,
    *, first: bool,
) -> Need:  # fmt: skip
    if before is None:
        return Need(
            ROUTINE, round(due), days.first, round(due + rule.max_gap_days - rule.interval_days),
            rule.min_gap_days, rule.max_gap_days,
        )  # fmt: skip
    # No day gone by: the gap to the next visit counts from a day on which this one can be.
    opens = max(before[0] + rule.min_gap_days, days.first)
    closes = days.roll(before[1] + rule.max_gap_days)
    overdue = first and start.last is not None and start.last + rule.interval_days < days.first
    if overdue:
        closes = max(closes, days.roll(days.first + days.catch_up_days))
    return Need(
        ROUTINE, round(due), opens, closes, rule.min_gap_days, rule.max_gap_days, overdue=overdue
    )


def _looking_back(needs: list[Need], rule: TierRule, days: Days) -> list[Need]:
    """Tighten each window by what comes after it, and cut it at the ends of what is open."""
    done: list[Need] = []
    opens_next, closes_next = days.last, days.last + rule.min_gap_days
    for need in reversed(needs):
        first, last = max(need.first_day, days.first), min(need.last_day, days.last)
        if need.mark is None:
            after = max(first, opens_next - rule.max_gap_days)
            until = min(last, closes_next - rule.min_gap_days)
            # Where a promise leaves no day for the visit before it, the promise goes first.
            first, last = (after, until) if after <= until else (first, last)
        done.append(replace(need, first_day=first, last_day=last))
        opens_next, closes_next = first, last
    return done[::-1]
