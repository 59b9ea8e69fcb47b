"""Excel workbooks: cell kinds looked at, because Excel damages numbers before we see them."""

import datetime as dt
import difflib
import warnings
import zipfile
import zlib
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from planner.errors import DataError
from planner.files.preface import FIRST_ROWS, heading_place, known_in, written
from planner.files.raw import RawTable, assemble
from planner.schema import BoolArray

# What openpyxl was seen to raise on workbooks with cut, flipped or foreign bytes.
_DAMAGE = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError,
    TypeError, AttributeError, IndexError, NotImplementedError, EOFError, OSError,
)  # fmt: skip
type Grid = list[tuple[int, list[object]]]


def read_workbook(path: Path, sheet: str, known: Container[str]) -> RawTable:
    """Read one sheet of a workbook.

    When `sheet` is empty it is the one with most of the `known` headings, the first of several.
    """
    with _opened(path, values=True) as book:
        name, alike = (
            (_find_sheet(path, book.sheetnames, sheet), ()) if sheet else _fitting(book, known)
        )
        grid = _rows(book, name)
    if not grid:
        raise DataError(f"sheet {name} of {path.name} is empty", where=str(path),
                        mend="name another sheet, or export again")  # fmt: skip
    first = [[_text(cell) for cell in cells] for _, cells in grid[:FIRST_ROWS]]
    place = heading_place(first, known)
    width = _width(grid[place][1])
    rows = [(number, _fit(cells, width)) for number, cells in grid[place + 1 :]]
    frame, numbers, facts, odd = assemble(
        path,
        (grid[place][0], first[place][:width]),
        [(number, [_text(cell) for cell in cells]) for number, cells in rows],
        sheet=name,
        above=tuple(written(cells) for cells in first[:place]),
        alike=alike,
    )
    names = list(frame.columns)
    by_number = dict(rows)
    kept = [by_number[number] for number in numbers.tolist()]
    return RawTable(
        frame,
        numbers,
        facts,
        odd,
        stored_as_number=_mask(names, kept, _is_number),
        uncomputed=_uncomputed(path, name, grid, names, numbers.tolist()),
    )


def _fitting(book: openpyxl.Workbook, known: Container[str]) -> tuple[str, tuple[str, ...]]:
    """Return the sheet with most of the known headings, and the others that have as many."""
    names = list(book.sheetnames)
    fit = [_known_in(book[one], known) for one in names] if len(names) > 1 else [0]
    best = fit.index(max(fit))
    alike = [one for one, count in zip(names, fit, strict=True) if count == fit[best] > 0]
    return names[best], tuple(alike[1:])


def _known_in(page: Any, known: Container[str]) -> int:  # noqa: ANN401  a sheet of openpyxl
    page.reset_dimensions()
    rows = page.iter_rows(max_row=FIRST_ROWS, values_only=True)
    return max((known_in([_text(cell) for cell in cells], known) for cells in rows), default=0)


def _rows(book: openpyxl.Workbook, sheet: str) -> Grid:
    """Return the rows of a sheet that hold anything, each with its number."""
    page: Any = book[sheet]
    # Some exporters declare a size of one cell; without this only that is read.
    page.reset_dimensions()
    return list(_filled(page.iter_rows(values_only=True)))


@contextmanager
def _opened(path: Path, *, values: bool) -> Iterator[openpyxl.Workbook]:
    try:
        # Opened here, since openpyxl leaves the file open when it fails.
        with path.open("rb") as stream, warnings.catch_warnings():
            # openpyxl warns of styles and validations it does not know; we read values only.
            warnings.filterwarnings("ignore", module="openpyxl")
            yield openpyxl.load_workbook(stream, read_only=True, data_only=values)
    except DataError:
        raise
    except _DAMAGE as error:
        raise DataError(
            f"{path.name} cannot be opened as a workbook: {type(error).__name__}",
            where=str(path),
            mend="open it in a spreadsheet and save it as .xlsx, or export it again",
        ) from error


def _find_sheet(path: Path, names: Sequence[str], sheet: str) -> str:
    if not sheet:
        return names[0]
    if sheet in names:
        return sheet
    near = difflib.get_close_matches(sheet, names, n=1)
    raise DataError(
        f"{path.name} has no sheet {sheet!r}",
        where=str(path),
        mend=f"did you mean {near[0]}?" if near else f"name one of: {', '.join(names)}",
    )


def _filled(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, list[object]]]:
    for number, cells in enumerate(rows, 1):
        if any(cell is not None and str(cell).strip() for cell in cells):
            yield number, list(cells)


def _width(heading: list[object]) -> int:
    """Return the place of the last heading that is filled."""
    return max(place for place, cell in enumerate(heading, 1) if _text(cell).strip())


def _fit(cells: list[object], width: int) -> list[object]:
    """Pad a short row and cut empty cells behind the last heading; filled ones stay, as a fault."""
    while len(cells) > width and not _text(cells[-1]).strip():
        cells.pop()
    return cells + [None] * (width - len(cells))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell)


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _mask(
    names: list[str],
    rows: Sequence[Sequence[object]],
    test: Any,  # noqa: ANN401
) -> dict[str, BoolArray]:
    """Return, by heading, which cells pass the test, for headings where any does."""
    masks: dict[str, BoolArray] = {}
    for place, name in enumerate(names):
        hits = np.array([test(row[place]) for row in rows], dtype=np.bool_)
        if hits.any():
            masks[name] = hits
    return masks


def _uncomputed(
    path: Path, sheet: str, grid: Grid, names: list[str], numbers: list[int]
) -> dict[str, BoolArray]:
    """Return which cells hold a formula whose value, in the grid, was never stored."""
    with zipfile.ZipFile(path) as archive:
        pages = [one for one in archive.namelist() if one.startswith("xl/worksheets/")]
        if not any(b"<f" in archive.read(one) for one in pages):
            return {}
    values = dict(grid)
    with _opened(path, values=False) as book:
        formulas = _rows(book, sheet)
    masks: dict[str, BoolArray] = {}
    for number, cells in formulas:
        for place, cell in enumerate(cells[: len(names)]):
            is_formula = isinstance(cell, str) and cell.startswith("=")
            stored = values.get(number, [])
            if is_formula and number in numbers and (place >= len(stored) or stored[place] is None):
                mask = masks.setdefault(names[place], np.zeros(len(numbers), dtype=np.bool_))
                mask[numbers.index(number)] = True
    return masks
