"""A scheduler and two workers, each a process of its own, ended with the tests."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client
from hosts_here import Host

_START_S = 120


@dataclass
class ClusterHere:
    """Where the scheduler listens, and the workers' processes."""

    address: str
    workers: list[subprocess.Popen]

    @property
    def url(self) -> str:
        """The address as `--executor` takes it."""
        return self.address.replace("tcp://", "dask://")


@contextmanager
def cluster_here(
    folder: Path, environment: dict[str, str], hosts: Sequence[Host] = (), workers: int = 2
) -> Iterator[ClusterHere]:
    """Start them, and leave none behind; workers have one thread and this environment.

    All are on loopback, or the scheduler on the first of some hosts and a worker on each other.
    """
    file = folder / "scheduler.json"
    log = (folder / "cluster.log").open("wb")

    def start(host: Host | None, *words: str) -> subprocess.Popen:
        enter, address = ([], "127.0.0.1") if host is None else (host.enter, host.address)
        command = [*enter, sys.executable, "-m", "dask", *words, "--host", address]
        command.append("--no-dashboard")
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)

    places = [*hosts] or [None] * (workers + 1)
    processes = [start(places[0], "scheduler", "--port", "0", "--scheduler-file", str(file))]
    try:
        _wait(file, processes[0])
        processes += [
            start(place, "worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny",
                  "--local-directory", str(folder))
            for place in places[1:]
        ]  # fmt: skip
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(len(places) - 1, timeout=_START_S)
            address = client.scheduler.address
        yield ClusterHere(address, processes[1:])
    finally:
        for one in reversed(processes):
            one.kill()
            one.wait()
        log.close()


def _wait(file: Path, scheduler: subprocess.Popen) -> None:
    last = time.monotonic() + _START_S
    while not file.is_file():
        assert scheduler.poll() is None, "the scheduler ended"
        assert time.monotonic() < last, "the scheduler does not start"
        time.sleep(0.1)
