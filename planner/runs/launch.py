"""Start a task in a process of its own, hold it to its limits, and say what became of it.

PuLP's core aborts the process when memory runs out, and a task that is cancelled does not stop:
only a process can be ended for certain. What became of it is written into its folder by whoever
started it, before anybody is told.
"""

import datetime as dt
import json
import re
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from planner.digests import sha256_of
from planner.errors import PlannerError
from planner.runs.forks import Fork, Forks
from planner.runs.limits import Limits
from planner.runs.states import FAILURE, LockedError, RunState
from planner.runs.task import Task
from planner.sealed import MANIFEST

_LAST_LINES, _LOOK_S = 20, 0.05
_NO_MEMORY = re.compile(
    r"MemoryError|bad_alloc|[Mm]emory allocation|[Cc]annot allocate memory|[Oo]ut of memory"
)
STOPPED = "stopped; finished steps and the best plan so far are kept"
_SIGNALS = {signal.SIGKILL: RunState.KILLED, signal.SIGTERM: RunState.KILLED}


@dataclass(frozen=True)
class Ending:
    """How a run ended: its state, in words why, and the last lines that it said.

    `manifest` is the SHA-256 of the manifest that the run left.
    """

    name: str
    folder: str
    state: RunState
    why: str = ""
    log: tuple[str, ...] = ()
    seconds: float = 0.0
    manifest: str = ""


type Stop = Callable[[float], bool]
"""Waits for so many seconds at the most, and says whether nobody wants the run any more."""


def launch(task: Task, forks: Forks, stop: Stop) -> Ending:
    """Run a task in a child process and return how it ended; nobody wants it: it is ended."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as log:
        child = forks.start(task.told(), log, task.limits.memory_mb)
        state, code = _wait(child, task.limits, stop)
        log.seek(0)
        lines = log.read().decode("utf-8", "replace").splitlines()[-_LAST_LINES:]
    state = state or _state_of(code, "\n".join(lines))
    why = _why(state, code, task.limits, lines)
    ending = Ending(
        task.name, task.folder, state, why, tuple(lines), round(time.monotonic() - began, 2),
        manifest_digest(Path(task.folder)) if state is RunState.DONE else "",
    )  # fmt: skip
    if state not in (RunState.DONE, RunState.RUNNING):
        record(ending)
    return ending


def manifest_digest(folder: Path) -> str:
    """Return the SHA-256 of the manifest in a folder, empty where there is none."""
    path = folder / MANIFEST
    return sha256_of(path) if path.is_file() else ""


def _wait(child: Fork, limits: Limits, stop: Stop) -> tuple[RunState | None, int]:
    """Wait for the child, and end it when its time is over or nobody wants it any more."""
    last = None if limits.minutes is None else time.monotonic() + 60 * limits.minutes
    state = None
    while (code := child.wait(0.0)) is None:
        if stop(_LOOK_S):
            state = RunState.INTERRUPTED
            child.end(signal.SIGINT)
        elif last is not None and time.monotonic() > last:
            state = RunState.TIMED_OUT
            child.end(signal.SIGKILL)
    return state, code


def _state_of(code: int, said: str) -> RunState:
    if code == 0:
        return RunState.DONE
    if _NO_MEMORY.search(said):
        return RunState.OUT_OF_MEMORY
    if code == LockedError.exit_code:
        return RunState.RUNNING  # by somebody else
    if code < 0:
        return _SIGNALS.get(signal.Signals(-code), RunState.CRASHED)
    return RunState.FAILED


def _why(state: RunState, code: int, limits: Limits, lines: list[str]) -> str:
    if state is RunState.DONE:
        return ""
    if state is RunState.TIMED_OUT:
        return f"ended after {limits.minutes:g} minutes, the limit"
    if state is RunState.INTERRUPTED:
        return STOPPED
    if state in (RunState.KILLED, RunState.CRASHED):
        return f"ended by {signal.Signals(-code).name}"
    if state is RunState.RUNNING:
        return "another process is running it"
    errors = [line for line in lines if re.match(r"\w+(\.\w+)*Error\b", line)]
    return errors[-1] if errors else (lines[-1] if lines else f"ended with code {code}")


def record(ending: Ending) -> None:
    """Write into its folder how a run without a plan ended."""
    from planner.files import write_text  # noqa: PLC0415  readers of tables, which a worker needs not

    folder = Path(ending.folder)
    facts = asdict(ending) | {
        "state": ending.state.value,
        "folder": folder.name,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    with suppress(PlannerError):  # a full disk may be the very reason; the ending is told anyway
        write_text(folder / FAILURE, json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
