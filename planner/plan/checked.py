"""A register read and judged: the counts, the score, what came of corrections, rule by rule."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from planner.customers import (
    REFUSALS,
    RegisterReading,
    Score,
    open_faults,
    rule_key,
    score_register,
    score_table,
)
from planner.findings import Finding, Language
from planner.plan.checking import lacks_words, run_table, write_check
from planner.render import say_choice
from planner.schema import DIMENSIONS, REGISTER, RULES, SCORES


@dataclass(frozen=True, eq=False)
class CheckedRegister:
    """A register read and judged; nothing is planned.

    `before` is the reading without the corrections, None where none were given; `last` is the
    score of the check before this one.
    """

    reading: RegisterReading
    language: Language
    before: RegisterReading | None = None
    last: Score | None = None

    @cached_property
    def score(self) -> Score:
        """Pass rates by field and dimension."""
        return score_register(self.reading)

    def headline(self) -> str:
        """Say in one line what came of the rows."""
        read, out = self.reading.read_count, len(self.reading.quarantined)
        facts = self.reading.facts
        if self.language == "zh":
            return f"{facts.name}: 读入 {read} 行 = 接受 {read - out} 行 + 隔离 {out} 行"
        return f"{facts.name}: {read} rows read = {read - out} accepted + {out} quarantined"

    def score_line(self) -> str:
        """Say the overall score, and how it moved since the last check."""
        now, zh = 100 * self.score.overall, self.language == "zh"
        told = f"得分 {now:.2f}" if zh else f"score {now:.2f}"
        if self.last is None:
            return told
        before = 100 * self.last.overall
        last = "上次" if zh else "last run"
        return (
            f"{told} ({last} {self.last.file}: {before:.2f}, {round(now - before, 2) + 0.0:+.2f})"
        )

    def correction_lines(self) -> list[str]:
        """Say what came of the corrections: the counts, then every line that was refused."""
        if self.before is None:
            return []
        refused = [one for one in self.reading.findings if one.rule.rule_id in REFUSALS]
        cells, closed, opened, left = len(self.reading.changes), *self._movement()
        if self.language == "zh":
            first = (
                f"修正: 采用 {cells} 处, 拒绝 {len(refused)} 条; "
                f"问题关闭 {closed} 条, 新出现 {opened} 条, 尚有 {left} 条"
            )
        else:
            first = (
                f"corrections: {cells} cells changed, {len(refused)} lines refused; "
                f"{closed} faults closed, {opened} new, {left} left"
            )
        return [first, *(self._refusal(one) for one in refused)]

    def by_rule(self) -> list[tuple[str, str, str, int, int | None]]:
        """Return rule id, action, sentence, count and the last run's, most frequent first.

        The last run's count is None where there was none; a rule that found something only then
        is listed with a count of 0.
        """
        zh = self.language == "zh"
        tally = Counter(rule_key(one) for one in self.reading.findings)
        before = {} if self.last is None else self.last.rules
        rows: list[tuple[str, str, str, int, int | None]] = []
        for key in {**tally, **before}:
            rule_id, _, action = key.partition(" ")
            rule = RULES[rule_id]
            rows.append(
                (
                    rule_id,
                    say_choice(action, self.language),
                    rule.zh if zh else rule.en,
                    tally[key],
                    None if self.last is None else before.get(key, 0),
                )
            )
        return sorted(rows, key=lambda row: (-row[3], row[0]))

    def scoreboard(self) -> pd.DataFrame:
        """Return pass rates in percent, a row a field of the file; columns of `SCORES`."""
        return score_table(self.score, self.last, REGISTER.headings(self.language))

    def weak_fields(self) -> tuple[list[str], list[list[str]], str]:
        """Return headings, the lines of the fields that are not perfect, and a word on the rest.

        Dimensions that no rule of this check looks at are left out and named.
        """
        board = self.scoreboard()
        rates = [f"{name}_pct" for name, *_ in DIMENSIONS]
        weak = board.loc[(board[rates] < 100).any(axis=1)]  # noqa: PLR2004  percent
        told = [name for name in SCORES.names if name not in rates or board[name].notna().any()]
        told = told if self.last is not None else told[:-1]
        headings = [SCORES[name].heading(self.language).removesuffix(" %") for name in told]
        rows = [
            [field, *("–" if pd.isna(one) else f"{one:.2f}" for one in percents)]
            for field, *percents in weak[told].itertuples(index=False)
        ]
        return headings, rows, self._rest(len(board) - len(weak), board[rates])

    def _rest(self, field_count: int, rates: pd.DataFrame) -> str:
        zh = self.language == "zh"
        unseen = [
            SCORES[str(name)].heading(self.language).removesuffix(" %")
            for name in rates
            if rates[name].isna().all()
        ]
        told = (
            f"其余 {field_count} 个字段均为 100" if zh else f"the other {field_count} fields: 100"
        )
        if not unseen:
            return told
        names = "、".join(unseen) if zh else ", ".join(unseen)
        return f"{told}; {'本次检查尚无规则' if zh else 'no rule looks at'}: {names}"

    def rule_runs(self) -> pd.DataFrame:
        """Return every rule of the register: whether it ran, what it found; columns `RULE_RUNS`."""
        return run_table(self.reading, self.language)

    def unrun_line(self) -> str:
        """Say which rules could not run and what they would have needed; empty when all ran."""
        return lacks_words(self.reading.unrun, self.language)

    def banners(self) -> list[str]:
        """Return what is wrong with the table as a whole."""
        return [
            f"{one.rule.rule_id} {one.message(self.language)}: {one.mend(self.language)}"
            for one in self.reading.findings
            if not one.source_row and not one.account_no
        ]

    def save(self, folder: str | Path) -> list[Path]:
        """Write findings, workbook, accepted rows, page and score; return their paths."""
        return write_check(self, Path(folder))

    def _movement(self) -> tuple[int, int, int]:
        """Return how many faults closed, are new, and are left."""
        was = set() if self.before is None else _faults(self.before)
        now = _faults(self.reading)
        return len(was - now), len(now - was), len(now)

    def _refusal(self, one: Finding) -> str:
        heading = self.reading.headings.get(one.column, one.column)
        row = f"第 {one.source_row} 行" if self.language == "zh" else f"row {one.source_row}"
        told, mend = one.message(self.language), one.mend(self.language)
        return f"  {row} {heading} → {one.value}: {one.rule.rule_id} {told}; {mend}"


def _faults(reading: RegisterReading) -> set[tuple[int, str, str]]:
    return {(one.source_row, one.column, one.rule.rule_id) for one in open_faults(reading.findings)}
