"""Which processes run scenarios, and whose children they are, as /proc has it."""

import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import Popen

_PATIENCE_S = 30.0


def scenario_processes() -> list[int]:
    """Return the processes that run a scenario or are forked from, whoever started them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            told = path.read_bytes()
        except OSError:
            continue
        if b"planner.runs.child" in told:
            found.append(int(path.parent.name))
    return found


def children_of(*parents: int) -> list[int]:
    """Return those among them that were forked for one of the parents."""
    all_of_them = scenario_processes()
    return [
        pid for pid in all_of_them
        if (server := _parent(pid)) in all_of_them and _parent(server) in parents
    ]  # fmt: skip


def left_by(*parents: int) -> list[int]:
    """Return those among them that are there for one of the parents: forked, or to fork from."""
    servers = [pid for pid in scenario_processes() if _parent(pid) in parents]
    return [*servers, *children_of(*parents)]


def first_with_a_child(workers: Sequence[Popen]) -> int:
    """Wait until a worker has a child, and return that worker's position."""
    while True:
        for place, worker in enumerate(workers):
            if children_of(worker.pid):
                return place
        time.sleep(0.05)


def kill_first_with_a_child(workers: Sequence[Popen]) -> None:
    """Wait until a worker has a child, and kill that worker."""
    worker = workers[first_with_a_child(workers)]
    worker.kill()
    worker.wait()


def await_end(pids: Sequence[int]) -> None:
    """Wait until processes have ended: who is killed is there until the system has cleared him."""
    last = time.monotonic() + _PATIENCE_S
    while left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < last, left
        time.sleep(0.05)


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
