"""The process that children are forked from: ``python -m planner.runs.child FD``.

To import `planner` and what it stands on takes seconds, and a small scenario little more: so it is
done once, and each task goes to a fork, which finds everything imported. Nothing runs here beside
the loop, as only a process of one thread can be forked safely. It ends with whoever holds the other
end of the connection FD, and its forks die with it: no scenario goes on that nobody waits for.
"""

import ctypes
import gc
import json
import os
import resource
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import recv_handle
from typing import Any

from planner.errors import PlannerError
from planner.plan import blocks, travel_blocks  # noqa: F401  for the forks, as the next line
from planner.runs import depot, folder  # noqa: F401
from planner.runs.task import Task

INTERRUPTED = 130
TASK, LOG, STATUS = range(3)
"""Files that come with a request: where its task is read from, where the fork writes what it says,
and where it is told how the fork is: its process, and at last its code, a line each."""
_MB = 1024 * 1024
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Fork for every request; each fork runs its task and ends with the code of what came of it."""
    door = Connection(int(sys.argv[1]))
    gc.collect()
    gc.freeze()  # what is here stays, and is shared with the forks page by page
    _serve(door)
    task: dict[str, Any] = json.load(sys.stdin)
    try:
        Task.read(task).do()
    except PlannerError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:  # what the parent sends first when it is stopped
        sys.exit(INTERRUPTED)


def _serve(door: Connection) -> None:
    """Answer requests until nobody is left to ask; returns in a fork alone."""
    told: dict[int, int] = {}
    wake, bell = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(bell, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(bell)
    while True:
        ready = wait([door, wake, *told.values()])
        if wake in ready:
            os.read(wake, 4096)
            _tell_ended(told)
        _kill(pid for pid, status in told.items() if status in ready)  # nobody reads it any more
        if door not in ready:
            continue
        try:
            memory_mb = int(door.recv_bytes())
            files = [recv_handle(door) for _ in (TASK, LOG, STATUS)]
        except EOFError:
            _kill(told)  # at once: somebody else may be asked to take their place
            os._exit(0)
        server, pid = os.getpid(), os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            door.close()
            for one in (wake, bell, *told.values()):
                os.close(one)
            _settle(server, memory_mb, files)
            return
        os.close(files[TASK])
        os.close(files[LOG])
        told[pid] = files[STATUS]


def _tell_ended(told: dict[int, int]) -> None:
    """Tell whoever waits for a fork that it has ended, and how."""
    for pid in list(told):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with suppress(BrokenPipeError), os.fdopen(told.pop(pid), "wb") as file:
                file.write(f"code {os.waitstatus_to_exitcode(status)}\n".encode())


def _kill(pids: Iterable[int]) -> None:
    """End forks with all that they started."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def _settle(server: int, memory_mb: int, files: list[int]) -> None:
    """Make a process of its own of a fork: its session, its limit, its files."""
    os.setsid()  # a Ctrl-C in a terminal reaches the parent, who ends its children
    _die_with(server)
    with suppress(BrokenPipeError):  # nobody wants it any more, and it is ended for that
        os.write(files[STATUS], f"pid {os.getpid()}\n".encode())
    os.dup2(files[TASK], 0)
    os.dup2(files[LOG], 1)
    os.dup2(files[LOG], 2)
    for one in files:
        os.close(one)
    if memory_mb:
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * _MB, memory_mb * _MB))


def _die_with(parent: int) -> None:
    """Ask the system for SIGKILL when the parent ends; elsewhere than on Linux it cannot be asked.

    The parent may have ended before it was asked.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
