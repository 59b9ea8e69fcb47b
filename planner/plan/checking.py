"""The files of a check: findings, workbook to mend on, accepted rows, a page to read, the score."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from planner.customers import CATALOGUE, RegisterReading, Unrun, fault_sheet, write_seal
from planner.digests import sha256_of
from planner.files import write_csv
from planner.findings import Language
from planner.render import Report, Section, say_choice, write_parquet, write_report, write_workbook
from planner.schema import (
    CHANGES,
    CORRECTIONS,
    DIMENSIONS,
    FINDINGS,
    PAIRS,
    REGISTER,
    RULE_RUNS,
    RULES,
    SCORES,
    Table,
    Text,
    quarantine_table,
)

if TYPE_CHECKING:
    from planner.plan.checked import CheckedRegister

QUARANTINE = "quarantine.xlsx"
_LINES_IN_WORKBOOK = 200_000
_LINES_ON_PAGE = 500
_WORDS = {
    "monthly": Text("月度电量 (--monthly)", "monthly readings (--monthly)"),
    "as_of": Text("检查日期 (--as-of)", "the day (--as-of)"),
    "orgs": Text("供电单位表 (orgs.csv)", "supply units (orgs.csv)"),
    "industries": Text("行业代码表 (industries.csv)", "industry codes (industries.csv)"),
    "feeders": Text("线路台账 (feeders.csv)", "feeders (feeders.csv)"),
    "substations": Text("变电站台账 (substations.csv)", "substations (substations.csv)"),
    "roster": Text("客户经理名册 (managers.csv)", "roster (managers.csv)"),
    "areas": Text("行政区边界 (districts.geojson)", "districts (districts.geojson)"),
}


def write_check(checked: "CheckedRegister", folder: Path) -> list[Path]:
    """Write all files of a check, the score last; return their paths."""
    reading, language = checked.reading, checked.language
    findings = reading.findings.to_frame(language)
    written = [write_csv(folder / "findings.csv", findings.rename(columns={"source_row": "row"}))]
    tables: dict[Table, pd.DataFrame] = {
        CORRECTIONS: _some(fault_sheet(reading, language)),
        PAIRS: _some(reading.pairs),
        quarantine_table(reading.quarantined): _some(reading.quarantined),
        FINDINGS: _some(findings),
        RULE_RUNS: checked.rule_runs(),
        SCORES: checked.scoreboard(),
    }
    if checked.before is not None:
        tables[CHANGES] = reading.changes
        written.append(write_csv(folder / "changes.csv", reading.changes))
    accepted = write_parquet(folder / "accepted.parquet", reading.rows)
    return [
        *written,
        write_workbook(folder / QUARANTINE, tables, _notes(checked), language=language),
        accepted,
        write_seal(accepted, sha256_of(accepted)),
        write_report(folder / "report.html", _page(checked, findings)),
        checked.score.save(folder),
    ]


def run_table(reading: RegisterReading, language: Language) -> pd.DataFrame:
    """Return a line for each rule of the catalogue, columns of `RULE_RUNS`."""
    counts = reading.findings.counts()
    lacks = {one.rule_id: one.lacks for one in reading.unrun}
    ran = {one.rule_id for one in reading.ran}
    dimension = {name: zh if language == "zh" else en for name, zh, en in DIMENSIONS}
    rows: list[dict[str, object]] = []
    for rule_id in sorted({one.rule_id for one in CATALOGUE} | counts.keys()):
        rule = RULES[rule_id]
        rows.append(
            {
                "rule": rule_id,
                "dimension": dimension.get(rule.dimension, rule.dimension),
                "level": rule.level.value,
                "what": rule.zh if language == "zh" else rule.en,
                "ran": rule_id in ran or rule_id not in lacks,
                "count": counts.get(rule_id, 0),
                "lacks": _said(lacks.get(rule_id, ()), language),
            }
        )
    return RULE_RUNS.shape(rows)


def lacks_words(unrun: Sequence[Unrun], language: Language) -> str:
    """Say which rules did not run, grouped by what they would have needed."""
    groups: dict[str, list[str]] = {}
    for one in unrun:
        groups.setdefault(_said(one.lacks, language), []).append(one.rule_id)
    if not groups:
        return ""
    told = "; ".join(f"{' '.join(ids)} ← {lacks}" for lacks, ids in groups.items())
    return f"未执行的规则及所缺: {told}" if language == "zh" else f"rules not run, and why: {told}"


def _said(lacks: Sequence[str], language: Language) -> str:
    mark = "、" if language == "zh" else ", "
    return mark.join(
        _WORDS[one].say(language) if one in _WORDS else _heading(one, language) for one in lacks
    )


def _heading(name: str, language: Language) -> str:
    return REGISTER[name].heading(language) if name in REGISTER else name


def _some(frame: pd.DataFrame) -> pd.DataFrame:
    """Return as many lines as people can work through; the notes say how many there are."""
    return frame.head(_LINES_IN_WORKBOOK)


def _page(checked: "CheckedRegister", findings: pd.DataFrame) -> Report:
    zh = checked.language == "zh"
    lines = [checked.headline(), *checked.correction_lines(), checked.score_line()]
    sections = [
        _scores(checked),
        _by_rule(checked),
        _rules(checked.rule_runs(), checked.language),
        _faults(findings, checked.language),
    ]
    title = "数据质量检查" if zh else "Data quality"
    return Report(
        f"{title}: {checked.reading.facts.name}",
        [one for one in (*lines, checked.unrun_line()) if one],
        checked.banners(), sections, checked.language,
    )  # fmt: skip


def _scores(checked: "CheckedRegister") -> Section:
    headings, rows, note = checked.weak_fields()
    title = "得分：字段 × 维度" if checked.language == "zh" else "Score: field by dimension"
    numbers = frozenset(range(1, len(headings)))
    return Section(title, headings, rows, numbers, low=99.5, note=note)


def _by_rule(checked: "CheckedRegister") -> Section:
    zh = checked.language == "zh"
    headings = ["规则", "处理", "问题", "次数"] if zh else ["Rule", "Action", "Finding", "Count"]
    headings += [] if checked.last is None else ["上次" if zh else "Last run"]
    rows = [
        [*map(str, one[:4]), *([] if one[4] is None else [str(one[4])])]
        for one in checked.by_rule()
    ]
    return Section("问题汇总" if zh else "Findings by rule", headings, rows, frozenset({3, 4}))


def _rules(runs: pd.DataFrame, language: Language) -> Section:
    unrun = runs.loc[~runs["ran"], ["rule", "dimension", "what", "lacks"]]
    headings = [RULE_RUNS[str(name)].heading(language) for name in unrun]
    title = "未执行的规则" if language == "zh" else "Rules that did not run"
    return Section(title, headings, unrun.to_numpy().tolist())


def _faults(findings: pd.DataFrame, language: Language) -> Section:
    names = ["rule", "level", "action", "account_no", "source_row", "column", "value", "message",
             "mend"]  # fmt: skip
    faults = findings.loc[findings["level"] != "info", names]
    shown = faults.head(_LINES_ON_PAGE).astype("str")
    for name in ("level", "action"):
        shown[name] = shown[name].map(lambda one: say_choice(one, language))
    more = len(faults) - len(shown)
    zh = language == "zh"
    note = ""
    if more:
        note = f"另有 {more} 条见 findings.csv" if zh else f"{more} more in findings.csv"
    title = "逐条问题" if zh else "Findings one by one"
    headings = [FINDINGS[name].heading(language) for name in names]
    return Section(title, headings, shown.to_numpy().tolist(), frozenset({4}), note=note)


def _notes(checked: "CheckedRegister") -> list[tuple[str, str]]:
    """Return what a reader of the workbook should know first."""
    language = checked.language
    first = "\n".join((checked.headline(), *checked.correction_lines(), *checked.banners()))
    lines = [first, checked.score_line(), checked.unrun_line(), _how(language)]
    zh = language == "zh"
    what = (
        ("结果", "得分", "规则", "如何修正")
        if zh
        else ("Result", "Score", "Rules", "How to correct")
    )
    told = [(name, line) for name, line in zip(what, lines, strict=True) if line]
    if len(checked.reading.findings) > _LINES_IN_WORKBOOK:
        said = f"各表最多 {_LINES_IN_WORKBOOK:,} 行，其余见 findings.csv" if zh else (
            f"sheets hold at most {_LINES_IN_WORKBOOK:,} lines; findings.csv has all"
        )  # fmt: skip
        told.append(("行数" if zh else "Lines", said))
    return told


def _how(language: Language) -> str:
    sheet = CORRECTIONS.zh
    if language == "zh":
        return (
            f"在“{sheet}”表填写修正值、修正人、修正日期、原因，由另一人填写复核人；空白的修正值表示暂不修正。"
            "也可添加行：来源行号、字段、原值与档案一致即可。另存后运行 "
            "planner check 档案 --corrections 本文件。源文件不会被改动。"
        )
    return (
        f"On the sheet “{sheet}” fill in the correction, who, when and why; another person fills "
        "in who released it. An empty correction waits. Lines may be added: source row, "
        "column and value as the register has them. Save under another name and run "
        "planner check REGISTER --corrections FILE. The register itself is never changed."
    )
