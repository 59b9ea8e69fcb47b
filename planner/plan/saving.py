"""Write a plan's files, the manifest last, each whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.digests import sha256_of
from planner.files import write_text
from planner.findings import Language
from planner.plan import manifest
from planner.plan.books import row_books
from planner.plan.dossiers import FOLDER as CUSTOMERS
from planner.plan.dossiers import write_dossiers
from planner.plan.events import Event, ProgressCall
from planner.plan.ground import ground_table
from planner.plan.imprint import imprint
from planner.plan.leftovers import clear_leftovers
from planner.plan.masking import save_masked
from planner.plan.names import with_names
from planner.plan.report import FILE as REPORT
from planner.plan.report import compose_report, question_lines
from planner.plan.steps import step_keys
from planner.render import write_booklet, write_page, write_parquet, write_tables, write_workbook
from planner.schema import GROUND
from planner.sealed import MANIFEST
from planner.visits import write_handouts

if TYPE_CHECKING:
    from planner.plan.plan import Plan

_REGISTER = "customers.file"
ROOM = "files"
_PARTS = 8
"""Parts besides the customers' pages: map, report, workbook, tables, ..., index and manifest."""


def save_plan(
    plan: "Plan",
    folder: Path,
    language: Language,
    *,
    beside: Sequence[Path] = (),
    progress: ProgressCall | None = None,
) -> list[Path]:
    """Write what the export profile allows and return the paths, the manifest last.

    What the plan before in this folder had and this one has not is removed, so that nobody drives a
    tour of last week; a file that somebody changed since, or that no plan wrote, stays. Files
    `beside` that are in the folder already are the run's as well, and listed with its own.
    """
    is_masked = plan.scenario.export.profile != "internal-full"
    if is_masked:
        parts = save_masked(plan, folder, language)
    else:
        parts = _save_whole(plan, folder, language, beside)
    return _told(parts, plan, progress)


def _told(parts: Iterator[list[Path]], plan: "Plan", progress: ProgressCall | None) -> list[Path]:
    """Return all that was written, and tell of each part as it comes: most are customer pages."""
    tell = progress or (lambda _event: None)
    total = _PARTS + min(len(plan.customers), plan.scenario.report.customer_pages)
    written: list[Path] = []
    tell(Event(ROOM, 0, total))
    for done, part in enumerate(parts, 1):
        written += part
        tell(Event(ROOM, min(done, total - 1), total))
    tell(Event(ROOM, total, total))
    return written


def _save_whole(
    plan: "Plan", folder: Path, language: Language, beside: Sequence[Path]
) -> Iterator[list[Path]]:
    written: list[Path] = []
    for part in _parts(plan, folder, language):
        written += part
        yield part
    outputs = {path.relative_to(folder).as_posix(): sha256_of(path) for path in [*written, *beside]}
    clear_leftovers(folder, folder / MANIFEST, outputs)
    text = manifest.as_json(_facts(plan), plan.costs, outputs)
    yield [write_text(folder / MANIFEST, text)]


def _parts(plan: "Plan", folder: Path, language: Language) -> Iterator[list[Path]]:
    answers, tables = dict(plan.tables()), folder / "tables"
    books = row_books(plan, language)
    yield [write_page(plan.page(), folder / "map.html")]
    yield [write_booklet(folder / REPORT, compose_report(plan, language))]
    yield [
        write_workbook(
            folder / "plan.xlsx",
            dict(with_names(answers, plan)) | books,
            [*_notes(plan, language), *_rules(language), *question_lines(plan)],
            figures=plan.headline(),
            language=language,
        )
    ]
    yield write_tables(answers | books, tables, language=language)
    yield [write_parquet(tables / f"{GROUND.name}.parquet", ground_table(plan.ground))]
    yield write_handouts(plan.visits, folder, imprint(plan, language))
    for path in write_dossiers(plan, folder / CUSTOMERS, language):
        yield [path]


def _notes(plan: "Plan", language: Language) -> list[tuple[str, str]]:
    """Return what a reader of the workbook should know first."""
    words = (
        ("场景", "运行编号", "数据日期", "核对", "声明")
        if language == "zh"
        else ("Scenario", "Run", "Data of", "Proof", "Note")
    )
    report = plan.scenario.report
    date = "" if report.data_date is None else report.data_date.isoformat()
    rows = [(words[0], plan.scenario.name), (words[1], plan.run_id), (words[2], date)]
    rows += [(words[3], line) for line in plan.proof_lines(language)]
    rows.append((words[4], report.note_zh if language == "zh" else report.note_en))
    return [(what, text) for what, text in rows if text]


def _rules(language: Language) -> list[tuple[str, str]]:
    """Return the units and the reading rules of the sheets."""
    if language == "zh":
        return [
            ("单位", "时间:分钟;距离:公里;电量:千瓦时;容量:千伏安;钟点按当地时间"),
            ("户号", "按文本保存,保留前导零;以 = + - @ 开头的内容一律作为文字"),
            ("空格", "空白表示没有该值,不表示零"),
        ]
    return [
        ("Units", "time in minutes, distance in km, energy in kWh, capacity in kVA, local clock"),
        (
            "Accounts",
            "numbers are text and keep their zeros; text that begins with = + - @ is text",
        ),
        ("Blanks", "an empty cell means that there is no value, not zero"),
    ]


def _facts(plan: "Plan") -> Mapping[str, Any]:
    ledger = plan.ledger
    return {
        "run": plan.run_id,
        "scenario": manifest.settings(plan.scenario),
        "inputs": manifest.input_rows(plan.inputs, plan.rows, _REGISTER, ledger.quarantined_count),
        "rows": {
            "read": ledger.read_count,
            "planned": ledger.planned_count,
            "quarantined": ledger.quarantined_count,
        },
        "findings": plan.findings.counts(),
        "outcomes": manifest.outcome_facts(plan.outcomes),
        "breaches": dict(plan.breaches),
        "deterministic": plan.deterministic,
        "figures": manifest.figure_facts(plan.headline()),
        "keys": manifest.key_facts(step_keys(plan.scenario, plan.inputs)),
    }
