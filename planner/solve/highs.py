"""HiGHS behind PuLP, without the silent failures of the pair.

What each line guards against was measured on PuLP 4.2.0 with highspy 1.15.1 and 1.16.0, and has a
test in ``tests/solve``.
"""

import functools
import math
import os
import re
import threading
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import highspy
import pulp

from planner.errors import SolveError
from planner.solve import log
from planner.solve.options import SolveOptions
from planner.solve.watch import Sighting, tell

OLDEST = (1, 15, 1)
"""HiGHS 1.14 returns wrong optima as proven (HiGHS issues 3043 and 3073)."""
HIGHS = version("highspy")
SOLVER = f"HiGHS {HIGHS} through PuLP {pulp.__version__}"

_TICK_S = 0.1
# The task scheduler of HiGHS is one a process: two solves at a time would share it.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Ending:
    """How HiGHS ended: its model status, objective, and bound (infinite when there is none)."""

    status: highspy.HighsModelStatus
    objective: float
    bound: float


class _Guarded(pulp.HiGHS):
    """PuLP's HiGHS with every option checked, the model counted, and Ctrl-C handled.

    PuLP's `warmStart` is never used: given a start, HiGHS 1.16.0 with presolve ends OR-Library's
    pmed4 at a "proven" 3022 with a plan that costs 3046, where the optimum is 3034.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(msg=False)
        self._settings = settings

    def createAndConfigureSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802  PuLP's name
        super().createAndConfigureSolver(lp)
        model: Any = lp.solverModel
        for name, value in self._settings.items():
            # HiGHS answers a wrong name or type with a status that PuLP does not look at.
            if model.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise SolveError(
                    f"the solver does not take {name} = {value!r}",
                    where=SOLVER,
                    mend="install the versions named in constraints.txt",
                )

    def buildSolverModel(self, lp: pulp.LpProblem) -> None:  # noqa: N802  PuLP's name
        super().buildSolverModel(lp)
        model: Any = lp.solverModel
        columns = lp.exported_variables()
        built = (model.getNumCol(), model.getNumRow())
        if built != (len(columns), lp.numConstraints()):
            # HiGHS refuses a whole batch of rows or columns for one number of 1e30 or more.
            raise SolveError(
                f"the solver took {built[0]} of {len(columns)} decisions and {built[1]} of "
                f"{lp.numConstraints()} rules",
                where=lp.name,
                mend="look for a number of 1e20 or more in the data; leave such pairs out instead",
            )

    def callSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802  PuLP's name
        model: Any = lp.solverModel
        _log(model, lp.name)
        if threading.current_thread() is not threading.main_thread():
            model.run()  # Ctrl-C reaches the main thread only
            return
        # Without this Ctrl-C waits for the end of the solve and then throws the plan away.
        model.HandleKeyboardInterrupt = True
        seen = _Seen()
        model.cbMipImprovingSolution.subscribe(seen.look)
        model.cbMipLogging.subscribe(seen.look)
        model.startSolve()
        try:
            _attend(model, seen)
        except BaseException:  # the solver must be at rest before anybody touches its model
            model.cancelSolve()
            while not model.wait(_TICK_S)[0]:
                pass
            raise


def _log(model: Any, name: str) -> None:  # noqa: ANN401  a Highs
    """Have what the solver says kept where somebody wants it; it names no file."""
    write = log.writer()
    if write is None:
        return
    write(f"{name}\n")
    model.setOptionValue("log_to_console", False)  # noqa: FBT003  HiGHS' own signature
    model.setOptionValue("output_flag", True)  # noqa: FBT003
    model.cbLogging.subscribe(lambda event: write(event.message))


class _Seen:
    """The latest that the solver's own thread said; the thread that waits passes it on."""

    def __init__(self) -> None:
        self.latest: Sighting | None = None

    def look(self, event: Any) -> None:  # noqa: ANN401  HiGHS' event
        told = event.data_out
        self.latest = Sighting(_finite(told.mip_primal_bound), _finite(told.mip_dual_bound))


def _finite(value: float) -> float:
    """Return infinity for every number that HiGHS has none for."""
    return value if abs(value) < highspy.kHighsInf else math.inf


def _attend(model: Any, seen: _Seen) -> None:  # noqa: ANN401  a Highs
    """Wait for the end and tell what is seen; the first Ctrl-C asks for what there is so far.

    A second one before the solve has ended goes on to the caller, who is then left with nothing.
    """
    told, news = None, seen.latest
    asked = ended = False
    while not ended:
        try:
            ended = model.wait(_TICK_S)[0]
            news = seen.latest
            if news is not None and news is not told:
                tell(news)
                told = news
        except KeyboardInterrupt:
            if asked:
                raise
            asked = True
            model.cancelSolve()


def call(problem: pulp.LpProblem, options: SolveOptions) -> Ending:
    """Solve once and say how it ended; the variables then hold what HiGHS left in them."""
    _require_version()
    settings: dict[str, Any] = {
        "time_limit": float(options.time_limit_s),
        "mip_rel_gap": float(options.gap),
        "mip_abs_gap": 1e-9,  # the default of 1e-6 would end small objectives far from optimal
        "threads": options.threads,
        "random_seed": options.seed,
        "presolve": "choose" if options.presolve else "off",
    }
    if options.node_limit is not None:
        settings["mip_max_nodes"] = options.node_limit
    with _ONE_AT_A_TIME:
        _take_the_banner()
        # Another number of threads than the scheduler began with solves nothing, without a word.
        highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003  HiGHS' own signature
        problem.solve(_Guarded(settings))
    model: Any = problem.solverModel
    problem.solverModel = None  # a solver handle would make whatever holds the problem unpicklable
    status = model.getModelStatus()
    info = model.getInfo()
    objective = float(info.objective_function_value)
    if problem.isMIP():
        bound = float(info.mip_dual_bound)
        # A solve cut short before its first bound reports 0.0, which nobody has proven.
        if bound == 0.0 and objective != 0.0 and status != highspy.HighsModelStatus.kOptimal:
            bound = _unproven(problem)
    else:
        bound = objective if status == highspy.HighsModelStatus.kOptimal else _unproven(problem)
    return Ending(status, objective, bound)


@functools.cache
def _take_the_banner() -> None:
    """Let HiGHS print its name once into nothing; no option of 1.16 keeps it off the terminal."""
    try:
        terminal = os.dup(1)
    except OSError:
        return  # nobody is listening: a service without standard output
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(terminal, 1)
        os.close(terminal)
        os.close(nowhere)


def _unproven(problem: pulp.LpProblem) -> float:
    return float("inf") if problem.sense == pulp.LpMaximize else float("-inf")


def _require_version() -> None:
    if tuple(int(part) for part in re.findall(r"\d+", HIGHS)[:3]) < OLDEST:
        raise SolveError(
            f"HiGHS {HIGHS} returns wrong optima as proven",
            where=SOLVER,
            mend=f"pip install 'highspy>={'.'.join(map(str, OLDEST))}'",
        )
