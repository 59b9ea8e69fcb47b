"""Processes forked from one that has everything imported: held, ended, and none left behind."""

import json
import os
import signal
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from processes import children_of, left_by

from planner.runs.forks import Forks

POISON = str(Path(__file__).with_name("poison"))
PATIENCE_S = 120.0


@pytest.fixture
def forks(monkeypatch):
    """Forks whose tasks do what their name says as soon as they read it."""
    monkeypatch.setenv("PYTHONPATH", POISON)
    with Forks() as forks:
        yield forks
    assert left_by(os.getpid()) == []


@contextmanager
def started(forks, name, memory_mb=None):
    """A fork of a name, and the file of what it says."""
    with tempfile.TemporaryFile() as log:
        yield forks.start(json.dumps({"name": name}), log, memory_mb), log


def _seen(count):
    """Wait until so many forks are there, and return them."""
    last = time.monotonic() + PATIENCE_S
    while len(pids := children_of(os.getpid())) != count:
        assert time.monotonic() < last, pids
        time.sleep(0.05)
    return pids


def _status(pid, field):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith(f"{field}:"))


def test_all_tasks_are_forked_from_one_process_of_one_thread_and_die_with_it(forks):
    with started(forks, "hanging") as (one, _), started(forks, "hanging") as (other, _):
        pids = _seen(2)
        (server,) = {int(_status(pid, "PPid")) for pid in pids}
        assert _status(server, "Threads") == "1"
        assert {os.getsid(pid) for pid in pids} == set(pids)
        one.end(signal.SIGINT)  # which it does not hear
        assert (one.code, other.wait(0.0)) == (-signal.SIGKILL, None)
        os.kill(server, signal.SIGKILL)
        assert other.wait(PATIENCE_S) == -signal.SIGKILL
        _seen(0)
    with started(forks, "raising") as (after, log):
        assert after.wait(PATIENCE_S) == 1
        log.seek(0)
        assert log.read().decode().endswith("RuntimeError: poison\n")


def test_who_is_not_wanted_any_more_before_he_begins_never_begins(forks):
    with started(forks, "hanging") as (unwanted, _):
        unwanted.end(signal.SIGINT)
        assert unwanted.code == -signal.SIGKILL
    with started(forks, "memory", memory_mb=4_000) as (after, log):
        assert after.wait(PATIENCE_S) == 1
        log.seek(0)
        assert "MemoryError" in log.read().decode()
    assert children_of(os.getpid()) == []
