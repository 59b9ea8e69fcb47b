"""The sweep that comes with the sample city, and what it costs to find that nothing has changed."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from table import Row

import planner as pl

FILE = Path(__file__).parents[2] / "data" / "scenarios" / "futures.toml"
PLANS, WALL_S = 12, 2.0


def sweep_rows() -> Iterator[Row]:
    """Yield the whole sweep, two at a time, and the same call once more."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        spent, clock = _run(home)
        done = [one for one in pl.status(home) if one.state == "done"]
        yield Row(
            f"sweep of {PLANS} over the sample city, 2 jobs", spent, 900.0,
            note=f"{len(done)} of {PLANS} done, {clock:.0f} s by the clock",
            sound=len(done) == PLANS,
        )  # fmt: skip
        spent, clock = min(_run(home) for _ in range(3))
        files = sum(len(one.facts["outputs"]) for one in done)
        yield Row(
            "the same again, nothing changed", spent, WALL_S,
            note=f"{clock:.1f} s by the clock, {files:,} files hashed", sound=clock <= WALL_S,
        )  # fmt: skip


def _run(home: Path) -> tuple[float, float]:
    """Return CPU seconds and seconds by the clock of one call of the command."""
    before, began = _cpu_s(), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "planner", "run", str(FILE), "--home", str(home), "--jobs", "2",
         "--quiet"],
        check=True,
    )  # fmt: skip
    return _cpu_s() - before, time.perf_counter() - began


def _cpu_s() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
