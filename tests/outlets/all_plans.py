"""The best plan of a tiny question by trying all of them; shares no code with the engines."""

import dataclasses
import itertools

import numpy as np

from planner.outlets.engines.question import (
    Backup,
    Goals,
    Group,
    Move,
    Phase,
    Posts,
    Question,
    Standard,
    State,
)

NAMES = ("minutes", "farthest", "tail", "covered", "fewest", "yuan")


def random_question(seed: int, *, capacity: bool = False, many: bool = False) -> Question:
    """Make a small question with a random choice of rules and goals."""
    draw = np.random.default_rng(seed)

    def maybe(chance: float = 0.4) -> bool:
        return bool(draw.random() < chance)

    n, m = int(draw.integers(2, 5 if capacity else 8)), int(draw.integers(2, 5))
    phases = int(draw.integers(2, 4)) if many and maybe(0.6) else 1
    scenarios = int(draw.integers(1, 4)) if many else 1
    if phases > 1:
        m = min(m, 3)
    existing = draw.random(m) < 0.5
    posts = _posts(draw, existing, classes=maybe(), units=1 + maybe(0.3) if capacity else 0)
    states = _states(draw, (n, m), phases, scenarios, posts.capacity.shape[1])
    goals = tuple(str(one) for one in draw.permutation(NAMES)[: int(draw.integers(1, 3))])
    robust = "expected"
    if many and "minutes" in goals:
        robust = str(draw.choice(["expected", "worst", "regret"]))
    standards = ()
    if maybe():
        price = float(draw.integers(1, 9)) if "yuan" in goals and maybe() else np.inf
        weight = np.array([draw.integers(0, 3, n) for _ in states], dtype=float)
        standards = (
            Standard(weight, float(draw.integers(5, 25)), float(draw.choice([0.5, 0.8])), price),
        )
    moves = tuple(
        Move(int(a), int(b), float(draw.integers(0, 30)))
        for a, b in itertools.product(np.flatnonzero(existing), np.flatnonzero(~existing))
        if maybe()
    )
    return Question(
        posts=posts,
        states=states,
        phases=tuple(_phase(draw, m, posts) for _ in range(phases)),
        goals=Goals(
            order=goals, cover_min=float(draw.integers(4, 20)),
            tail_share=float(draw.choice([0.05, 0.3])),
            minute_yuan=float(draw.choice([0.0, 3.0])), robust=robust,
            horizon_years=float(draw.choice([1.0, 4.0])),
        ),
        need=draw.integers(0, len(posts.offers), n),
        must_open=draw.random(m) < 0.1,
        barred=draw.random(m) < 0.1,
        groups=(Group((0, m - 1)),) if maybe(0.2) and m > 1 else (),
        standards=standards,
        backups=(Backup(draw.random(n) < 0.3, 22.0),) if maybe(0.25) else (),
        moves=moves,
        excluded=((0,),) if maybe(0.2) else (),
    )  # fmt: skip


PLAIN = (
    ("minutes",), ("fewest",), ("farthest",), ("covered",), ("yuan",), ("farthest", "minutes"),
    ("fewest", "minutes"), ("fewest", "farthest"), ("fewest", "covered"), ("farthest", "covered"),
    ("farthest", "fewest", "minutes"), ("tail",), ("farthest", "tail"),
)  # fmt: skip
PLAIN_WITH_LOADS = (("minutes",), ("yuan",))


def random_plain(seed: int) -> Question:
    """Make a small question that only reach, a number, fixed sites and perhaps loads restrain."""
    draw = np.random.default_rng(seed)
    question = random_question(seed, capacity=bool(draw.random() < 0.3))
    n, m = question.customer_count, question.site_count
    orders = PLAIN_WITH_LOADS if question.unit_count else PLAIN
    order = orders[int(draw.integers(len(orders)))]
    posts = _posts(draw, question.today_sites, classes=False, units=question.unit_count)
    standards = ()
    if draw.random() < 0.3:
        weight = draw.integers(0, 3, (1, n)).astype(float)
        standards = (Standard(weight, float(draw.integers(10, 25)), 1.0),)
    excluded = ()
    if order == ("minutes",) and not question.unit_count:
        sets = range(int(draw.integers(0, 4)))
        excluded = tuple(tuple(np.flatnonzero(draw.random(m) < 0.6).tolist()) for _ in sets)
    phase = question.phases[0]
    return dataclasses.replace(
        question, posts=posts, standards=standards, excluded=excluded, groups=(), backups=(),
        moves=(), need=np.zeros(n, dtype=np.intp),
        phases=(dataclasses.replace(phase, once_yuan=np.inf, yearly_yuan=np.inf),),
        goals=dataclasses.replace(question.goals, order=order, robust="expected"),
    )  # fmt: skip


def _posts(draw, existing, *, classes: bool, units: int) -> Posts:
    m = len(existing)
    each = 2 if classes else 1
    site = np.repeat(np.arange(m), each)
    size = len(site)
    today = np.zeros(size, dtype=bool)
    for j in np.flatnonzero(existing):
        today[j * each + int(draw.integers(each))] = True
    offers = np.ones((1, size), dtype=bool)
    if classes and draw.random() < 0.5:
        offers = np.array([np.ones(size, dtype=bool), np.arange(size) % 2 == 0])
    capacity = draw.integers(2, 9, (size, units)).astype(float)
    capacity[draw.random((size, units)) < 0.2] = np.inf
    least = np.where(draw.random((size, units)) < 0.2, 2.0, 0.0)
    return Posts(
        site=site,
        once_yuan=np.where(today, 0.0, draw.integers(0, 30, size)),
        yearly_yuan=draw.integers(0, 20, size).astype(float),
        today=today,
        close_yuan=np.where(existing, draw.integers(0, 15, m), 0.0),
        capacity=capacity,
        least=np.minimum(least, capacity),
        offers=offers,
    )


def _states(draw, shape, phases, scenarios, units):
    probability = draw.dirichlet(np.ones(scenarios))
    found = []
    for phase, scenario in itertools.product(range(phases), range(scenarios)):
        minutes = draw.integers(1, 30, shape).astype(float)
        minutes[draw.random(shape) < 0.1] = np.inf
        weight = draw.integers(0, 5, shape[0]) + 0.0
        weight[int(draw.integers(shape[0]))] += 1
        demand = draw.integers(1, 4, (shape[0], units)).astype(float)
        found.append(
            State(weight / weight.sum(), minutes, demand, phase, scenario, probability[scenario])
        )
    return tuple(found)


def _phase(draw, m, posts) -> Phase:
    kind = draw.random()
    low, high = (0, m)
    if kind < 0.4:
        low = high = int(draw.integers(1, m + 1))
    elif kind < 0.7:
        high = int(draw.integers(1, m + 1))
    return Phase(
        low, high,
        once_yuan=float(draw.integers(10, 80)) if draw.random() < 0.4 else np.inf,
        yearly_yuan=float(draw.integers(10, 60)) if draw.random() < 0.4 else np.inf,
        years=float(draw.integers(1, 4)),
    )  # fmt: skip


def best(question: Question) -> tuple[float, ...] | None:
    """Return the best values of the goals, most important first; ``None`` if nothing keeps all."""
    regret = None
    if question.goals.robust == "regret":
        regret = _alone(question)
        if regret is None:
            return None
    plans = [
        _values(question, posts, serving, regret)
        for posts in all_posts(question)
        for serving in _all_serving(question, posts)
        if _meets(question, serving)
    ]
    if not plans:
        return None
    table = np.array(plans)
    found = []
    for column in range(table.shape[1]):
        least = table[:, column].min()
        found.append(float(least))
        table = table[table[:, column] <= least + 1e-7 * max(1, abs(least))]
    return tuple(-one if name == "covered" else one
                 for one, name in zip(found, question.goals.order, strict=True))  # fmt: skip


def _alone(question):
    bests = []
    for scenario in range(1 + max(one.scenario for one in question.states)):
        totals = [
            _scenario_minutes(question, serving, scenario)
            for posts in all_posts(question)
            for serving in _all_serving(question, posts, scenario)
            if _meets(question, serving, scenario)
        ]
        if not totals:
            return None
        bests.append(min(totals))
    return bests


def all_posts(question):
    """Every choice of posts over the phases that keeps the rules about posts."""
    offered = question.posts
    m = question.states[0].time_min.shape[1]
    choices = [[None, *np.flatnonzero(offered.site == j)] for j in range(m)]
    one_phase = list(itertools.product(*choices))
    today = tuple(
        next((k for k in np.flatnonzero(offered.site == j) if offered.today[k]), None)
        for j in range(m)
    )
    for plan in itertools.product(one_phase, repeat=len(question.phases)):
        before, sound = today, True
        for now, phase in zip(plan, question.phases, strict=True):
            sound = sound and _may_follow(offered, before, now, today)
            sound = sound and phase.least_count <= sum(k is not None for k in now)
            sound = sound and sum(k is not None for k in now) <= phase.most_count
            sound = sound and all(
                sum(now[j] is not None for j in group.sites) <= group.most
                for group in question.groups
            )
            if sound:
                sound = _once(question, before, now) <= phase.once_yuan + 1e-9
            yearly = sum(offered.yearly_yuan[k] for k in now if k is not None)
            sound = sound and yearly <= phase.yearly_yuan + 1e-9
            if not sound:
                break
            before = now
        if sound and _ends_well(question, plan[-1]) and _backed(question, plan):
            yield plan


def _may_follow(offered, before, now, today) -> bool:
    for was, stands, first in zip(before, now, today, strict=True):
        if was is None and first is not None and stands is not None:
            return False  # a closed outlet does not come back
        if was is not None and was not in (stands, first):
            return False  # what has opened stays in its class
        if was is not None and stands is not None and was != stands and offered.today[stands]:
            return False
    return True


def _ends_well(question, last) -> bool:
    opened = tuple(j for j, k in enumerate(last) if k is not None)
    kept = all(j in opened for j in np.flatnonzero(question.must_open))
    shut = not any(j in opened for j in np.flatnonzero(question.barred))
    return kept and shut and opened not in question.excluded


def _once(question, before, now) -> float:
    offered = question.posts
    bought = [k for was, k in zip(before, now, strict=True) if k is not None and k != was]
    shut = [j for j, (was, k) in enumerate(zip(before, now, strict=True))
            if was is not None and k is None]  # fmt: skip
    new = {offered.site[k]: offered.once_yuan[k] for was, k in zip(before, now, strict=True)
           if k is not None and was is None}  # fmt: skip
    total = sum(offered.once_yuan[k] for k in bought) + sum(offered.close_yuan[j] for j in shut)
    least = total
    usable = [one for one in question.moves if one.leave in shut and one.to in new]
    for size in range(1, len(usable) + 1):
        for some in itertools.combinations(usable, size):
            if len({one.leave for one in some}) == len({one.to for one in some}) == size:
                saved = sum(offered.close_yuan[one.leave] + new[one.to] - one.yuan for one in some)
                least = min(least, total - saved)
    return float(least)


def _all_serving(question, posts, scenario=None):
    """Every assignment of customers to open posts: the nearest if nothing is ever full."""
    units = question.posts.capacity.shape[1]
    per_state = []
    for here in question.states:
        if scenario is not None and here.scenario != scenario:
            per_state.append([None])
            continue
        now = posts[here.phase]
        usable = np.full(here.time_min.shape, np.inf)
        for j, k in enumerate(now):
            if k is not None:
                fits = question.posts.offers[question.need, k]
                usable[fits, j] = here.time_min[fits, j]
        if not np.isfinite(usable).any(axis=1).all():
            return
        if not units:
            per_state.append([tuple(np.argmin(usable, axis=1))])
            continue
        options = [np.flatnonzero(np.isfinite(row)) for row in usable]
        per_state.append(
            [one for one in itertools.product(*options) if _fits(question, here, now, one)]
        )
    yield from itertools.product(*per_state)


def _fits(question, here, now, serving) -> bool:
    serving = np.array(serving)
    for j, k in enumerate(now):
        load = here.demand[serving == j].sum(axis=0)
        if k is not None and (
            (load > question.posts.capacity[k] + 1e-9).any()
            or (load < question.posts.least[k] - 1e-9).any()
        ):
            return False
    return True


def _meets(question, serving, scenario=None) -> bool:
    """Check the hard standards."""
    for standard in question.standards:
        if np.isfinite(standard.price_yuan):
            continue
        for number, (here, sites) in enumerate(zip(question.states, serving, strict=True)):
            weight = standard.weight[number]
            if sites is None or not weight.sum():
                continue
            near = here.time_min[np.arange(len(sites)), list(sites)] <= standard.within_min
            if weight @ near < standard.share * weight.sum() - 1e-9:
                return False
    return True


def _backed(question, posts) -> bool:
    for backup in question.backups:
        for here in question.states:
            now = posts[here.phase]
            for i in np.flatnonzero(backup.who):
                near = sum(
                    k is not None
                    and question.posts.offers[question.need[i], k]
                    and here.time_min[i, j] <= backup.within_min
                    for j, k in enumerate(now)
                )
                if near < backup.times:
                    return False
    return True


def _scenario_minutes(question, serving, scenario) -> float:
    years = sum(one.years for one in question.phases)
    return sum(
        question.phases[here.phase].years
        / years
        * sum(
            w * here.time_min[i, j] for i, (w, j) in enumerate(zip(here.weight, sites, strict=True))
        )
        for here, sites in zip(question.states, serving, strict=True)
        if here.scenario == scenario and sites is not None
    )


def _values(question, posts, serving, regret):
    """Return what every goal comes to, each the smaller the better."""
    goals = question.goals
    years = np.array([one.years for one in question.phases])
    years = years / years.sum()
    scenarios = range(1 + max(one.scenario for one in question.states))
    chance = {one.scenario: one.probability for one in question.states}
    minutes = [_scenario_minutes(question, serving, one) for one in scenarios]
    expected = sum(chance[one] * minutes[one] for one in scenarios)
    share = [one.probability * years[one.phase] for one in question.states]
    each = [
        (share[at] * here.weight[i], here.time_min[i, j])
        for at, (here, sites) in enumerate(zip(question.states, serving, strict=True))
        for i, j in enumerate(sites)
    ]

    def tail():
        left, total = goals.tail_share, 0.0
        for weight, time in sorted(each, key=lambda one: -one[1]):
            taken = min(weight, left)
            total, left = total + taken * time, left - taken
        return total / goals.tail_share

    def yuan():
        offered, today, total = question.posts, [], 0.0
        m = question.states[0].time_min.shape[1]
        today = tuple(
            next((k for k in np.flatnonzero(offered.site == j) if offered.today[k]), None)
            for j in range(m)
        )
        before = today
        for now, part in zip(posts, years, strict=True):
            total += part * sum(offered.yearly_yuan[k] for k in now if k is not None)
            total += _once(question, before, now) / goals.horizon_years
            before = now
        for standard in question.standards:
            if np.isfinite(standard.price_yuan):
                for at, (here, sites) in enumerate(zip(question.states, serving, strict=True)):
                    weight = standard.weight[at]
                    if weight.sum():
                        near = [here.time_min[i, j] <= standard.within_min
                                for i, j in enumerate(sites)]  # fmt: skip
                        short = 100 * (standard.share - weight @ near / weight.sum())
                        total += share[at] * standard.price_yuan * max(short, 0)
        return total + goals.minute_yuan * expected

    robust = {
        "expected": lambda: expected,
        "worst": lambda: max(minutes),
        "regret": lambda: max(a - b for a, b in zip(minutes, regret, strict=True)),
    }
    figures = {
        "minutes": robust[goals.robust],
        "farthest": lambda: max(time for _, time in each),
        "tail": tail,
        "covered": lambda: -sum(w for w, time in each if time <= goals.cover_min),
        "fewest": lambda: sum(
            part * sum(k is not None for k in now) for part, now in zip(years, posts, strict=True)
        ),
        "yuan": yuan,
    }
    return [figures[name]() for name in goals.order]
