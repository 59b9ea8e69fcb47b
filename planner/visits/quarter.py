"""Plan the visits of a period: who is visited when, and in which order."""

from collections.abc import Callable

import numpy as np

from planner import seeds
from planner.findings import Language
from planner.schema import TravelSource
from planner.solve import Outcome
from planner.visits.book import Book
from planner.visits.case import ROOM, VisitCase
from planner.visits.due import due_visits
from planner.visits.engines.clusters import neighbourhoods
from planner.visits.engines.days import choose_days
from planner.visits.engines.improve import Draft, improve
from planner.visits.engines.tour import order_stops
from planner.visits.lay import lay_out
from planner.visits.opening import open_books
from planner.visits.options import VisitsOptions
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
    every customer has one owner. For each: an integer programme chooses days over neighbourhoods,
    a router orders each day's stops, and moves between days, judged by true driving, mend what does
    not fit and shorten the rest. The same case and seed give the same plan.

    Parameters
    ----------
    case
        Customers, owners, roster, period and diary.
    travel
        Knows the accounts and the bases.
    seed
        Of the improvement and the router.
    language
        Of the reasons in the table of visits not made.
    progress
        Called with the room's name, managers done and managers in all.

    Raises
    ------
    DataError
        Travel does not know a base or an account.
    """
    options = case.period.options
    due = due_visits(case.customers, case.period, case.diary)
    outcomes: dict[str, Outcome] = {}

    def fill(book: Book) -> Draft:
        rng = seeds.rng(seed, f"{ROOM}/{book.manager_id}")
        draft, outcomes[book.manager_id] = fill_book(book, options, rng)
        return draft

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
        case, drafts, go_along(team, made_in(drafts)), outcomes, travel, language=language
    )


def fill_book(
    book: Book, options: VisitsOptions, rng: np.random.Generator
) -> tuple[Draft, Outcome]:
    """Make the calendar of one manager."""
    clusters = neighbourhoods(book, options.cluster_min)
    days, outcome = choose_days(
        book, clusters, candidate_days=options.candidate_days, solve=options.solve
    )
    draft = Draft.empty(book)
    route_seed = int(rng.integers(2**31))
    for day in range(len(book.days)):
        stops = [visit for visit, chosen_day in enumerate(days) if chosen_day == day]
        draft.put_day(day, _route(draft, stops, options, route_seed))
    polish(draft, options, rng, route_seed)
    return draft, outcome


def polish(draft: Draft, options: VisitsOptions, rng: np.random.Generator, route_seed: int) -> None:
    """Move visits between days, then order each day once more."""
    improve(draft, rounds=options.improve_rounds, rng=rng)
    for day, stops in enumerate(draft.stops):
        if not stops:
            continue
        order = order_stops(draft.book, stops, iterations=options.tour_iterations, seed=route_seed)
        if order is not None and draft.fits(order) and draft.length(order) < draft.length(stops):
            draft.put_day(day, order)


def _route(draft: Draft, stops: list[int], options: VisitsOptions, seed: int) -> list[int]:
    """Order a day's stops; while they do not fit, leave out the one that is cheapest to leave."""
    left = sorted(stops, key=lambda one: (draft.book.visits[one].price_min, one))
    while left:
        order = order_stops(draft.book, left, iterations=options.tour_iterations, seed=seed)
        if order is not None and draft.fits(order):
            return order
        left = left[1:]
    return []
