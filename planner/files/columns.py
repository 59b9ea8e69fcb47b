"""Columns of very many rows as bytes that compress well and that a browser reads in one go.

The text `COLUMNS_1`, the length of a head of JSON in four bytes, the head, then all columns end to
end. Everything is a whole number in *planes*, all lowest bytes first, then all second bytes: bytes
that mean the same lie side by side, and gzip finds what repeats. Little-endian throughout.

=======  =====================================================================================
kind     what the whole numbers are
=======  =====================================================================================
number   0 for nothing, else the value in units of its last decimal, folded (0, -1, 1, -2 … as
         0, 1, 2, 3 …) so that small ones are small whatever their sign, plus 1
digits   0 for nothing, else a text of digits, all of one length, as a number, plus 1
coded    places in a list of the few different values
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

type Values = Sequence[Any]
type Whole = npt.NDArray[np.uint64]

MAGIC = b"COLUMNS_1"
_MOST_DECIMALS = 6
_MOST_CODES = 4_096
_LARGEST = 2.0**51
"""Folding doubles a number, and a browser counts exactly to 2**53."""
_MOST_DIGITS = 15
_LENGTH_BYTES = 4


def pack_columns(columns: Mapping[str, Values]) -> bytes:
    """Return columns of numbers, texts or truth values as bytes; None stands for nothing.

    Numbers are kept to six decimals. The same columns give the same bytes.
    """
    body = bytearray()
    head = {name: _packed(values, body) for name, values in columns.items()}
    text = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode()
    return MAGIC + len(text).to_bytes(_LENGTH_BYTES, "little") + text + bytes(body)


def unpack_columns(content: bytes) -> dict[str, list[Any]]:
    """Return what `pack_columns` was given."""
    first = len(MAGIC) + _LENGTH_BYTES
    start = first + int.from_bytes(content[len(MAGIC) : first], "little")
    body = content[start:]
    return {name: _unpacked(one, body) for name, one in json.loads(content[first:start]).items()}


def _packed(values: Values, body: bytearray) -> dict[str, Any]:
    if all(one is None or _is_number(one) for one in values):
        number = _as_number(values)
        if number is not None:
            return {"kind": "number", "scale": number[0], **_lay(number[1], body)}
    known = list(dict.fromkeys(values))
    if len(known) <= min(_MOST_CODES, len(values) // 2) or not _all_texts(known):
        place = {one: at for at, one in enumerate(known)}
        return {
            "kind": "coded", "values": known, **_lay(_whole([place[one] for one in values]), body),
        }  # fmt: skip
    length = _digits(known)
    if length:
        folded = _whole([0 if one is None else int(one) + 1 for one in values])
        return {"kind": "digits", "length": length, **_lay(folded, body)}
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


def _text(values: Values, body: bytearray) -> dict[str, Any]:
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


def _lay(whole: Whole, body: bytearray) -> dict[str, int]:
    planes = whole.astype("<u8").view(np.uint8).reshape(-1, 8).T
    count = max((at + 1 for at in range(8) if planes[at].any()), default=1)
    place = len(body)
    body += planes[:count].tobytes()
    return {"at": place, "count": len(whole), "planes": count}


def _unpacked(head: Mapping[str, Any], body: bytes) -> list[Any]:
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
    folded = whole.astype(np.int64) - 1
    plain = np.where(folded % 2 == 1, -(folded + 1) // 2, folded // 2) / head["scale"]
    return [None if one < 0 else value for one, value in zip(folded, plain.tolist(), strict=True)]


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


def _digits(values: Values) -> int:
    """Return the one length of texts that are all digits; 0 for any other."""
    texts = [one for one in values if one is not None]
    lengths = {len(one) for one in texts}
    if len(lengths) != 1 or max(lengths) > _MOST_DIGITS:
        return 0
    return len(texts[0]) if all(re.fullmatch("[0-9]+", one) for one in texts) else 0
