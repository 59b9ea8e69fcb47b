"""Start one scenario in a process of its own, hold it to its limits, and say what became of it.

PuLP's core aborts the process when memory runs out, and a task that is cancelled does not stop:
only a process can be ended for certain. What became of it is written into its folder by whoever
started it, before anybody is told.
"""

import datetime as dt
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from planner.errors import PlannerError
from planner.files import write_text
from planner.runs.folder import FAILURE, LockedError, RunState
from planner.runs.limits import Limits
from planner.scenario import Scenario

_LAST_LINES, _LOOK_S, _GRACE_S, _MB = 20, 0.05, 1.0, 1024 * 1024
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)
_NO_MEMORY = re.compile(
    r"MemoryError|bad_alloc|[Mm]emory allocation|[Cc]annot allocate memory|[Oo]ut of memory"
)
_SIGNALS = {signal.SIGKILL: RunState.KILLED, signal.SIGTERM: RunState.KILLED}


@dataclass(frozen=True)
class Task:
    """One scenario, where its run goes, where answers are kept, and its limits."""

    name: str
    scenario: dict[str, Any]
    folder: str
    keep: str
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def of(cls, scenario: Scenario, folder: Path, keep: Path, limits: Limits) -> "Task":
        """Put a scenario into plain values that any process can be handed."""
        values = tomllib.loads(scenario.to_toml())
        return cls(scenario.name, values, str(folder.resolve()), str(keep.resolve()), limits)


@dataclass(frozen=True)
class Ending:
    """How a run ended: its state, in words why, and the last lines that it said."""

    name: str
    folder: str
    state: RunState
    why: str = ""
    log: tuple[str, ...] = ()
    seconds: float = 0.0


def launch(task: Task, stop: threading.Event | None = None) -> Ending:
    """Run a task in a child process and return how it ended.

    Parameters
    ----------
    stop
        When it is set, the child is ended at once.
    """
    began = time.monotonic()
    with tempfile.TemporaryFile() as log:
        child = _start(task, log)
        state = _wait(child, task.limits, stop or threading.Event())
        log.seek(0)
        lines = log.read().decode("utf-8", "replace").splitlines()[-_LAST_LINES:]
    code = child.returncode
    state = state or _state_of(code, "\n".join(lines))
    why = _why(state, code, task.limits, lines)
    ending = Ending(
        task.name, task.folder, state, why, tuple(lines), round(time.monotonic() - began, 2)
    )
    if state not in (RunState.DONE, RunState.RUNNING):
        _record(ending)
    return ending


def _start(task: Task, log: IO[bytes]) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-m", "planner.runs.child"],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C in a terminal reaches the parent, who ends its children
        env=os.environ | _ONE_THREAD,
    )
    if task.limits.memory_mb is not None:
        most = task.limits.memory_mb * _MB
        with suppress(ProcessLookupError):
            resource.prlimit(child.pid, resource.RLIMIT_AS, (most, most))
    told = {
        "name": task.name, "scenario": task.scenario, "folder": task.folder, "keep": task.keep,
        "parent": os.getpid(),
    }  # fmt: skip
    if child.stdin is not None:
        with suppress(BrokenPipeError), child.stdin as stream:  # it may have died already
            stream.write(json.dumps(told, default=_plain).encode())
    return child


def _plain(value: object) -> str:
    """Write a date as text, which options read as well."""
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _wait(child: subprocess.Popen[bytes], limits: Limits, stop: threading.Event) -> RunState | None:
    """Wait for the child, and end it when its time is over or nobody wants it any more."""
    last = None if limits.minutes is None else time.monotonic() + 60 * limits.minutes
    while child.poll() is None:
        if stop.wait(_LOOK_S):
            _end(child, signal.SIGTERM)
            return RunState.INTERRUPTED
        if last is not None and time.monotonic() > last:
            _end(child, signal.SIGKILL)
            return RunState.TIMED_OUT
    return None


def _end(child: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End the child with all that it started."""
    for one in (how, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, one)
        with suppress(subprocess.TimeoutExpired):
            child.wait(_GRACE_S)
            break
    child.wait()


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
        return "stopped; finished steps are kept"
    if state in (RunState.KILLED, RunState.CRASHED):
        return f"ended by {signal.Signals(-code).name}"
    if state is RunState.RUNNING:
        return "another process is running it"
    errors = [line for line in lines if re.match(r"\w+(\.\w+)*Error\b", line)]
    return errors[-1] if errors else (lines[-1] if lines else f"ended with code {code}")


def _record(ending: Ending) -> None:
    folder = Path(ending.folder)
    facts = asdict(ending) | {
        "state": ending.state.value,
        "folder": folder.name,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    with suppress(PlannerError):  # a full disk may be the very reason; the ending is told anyway
        write_text(folder / FAILURE, json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
