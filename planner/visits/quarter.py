"""Plan the visits of a period: who is visited when, and in which order."""

from collections.abc import Callable

from planner import seeds
from planner.findings import Language
from planner.schema import TravelSource
from planner.visits.book import Book
from planner.visits.case import ROOM, VisitCase
from planner.visits.draft import Draft
from planner.visits.due import due_visits
from planner.visits.fill import Filler
from planner.visits.lay import lay_out
from planner.visits.opening import open_books
from planner.visits.result import VisitPlan
from planner.visits.team import call_team, go_along, made_in

type Progress = Callable[[str, int, int], None]


def plan_visits(
    case: VisitCase,
    travel: TravelSource,
    *,
    seed: int = 0,
    language: Language = "zh",
    progress: Progress | None = None,
) -> VisitPlan:
    """Plan every visit due in the period, or say why it has no place.

    Technicians' days come first, where visits are for two. Then the work splits by manager, as
    every customer has one owner. For each, days and orders of his visits are chosen together by
    ruin and recreate. The same case and seed give the same plan, unless a time limit or an
    interrupt stopped the search; then the plan is the best until then.

    Parameters
    ----------
    case
        Customers, owners, roster, period and diary.
    travel
        Knows the accounts and the bases.
    seed
        Of the search.
    language
        Of the reasons in the table of visits not made.
    progress
        Called with the room's name, managers done and managers in all.

    Raises
    ------
    DataError
        Travel does not know a base or an account.
    """
    due = due_visits(case.customers, case.period, case.diary)
    filler = Filler(case.period.options)

    def fill(book: Book) -> Draft:
        return filler.fill(book, seeds.rng(seed, f"{ROOM}/{book.manager_id}"))

    team = call_team(case, due, travel, fill)
    books = open_books(case, due, travel, team.meetings)
    drafts: list[Draft] = []
    for done, book in enumerate(books):
        if progress is not None:
            progress(ROOM, done, len(books))
        drafts.append(fill(book))
    if progress is not None:
        progress(ROOM, len(books), len(books))
    return lay_out(
        case, drafts, go_along(team, made_in(drafts)), filler.outcomes, travel, language=language
    )
