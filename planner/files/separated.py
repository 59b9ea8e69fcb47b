"""Text files with separators: encoding and separator found out or refused, never guessed."""

import codecs
import csv
import re
from collections.abc import Container, Iterator
from itertools import chain, islice
from pathlib import Path

from planner.errors import DataError
from planner.files.preface import FIRST_ROWS, heading_place, known_in, written
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
_BYTES_AT_ONCE = 1 << 20


def read_separated(path: Path, sheet: str, known: Container[str]) -> RawTable:
    """Read a CSV file with `known` headings; `sheet` has no meaning here and must be empty."""
    if sheet:
        raise DataError(
            f"{path.name} is a text file and has no sheet {sheet!r}",
            where=str(path),
            mend="leave the sheet out, or give the workbook",
        )
    encoding = find_encoding(path)
    separator = _find_separator(path, encoding, known)
    records = _records(path, encoding, separator)
    first = list(islice(records, FIRST_ROWS))
    if not first:
        raise DataError(f"{path.name} holds no text", where=str(path), mend="export it again")
    place = heading_place([cells for _, cells in first], known)
    frame, numbers, facts, odd = assemble(
        path,
        first[place],
        chain(first[place + 1 :], records),
        encoding=encoding,
        separator=_SEPARATORS[separator],
        above=tuple(written(cells) for _, cells in first[:place]),
    )
    return RawTable(frame, numbers, facts, odd)


def decode(path: Path) -> str:
    """Return the text of a file in one of the encodings of `find_encoding`."""
    return path.read_text(encoding=find_encoding(path))


def find_encoding(path: Path) -> str:
    """Return the encoding of a text file.

    A byte order mark decides, else strict UTF-8, else strict GB18030. The order matters: most
    short UTF-8 texts are also valid GB18030, hardly any GB18030 text is valid UTF-8. Latin-1
    would accept anything and is never tried.

    Raises
    ------
    DataError
        The file is in none of these encodings.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
    tries = [encoding for mark, encoding in _MARKS if start.startswith(mark)]
    faults: list[str] = []
    for encoding in tries[:1] or ["utf-8", "gb18030"]:
        strange, line = _strange_characters(path, encoding)
        if line:
            faults.append(f"{encoding}: line {line}")
            continue
        if encoding == "utf-8" and _may_be_gb18030(strange, path):
            raise DataError(
                f"{path.name} has so few Chinese characters that its encoding is uncertain",
                where=str(path),
                mend="save it as CSV UTF-8 with a byte order mark",
            )
        return encoding
    raise DataError(
        f"{path.name} is neither UTF-8 nor GB18030 text",
        where=f"{path}; it cannot be decoded from: {', '.join(faults)}",
        mend="save it as CSV UTF-8; if it was cut off on the way, or put together from files of "
        "different encodings, export it again",
    )


def _strange_characters(path: Path, encoding: str) -> tuple[str, int]:
    """Return the first characters beyond ASCII, and the line that cannot be decoded or 0."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    strange, line = "", 1
    with path.open("rb") as stream:
        while True:
            piece = stream.read(_BYTES_AT_ONCE)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                return strange, line + bytes(error.object[: error.start]).count(b"\n")
            line += text.count("\n")
            if len(strange) < _ENOUGH_CHARACTERS and not text.isascii():
                strange += "".join(one for one in text if not one.isascii())[:_ENOUGH_CHARACTERS]
            if not piece:
                return strange, 0


def _may_be_gb18030(strange: str, path: Path) -> bool:
    """Say whether short GB18030 text may have passed for UTF-8, as 1 in 6 single characters do.

    Such text comes out as Latin, Greek or Arabic letters; from eight characters on it never passes.
    Letters inside words of plain ones, as in Lüliang, are what they seem: Chinese stands apart.
    """
    if not 0 < len(strange) < _ENOUGH_CHARACTERS or any(one >= _FIRST_CJK for one in strange):
        return False
    with path.open(encoding="utf-8") as stream:
        found = [one for line in stream if not line.isascii() for one in re.findall(r"\w+", line)]
    words = [one for one in found if not one.isascii()]
    if all(sum(letter.isascii() for letter in one) >= _PLAIN_LETTERS for one in words):
        return False
    return not _strange_characters(path, "gb18030")[1]


def _find_separator(path: Path, encoding: str, known: Container[str]) -> str:
    """Return the separator that gives a row most known headings, else the first row most cells."""

    def fit(separator: str) -> tuple[int, int]:
        try:
            with path.open(encoding=encoding, newline="") as stream:
                first = list(islice(csv.reader(stream, delimiter=separator), FIRST_ROWS))
        except csv.Error:
            return 0, 0
        most = max((known_in(row, known) for row in first), default=0)
        return most, len(first[0]) if first else 0

    return max(_SEPARATORS, key=fit)


def _records(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold anything, each with its number as a spreadsheet shows it."""
    line_before = number = 0
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=separator, strict=True)
        try:
            for number, cells in enumerate(reader, 1):
                if reader.line_num - line_before > _MAX_LINES_IN_CELL:
                    raise csv.Error(
                        f"a quoted cell runs over {reader.line_num - line_before} lines"
                    )
                line_before = reader.line_num
                if any(cell.strip() for cell in cells):
                    yield number, cells
        except csv.Error as error:
            raise _odd_cell(path, str(error), number + 1, line_before + 1) from None


def _odd_cell(path: Path, fault: str, row: int, line: int) -> DataError:
    where = f"{path}, row {row}, line {line} of the text"
    if "field limit" in fault:
        return DataError(
            f"{path.name} has a cell of more than {csv.field_size_limit():,} characters",
            where=where,
            mend="shorten that cell; if none is so long, a quotation mark does not close",
        )
    return DataError(
        f"{path.name} has a quotation mark that does not close properly: {fault}",
        where=where,
        mend="close or double the quotation mark; export again if the file was cut off",
    )
