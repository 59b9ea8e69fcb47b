"""Registers of 20,000 and of a million rows with planted faults: speed, memory, what is found.

A register is made in this process and checked in a new one, whose own peak of memory is told.
"""

import datetime as dt
import multiprocessing
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from table import Row, cpu, peak_mb

sys.path += [str(Path(__file__).parents[1] / name) for name in ("faults", "runs")]
import scoring
from clean import AS_OF, make_world
from planter import plant_all
from processes import children_of

import planner as pl
from planner.plan import CheckInputs, check_register, sample_scenario

CITY = 20_000
BARS = {20_000: (20.0, 4_096.0), 1_000_000: (300.0, 4_096.0)}
"""Rows -> CPU seconds and MB."""


@dataclass(frozen=True)
class Checked:
    """What one check of a file came to."""

    cpu_s: float
    peak_mb: float
    read: int
    accepted: int
    findings: int


@dataclass(frozen=True)
class Prepared:
    """What blocks of one register came to; memory is the most of the parent and of any child."""

    cpu_s: float
    clock_s: float
    parent_mb: float
    child_mb: float
    blocks: int


def write_many(path: Path, rows: int, seed: int = 3) -> None:
    """Write a register of 49 columns, a city of 20,000 rows after another, faults in each.

    What tells customers apart is new in every city; firms have accounts in several.
    """
    world = make_world(min(rows, CITY), seed)
    plant_all(world, seed + 1)
    city = world.register.drop(columns="level")
    for place in range(-(-rows // CITY)):
        here = _city(city, place).head(rows - place * CITY)
        here.to_csv(path, index=False, mode="a", header=place == 0, encoding="utf-8")


def _city(city: pd.DataFrame, place: int) -> pd.DataFrame:
    """Return the city's accounts under other numbers, at another place."""
    moved = city.copy()
    if place:
        whole = city["户号"].str.fullmatch(r"\d{10}")
        moved["户号"] = city["户号"].mask(whole, f"{place:03d}" + city["户号"])
        filled = city["电能表资产号"] != ""
        meters = city["电能表资产号"].str.replace(r"(^|;)35", rf"\g<1>{place + 35}", regex=True)
        moved["电能表资产号"] = city["电能表资产号"].mask(filled, meters)
        for heading, step in (("经度", place % 7), ("纬度", place // 7)):
            degrees = pd.to_numeric(city[heading], errors="coerce")
            written = (degrees + 0.7 * step).map("{:.6f}".format)
            moved[heading] = city[heading].mask(degrees.notna(), written)
    return moved


def check_file(path: Path) -> Checked:
    """Check a register as `planner check --out` does, files and all."""
    began = time.process_time()
    inputs = CheckInputs(as_of=dt.date.fromisoformat(AS_OF))
    checked = check_register(path, language="en", inputs=inputs)
    checked.save(path.parent / "checked")
    seconds, reading = time.process_time() - began, checked.reading
    return Checked(seconds, peak_mb(), reading.read_count, len(reading.rows), len(reading.findings))


def register_rows(sizes: tuple[int, ...] = tuple(BARS)) -> Iterator[Row]:
    """Yield a row for each size: checked and written, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    for rows in sizes:
        bar_s, bar_mb = BARS[rows]
        with tempfile.TemporaryDirectory() as folder, context.Pool(1) as pool:
            path = Path(folder) / "register.csv"
            write_many(path, rows)
            done = pool.apply(check_file, (path,))
        yield Row(
            f"check of a register, {rows:,} rows x 49 columns", done.cpu_s, bar_s,
            note=f"{done.peak_mb:,.0f} MB (bar {bar_mb:,.0f}); {done.accepted:,} accepted, "
            f"{done.findings:,} findings",
            sound=done.read == rows and done.peak_mb <= bar_mb,
        )  # fmt: skip


def prepare_file(path: Path, jobs: int) -> Prepared:
    """Check a register of a scenario in blocks, as `planner prepare` does."""
    began, before = time.perf_counter(), time.process_time()
    scenario = pl.Scenario.read(sample_scenario()).set({"customers.file": path})
    with _watched() as peaks_mb:
        done = pl.prepare(scenario, only=["register"], home=path.parent / "runs", how=pl.How(jobs))
    own, children = time.process_time() - before, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Prepared(
        own + children.ru_utime + children.ru_stime, time.perf_counter() - began,
        peak_mb(), max(peaks_mb), done["register"],
    )  # fmt: skip


@contextmanager
def _watched() -> Iterator[list[float]]:
    """Look twice a second at the most memory that each child has held so far."""
    peaks, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.5):
            for pid in children_of(os.getpid()):
                with suppress(OSError, IndexError):  # it has ended meanwhile
                    peaks.append(peak_mb(pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def prepared_rows(rows: int = 1_000_000, jobs: int = 2) -> Iterator[Row]:
    """Yield a register that is checked in blocks; the bar of memory is that of one child."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder, context.Pool(1) as pool:
        path = Path(folder) / "register.csv"
        write_many(path, rows)
        done = pool.apply(prepare_file, (path, jobs))
    yield Row(
        f"register of {rows:,} rows, {done.blocks} blocks, {jobs} jobs", done.cpu_s, 300.0,
        note=f"{done.clock_s:.0f} s by the clock; a child {done.child_mb:,.0f} MB (bar 1,500), the "
        f"parent {done.parent_mb:,.0f} MB",
        sound=done.child_mb <= 1_500.0,
    )  # fmt: skip


def planted_rows(rows: int = CITY) -> Iterator[Row]:
    """Yield what is found of 25 planted faults of every rule, with four years of bills."""
    with tempfile.TemporaryDirectory() as folder:
        planted = scoring.plant(Path(folder), rows=rows, seed=5)
        seconds, reading = cpu(planted.read)
    table = scoring.compare(planted, reading)
    known = table.loc[table["planted"] > 0]
    least, worst = known["recall"].min(), table["false_share"].max()
    found, false = table["found"].sum() / table["planted"].sum(), table["false"].sum()
    yield Row(
        f"25 faults of each of {len(known)} rules in {rows:,} rows and their bills", seconds, 60.0,
        note=f"{found:.2%} found (worst rule {least:.0%}), {false} false of "
        f"{table['told'].sum():,} (worst rule {worst:.1%})",
        sound=least >= 0.99 and worst <= 0.02,
    )  # fmt: skip


if __name__ == "__main__":
    for kind in (register_rows, prepared_rows, planted_rows):
        for one in kind():
            print(one.line(), flush=True)
