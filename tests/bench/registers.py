"""Registers of 20,000 and of a million rows, with planted faults in them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

sys.path.append(str(Path(__file__).parents[1] / "faults"))
import scoring
from clean import AS_OF, make_world
from planter import plant_all

TILE = 20_000


def write_many(path: Path, rows: int, seed: int = 3) -> int:
    """Write a register of 49 columns, a city of 20,000 rows after another; return the faults.

    What tells customers apart is new in every city; firms have accounts in several.
    """
    world = make_world(min(rows, TILE), seed)
    faults = len(plant_all(world, seed + 1))
    city = world.register.drop(columns="level")
    for place in range(-(-rows // TILE)):
        here = _city(city, place).head(rows - place * TILE)
        here.to_csv(path, index=False, mode="a", header=place == 0, encoding="utf-8")
    return faults * (rows // TILE)


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


def check_file(path: Path) -> tuple[int, int, int]:
    """Check a register as `planner check` does; return rows read, accepted, and findings."""
    import datetime as dt  # noqa: PLC0415

    from planner.plan import CheckInputs, check_register  # noqa: PLC0415

    inputs = CheckInputs(as_of=dt.date.fromisoformat(AS_OF))
    checked = check_register(path, language="en", inputs=inputs)
    checked.save(path.parent / "checked")
    reading = checked.reading
    return reading.read_count, len(reading.rows), len(reading.findings)


__all__ = ["Iterator", "check_file", "scoring", "write_many"]
