"""A table with where its rows are, and the queue of rows that a person should look at."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.files import write_csv
from planner.findings import Language
from planner.geocode import (
    LocatedTable,
    counts,
    review_tables,
)
from planner.plan.sentences import whom_we_asked
from planner.render import (
    Page,
    say_choice,
    write_geopackage,
    write_page,
    write_parquet,
    write_workbook,
)
from planner.schema import (
    CANDIDATES,
    REVIEW,
    Column,
    Figure,
    GeoStatus,
    Layer,
    Table,
    Text,
)

SUFFIXES = (".csv", ".xlsx", ".parquet", ".gpkg")
_REVIEW_BOOK, _REVIEW_MAP = "review.xlsx", "review.html"
_SHOWN = ["account_no", "account_name", "address", "reason_text", "level", "error_m"]


@dataclass(frozen=True, eq=False)
class GeocodedTable:
    """A table with where its rows are, and the queue of those that a person should look at."""

    name: str
    result: LocatedTable
    language: Language
    ground: tuple[Layer, ...] = ()

    def headline(self) -> str:
        """Say in one line what came of the rows."""
        rows = len(self.result.table)
        found = sum(one.status is GeoStatus.FOUND for one in self.result.locations)
        if self.language == "zh":
            return f"{self.name}: 共 {rows} 行 = 已定位 {found} 行 + 未定位 {rows - found} 行"
        return f"{self.name}: {rows} rows = {found} found + {rows - found} not found"

    def evidence_lines(self) -> list[str]:
        """Say how the datum of coordinates that state none was judged."""
        evidence = self.result.located.evidence
        if evidence is None:
            return []
        zh = self.language == "zh"
        if evidence.datum:
            first = f"坐标系未注明，判定为 {evidence.datum}"
            first = first if zh else f"datum not stated, judged to be {evidence.datum}"
        else:
            first = "坐标系未注明，证据不足，坐标不予采用；用 --crs 注明"
            first = (
                first
                if zh
                else "datum not stated and not decided, points are not used: say it with --crs"
            )
        return [first, *(f"  {line.say(self.language)}" for line in evidence.lines)]

    def online_lines(self) -> list[str]:
        """Say to which service addresses went, on whose terms, and what came of them."""
        return whom_we_asked(self.result.findings, self.language)

    def by_level(self) -> list[tuple[str, str, int, str]]:
        """Return status, level, rows and the usual (median) error of each group."""
        rows: list[tuple[str, str, int, str]] = []
        for (status, level), count in counts(self.result).items():
            errors = [
                one.error_m
                for one in self.result.locations
                if (one.status.value, one.level) == (status, level)
            ]
            told = "" if level == "none" else f"{np.median(errors):,.0f}"
            rows.append(
                (say_choice(status, self.language), say_choice(level, self.language), count, told)
            )
        return rows

    def finding_counts(self) -> list[tuple[str, str, int]]:
        """Return rule id, sentence and count of what was found about the rows."""
        zh = self.language == "zh"
        rules = {one.rule.rule_id: one.rule for one in self.result.findings}
        return [
            (rule_id, rules[rule_id].zh if zh else rules[rule_id].en, count)
            for rule_id, count in self.result.findings.counts().items()
        ]

    @cached_property
    def queue(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The rows that a person should look at, and the places among which to choose."""
        queue, choices = review_tables(self.result.queries, self.result.locations, self.language)
        said = queue["level"].map(lambda level: say_choice(level, self.language))
        return queue.assign(level=said), choices

    def save(self, path: str | Path) -> Path:
        """Write the table with its new columns, in the format of the file's ending.

        Raises
        ------
        DataError
            The ending is none of csv, xlsx, parquet, gpkg.
        """
        path = Path(path)
        frame = self.result.table
        match path.suffix.lower():
            case ".csv":
                return write_csv(path, frame)
            case ".xlsx":
                return write_workbook(path, {_declared(frame): frame}, language=self.language)
            case ".parquet":
                return write_parquet(path, self.result.points())
            case ".gpkg":
                layer = self.result.points()
                return write_geopackage(path, {_declared(frame): layer}, language=self.language)
        raise DataError(
            f"{path.name} would be in a format that is not written here",
            where=str(path),
            mend=f"end its name in one of {', '.join(SUFFIXES)}",
        )

    def save_review(self, folder: str | Path) -> list[Path]:
        """Write the review workbook and its map; a workbook that is there is not written over.

        Raises
        ------
        DataError
            There is a review workbook already, which somebody may be filling in.
        """
        book = Path(folder) / _REVIEW_BOOK
        if book.exists():
            raise DataError(
                f"{_REVIEW_BOOK} is there already and somebody may be filling it in",
                where=str(book),
                mend="name another --review folder, or move the workbook away",
            )
        queue, choices = self.queue
        notes = [("如何复核" if self.language == "zh" else "How to review", _how(self.language))]
        written = [
            write_workbook(
                book, {REVIEW: queue, CANDIDATES: choices}, notes, language=self.language
            )
        ]
        page = self._page(queue, choices)
        return written if page is None else [*written, write_page(page, Path(folder) / _REVIEW_MAP)]

    def _page(self, queue: pd.DataFrame, choices: pd.DataFrame) -> Page | None:
        """Lay the queue out on a map: every candidate of every row, over districts and roads."""
        if choices.empty:
            return None
        rows = choices.merge(queue, on="row", suffixes=("", "_row"), validate="m:1")
        numbered = rows["row"].astype(str) + "-" + rows["candidate"].astype(str)
        account, name = _or(rows["customer_id"], numbered), _or(rows["name_row"], rows["address"])
        facts = rows.assign(
            account_no=account.where(~account.duplicated(keep=False), account + "-" + numbered),
            account_name=rows["candidate"].astype(str) + ": " + rows["name"] + " · " + name,
            level=rows["level"].map(lambda level: say_choice(level, self.language)),
        )
        layer = gpd.GeoDataFrame(
            facts[_SHOWN], geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs="EPSG:4326"
        )
        headings = {one: Text(REVIEW[one].zh, REVIEW[one].en) for one in _SHOWN if one in REVIEW}
        headings |= {"account_no": Text("户号", "Account"), "account_name": Text("候选", "Choice")}
        return Page(
            title=Text("位置复核", "Positions to review"),
            subtitle=Text(
                f"{self.name}: {len(queue)} 行待复核, {len(rows)} 个候选",
                f"{self.name}: {len(queue)} rows, {len(rows)} candidates",
            ),
            figures=[
                Figure("to_review", Text("待复核", "to review"), len(queue), Text("行", "rows"),
                       decimals=0),
            ],
            layers=[*self.ground, Layer("customers", Text("候选", "Candidates"), layer, headings)],
            language=self.language,
        )  # fmt: skip


def _or(text: pd.Series, other: pd.Series) -> pd.Series:
    return text.where(text.fillna("") != "", other)


def _declared(frame: pd.DataFrame) -> Table:
    """Declare the columns of a table under its own headings."""
    columns = tuple(
        Column(
            str(name), "number" if pd.api.types.is_numeric_dtype(frame[name]) else "text",
            str(name), str(name),
        )
        for name in frame.columns
    )  # fmt: skip
    return Table("located", "located", "located", (), columns)


def _how(language: Language) -> str:
    if language == "zh":
        return (
            "在“复核”表中填写所选候选编号，或填写确认的经度、纬度和坐标系；再填确认人、日期、依据。"
            "未填的行继续等待。另存后运行 planner geocode 表 --overrides 本文件，"
            "确认的位置始终优先。"
        )
    return (
        "On the review sheet write the number of the candidate chosen, or longitude, latitude and "
        "datum; then who, when and why. Rows left empty wait. Save under another name and run "
        "planner geocode TABLE --overrides FILE: confirmed positions always win."
    )
