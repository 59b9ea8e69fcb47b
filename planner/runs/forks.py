"""Forks of a process that has everything imported: asked for, waited for, ended."""

import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from typing import IO, Self

_ONE_THREAD = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "NUMBA_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""A process of several threads must not be forked; and jobs, not threads, fill the cores."""
_GRACE_S = 1.5


class Fork:
    """A process that was asked for, and how it ended: `code` is None as long as it runs."""

    def __init__(self, status: int) -> None:
        self._status = status
        self._news = select.poll()
        self._news.register(status, select.POLLIN)
        self._said: dict[str, int] = {}
        self.code: int | None = None

    def wait(self, seconds: float) -> int | None:
        """Wait for its end so long at the most, and return its code, negative for a signal."""
        last = time.monotonic() + seconds
        while self.code is None and self._news.poll(1000 * max(last - time.monotonic(), 0.0)):
            lines = os.read(self._status, 4096).decode().splitlines()
            self._said |= {name: int(value) for name, value in map(str.split, lines)}
            # At the end of what is told without a code, whom it was forked from is dead; so is it.
            if not lines or "code" in self._said:
                self._leave(self._said.get("code", -signal.SIGKILL))
        return self.code

    def end(self, how: signal.Signals) -> None:
        """End it with all that it started; what has not begun will not begin."""
        if self.wait(0.0) is None and "pid" not in self._said:
            self._leave(-signal.SIGKILL)  # whom it is forked from sees that nobody reads
        for one in (how, signal.SIGKILL):
            if self.code is None:
                with suppress(ProcessLookupError):
                    os.killpg(self._said["pid"], one)
            if self.wait(_GRACE_S) is not None:
                return
        while self.wait(_GRACE_S) is None:
            pass

    def _leave(self, code: int) -> None:
        self.code = code
        os.close(self._status)


class Forks:
    """The process that is forked; begun with the first fork, ended with the `with`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._door: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, task: str, log: IO[bytes], memory_mb: int | None) -> Fork:
        """Have a task, in JSON, done by a fork that writes what it says into `log`."""
        mine, its = os.pipe()
        with tempfile.TemporaryFile() as file:
            file.write(task.encode())
            file.seek(0)
            request = str(memory_mb or 0).encode()
            with self._lock:
                self._ask(request, [file.fileno(), log.fileno(), its])
        os.close(its)
        return Fork(mine)

    def close(self) -> None:
        """Let go of the process: it ends, and its forks with it."""
        with self._lock:
            self._leave()

    def _ask(self, request: bytes, files: list[int]) -> None:
        for _ in range(2):
            process, door = self._process, self._door
            if process is None or door is None:
                process, door = self._begin()
            with suppress(BrokenPipeError, ConnectionError):
                door.send_bytes(request)
                for one in files:
                    send_handle(door, one, process.pid)
                return
            self._leave()  # somebody has killed it
        raise OSError("the process that scenarios are forked from ends at once")

    def _begin(self) -> tuple[subprocess.Popen[bytes], Connection]:
        self._door, its = Pipe()
        with its:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "planner.runs.child", str(its.fileno())],
                pass_fds=[its.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env=os.environ | _ONE_THREAD,
            )
        return self._process, self._door

    def _leave(self) -> None:
        if self._door is not None:
            self._door.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._door = self._process = None
