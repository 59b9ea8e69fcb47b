"""Text files with separators: encoding and separator found out or refused, never guessed."""

import csv
import io
import re
from pathlib import Path

from planner.errors import DataError
from planner.files.raw import RawTable, assemble

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MAX_LINES_IN_CELL = 50
_ENOUGH_CHARACTERS = 8
_PLAIN_LETTERS = 3
_FIRST_CJK = "\u2e80"


def read_separated(path: Path, sheet: str) -> RawTable:
    """Read a CSV file; `sheet` has no meaning here and must be empty."""
    if sheet:
        raise DataError(
            f"{path.name} is a text file and has no sheet {sheet!r}",
            where=str(path),
            mend="leave the sheet out, or give the workbook",
        )
    text, encoding = decode(path)
    separator = _find_separator(text)
    records = _records(path, text, separator)
    if not records:
        raise DataError(f"{path.name} holds no text", where=str(path), mend="export it again")
    frame, numbers, facts, odd = assemble(
        path,
        records[0][1],
        records[1:],
        encoding=encoding,
        separator=_SEPARATORS[separator],
    )
    return RawTable(frame, numbers, facts, odd)


def decode(path: Path) -> tuple[str, str]:
    """Return the text and its encoding.

    A byte order mark decides, else strict UTF-8, else strict GB18030. The order matters: most
    short UTF-8 texts are also valid GB18030, hardly any GB18030 text is valid UTF-8. Latin-1
    would accept anything and is never tried.

    Raises
    ------
    DataError
        The file is in none of these encodings.
    """
    content = path.read_bytes()
    tries = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    for encoding in tries[:1] or ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" and _may_be_gb18030(text, content):
            raise DataError(
                f"{path.name} has so few Chinese characters that its encoding is uncertain",
                where=str(path),
                mend="save it as CSV UTF-8 with a byte order mark",
            )
        return text, encoding
    raise DataError(
        f"{path.name} is neither UTF-8 nor GB18030 text",
        where=str(path),
        mend="save it as CSV UTF-8; if it was cut off on the way, export it again",
    )


def _may_be_gb18030(text: str, content: bytes) -> bool:
    """Say whether short GB18030 text may have passed for UTF-8, as 1 in 6 single characters do.

    Such text comes out as Latin, Greek or Arabic letters; from eight characters on it never passes.
    Letters inside words of plain ones, as in Lüliang, are what they seem: Chinese stands apart.
    """
    strange = [one for one in text if not one.isascii()]
    if not 0 < len(strange) < _ENOUGH_CHARACTERS or any(one >= _FIRST_CJK for one in strange):
        return False
    words = [one for one in re.findall(r"\w+", text) if not one.isascii()]
    if all(sum(letter.isascii() for letter in one) >= _PLAIN_LETTERS for one in words):
        return False
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _find_separator(text: str) -> str:
    """Return the separator that cuts the heading into most cells."""
    counts: dict[str, int] = {}
    for separator in _SEPARATORS:
        try:
            heading = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
        except csv.Error:
            heading = []
        counts[separator] = len(heading)
    return max(counts, key=lambda separator: counts[separator])


def _records(path: Path, text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Return the rows that hold anything, each with its number as a spreadsheet shows it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[tuple[int, list[str]]] = []
    line_before = number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if reader.line_num - line_before > _MAX_LINES_IN_CELL:
                raise csv.Error(f"a quoted cell runs over {reader.line_num - line_before} lines")
            line_before = reader.line_num
            if any(cell.strip() for cell in cells):
                records.append((number, cells))
    except csv.Error as error:
        raise DataError(
            f"{path.name} has a quotation mark that does not close properly: {error}",
            where=f"{path}, row {number + 1}, line {line_before + 1} of the text",
            mend="close or double the quotation mark; export again if the file was cut off",
        ) from None
    return records
