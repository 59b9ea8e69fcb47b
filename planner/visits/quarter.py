"""Plan the visits of a period: who is visited when, and in which order."""

from collections.abc import Callable

from planner import seeds
from planner.findings import Language
from planner.schema import TravelSource
from planner.visits.book import Book
from planner.visits.case import ROOM, VisitCase
from planner.visits.due import due_visits
from planner.visits.fill import Filled, Filler
from planner.visits.lay import lay_out
from planner.visits.result import VisitPlan
from planner.visits.together import plan_together

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

    def fill(book: Book) -> Filled:
        return filler.fill(book, seeds.rng(seed, f"{ROOM}/{book.manager_id}"))

    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress(ROOM, done, total)

    made = plan_together(case, due, travel, fill, tell)
    return lay_out(case, made, travel, language=language)
