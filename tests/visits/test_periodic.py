"""The periodic engine against enumeration on tiny cases, and the laws of its plans."""

import dataclasses
import itertools
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from on_a_plane import make

from planner.errors import DataError, OptionError
from planner.visits.engines.periodic import (
    Answer,
    Calendar,
    Effort,
    Periodic,
    Rhythm,
    Tour,
    check_answer,
    solve_periodic,
)
from planner.visits.engines.periodic.search import _rank, _Walk

STEPS = 3_000
ENOUGH_STEPS = 100_000  # for the best of all; fewer miss some, if seldom


def exact(problem: Periodic) -> float:
    """The least cost of all calendars, all splits into tours and all orders; infinite if none."""
    customers = range(problem.bases, problem.size)

    @cache
    def tour(slot: int, stops: frozenset[int]) -> float:
        one = [order_cost(problem, slot, way) for way in itertools.permutations(stops)]
        return min(one, default=0.0)

    @cache
    def day(slot: int, stops: frozenset[int], vehicles: int) -> float:
        if not stops:
            return 0.0
        if vehicles == 0:
            return np.inf
        first, *others = sorted(stops)
        return min(
            tour(slot, frozenset({first, *rest})) + day(slot, stops - {first, *rest}, vehicles - 1)
            for k in range(len(others) + 1)
            for rest in itertools.combinations(others, k)
        )

    best = np.inf
    offers = [listed(problem, problem.calendars[i]) for i in customers]
    for chosen in itertools.product(*offers):
        total = sum(one.price for one in chosen)
        for slot in range(problem.slots):
            stops = frozenset(
                i for i, one in zip(customers, chosen, strict=True) if slot in one.slots
            )
            total += day(slot, stops, int(problem.vehicles[slot]))
        best = min(best, total)
    return best


def listed(problem: Periodic, offer) -> tuple[Calendar, ...]:
    """Every set of slots that a rhythm allows, with its price."""
    if not isinstance(offer, Rhythm):
        return offer
    sets = [
        chosen
        for k in range(len(offer.slots) + 1)
        for chosen in itertools.combinations(sorted(offer.slots), k)
    ]
    return tuple(Calendar(one, price(problem, offer, one)) for one in sets)


def price(problem: Periodic, offer: Rhythm, slots: tuple[int, ...]) -> float:
    crews = {int(problem.crew[slot]) for slot in slots}
    if len(crews) > 1 or not set(offer.fixed) <= set(slots):
        return np.inf
    never = np.isinf(offer.last)
    before, late = offer.last, 0.0
    for slot in slots:
        gap = problem.date[slot] - before
        if gap < offer.min_gap and slot not in offer.fixed:
            return np.inf
        if np.isfinite(gap) and gap > offer.max_gap:
            late += offer.late_price * (gap - offer.max_gap)
        before = problem.date[slot]
    rest = problem.horizon - before
    if np.isfinite(rest) and rest > offer.max_gap:
        late += offer.late_price * (rest - offer.max_gap)
    if slots:
        return late
    return min(offer.drop_price, np.inf if never else late)


def order_cost(problem: Periodic, slot: int, stops: tuple[int, ...]) -> float:
    base = int(problem.base[slot])
    cost = busy = 0.0
    clock = problem.window_min[base, 0, 0]
    for i, j in itertools.pairwise((base, *stops, base)):
        cost += problem.cost[i, j]
        busy += problem.minutes[i, j] + problem.service_min[j]
        reach = clock + problem.minutes[i, j]
        begins = [max(reach, low) for low, high in problem.window_min[j] if reach <= high]
        if not begins:
            return np.inf
        clock = min(begins) + problem.service_min[j]
    fits = problem.demand[list(stops)].sum() <= problem.capacity[slot]
    return float(cost) if fits and busy <= problem.limit_min[slot] else np.inf


def patterns(*choices: tuple[int, ...]) -> tuple[Calendar, ...]:
    return tuple(Calendar(one) for one in choices)


ONCE = patterns((0,), (1,), (2,))
TWICE = patterns((0, 1), (1, 2), (0, 2))
ALWAYS = patterns((0, 1, 2))
OPTIONAL = (Calendar((), 6.0), Calendar((0,)), Calendar((2,), 1.0))

spot = st.tuples(st.integers(-9, 9), st.integers(-9, 9))
customer = st.tuples(spot, st.sampled_from([ONCE, TWICE, ALWAYS, OPTIONAL]))
SMALL = settings(max_examples=25, deadline=None)


def assert_exact(problem: Periodic) -> None:
    answer, best = solve_periodic(problem, Effort(ENOUGH_STEPS)), exact(problem)
    if np.isinf(best):
        assert answer.faults
    else:
        assert answer.faults == ()
        assert answer.cost == pytest.approx(best)


@SMALL
@given(st.lists(customer, min_size=1, max_size=4), st.integers(1, 2), st.integers(2, 4))
def test_calendars_and_tours_are_the_best_of_all(customers, vehicles, capacity):
    points, calendars = zip(*customers, strict=True)
    calendars = (*calendars, ALWAYS)
    points = [(0, 0), *points, (1, 2)]
    assert_exact(make(points, calendars, vehicles=vehicles, capacity=capacity))


@SMALL
@given(st.lists(customer, min_size=2, max_size=4), st.integers(15, 45))
def test_no_tour_is_longer_than_its_day(customers, limit):
    points, calendars = zip(*customers, strict=True)
    points = [(0, 0), *points, (1, 2)]
    service = np.array([0.0] + [3.0] * (len(points) - 1))
    assert_exact(make(points, (*calendars, ALWAYS), limit=limit, service_min=service))


@SMALL
@given(st.data())
def test_two_spans_a_day_and_one_way_streets_are_kept(data):
    spots = data.draw(st.lists(spot, min_size=2, max_size=4, unique=True))
    problem = make([(0, 0), *spots], [ONCE] * (len(spots) - 1) + [ALWAYS])
    size = problem.size
    longer = data.draw(st.lists(st.integers(0, 5), min_size=size**2, max_size=size**2))
    minutes = problem.minutes + np.reshape(longer, (size, size))
    np.fill_diagonal(minutes, 0)
    window = np.array([[[0.0, 60.0], [0.0, 60.0]]] * size)
    for i in range(1, size):
        noon = data.draw(st.integers(10, 30))
        window[i] = [[data.draw(st.integers(0, 9)), noon], [noon + 8, 50]]
    assert_exact(
        dataclasses.replace(
            problem,
            minutes=minutes,
            window_min=window,
            service_min=np.array([0.0] + [2.0] * (size - 1)),
        )
    )


@SMALL
@given(st.lists(spot, min_size=2, max_size=4))
@example([(-3, 0), (0, 0), (0, 0), (0, 0)])  # a change of base that costs at first: 3,000 miss it
def test_all_visits_of_a_customer_come_from_the_base_of_his_calendar(spots):
    from_both = patterns((0, 1), (2, 3))
    either = patterns((0,), (1,), (2,), (3,))
    calendars = [from_both, *[either] * (len(spots) - 1)]
    assert_exact(make([(-5, 0), (5, 0), *spots], calendars, bases=2, capacity=3.0))


gaps = st.tuples(st.integers(1, 3), st.integers(0, 2)).map(lambda pair: (pair[0], sum(pair)))
DAYS = 5


@st.composite
def rhythm(draw, slots=DAYS):
    least, longest = draw(gaps)
    offered = draw(st.sets(st.integers(0, slots - 1), min_size=1))
    return Rhythm(
        slots=tuple(offered),
        min_gap=least,
        max_gap=longest,
        last=draw(st.sampled_from([-np.inf, -4.0, -2.0, -1.0])),
        fixed=tuple(draw(st.sets(st.sampled_from(sorted(offered)), max_size=1))),
        late_price=draw(st.sampled_from([np.inf, 0.0, 1.5, 40.0])),
        drop_price=draw(st.sampled_from([np.inf, 5.0, 60.0])),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(spot, rhythm()), min_size=1, max_size=3), st.integers(1, 3))
def test_days_chosen_by_gaps_are_the_best_of_all(customers, capacity):
    spots, rhythms = zip(*customers, strict=True)
    points = [(0, 0), *spots, (1, 2)]
    always = patterns(tuple(range(DAYS)))
    assert_exact(make(points, (*rhythms, always), capacity=capacity, vehicles=2, horizon=DAYS))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(spot, rhythm(6)), min_size=1, max_size=2))
def test_a_rhythm_stays_with_one_crew(customers):
    spots, rhythms = zip(*customers, strict=True)
    points = [(-5, 0), (5, 0), *spots, (1, 2)]
    always = patterns(tuple(range(6)))
    assert_exact(make(points, (*rhythms, always), bases=2, vehicles=2, horizon=3.0))


def town(seed=3, size=25, **changes):
    draw = np.random.default_rng(seed)
    points = draw.uniform(-30, 30, (size + 1, 2))
    points[0] = 0
    kinds = [ONCE, TWICE, ALWAYS]
    calendars = [kinds[k] for k in draw.integers(0, 3, size)]
    calendars[0] = ALWAYS
    return make(points, calendars, **({"vehicles": 3, "capacity": 9.0} | changes))


def test_the_same_seed_and_iterations_give_the_same_plan():
    first, again = (solve_periodic(town(), Effort(4_000, seed=5)) for _ in range(2))
    assert first.tours == again.tours
    assert first.cost == again.cost
    assert first.ending.repeatable
    assert first.ending.stopped_by == "iterations"
    other = solve_periodic(town(), Effort(400, seed=6))
    assert other.tours != solve_periodic(town(), Effort(400, seed=7)).tours


def test_a_search_that_the_clock_stops_says_so():
    answer = solve_periodic(town(), Effort(cpu_limit_s=0.2))
    assert answer.ending.stopped_by == "CPU limit"
    assert not answer.ending.repeatable
    assert answer.faults == ()


def test_who_has_steps_to_spare_begins_more_often():
    def starts(**how) -> int:
        walk = _Walk(problem, Effort(**how), None)
        walk.searches.append(walk._open(0))
        return walk._breadth().starts

    problem = town()
    customers = problem.size - problem.bases
    assert starts(iterations=STEPS) == 4
    assert starts(iterations=customers * 5_000 * 20) == 8
    assert starts(iterations=10**9) == 16
    assert 4 <= starts(cpu_limit_s=10.0) <= 16  # as fast as the machine is
    walk = _Walk(problem, Effort(iterations=customers * 5_000 * 20), None)
    walk.effort = Effort(iterations=STEPS)  # the walk itself need not be so long
    walk.breadth = walk._breadth()._replace(starts=8)
    walk.searches.append(walk._open(0))
    walk._starts()
    ranks = [_rank(one) for one in walk.searches]
    assert len(ranks) == 4
    assert ranks == sorted(ranks)


@settings(max_examples=15, deadline=None)
@given(st.lists(customer, min_size=2, max_size=4))
def test_one_more_vehicle_is_never_worse(customers):
    points, calendars = zip(*customers, strict=True)
    points, calendars = [(0, 0), *points, (1, 2)], (*calendars, ALWAYS)
    costs = []
    for vehicles in (1, 2, 3):
        answer = solve_periodic(
            make(points, calendars, vehicles=vehicles, capacity=3), Effort(ENOUGH_STEPS)
        )
        costs.append(np.inf if answer.faults else answer.cost)
    assert costs[1] <= costs[0] + 1e-9
    assert costs[2] <= costs[1] + 1e-9


def test_an_interrupt_returns_the_best_plan_so_far():
    def interrupt(room, done, total):
        if done > 200:
            raise KeyboardInterrupt

    answer = solve_periodic(town(), Effort(4_000, progress=interrupt))
    assert answer.ending.stopped_by == "interrupt"
    assert not answer.ending.repeatable
    assert answer.ending.iterations < 4_000
    assert answer.faults == ()


def test_progress_rises_to_its_total():
    seen = []
    solve_periodic(
        town(), Effort(1_000, progress=lambda _room, done, total: seen.append((done, total)))
    )
    assert seen == sorted(seen)
    assert {total for _, total in seen} == {1000}
    assert seen[-1][0] > 900


def test_a_customer_out_of_reach_is_not_served_in_silence():
    problem = town(size=6)
    cost = problem.cost.copy()
    cost[2, :] = cost[:, 2] = np.inf
    cost[2, 2] = 0.0
    problem = dataclasses.replace(problem, cost=cost, minutes=cost)
    answer = solve_periodic(problem, Effort(500))
    assert answer.faults == ("customer 2 has no calendar",)
    offered = list(problem.calendars)
    offered[2] = (*offered[2], Calendar((), 50.0))
    left_out = solve_periodic(dataclasses.replace(problem, calendars=tuple(offered)), Effort(500))
    assert left_out.faults == ()
    assert left_out.calendar[2] == len(offered[2]) - 1


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(1, 13)))
def test_other_numbers_for_customers_change_no_cost(order):
    problem = town(size=12)
    answer = solve_periodic(problem, Effort(500))
    places = np.array([0, *order])
    new = np.argsort(places)
    moved = dataclasses.replace(
        problem,
        cost=problem.cost[np.ix_(places, places)],
        minutes=problem.minutes[np.ix_(places, places)],
        demand=problem.demand[places],
        service_min=problem.service_min[places],
        window_min=problem.window_min[places],
        calendars=tuple(problem.calendars[i] for i in places),
    )
    renamed = dataclasses.replace(
        answer,
        tours=tuple(Tour(slot, tuple(int(new[i]) for i in stops)) for slot, stops in answer.tours),
        calendar=tuple(answer.calendar[i] for i in places),
    )
    assert check_answer(moved, renamed) == []


def _without(tours, i):
    return tuple(Tour(slot, tuple(j for j in stops if j != i)) for slot, stops in tours)


MUTANTS = {
    "a visit less": lambda plan: {"tours": _without(plan.tours, plan.tours[0].stops[0])},
    "a visit twice": lambda plan: {
        "tours": (plan.tours[0]._replace(stops=plan.tours[0].stops[:1] * 2), *plan.tours[1:])
    },
    "another day": lambda plan: {
        "tours": (plan.tours[0]._replace(slot=(plan.tours[0].slot + 1) % 3), *plan.tours[1:])
    },
    "a strange place": lambda plan: {"tours": (*plan.tours, Tour(0, (0,)))},
    "another calendar": lambda plan: {"calendar": tuple(k + 1 for k in plan.calendar)},
    "another cost": lambda plan: {"cost": plan.cost - 1.0},
    "one tour for all": lambda plan: {
        "tours": (
            *(Tour(0, sum((t.stops for t in plan.tours if t.slot == 0), ())),),
            *(t for t in plan.tours if t.slot),
        )
    },
}


@pytest.fixture(scope="module")
def good() -> tuple[Periodic, Answer]:
    problem = town(limit=200.0)
    return problem, solve_periodic(problem, Effort(4_000))


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_check_refuses(good, mutant):
    problem, plan = good
    assert check_answer(problem, plan) == []
    assert check_answer(problem, dataclasses.replace(plan, **MUTANTS[mutant](plan)))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"vehicles": np.full(3, 1)}, "tours for 1 vehicles"),
        ({"capacity": np.full(3, 2.0)}, "carries"),
        ({"limit_min": np.full(3, 20.0)}, "minutes"),
        ({"window_min": np.full((26, 2, 2), 1.0)}, "after its last span"),
    ],
)
def test_the_check_knows_every_bound(good, change, word):
    problem, plan = good
    faults = check_answer(dataclasses.replace(problem, **change), plan)
    assert any(word in fault for fault in faults)


def test_a_problem_that_does_not_fit_together_names_every_fault():
    problem = town(size=4)
    with pytest.raises(DataError, match="service_min") as caught:
        dataclasses.replace(
            problem,
            service_min=np.zeros(3),
            capacity=np.array([np.nan, 1, 1]),
            calendars=((), (), *problem.calendars[2:4], (Calendar((7,)),)),
        )
    for word in ("service_min has shape", "capacity has a NaN", "place 1 has no", "strange slots"):
        assert word in str(caught.value)
    with pytest.raises(DataError, match="demand is not 0 at a base; service_min is not 0"):
        dataclasses.replace(problem, demand=np.ones(4), service_min=np.ones(4))


def test_a_search_needs_an_end():
    with pytest.raises(OptionError):
        Effort()
    with pytest.raises(OptionError):
        Effort(0)


def test_without_customers_there_are_no_tours():
    problem = town(size=1)
    empty = dataclasses.replace(
        problem,
        cost=np.zeros((1, 1)),
        minutes=np.zeros((1, 1)),
        demand=np.zeros(1),
        service_min=np.zeros(1),
        window_min=problem.window_min[:1],
        calendars=((),),
    )
    answer = solve_periodic(empty, Effort(100))
    assert (answer.tours, answer.cost, answer.faults) == ((), 0.0, ())
