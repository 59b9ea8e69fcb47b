"""The day of every visit of one manager: an integer programme over neighbourhoods and days."""

import pulp

from planner.solve import Outcome, SolveOptions, chosen, run
from planner.visits.book import Book
from planner.visits.engines.clusters import Clusters

NO_DAY = -1


def offered_days(book: Book, clusters: Clusters, most: int) -> list[tuple[int, ...]]:
    """Thin the days of each visit to about `most`, the same ones for neighbours.

    Every second, fourth, eighth .. day is offered, shifted by the cluster's number: coarser
    offers lie inside finer ones, so that neighbours always have days in common.
    """
    offers = []
    for visit, cluster in zip(book.visits, clusters.of, strict=True):
        stride = 1
        while len(visit.open_days) > most * stride:
            stride *= 2
        days = tuple(day for day in visit.open_days if day % stride == cluster % stride)
        offers.append(days or visit.open_days[:1])
    return offers


def formulate(
    book: Book, clusters: Clusters, offers: list[tuple[int, ...]]
) -> tuple[pulp.LpProblem, dict[tuple[int, int], pulp.LpVariable]]:
    """Write the model down.

    ::

        min   sum_vd wait_vd x_vd + sum_cd trip_c z_cd + sum_v price_v u_v + spread sum_w e_w
        s.t.  sum_d x_vd + u_v = 1                                    every visit v
              x_vd <= z_cd                                            v in cluster c
              sum_v (service_v + hop_v) x_vd + sum_c trip_c z_cd <= work    every day d
              sum_{d in w} work_d <= even + e_w                       every week w
              sum_{e >= d} x_ve + sum_{f < least_d} x_wf <= 1         w next after v, every d
              sum_{e <= d} x_ve + sum_{f > most_d} x_wf <= 1          w next after v, every d
              x, z in {0, 1};  u, e >= 0

    `wait` prices a day before or after the due day, `trip` is the way to a neighbourhood and back,
    `hop` the way from one customer to the next in it, `e` the work of a week beyond an even share,
    `least` and `most` the days that a visit on day d leaves to the next one. The driving is an
    estimate; the tours that are made afterwards decide.
    """
    problem = pulp.LpProblem("days", pulp.LpMinimize)
    x = {
        (v, d): problem.add_variable(f"visit_{v}_{d}", cat="Binary")
        for v, days in enumerate(offers)
        for d in days
    }
    trips = sorted({(clusters.of[v], d) for v, d in x})
    z = {(c, d): problem.add_variable(f"trip_{c}_{d}", cat="Binary") for c, d in trips}
    u = [problem.add_variable(f"unserved_{v}", lowBound=0) for v in range(len(offers))]
    weeks = sorted({book.week_of[day] for _, day in x})
    extra = {w: problem.add_variable(f"extra_{w}", lowBound=0) for w in weeks}
    problem += (
        pulp.lpSum(book.waiting_min(v, d) * one for (v, d), one in x.items())
        + pulp.lpSum(clusters.trip_min[c] * one for (c, _), one in z.items())
        + pulp.lpSum(book.visits[v].price_min * one for v, one in enumerate(u))
        + pulp.lpSum(book.spread_price_min * one for one in extra.values())
    )
    for v, days in enumerate(offers):
        problem += pulp.lpSum(x[v, d] for d in days) + u[v] == 1, f"once_{v}"
        for d in days:
            problem += x[v, d] <= z[clusters.of[v], d], f"there_{v}_{d}"
    work = {d: _work(book, clusters, x, z, d) for d in sorted({day for _, day in x})}
    for d, minutes in work.items():
        problem += minutes <= book.limits.work_min, f"day_{d}"
    for w, more in extra.items():
        minutes_of_week = [minutes for d, minutes in work.items() if book.week_of[d] == w]
        problem += pulp.lpSum(minutes_of_week) <= book.even_week_min + more, f"week_{w}"
    for v, visit in enumerate(book.visits):
        if visit.after >= 0:
            _space(problem, book, x, (v, visit.after), offers)
    return problem, x


def choose_days(
    book: Book, clusters: Clusters, *, candidate_days: int, solve: SolveOptions
) -> tuple[list[int], Outcome]:
    """Choose a day (position in the book's days) for each visit, `NO_DAY` where none was found."""
    offers = offered_days(book, clusters, candidate_days)
    problem, x = formulate(book, clusters, offers)
    outcome = run(
        problem,
        solve,
        hint="raise visits.solve.node_limit",
        where=f"visits, manager {book.manager_id}",
    )
    days = [NO_DAY] * len(book.visits)
    for (v, d), variable in x.items():
        if chosen(variable):
            days[v] = d
    return days, outcome


def _work(
    book: Book,
    clusters: Clusters,
    x: dict[tuple[int, int], pulp.LpVariable],
    z: dict[tuple[int, int], pulp.LpVariable],
    d: int,
) -> pulp.LpAffineExpression:
    """Return the minutes of driving and service of a day."""
    there = [
        (book.visits[v].service_min + clusters.hop_min[v]) * one
        for (v, day), one in x.items()
        if day == d
    ]
    ways = [clusters.trip_min[c] * one for (c, day), one in z.items() if day == d]
    return pulp.lpSum(there + ways)


def _space(
    problem: pulp.LpProblem,
    book: Book,
    x: dict[tuple[int, int], pulp.LpVariable],
    pair: tuple[int, int],
    offers: list[tuple[int, ...]],
) -> None:
    """Keep two visits in a row at least and at most their gaps apart."""
    v, w = pair
    for d in offers[v]:
        least, most = book.reach(w, book.days[d])
        soon = [f for f in offers[w] if book.days[f] < least]
        tardy = [f for f in offers[w] if book.days[f] > most]
        if soon:
            from_d = pulp.lpSum(x[v, e] for e in offers[v] if e >= d)
            problem += from_d + pulp.lpSum(x[w, f] for f in soon) <= 1, f"apart_{v}_{d}"
        if tardy:
            until_d = pulp.lpSum(x[v, e] for e in offers[v] if e <= d)
            problem += until_d + pulp.lpSum(x[w, f] for f in tardy) <= 1, f"close_{v}_{d}"
