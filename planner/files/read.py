"""Read a file of any kind we take as a table of text."""

from collections.abc import Callable, Container
from pathlib import Path

from planner.errors import DataError
from planner.files.door import check_file
from planner.files.raw import RawTable
from planner.files.tally import note_rows

TABLE_EXTENSIONS = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".gpkg", ".parquet")


def read_raw(path: Path, *, sheet: str = "", known: Container[str] = frozenset()) -> RawTable:
    """Read a CSV, workbook, GeoPackage or Parquet file as text.

    Parameters
    ----------
    sheet
        Sheet of a workbook or layer of a GeoPackage; when empty the first one, of a workbook the
        first with most of the known headings.
    known
        Folded headings by which the row of headings is found below titles; see `headings_of`.

    Raises
    ------
    DataError
        The file is missing, damaged, of another kind, or holds no row.
    """
    extension = check_file(path, TABLE_EXTENSIONS)
    table = _reader(extension)(path, sheet, known)
    if table.frame.empty and not table.odd_rows:
        raise DataError(
            f"{path.name} has headings but no rows",
            where=str(path),
            mend="export the file again; the first row holds the headings, rows follow",
        )
    note_rows(path, len(table.frame) + len(table.odd_rows))
    return table


def _reader(extension: str) -> Callable[[Path, str, Container[str]], RawTable]:
    # Imported here: a walk over CSV files needs neither openpyxl nor GDAL.
    if extension == ".xlsx":
        from planner.files.workbook import read_workbook  # noqa: PLC0415

        return read_workbook
    if extension in (".gpkg", ".parquet"):
        from planner.files.spatial import read_spatial  # noqa: PLC0415

        return read_spatial
    from planner.files.separated import read_separated  # noqa: PLC0415

    return read_separated
