"""From a problem to a plan: several starts, then the best of them searched on."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.visits.engines.periodic.anneal import Search, anneal, is_sound
from planner.visits.engines.periodic.compiled import fresh
from planner.visits.engines.periodic.problem import Answer, Ending, Periodic, Tour
from planner.visits.engines.periodic.recreate import shuffle_blinks
from planner.visits.engines.periodic.ruin import Mix, empty_undo
from planner.visits.engines.periodic.tables import Tables, tabulate
from planner.visits.engines.periodic.tours import Tours, copy_tours, empty_tours

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Effort:
    iterations: int
    seed: int = 0
    cpu_s: float = np.inf


class Run:
    def __init__(self, tables: Tables, effort: Effort) -> None:
        self.tables = tables
        self.effort = effort
        self.done = 0
        self.began = time.process_time()
        self.scale = unit(tables)
        self.spread = spread(tables)
        self.trace = []

    def used(self) -> float:
        return max(self.done / self.effort.iterations,
                   (time.process_time() - self.began) / self.effort.cpu_s)

    def start(self, seed: int) -> Search:
        t = self.tables
        now, best = empty_tours(t), empty_tours(t)
        rng = fresh(seed)
        base = [self.scale / max(t.demand.max(), 1e-9) , self.spread[1] , self.scale * 50]
        weight = np.array([*base, base[0], base[1]])
        blink = np.zeros(1, dtype=np.int64)
        shuffle_blinks(blink, rng)
        return Search(now, best, empty_undo(t, empty_tours(t)), weight,
                      np.zeros(3, dtype=np.int64), blink, rng)

    def cool(self, search: Search, mix: Mix, hot: float, cold: float, until: float) -> None:
        began = self.used()
        while True:
            at = (self.used() - began) / (until - began) if until > began else 1
            if at >= 1:
                return
            temp = hot * (cold / hot) ** at
            anneal(self.tables, search, mix, CHUNK, temp, temp)
            self.done += CHUNK


def unit(t: Tables) -> float:
    """A typical leg: mean distance to the near neighbours."""
    b = len(t.demand) - t.near.shape[1]
    return float(np.mean([t.cost[i, t.near[i, 1:6]].mean() for i in range(b, len(t.demand))]))


def spread(t):
    return (1.0, 1.0)

MIXES = (
    Mix(10.0, 1.0, 0.1, 0.5),
    Mix(10.0, 0.55, 0.2, 0.5),
    Mix(10.0, 0.8, 0.3, 0.5),
    Mix(10.0, 0.7, 0.1, 0.5),
)

def solve(problem: Periodic, effort: Effort, cfg=None) -> Answer:
    cfg = cfg or {}
    tables = tabulate(problem)
    run = Run(tables, effort)
    K = cfg.get("starts", 4)
    share = cfg.get("share", 0.5)
    hot, cold, end = cfg.get("hot", 1.0), cfg.get("cold", 0.01), cfg.get("end", 0.004)
    found = []
    for k in range(K):
        s = run.start(effort.seed * 1000 + k)
        run.cool(s, MIXES[k % len(MIXES)], hot * run.scale, cold * run.scale, share * (k + 1) / K)
        found.append((s.best.totals[0] if is_sound(s.best.totals) else np.inf, k, s))
    found.sort(key=lambda x: x[:2])
    run.trace = [round(f[0], 2) for f in found]
    s = found[0][2]
    if share < 1:
        if np.isfinite(found[0][0]):
            copy_tours(s.best, s.now)
        run.cool(s, MIXES[found[0][1] % 4], cfg.get("warm", 0.15) * run.scale, end * run.scale, 1.0)
    return answer(problem, tables, s.best if is_sound(s.best.totals) else s.now, run)


def answer(problem, tables, tours: Tours, run) -> Answer:
    out = []
    for r in range(len(tours.count)):
        if tours.count[r]:
            out.append(Tour(int(tables.slot_of[r]), tuple(int(x) for x in tours.stops[r, 1:tours.count[r]+1])))
    cal = tuple(int(o - f) if o >= 0 else -1 for o, f in zip(tours.option, tables.option_first[:-1]))
    ans = Answer(tuple(out), cal, float(tours.totals[0]), Ending("cpu", run.done, time.process_time() - run.began, False))
    return ans, run.trace, tours.totals
