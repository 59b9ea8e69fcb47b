"""Which row of a sheet holds the headings: people put a title, a unit and a date above them."""

from collections.abc import Container, Mapping, Sequence

from planner.schema import Table, fold_heading

FIRST_ROWS = 20
"""Headings are looked for in so many rows that hold anything."""
_ENOUGH = 2


def headings_of(table: Table, columns: Mapping[str, str] | None = None) -> frozenset[str]:
    """Return the folded headings that we know, with those that the scenario maps."""
    mapped = (fold_heading(one) for one in (columns or {}).values())
    return frozenset(table.known_headings()) | frozenset(mapped)


def known_in(cells: Sequence[str], known: Container[str]) -> int:
    """Return how many different headings that we know stand in a row."""
    return len({one for one in map(fold_heading, cells) if one in known})


def heading_place(rows: Sequence[Sequence[str]], known: Container[str]) -> int:
    """Return which of the first rows has most of the headings that we know; 0 where none has."""
    counts = [known_in(cells, known) for cells in rows[:FIRST_ROWS]]
    most = max(counts, default=0)
    return counts.index(most) if most >= _ENOUGH else 0


def written(cells: Sequence[str]) -> str:
    """Return a row above the headings as one line."""
    return " ".join(" ".join(one.split()) for one in cells if one.strip())
