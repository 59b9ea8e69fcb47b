"""Which column of a file is which of ours: by name, heading, alias, or the scenario's mapping."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner.errors import DataError
from planner.schema import Column, Table, fold_heading

LINEAGE = ("source_file", "source_row")
"""Columns that the reader itself writes; what a file says under these headings is not taken."""


@dataclass(frozen=True)
class HeadingMap:
    """Our column name -> heading in the file, and the headings that are none of ours."""

    known: Mapping[str, str]
    unknown: tuple[str, ...] = field(default=())


def match_headings(
    headings: Sequence[str],
    table: Table,
    *,
    columns: Mapping[str, str] | None = None,
    where: str = "",
    given: Sequence[str] = (),
) -> HeadingMap:
    """Match a file's headings with a table's columns.

    Parameters
    ----------
    columns
        Our name -> heading in the file; an empty heading says that the file has no such column.
    given
        Columns that come from elsewhere (a geometry) and need no heading.

    Raises
    ------
    DataError
        A required column is missing, two headings fit one column, or the mapping names something
        that is not there. All faults are told at once.
    """
    mapped, faults = _from_mapping(headings, table, columns or {})
    known = dict(mapped)
    unknown: list[str] = []
    names = table.known_headings()
    taken = set(mapped.values())
    ours = {column.name for column in from_file(table)}
    for heading in headings:
        if heading in taken:
            continue
        name = names.get(fold_heading(heading))
        if name is None or name not in ours or name in (columns or {}):
            unknown.append(heading)
        elif name in known:
            faults.append(
                f"both {known[name]} and {heading} fit {name}: "
                f"choose with columns = {{ {name} = ... }}"
            )
        else:
            known[name] = heading
    absent = [
        column
        for column in from_file(table)
        if column.required and column.name not in known and column.name not in given
    ]
    faults += [_missing(column, headings) for column in absent]
    if faults:
        raise DataError(
            f"the headings do not give table {table.name}: {'; '.join(faults)}",
            where=f"{where}; headings found: {', '.join(headings)}",
            mend="rename the headings, or map them in the scenario: "
            'columns = { our_name = "heading in the file" }',
        )
    return HeadingMap(known, tuple(unknown))


def from_file(table: Table) -> list[Column]:
    """Return the columns that a file brings; the others are added by rooms."""
    return [
        column
        for column in table
        if column.added_by == "customers"
        and column.kind != "geometry"
        and column.name not in LINEAGE
    ]


def _from_mapping(
    headings: Sequence[str], table: Table, columns: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    folded = {fold_heading(heading): heading for heading in headings}
    mapped: dict[str, str] = {}
    faults: list[str] = []
    for name, heading in columns.items():
        if name not in table:
            near = _near(name, table.names)
            faults.append(f"columns names {name}, which is no column of ours{near}")
        elif heading in headings:
            mapped[name] = heading
        elif heading and fold_heading(heading) in folded:
            mapped[name] = folded[fold_heading(heading)]
        elif heading:
            faults.append(f"no heading {heading} for {name}{_near(heading, headings)}")
    return mapped, faults


def _missing(column: Column, headings: Sequence[str]) -> str:
    for spelling in (column.zh, column.en, column.name, *column.aliases):
        near = _near(spelling, headings)
        if near:
            return f"{column.zh} ({column.name}) is missing{near}"
    return f"{column.zh} ({column.name}) is missing"


def _near(word: str, words: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return f", did you mean {near[0]}?" if near else ""
