"""Transformers in standard sizes, the voltage that fits them, and a year of readings."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import NormalDist

import numpy as np

from data.generator.plane import FloatArray
from data.generator.sectors import Sector

_SIZES_10KV = (315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500)
_SIZES_35KV = (3150, 4000, 5000, 6300, 8000, 10000, 12500, 16000, 20000)
_SIZES_110KV = (20000, 25000, 31500, 40000, 50000, 63000)
MONTHS = tuple(f"{2025 + m // 12}-{m % 12 + 1:02d}" for m in range(9, 21))
_HOURS = (744, 720, 744, 744, 672, 744, 720, 744, 720, 744, 744, 720)
# Share of the summer rise felt in each month from October to September.
_WARMTH = np.array([0.1, -0.3, -0.7, -0.8, -0.9, -0.6, -0.3, 0.2, 0.7, 1.1, 1.2, 0.8])
SPRING_FESTIVAL_MONTH = 4


@dataclass(frozen=True)
class Supply:
    """What is installed at a customer."""

    voltage_kv: int
    transformers: tuple[int, ...]
    running_kva: int

    @property
    def contract_kva(self) -> int:
        return sum(self.transformers)


@dataclass(frozen=True)
class Readings:
    """Twelve months, oldest first."""

    kwh: tuple[int, ...]
    demand_kw: tuple[int, ...]


def spread_sizes(rng: np.random.Generator, sector: Sector, count: int) -> list[float]:
    """Contract kVA of a sector's customers: even steps through its lognormal, then shuffled.

    Even steps and not free draws, so that every sector has its few very large customers.
    """
    steps = [(k + 0.5) / count for k in rng.permutation(count)]
    sizes = [sector.middle_kva * np.exp(sector.spread * NormalDist().inv_cdf(u)) for u in steps]
    return [float(np.clip(size, 315, 120_000)) for size in sizes]


def choose_supply(rng: np.random.Generator, wanted: float) -> Supply:
    voltage_kv, sizes = _voltage(rng, wanted)
    units = _transformers(sizes, wanted)
    running = sum(units)
    # One in nine has a transformer switched off (减容 or 暂停 of whole transformers only).
    if len(units) > 1 and rng.random() < 0.11:
        running -= units[-1]
    return Supply(voltage_kv, units, running)


def _voltage(rng: np.random.Generator, wanted_kva: float) -> tuple[int, tuple[int, ...]]:
    if wanted_kva > 32_000:
        return 110, _SIZES_110KV
    if wanted_kva > 16_000 or (wanted_kva > 8_000 and rng.random() < 0.3):
        return 35, _SIZES_35KV
    if wanted_kva > 6_000 and rng.random() < 0.2:
        return 20, _SIZES_10KV
    return 10, _SIZES_10KV


def _transformers(sizes: tuple[int, ...], wanted_kva: float) -> tuple[int, ...]:
    """As few units as the sizes allow, alike, and one smaller unit for what is left."""
    count = max(1, int(np.ceil(wanted_kva / sizes[-1] - 0.15)))
    unit = min(sizes, key=lambda size: abs(count * size - wanted_kva))
    rest = wanted_kva - count * unit
    smaller = [size for size in sizes if size <= min(rest, unit)]
    return (unit,) * count + ((max(smaller),) if smaller else ())


def read_meters(rng: np.random.Generator, sector: Sector, supply: Supply) -> Readings:
    """A year that agrees with the running capacity: the peak stays below it."""
    peak_kw = supply.running_kva * rng.uniform(*sector.peak_share)
    load_factor = rng.uniform(*sector.load_factor)
    shape = 1.0 + sector.summer * _WARMTH + rng.normal(0, 0.025, 12)
    if sector.usage == "大工业":
        shape[SPRING_FESTIVAL_MONTH] *= rng.uniform(0.55, 0.85)
    demand = peak_kw * np.clip(0.62 + 0.38 * shape / shape.max(), 0, 1)
    demand *= rng.uniform(0.96, 1.0, 12)
    demand[int(np.argmax(shape))] = peak_kw
    hours = np.array(_HOURS)
    kwh = peak_kw * load_factor * 8760 * shape * hours / float((shape * hours).sum())
    # No month can run above its own peak all the time.
    kwh = np.minimum(kwh, 0.97 * demand * hours)
    return Readings(tuple(int(x) for x in _round(kwh)), tuple(int(x) for x in _round(demand)))


def _round(values: FloatArray) -> FloatArray:
    return np.maximum(np.round(values), 1)


@cache
def _rules(path: Path) -> tuple[Mapping[str, object], ...]:
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["rule"])


def tier_of(path: Path, supply: Supply, annual_kwh: float, critical_grade: str) -> str:
    """The tier by data/rules/tiers.toml."""
    facts = {
        "voltage_kv_min": supply.voltage_kv,
        "contract_kva_min": supply.contract_kva,
        "annual_kwh_min": annual_kwh,
    }
    for rule in _rules(path):
        any_of = rule.get("any")
        if not isinstance(any_of, dict):
            return str(rule["tier"])
        by_number = any(facts[key] >= any_of[key] for key in facts if key in any_of)
        if by_number or critical_grade in any_of.get("critical_grade", ()):
            return str(rule["tier"])
    raise ValueError(f"{path} has no rule without `any`")
