"""What customers need and what managers may do: voltage and tier."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.schema import CUSTOMERS, BoolArray, FloatArray

TIERS = CUSTOMERS["tier"].choices  # the highest first


def optional(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, all empty where the table does not have it."""
    if name in frame.columns:
        return frame[name]
    return pd.Series([None] * len(frame), index=frame.index, dtype="object")


@dataclass(frozen=True, eq=False)
class Skills:
    """Needs of n customers and limits of m managers.

    Tiers are places in `TIERS`: who may serve a place may serve all after it.
    """

    need_kv: FloatArray
    need_tier: FloatArray
    limit_kv: FloatArray
    limit_tier: FloatArray

    @property
    def short_kv(self) -> BoolArray:
        """Where the voltage is above what the manager may serve, shape (n, m)."""
        return np.asarray(self.limit_kv[None, :] < self.need_kv[:, None], dtype=np.bool_)

    @property
    def short_tier(self) -> BoolArray:
        """Where the tier is above what the manager may serve, shape (n, m)."""
        return np.asarray(self.limit_tier[None, :] > self.need_tier[:, None], dtype=np.bool_)

    @property
    def able(self) -> BoolArray:
        """Who may serve whom, shape (n, m)."""
        return np.asarray(~self.short_kv & ~self.short_tier, dtype=np.bool_)

    def of(self, members: Sequence[int]) -> tuple[float, float]:
        """Return what one needs to serve all these customers: voltage and tier."""
        return float(self.need_kv[members].max()), float(self.need_tier[members].min())

    def best_of(self, need: tuple[float, float], among: BoolArray) -> BoolArray:
        """Mark the best qualified of some managers for a voltage and a tier, shape (m,).

        Those who lack least voltage; among them, those who lack fewest tiers.
        """
        kv, tier = need
        return _least(self.limit_tier - tier, _least(kv - self.limit_kv, among))


def _least(lack: FloatArray, among: BoolArray) -> BoolArray:
    """Mark those of some who lack least; below zero nothing is lacking."""
    short = np.where(among, np.maximum(lack, 0.0), np.inf)
    return np.asarray(among & (short <= short.min()), dtype=np.bool_)


def skills_of(customers: pd.DataFrame, roster: pd.DataFrame) -> Skills:
    """Read needs and limits off the tables; an empty cell needs nothing and forbids nothing."""
    kv = optional(customers, "voltage_kv").astype("float64").fillna(0.0)
    most = optional(roster, "max_voltage_kv").astype("float64").fillna(np.inf)
    return Skills(
        np.asarray(kv, dtype=np.float64),
        _places(optional(customers, "tier"), empty=len(TIERS) - 1),
        np.asarray(most, dtype=np.float64),
        _places(optional(roster, "highest_tier"), empty=0),
    )


def _places(tiers: pd.Series, *, empty: int) -> FloatArray:
    place = {name: number for number, name in enumerate(TIERS)}
    return np.array([place.get(str(one), empty) for one in tiers], dtype=np.float64)


def raise_to(skills: Skills, need: tuple[float, float], manager: int) -> list[str]:
    """Say by how much a manager's limits must rise so that he meets a need."""
    kv, tier = need
    words = []
    if skills.limit_kv[manager] < kv:
        words.append(f"max_voltage_kv from {skills.limit_kv[manager]:g} to {kv:g}")
    if skills.limit_tier[manager] > tier:
        now = TIERS[int(skills.limit_tier[manager])]
        words.append(f"highest_tier from {now} to {TIERS[int(tier)]}")
    return words
