"""Managers' and technicians' calendars made together.

Technicians' days come first and bind the managers. Where a manager then has no place for a visit
for two, its day is struck from the technician's book and both are asked once more: the customer's
other visits and the technician's tour are chosen anew around another day.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from planner.schema import TravelSource
from planner.visits.book import Book, Visit
from planner.visits.case import VisitCase
from planner.visits.draft import NO_DAY, Draft
from planner.visits.fill import Filled
from planner.visits.opening import Meeting, open_books
from planner.visits.share import VisitKey
from planner.visits.team import Struck, Team, call_team, go_along, made_in

type Fill = Callable[[Book], Filled]
type Page = tuple[str, tuple[Visit, ...]]
"""What a book asks of somebody."""
type Tell = Callable[[int, int], None]

ROUNDS = 4
"""Times that technicians are asked at most."""


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, eq=False)
class Together:
    """Calendars of the managers, in the roster's order, and of the technicians who go along.

    `filled` has the calendar that was found for each manager or technician, and how.
    """

    drafts: list[Draft]
    team: Team
    filled: dict[str, Filled]

    @property
    def cost_min(self) -> float:
        """What the managers' calendars cost."""
        return sum(one.cost_min() for one in self.drafts)


def plan_together(
    case: VisitCase, due: pd.DataFrame, travel: TravelSource, fill: Fill, tell: Tell
) -> Together:
    """Plan technicians, then managers; again while a manager has no place for a visit for two.

    Parameters
    ----------
    due
        As from `due_visits`.
    fill
        Makes the calendar of a book, the same for the same book.
    tell
        Called with managers done and managers in all, the first time alone: progress never falls.

    Raises
    ------
    DataError
        Travel does not know a base or an account.
    """
    desk = _Round(case, due, travel, fill)
    struck: dict[VisitKey, frozenset[int]] = {}
    best = desk.ask(struck, tell)
    latest = best
    for _ in range(ROUNDS - 1):
        lost = dict(_without_place(latest))
        if not lost:
            break
        struck |= {key: struck.get(key, frozenset()) | {one.day} for key, one in lost.items()}
        latest = desk.ask(struck, silent)
        best = min(best, latest, key=lambda one: one.cost_min)
    return best


def _without_place(made: Together) -> Iterator[tuple[VisitKey, Meeting]]:
    """Yield the meetings for which a manager has no place."""
    for draft in made.drafts:
        for one, day in zip(draft.book.visits, draft.day_of, strict=True):
            meeting = made.team.meetings.get((one.account_no, one.visit_no))
            if day == NO_DAY and meeting is not None:
                yield (one.account_no, one.visit_no), meeting


class _Round:
    """Asks everybody once; whose visits are as they were the last time keeps that calendar."""

    def __init__(
        self, case: VisitCase, due: pd.DataFrame, travel: TravelSource, fill: Fill
    ) -> None:
        self.case, self.due, self.travel, self.fill = case, due, travel, fill
        self.known: dict[Page, Filled] = {}

    def ask(self, struck: Struck, tell: Tell) -> Together:
        asked: dict[Page, Filled] = {}

        def fill(book: Book) -> Draft:
            page = book.manager_id, book.visits
            known = self.known.get(page)
            asked[page] = self.fill(book) if known is None else known
            return asked[page].draft

        team = call_team(self.case, self.due, self.travel, fill, struck)
        books = open_books(self.case, self.due, self.travel, team.meetings)
        drafts = []
        for done, book in enumerate(books):
            tell(done, len(books))
            drafts.append(fill(book))
        tell(len(books), len(books))
        self.known = asked
        filled = dict(_as_made([*team.drafts, *drafts], asked))
        return Together(drafts, go_along(team, made_in(drafts)), filled)


def _as_made(drafts: list[Draft], asked: Mapping[Page, Filled]) -> Iterator[tuple[str, Filled]]:
    """Yield each calendar by whose it is, and how the search ended; one cut short is told of.

    A technician may have been asked more than once, and what others took over is out of his book.
    """
    endings: dict[str, list[Filled]] = {}
    for (who, _), one in asked.items():
        endings.setdefault(who, []).append(one)
    for draft in drafts:
        who = draft.book.manager_id
        told = [one.ending for one in endings[who] if one.ending is not None]
        yield who, Filled(draft, min(told, key=lambda one: one.repeatable, default=None))
