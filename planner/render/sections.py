"""A declared table as a section of a page: cells as a reader sees them."""

from collections.abc import Sequence

import pandas as pd

from planner.findings import Language
from planner.render.report import Section
from planner.render.values import column_of, kind_of, shown
from planner.schema import Table


def section_of(
    table: Table,
    frame: pd.DataFrame,
    language: Language,
    *,
    title: str = "",
    columns: Sequence[str] = (),
    most: int | None = None,
) -> Section:
    """Return the rows of a table as texts, headed as the table is declared.

    Parameters
    ----------
    table
        Where headings, units and kinds come from.
    frame
        The rows; geometry is left out, and so are columns without any value
        and those said in the other language beside the page's own.
    title
        Of the section; the table's own when empty.
    columns
        Which columns, in this order; those that are absent are passed over. All when empty.
    most
        Rows to show at the most; all when ``None``. The note then says how many there are.
    """
    plain = pd.DataFrame(frame)
    names = [str(one) for one in columns or plain.columns if one in plain and one != "geometry"]
    names = [one for one in names if plain[one].notna().any() or plain.empty]
    names = [one for one in names if not _is_in_other_language(one, names, language)]
    shorter = plain[names] if most is None else plain[names].head(most)
    kinds = [kind_of(plain[name], column_of(table, name)) for name in names]
    cells = [
        [_said(value, name, kind, language) for value in shorter[name].tolist()]
        for name, kind in zip(names, kinds, strict=True)
    ]
    left = len(plain) - len(shorter)
    told = f"前 {len(shorter):,} 行，共 {len(plain):,} 行" if language == "zh" else (
        f"the first {len(shorter):,} of {len(plain):,} rows"
    )  # fmt: skip
    return Section(
        title or (table.zh if language == "zh" else table.en),
        [_heading(table, name, language) for name in names],
        [list(row) for row in zip(*cells, strict=True)],
        frozenset(at for at, kind in enumerate(kinds) if kind in {"number", "integer"}),
        note=told if left else "",
    )


def _is_in_other_language(name: str, names: Sequence[str], language: Language) -> bool:
    """Say whether a column is the twin of one in the language of the page."""
    other = "_en" if language == "zh" else "_zh"
    return name.endswith(other) and f"{name.removesuffix(other)}_{language}" in names


def _said(value: object, name: str, kind: str, language: Language) -> str:
    """Leave a text as it is: an address that is also a code word is an address."""
    if kind == "text":
        return value if isinstance(value, str) else "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
    return shown(value, name, kind, language)


def _heading(table: Table, name: str, language: Language) -> str:
    column = column_of(table, name)
    return name if column is None else column.heading(language)
