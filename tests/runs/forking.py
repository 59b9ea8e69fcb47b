"""A process that imports `planner` once and forks for every run that is to be disturbed.

Once it has run a scenario itself, a copy finds all modules imported and all loops compiled, which
is most of what a tiny run costs; a change of the source meanwhile does not reach it either.

Requests come on stdin, a JSON line each; the answer is a JSON line with how each copy ended.
Killing happens here, on the side of the tests: the n-th `os.fsync` or `os.replace` is the last
thing that the copy does, or fails as on a full disk; or it is killed after some seconds.
"""

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from planner.errors import PlannerError
from planner.runs.folder import run_into
from planner.scenario import Scenario


class Forker:
    """Asks the process; leaves nothing running. `cpu_s` is what all copies took so far."""

    def __init__(self) -> None:
        self.cpu_s = 0.0
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def calm(self, file: Path, folder: Path, keep: Path) -> dict[str, Any]:
        """Run a scenario in the process itself, undisturbed, and return `code` and `said`."""
        (answer,) = self.run(file, folder, keep, copies=0)
        return answer

    def run(self, file: Path, folder: Path, keep: Path | None = None, *,
            kill_at: int = 0, full_at: int = 0, kill_after_s: float = 0.0,
            copies: int = 1) -> list[dict[str, Any]]:  # fmt: skip
        """Run a scenario into a folder and return `code`, `writes` and `said` of each copy."""
        told = {
            "file": str(file), "folder": str(folder), "keep": None if keep is None else str(keep),
            "kill_at": kill_at, "full_at": full_at, "kill_after_s": kill_after_s, "copies": copies,
        }  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        answers, self.cpu_s = json.loads(self._process.stdout.readline())
        return answers

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


def _copy(told: dict[str, Any], gate: int, report: int) -> None:
    """Run once in a forked copy; never returns."""
    writes = 0

    def counted(real):
        def call(*args, **kwargs):
            nonlocal writes
            writes += 1
            if writes == told["kill_at"]:
                os.kill(os.getpid(), signal.SIGKILL)
            if writes == told["full_at"]:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*args, **kwargs)

        return call

    os.fsync, os.replace = counted(os.fsync), counted(os.replace)
    os.read(gate, 1)  # all copies start at once
    code, said, began = 0, "", time.monotonic()
    try:
        done = run_into(Scenario.read(told["file"]), Path(told["folder"]), keep=_keep(told))
        said = "ran" if done else "there"
    except PlannerError as error:
        code, said = error.exit_code, str(error)
    os.write(
        report,
        json.dumps({"writes": writes, "said": said, "seconds": time.monotonic() - began}).encode(),
    )
    os._exit(code)


def _serve() -> None:
    for line in sys.stdin:
        told = json.loads(line)
        if not told["copies"]:
            done = run_into(Scenario.read(told["file"]), Path(told["folder"]), keep=_keep(told))
            _answer([{"code": 0, "said": "ran" if done else "there"}])
            continue
        gate, start = os.pipe()
        copies = []
        for _ in range(told["copies"]):
            reading, report = os.pipe()
            pid = os.fork()
            if pid == 0:
                _copy(told, gate, report)
            os.close(report)
            copies.append((pid, reading))
        os.write(start, b"x" * len(copies))
        if told["kill_after_s"]:
            time.sleep(told["kill_after_s"])
            os.kill(copies[0][0], signal.SIGKILL)
        answers = []
        for pid, reading in copies:
            with os.fdopen(reading, "rb") as stream:
                text = stream.read()
            _, status = os.waitpid(pid, 0)
            code = os.waitstatus_to_exitcode(status)
            answers.append({"code": code, **(json.loads(text) if text else {})})
        os.close(gate)
        os.close(start)
        _answer(answers)


def _keep(told: dict[str, Any]) -> Path | None:
    return None if told["keep"] is None else Path(told["keep"])


def _answer(answers: list[dict[str, Any]]) -> None:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    sys.stdout.write(json.dumps([answers, spent.ru_utime + spent.ru_stime]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
