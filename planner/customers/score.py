"""The score of a register: pass rates by field and dimension, and against the last run.

A rule's pass rate at a field is the share of cells without a finding: of all rows for rules that
ask whether something is there or there once, of the filled cells for rules that look at what is
written. Rates are averaged with the weight of the rule's level; notes weigh nothing, so a column
written with full-width digits shows under its dimension and does not lower the score.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from planner.customers.corrections import REFUSALS
from planner.customers.ledger import MISFIT
from planner.customers.read import RegisterReading
from planner.errors import DataError
from planner.files import write_text
from planner.findings import Finding, Findings, Level, Rule
from planner.schema import REGISTER, RULES, SCORES

SCORE_FILE = "score.json"
WEIGHTS = {Level.ERROR: 1.0, Level.WARN: 0.3, Level.INFO: 0.0}
# A closed account is a fact and no fault; the others are not about a field.
_UNSCORED = {"W05", MISFIT, *REFUSALS}
_OF_ALL_ROWS = {"completeness", "uniqueness"}
# Names that other lists must know, and where a row came from, are a matter of agreement.
_SHOWN_UNDER = {"integrity": "consistency", "lineage": "consistency"}


class Score(BaseModel):
    """The figures of one check, as they are kept for the next one; rates are shares of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: str
    read_count: int
    accepted_count: int
    overall: float
    """Pass rates of all rules at all fields, weighted by level."""
    fields: dict[str, float]
    """Our column name -> its score; only fields that a weighing rule looks at."""
    rates: dict[str, dict[str, float]]
    """Our column name -> dimension -> pass rate."""
    filled: dict[str, float]
    """Our column name -> share of rows where the field is filled."""
    rules: dict[str, int]
    """Rule id and action, as in ``V00 field dropped`` -> number of findings."""

    def save(self, folder: Path) -> Path:
        """Write `SCORE_FILE` for the next run to compare with."""
        text = json.dumps(self.model_dump(), ensure_ascii=False, indent=1)
        return write_text(folder / SCORE_FILE, text + "\n")


def rule_key(one: Finding) -> str:
    """Return what findings are counted by."""
    return f"{one.rule.rule_id} {one.action.value}"


def load_score(folder: Path) -> Score | None:
    """Return the score that an earlier check left in a folder, None where there was none.

    Raises
    ------
    DataError
        There is a file of that name that no check wrote.
    """
    path = folder / SCORE_FILE
    if not path.is_file():
        return None
    try:
        return Score.model_validate_json(path.read_bytes())
    except ValidationError:
        raise DataError(
            f"{path.name} is not the score of an earlier check",
            where=str(path),
            mend="remove it, or name another folder",
        ) from None


@dataclass(frozen=True)
class _Rate:
    """Pass rate of one rule at one field."""

    rule: Rule
    passed: float

    @property
    def weight(self) -> float:
        return WEIGHTS[self.rule.level]


def score_register(reading: RegisterReading) -> Score:
    """Work out the pass rates of a register as it was read."""
    fits = reading.written["rules"] != MISFIT
    fitting = reading.written if fits.all() else reading.written.loc[fits]
    faults, looking = _tally(reading.findings), _looking(reading)
    rates: dict[str, list[_Rate]] = {}
    filled: dict[str, float] = {}
    for column in REGISTER:
        if column.name not in reading.headings:
            continue
        cells = fitting[reading.headings[column.name]]
        count = int((cells.str.strip() != "").sum())
        filled[column.name] = _share(count, len(cells))
        rates[column.name] = _field_rates(
            column.name, looking[column.name], (len(cells), count), faults
        )
    every = [one for field in rates.values() for one in field]
    return Score(
        file=reading.facts.name,
        sha256=reading.facts.sha256,
        read_count=reading.read_count,
        accepted_count=len(reading.rows),
        overall=_mean(every),
        fields={
            name: _mean(field) for name, field in rates.items() if any(one.weight for one in field)
        },
        rates={name: _by_dimension(field) for name, field in rates.items()},
        filled=filled,
        rules=dict(Counter(rule_key(one) for one in reading.findings)),
    )


def _tally(findings: Findings) -> Mapping[tuple[str, str], int]:
    """Return the number of rows at fault by column and rule."""
    rows: dict[tuple[str, str], set[int]] = {}
    for one in findings:
        rows.setdefault((one.column, one.rule.rule_id), set()).add(one.source_row)
    return {key: len(found) for key, found in rows.items()}


def _field_rates(
    name: str, looking: set[str], counts: tuple[int, int], faults: Mapping[tuple[str, str], int]
) -> list[_Rate]:
    """Return a rate for each rule that looks at the column; `counts` are all and filled cells."""
    row_count, filled_count = counts
    found = {rule_id for column, rule_id in faults if column == name}
    rates: list[_Rate] = []
    # A formula without a value is a cell that somebody filled.
    written = filled_count + faults.get((name, "E02"), 0)
    for rule_id in sorted((looking | found) - _UNSCORED):
        rule = RULES[rule_id]
        of = row_count if rule.dimension in _OF_ALL_ROWS else min(written, row_count)
        if of:
            failed = min(faults.get((name, rule_id), 0), of)
            rates.append(_Rate(rule, 1.0 - failed / of))
    return rates


def _looking(reading: RegisterReading) -> Mapping[str, set[str]]:
    """Return the rules that look at each column of the file, whether or not they find anything."""
    rules: dict[str, set[str]] = {}
    for column in REGISTER:
        of_cells = {"E02", "N01", "N02"}
        of_cells |= {"E01"} if column.kind == "text" else set()
        if column.kind in ("number", "integer", "date", "boolean") and column.name != "voltage_kv":
            of_cells |= {"V00"}
        rules[column.name] = of_cells | ({"C01"} if column.required else set())
    for check in reading.ran:
        for name in check.columns:
            rules[name].add(check.rule_id)
    return rules


def _by_dimension(field: list[_Rate]) -> dict[str, float]:
    parts: dict[str, list[_Rate]] = {}
    for one in field:
        shown = _SHOWN_UNDER.get(one.rule.dimension, one.rule.dimension)
        parts.setdefault(shown, []).append(one)
    return {name: _mean(rates, notes_count=True) for name, rates in parts.items()}


def _mean(rates: list[_Rate], *, notes_count: bool = False) -> float:
    """Return the weighted mean; where only notes look, their plain mean if they are to count."""
    total = sum(one.weight for one in rates)
    if total:
        return sum(one.weight * one.passed for one in rates) / total
    if notes_count and rates:
        return sum(one.passed for one in rates) / len(rates)
    return 1.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def score_table(score: Score, last: Score | None, headings: Mapping[str, str]) -> pd.DataFrame:
    """Return the scoreboard, columns of `SCORES`: a row a field, in percent.

    A rate is missing where no rule looks, and the score where only notes do.

    Parameters
    ----------
    headings
        Our column name -> what the reader calls it.
    """
    rows: list[dict[str, object]] = []
    for name, rates in score.rates.items():
        before = None if last is None else last.fields.get(name)
        row: dict[str, object] = {"field": headings.get(name, name)}
        row["filled_pct"] = _percent(score.filled[name])
        row |= {f"{dimension}_pct": _percent(rate) for dimension, rate in rates.items()}
        row["score_pct"], row["last_pct"] = _percent(score.fields.get(name)), _percent(before)
        rows.append(row)
    numbers = dict.fromkeys(SCORES.names[1:], "float64")
    return pd.DataFrame(rows, columns=list(SCORES.names)).astype(numbers)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100.0 * share
