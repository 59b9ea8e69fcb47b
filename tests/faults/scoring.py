"""What was found against what was planted, rule by rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from clean import AS_OF, make_world
from planter import plant_all

from planner.customers import (
    CustomersOptions,
    JudgeAll,
    Months,
    RegisterReading,
    read_customers,
    read_months,
)

NOT_JUDGED = {"N01", "N02", "W05"}
"""Notes of what was normalised, and closed accounts, which are no faults."""


@dataclass(frozen=True)
class Planted:
    """A world with faults on disk, and what they are."""

    register: Path
    faults: list[tuple[str, tuple[int, ...]]]

    def options(self) -> CustomersOptions:
        lists = self.register.parent / "lists"
        return CustomersOptions.load({"file": self.register, "references": lists, "as_of": AS_OF})

    def months(self) -> Months:
        return read_months(self.register.parent / "monthly")

    def read(
        self, months: Months | None = None, judge_all: JudgeAll | None = None
    ) -> RegisterReading:
        return read_customers(
            self.options(), monthly=months or self.months(), alone=True, judge_all=judge_all
        )


def plant(folder: Path, *, rows: int, seed: int, count: int = 25) -> Planted:
    world = make_world(rows, seed)
    faults = plant_all(world, seed + 1, count)
    return Planted(world.write(folder), faults)


def clean(folder: Path, *, rows: int, seed: int) -> Planted:
    return Planted(make_world(rows, seed).write(folder), [])


def compare(planted: Planted, reading: RegisterReading) -> pd.DataFrame:
    """Return a line a rule: `planted`, `found`, `recall`, `told`, `false`, `false_share`.

    A planted fault counts as found when every row it spoilt has a finding of its rule; a finding
    is false when its rule was not planted in its row.
    """
    told = _told(reading)
    expected = {(rule, row) for rule, rows in planted.faults for row in rows}
    lines = []
    for rule in sorted({rule for rule, _ in expected | told}):
        mine = [rows for name, rows in planted.faults if name == rule]
        found = sum(all((rule, row) in told for row in rows) for rows in mine)
        all_told = {one for one in told if one[0] == rule}
        false = len(all_told - expected)
        lines.append((rule, len(mine), found, len(all_told), false))
    frame = pd.DataFrame(lines, columns=["rule", "planted", "found", "told", "false"])
    frame["recall"] = frame["found"] / frame["planted"]
    frame["false_share"] = frame["false"] / frame["told"].clip(lower=1)
    return frame.set_index("rule")


def strays(planted: Planted, reading: RegisterReading) -> list[str]:
    """Return false findings and missed faults in words, for the message of a failed test."""
    told, expected = _told(reading), {(r, row) for r, rows in planted.faults for row in rows}
    kind = {row: rule for rule, row in expected}
    false = [f"false {rule} at row {row} (planted there: {kind.get(row, 'nothing')})"
             for rule, row in sorted(told - expected)]  # fmt: skip
    missed = [f"missed {rule} at row {row}" for rule, row in sorted(expected - told)]
    return [*missed, *false]


def _told(reading: RegisterReading) -> set[tuple[str, int]]:
    findings: Iterable = reading.findings
    return {
        (one.rule.rule_id, one.source_row) for one in findings if one.rule.rule_id not in NOT_JUDGED
    }
