"""Columns of very many rows as bytes that compress well and that a browser reads in one go.

The text `COLUMNS_2`, the length of a head of JSON in four bytes, the head, then all columns end to
end. Everything is a whole number in *planes*, all lowest bytes first, then all second bytes: bytes
that mean the same lie side by side, and gzip finds what repeats. Little-endian throughout.

=======  =====================================================================================
kind     what the whole numbers are
=======  =====================================================================================
number   0 for nothing, else the value in units of its last decimal, folded (0, -1, 1, -2 … as
         0, 1, 2, 3 …) so that small ones are small whatever their sign, plus 1; where `few` lists
         them, places in that list
digits   0 for nothing, else a text of digits as a number, plus 1; all texts of one length, or
         none beginning with a zero
coded    places in a list of the few different values
parted   no numbers of its own: texts in three parts (`parting.py`), each a column
text     lengths (0 for nothing, else plus 1), then places in a list of the characters used
=======  =====================================================================================
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.files.parting import MOST_DIGITS, part_texts

type Values = Sequence[Any]
type Whole = npt.NDArray[np.uint64]

MAGIC = b"COLUMNS_2"
_MOST_DECIMALS = 6
_MOST_CODES = 4_096
_MOST_NUMBERS = 256
"""Longer numbers are told by their places in a list where a byte holds the place."""
_LARGEST = 2.0**51
"""Folding doubles a number, and a browser counts exactly to 2**53."""
_MOST_PARTINGS = 4
"""Texts of hundreds of numbers would be parted at each of them."""
_LENGTH_BYTES = 4


def pack_columns(columns: Mapping[str, Values]) -> list[bytes]:
    """Return columns of numbers, texts or truth values as bytes; None stands for nothing.

    Numbers are kept to six decimals. The same columns give the same bytes. They come in pieces,
    the head and each plane, for a compressor does better with a new table of codes for each.
    """
    body: list[bytes] = []
    head = {name: _packed(values, body) for name, values in columns.items()}
    text = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode()
    return [MAGIC + len(text).to_bytes(_LENGTH_BYTES, "little") + text, *body]


def unpack_columns(content: bytes) -> dict[str, list[Any]]:
    """Return what `pack_columns` was given, from its pieces joined."""
    first = len(MAGIC) + _LENGTH_BYTES
    start = first + int.from_bytes(content[len(MAGIC) : first], "little")
    body = content[start:]
    return {name: _unpacked(one, body) for name, one in json.loads(content[first:start]).items()}


def _packed(values: Values, body: list[bytes], partings: int = 0) -> dict[str, Any]:
    if all(one is None or _is_number(one) for one in values):
        number = _as_number(values)
        if number is not None:
            return {"kind": "number", "scale": number[0], **_lay_few(number[1], body)}
    known = list(dict.fromkeys(values))
    if len(known) <= min(_MOST_CODES, len(values) // 2) or not _all_texts(known):
        place = {one: at for at, one in enumerate(known)}
        return {
            "kind": "coded", "values": known, **_lay(_whole([place[one] for one in values]), body),
        }  # fmt: skip
    length = _digits(known)
    if length is not None:
        folded = _whole([0 if one is None else int(one) + 1 for one in values])
        return {"kind": "digits", "length": length, **_lay(folded, body)}
    parts = part_texts(values) if partings < _MOST_PARTINGS else None
    if parts is not None:
        return {"kind": "parted", "parts": [_packed(one, body, partings + 1) for one in parts]}
    return _text(values, body)


def _as_number(values: Values) -> tuple[int, Whole] | None:
    """Return the unit of the last decimal and the folded numbers; None for numbers too long."""
    plain = np.array([math.nan if one is None else one for one in values], dtype=np.float64)
    known = np.isfinite(plain)
    filled = np.round(np.where(known, plain, 0.0), _MOST_DECIMALS)
    for decimals in range(_MOST_DECIMALS + 1):
        scale = 10**decimals
        whole = np.rint(filled * scale)
        if (np.abs(whole) >= _LARGEST).any():
            return None
        if (whole / scale == filled).all() or decimals == _MOST_DECIMALS:
            folded = np.where(whole < 0, -2 * whole - 1, 2 * whole) + 1
            return scale, np.where(known, folded, 0).astype(np.uint64)
    return None


def _text(values: Values, body: list[bytes]) -> dict[str, Any]:
    # UTF-16, as a browser holds text: half characters stay what they are.
    units = [None if one is None else one.encode("utf-16-le", "surrogatepass") for one in values]
    lengths = _whole([0 if one is None else len(one) // 2 + 1 for one in units])
    every = np.frombuffer(b"".join(one for one in units if one is not None), dtype="<u2")
    used, place, times = np.unique(every, return_inverse=True, return_counts=True)
    order = np.argsort(-times, kind="stable")
    rank = np.empty(len(used), dtype=np.uint64)
    rank[order] = np.arange(len(used), dtype=np.uint64)
    return {
        "kind": "text",
        "characters": [int(one) for one in used[order]],
        "lengths": _lay(lengths, body),
        **_lay(rank[place], body),
    }


def _lay_few(whole: Whole, body: list[bytes]) -> dict[str, Any]:
    few, places = np.unique(whole, return_inverse=True)
    if len(few) > _MOST_NUMBERS or not len(few) or few[-1] < _MOST_NUMBERS:
        return _lay(whole, body)
    return {"few": few.tolist(), **_lay(places.astype(np.uint64), body)}


def _lay(whole: Whole, body: list[bytes]) -> dict[str, int]:
    planes = whole.astype("<u8").view(np.uint8).reshape(-1, 8).T
    count = max((at + 1 for at in range(8) if planes[at].any()), default=1)
    place = sum(map(len, body))
    body += [one.tobytes() for one in planes[:count]]
    return {"at": place, "count": len(whole), "planes": count}


def _unpacked(head: Mapping[str, Any], body: bytes) -> list[Any]:
    if head["kind"] == "parted":
        return _joined([_unpacked(one, body) for one in head["parts"]])
    whole = _read(head, body)
    match head["kind"]:
        case "coded":
            return [head["values"][one] for one in whole.tolist()]
        case "digits":
            return [
                None if one == 0 else str(one - 1).zfill(head["length"]) for one in whole.tolist()
            ]
        case "text":
            return _texts(head, whole, body)
    if "few" in head:
        whole = np.array(head["few"], dtype=np.uint64)[whole.astype(np.int64)]
    folded = whole.astype(np.int64) - 1
    plain = np.where(folded % 2 == 1, -(folded + 1) // 2, folded // 2) / head["scale"]
    return [None if one < 0 else value for one, value in zip(folded, plain.tolist(), strict=True)]


def _joined(parts: Sequence[Sequence[str | None]]) -> list[str | None]:
    return [
        None if before is None else before + (middle or "") + (after or "")
        for before, middle, after in zip(*parts, strict=True)
    ]


def _texts(head: Mapping[str, Any], places: Whole, body: bytes) -> list[str | None]:
    used = np.array(head["characters"], dtype="<u2")
    text = used[places.astype(np.int64)].tobytes()
    ends = np.cumsum([2 * max(0, one - 1) for one in _read(head["lengths"], body).tolist()])
    begins = np.concatenate([[0], ends[:-1]]).astype(np.int64)
    return [
        None if length == 0 else text[begin:end].decode("utf-16-le", "surrogatepass")
        for length, begin, end in zip(_read(head["lengths"], body), begins, ends, strict=True)
    ]


def _read(head: Mapping[str, Any], body: bytes) -> Whole:
    count, planes = head["count"], head["planes"]
    rows = np.frombuffer(body, np.uint8, count * planes, head["at"]).reshape(planes, count)
    wide = np.zeros((count, 8), dtype=np.uint8)
    wide[:, :planes] = rows.T
    return wide.view("<u8").ravel().astype(np.uint64)


def _whole(values: list[int]) -> Whole:
    return np.array(values, dtype=np.uint64)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _all_texts(values: Values) -> bool:
    return all(one is None or isinstance(one, str) for one in values)


def _digits(values: Values) -> int | None:
    """Return the one length of texts that are all digits, or 0 where none begins with a zero.

    None for any other texts.
    """
    texts = [one for one in values if one is not None]
    lengths = {len(one) for one in texts}
    if max(lengths) > MOST_DIGITS or not all(re.fullmatch("[0-9]+", one) for one in texts):
        return None
    if len(lengths) == 1:
        return lengths.pop()
    return 0 if all(one[0] != "0" for one in texts) else None
