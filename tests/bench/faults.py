"""Counts of faults: scenarios that die in every way, kills at every write, full disks, races.

Each is a count that must come out whole, beside the CPU seconds that all of it took. The scenario
is real and tiny: 15 customers and two managers of the sample city.
"""

import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from table import Row

import planner as pl
from planner.runs.cluster import open_cluster
from planner.runs.manifest import read_manifest
from planner.runs.pool import Executor, LocalPool
from planner.runs.states import RunState
from planner.runs.status import status, verify

RUNS = Path(__file__).parents[1] / "runs"
sys.path.append(str(RUNS))

from cluster_here import ClusterHere, cluster_here  # noqa: E402
from forking import Forker  # noqa: E402
from hosts_here import Host, can_have_hosts, hosts_here  # noqa: E402
from processes import (  # noqa: E402
    children_of,
    first_with_a_child,
    kill_first_with_a_child,
    left_by,
)
from tiny import contents, sweep_file, tiny_scenario  # noqa: E402

POISONS = {
    "killed": RunState.KILLED, "crashed": RunState.CRASHED, "hanging": RunState.TIMED_OUT,
    "memory": RunState.OUT_OF_MEMORY, "raising": RunState.FAILED,
}  # fmt: skip
BAD, ALL = 7, 24
LIMITS = pl.Limits(minutes=0.75, memory_mb=6_000)
AS_ASKED = 20
WORLDS: Mapping[str, dict[str, str]] = {
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed 2, St. John's": {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns"},
    "German, Shanghai": {"LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Shanghai"},
}


PATIENCE = {
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "15s",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "30s",
}
"""After so long without a word a worker is given up; by default that takes minutes."""


def fault_rows(repeats: int = AS_ASKED) -> Iterator[Row]:
    """Yield every count; fewer repeats thin out the writes and moments in the same measure."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder)
        yield _counted(f"24 scenarios, {BAD} poisoned, here", lambda: _here(home, repeats))
        yield _counted(
            f"24 scenarios, {BAD} poisoned, 2 workers, 1 lost", lambda: _there(home, repeats)
        )
        disturbed = Disturbed(home / "disturbed")
        stack.callback(disturbed.close)
        step = max(AS_ASKED // repeats, 1)
        yield _counted("kill -9 at a write, then go on", lambda: disturbed.killed_at_writes(step))
        yield _counted(
            "kill -9 at a random moment, then go on",
            lambda: disturbed.killed_at_random(5 * repeats),
        )
        yield _counted("disk full at a write, then go on", lambda: disturbed.full_at_writes(step))
        yield _counted("20 starts in one folder: one runs", lambda: disturbed.started(repeats))
        yield _counted("the same tables in every world", lambda: _worlds(home / "worlds"))


def _counted(
    figure: str, count: Callable[[], tuple[int, int, str]], more_s: Callable[[], float] = float
) -> Row:
    """Return a row of how many of how many came out right; its bar is the count, not the time.

    `more_s` are CPU seconds that processes took which this one has not waited for.
    """
    before = _cpu_s() + more_s()
    right, of, note = count()
    spent = _cpu_s() + more_s() - before
    return Row(figure, spent, spent, note=f"{right} of {of} right{note}", sound=right == of)


def _cpu_s() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def _here(home: Path, repeats: int) -> tuple[int, int, str]:
    os.environ["PYTHONPATH"] = str(RUNS / "poison")
    try:
        rights = [_swept(home / "here", LocalPool(2), one) for one in range(repeats)]
    finally:
        del os.environ["PYTHONPATH"]
    return sum(rights), ALL * repeats, _orphans([os.getpid()])


def _there(home: Path, repeats: int) -> tuple[int, int, str]:
    world, right, left = os.environ | PATIENCE | {"PYTHONPATH": str(RUNS / "poison")}, 0, ""
    for one in range(repeats):
        folder = home / f"cluster{one}"
        folder.mkdir()
        with ExitStack() as stack:
            hosts = stack.enter_context(hosts_here(3)) if can_have_hosts() else []
            cluster = stack.enter_context(cluster_here(folder, world, hosts))
            pool = stack.enter_context(open_cluster(cluster.url))
            harm = threading.Thread(target=_harm, args=(cluster, hosts[1:] if one % 2 else []))
            harm.start()
            right += _swept(home / "there", pool, one)
            harm.join()
            left = _orphans([worker.pid for worker in cluster.workers]) or left
    return right, ALL * repeats, left + (", each a host" if can_have_hosts() else "")


def _harm(cluster: ClusterHere, hosts: Sequence[Host]) -> None:
    """Pull the cable of the first host whose worker has a child; without hosts kill that worker."""
    if hosts:
        hosts[first_with_a_child(cluster.workers)].cut_off()
    else:
        kill_first_with_a_child(cluster.workers)


def _orphans(parents: list[int]) -> str:
    left = {*children_of(*parents), *left_by(1)}
    return f", {len(left)} ORPHANS" if left else ", no orphan"


def _swept(folder: Path, executor: Executor, repeat: int) -> int:
    """Run the sweep in a home of its own; answers of steps are kept from the first one on."""
    names = [f"{name}-{place}" for place in (1, 2) for name in POISONS][:BAD]
    good = [f"good-{place}" for place in range(ALL - BAD)]
    mixed = sorted([*names, *good], key=lambda name: random.Random(f"{repeat}{name}").random())
    path = sweep_file(
        folder, *[f"[scenario.{name}]\nseed = 9" for name in mixed],
        f"[sweep]\nover = {json.dumps(mixed)}",
    )  # fmt: skip
    runs = folder / "runs"
    done = pl.sweep(path, home=runs, how=pl.How(limits=LIMITS, executor=executor))
    told = {one.name: one.state for one in done.endings}
    on_disk = {one.name: one.state for one in status(runs)}
    tables = {str(contents(one, ("tables",))) for one in done.folders}
    wanted = {name: POISONS.get(name.rpartition("-")[0], RunState.DONE) for name in mixed}
    for one in runs.glob("*-*"):
        shutil.rmtree(one)
    if len(tables) != 1:
        return 0
    return sum(told.get(name) == on_disk.get(name) == state for name, state in wanted.items())


class Disturbed:
    """One scenario, run again and again from a clean start, and disturbed each time."""

    def __init__(self, folder: Path) -> None:
        self._forker, self._folder = Forker(), folder
        self._file = tiny_scenario(folder / "question")
        self._forker.calm(self._file, folder / "warm", folder / "warm-steps")
        (answer,) = self._forker.run(self._file, folder / "calm", folder / "calm-steps")
        self._tables, self._writes = contents(folder / "calm"), int(answer["writes"])
        self._seconds = float(answer["seconds"])

    @property
    def cpu_s(self) -> float:
        return self._forker.cpu_s

    def close(self) -> None:
        self._forker.close()

    def killed_at_writes(self, step: int) -> tuple[int, int, str]:
        places = range(1, self._writes + 1, step)
        right = sum(self._goes_on(-signal.SIGKILL, kill_at=one) for one in places)
        return right, len(places), f" ({self._writes} writes)"

    def killed_at_random(self, count: int) -> tuple[int, int, str]:
        rng = random.Random(20)
        moments = [rng.uniform(0.01, self._seconds) for _ in range(count)]
        right = sum(self._goes_on(None, kill_after_s=one) for one in moments)
        return right, count, f" (within {self._seconds:.1f} s)"

    def full_at_writes(self, step: int) -> tuple[int, int, str]:
        places = range(1, self._writes + 1, step)
        right = sum(self._goes_on(1, full_at=one) for one in places)
        return right, len(places), ""

    def started(self, repeats: int) -> tuple[int, int, str]:
        right = 0
        for _ in range(repeats):
            folder, steps = self._folder / "race", self._folder / "calm-steps"
            answers = self._forker.run(self._file, folder, steps, copies=20)
            ran = [one for one in answers if (one["code"], one["said"]) == (0, "ran")]
            right += len(ran) == 1 and contents(folder) == self._tables
            shutil.rmtree(folder)
        return right, repeats, ""

    def _goes_on(self, code: int | None, **how: float) -> bool:
        """Say whether a run ends as disturbed, and the next start in the calm one's tables."""
        folder, steps = self._folder / "run", self._folder / "run-steps"
        (answer,) = self._forker.run(self._file, folder, steps, **how)
        as_told = code is None or answer["code"] == code
        (again,) = self._forker.run(self._file, folder, steps)
        other = sorted(dict(contents(folder).items() ^ self._tables.items()))
        # A clock that stopped a search, on a machine that others use as well, moves an answer.
        no_clock = again["code"] == 0 and read_manifest(folder)["deterministic"]
        right = as_told and not other and not verify(folder)[1]
        if not right:
            sys.stderr.write(
                f"{how}: {answer}, then {again}; other: {other}; no clock: {no_clock}\n"
            )
        for one in (folder, steps):
            shutil.rmtree(one, ignore_errors=True)
        return right


def _worlds(folder: Path) -> tuple[int, int, str]:
    """Sweep over three numbers of outlets with one job and two, and in other surroundings."""
    hashes = [_tables_of(folder / "two jobs", 2), _tables_of(folder / "one job", 1)]
    for name, world in WORLDS.items():
        before = {key: os.environ.get(key) for key in world}
        os.environ.update(world)
        hashes.append(_tables_of(folder / name, 2))
        for key, value in before.items():
            os.environ.pop(key) if value is None else os.environ.update({key: value})
    return sum(one == hashes[0] for one in hashes), len(hashes), ""


def _tables_of(folder: Path, jobs: int) -> list[dict[str, str]]:
    file = tiny_scenario(folder)
    grid = {"outlets.count": [4, 5, 6]}
    done = pl.sweep(pl.Scenario.read(file), grid, home=folder / "runs", how=pl.How(jobs))
    return [contents(one) for one in done.folders] if not done.failed else []
