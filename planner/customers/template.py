"""The blank register and the other tables a planner fills in, with their data dictionary."""

import pandas as pd

from planner.files import from_file
from planner.findings import Language
from planner.schema import CALENDAR, MANAGERS, MONTHLY, REGISTER, SITES, Column, Table

_TABLES = (REGISTER, MONTHLY, SITES, MANAGERS, CALENDAR)
_DICTIONARY = {"zh": "字段说明", "en": "Fields"}
_HEADINGS = {
    "zh": ("表", "列名", "标题", "必填", "类型", "取值", "示例", "其他可识别标题", "说明"),
    "en": ("Table", "Name", "Heading", "Must", "Kind", "Values", "Example", "Also known as",
           "Note"),
}  # fmt: skip


def template_tables(language: Language = "zh") -> dict[str, pd.DataFrame]:
    """Return sheet name -> table: one sheet a file to fill in, and the data dictionary first.

    Each sheet has the headings and one example row (empty where there is no example), all text.
    """
    sheets = {_DICTIONARY[language]: _dictionary(language)}
    for table in _TABLES:
        name = table.zh if language == "zh" else table.en
        columns = from_file(table)
        sheets[name] = pd.DataFrame(
            [[column.example for column in columns]],
            columns=[column.heading(language) for column in columns],
            dtype="str",
        )
    return sheets


def _dictionary(language: Language) -> pd.DataFrame:
    rows = [
        _entry(table, column, language) for table in _TABLES for column in from_file(table)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_HEADINGS[language]), dtype="str")


def _entry(table: Table, column: Column, language: Language) -> tuple[str, ...]:
    yes = {"zh": "是", "en": "yes"}[language]
    return (
        table.zh if language == "zh" else table.en,
        column.name,
        column.heading(language),
        yes if column.required else "",
        column.kind,
        _values(column),
        column.example,
        "、".join(column.aliases) if language == "zh" else ", ".join(column.aliases),
        column.note,
    )


def _values(column: Column) -> str:
    if column.choices:
        return " | ".join(column.choices)
    low = "" if column.low is None else f"{column.low:g}"
    high = "" if column.high is None else f"{column.high:g}"
    return f"{low}..{high}" if low or high else ""
