"""Data for a page: JSON that no parser mistakes for markup, and compact coordinates."""

import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.files.columns import pack_columns
from planner.files.printable import to_printable

GRID = 100_000
"""Coordinates travel as whole numbers of 1/GRID degree, about one metre."""
PACKED_FROM_BYTES = 1_500_000
"""Longer JSON travels compressed; shorter stays readable in the file."""
# Half characters (lone surrogates) cannot be written as UTF-8, so they are escaped as well.
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def to_json(value: object) -> str:
    """Return compact JSON in which no character can end a script or begin a tag."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def to_script(value: object, element_id: str) -> str:
    """Return a data block for a page: readable JSON, or gzip in letters when it is long."""
    text = to_json(value)
    raw = text.encode()
    if len(raw) < PACKED_FROM_BYTES:
        return f'<script type="application/json" id="{element_id}">{text}</script>'
    return _packed_script(_packed([raw], 6), element_id)


def to_packed_script(value: object, element_id: str) -> str:
    """Return a data block that is compressed however short it is."""
    return _packed_script(_packed([to_json(value).encode()], 9), element_id)


def to_column_script(columns: Mapping[str, Sequence[Any]], element_id: str) -> str:
    """Return a data block of long columns, as bytes that the page reads in one go."""
    # short repeats among numbers are chance: told as such they cost more than they save
    return _packed_script(_packed(pack_columns(columns), 9, zlib.Z_FILTERED), element_id)


def to_packed_code(script: str) -> str:
    """Return a script as a compressed block, which the page's `load.js` puts in its place."""
    return f'<script type="application/gzip" class="code">{_packed([script.encode()], 9)}</script>'


def _packed_script(packed: str, element_id: str) -> str:
    return f'<script type="application/gzip" id="{element_id}">{packed}</script>'


def _packed(pieces: Iterable[bytes], level: int, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> str:
    gzip = zlib.compressobj(level, zlib.DEFLATED, 16 + zlib.MAX_WBITS, strategy=strategy)
    packed = b"".join(gzip.compress(one) + gzip.flush(zlib.Z_BLOCK) for one in pieces)
    return to_printable(packed + gzip.flush())


def steps(values: Iterable[float]) -> list[int]:
    """Return degrees as whole grid steps, each less the one before it.

    NaN has no place on a map: rows without one are left out before.
    """
    whole = np.rint(np.asarray(list(values), dtype=np.float64) * GRID).astype(np.int64)
    return [int(one) for one in np.diff(whole, prepend=0)]


def line_steps(coordinates: Sequence[Sequence[float]]) -> list[int]:
    """Return a line as x, y, dx, dy, dx, dy … in grid steps; points in one place fall together."""
    whole = np.rint(np.asarray(coordinates, dtype=np.float64)[:, :2] * GRID).astype(np.int64)
    moved = np.ones(len(whole), dtype=bool)
    moved[1:] = (np.diff(whole, axis=0) != 0).any(axis=1)
    kept = whole[moved]
    return [int(one) for one in np.diff(kept, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel()]


def ring_steps(geometry: BaseGeometry, tolerance_deg: float) -> list[list[int]]:
    """Return every ring of a (multi)polygon as steps, simplified; holes are rings like others."""
    simple = shapely.simplify(geometry, tolerance_deg, preserve_topology=True)
    rings: list[list[int]] = []
    for part in shapely.get_parts(simple):
        if part.geom_type == "Polygon" and not part.is_empty:
            rings += [line_steps(ring.coords) for ring in (part.exterior, *part.interiors)]
    return rings


def part_steps(geometry: BaseGeometry | None, tolerance_deg: float) -> list[list[int]]:
    """Return every part of a (multi)line as steps, simplified."""
    if geometry is None or geometry.is_empty:
        return []
    simple = shapely.simplify(geometry, tolerance_deg, preserve_topology=False)
    return [
        line_steps(part.coords)
        for part in shapely.get_parts(simple)
        if part.geom_type == "LineString" and not part.is_empty
    ]
