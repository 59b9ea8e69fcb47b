"""Answers of rooms as plain files: structure as JSON, tables as Parquet, arrays as .npy.

Types come from the annotations of the frozen dataclasses, never from the file: nothing that is read
can name code to be run, which a pickle can. A type that is not known here is refused when it is
written.
"""

import dataclasses
import datetime as dt
import enum
import functools
import io
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from planner.findings import Action, Finding, Findings, Rule

type Parts = dict[str, bytes]
type Given = Mapping[type, object]
"""Objects that are not stored, by their type: whoever reads has his own. Options are such: theirs
are the paths of another machine."""

_PLAIN = (bool, int, float, str)


class Writer:
    """Turns one value into JSON and parts."""

    def __init__(self, given: Given) -> None:
        self.parts: Parts = {}
        self._given = given

    def pack(self, value: Any, kind: Any) -> Any:  # noqa: ANN401, PLR0911  any known type
        """Return the value as plain JSON; tables and arrays go to `parts`.

        Raises
        ------
        TypeError
            The type is not one that can be stored.
        """
        kind = _bare(kind)
        if kind in self._given:
            return None
        if value is None or isinstance(value, enum.Enum):
            return None if value is None else value.value
        if isinstance(value, pd.DataFrame):
            return self._frame(value)
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, Findings):
            return self.pack(_FindingRows.of(value), _FindingRows)
        if dataclasses.is_dataclass(value):
            made: type = type(value)
            hints = _hints(made)
            return {name: self.pack(getattr(value, name), hint) for name, hint in hints.items()}
        if isinstance(value, Mapping):
            of = _inner(kind, 2)
            return [[self.pack(key, of[0]), self.pack(one, of[1])] for key, one in value.items()]
        if isinstance(value, tuple | list):
            return [
                self.pack(one, of) for one, of in zip(value, _each(kind, len(value)), strict=True)
            ]
        return _scalar(value)

    def _frame(self, frame: pd.DataFrame) -> dict[str, Any]:
        shapes = [str(name) for name in frame.columns if _holds_shapes(frame[name])]
        plain = pd.DataFrame(frame.copy(deep=False))
        for name in shapes:
            wkb = shapely.to_wkb(np.asarray(frame[name], dtype=object))
            plain[name] = pd.Series(wkb, index=frame.index, dtype="object")
        objects = [str(name) for name in plain.columns if plain[name].dtype == object]
        stream = io.BytesIO()
        pq.write_table(pa.Table.from_pandas(plain), stream, write_page_checksum=True)
        is_geo = isinstance(frame, gpd.GeoDataFrame)
        return {
            "part": self._add(stream.getvalue(), "parquet"),
            "shapes": shapes,
            "objects": [name for name in objects if name not in shapes],
            "geometry": frame.geometry.name if is_geo else None,
            "crs": frame.crs.to_string() if is_geo and frame.crs is not None else None,
        }

    def _array(self, array: np.ndarray) -> dict[str, Any]:
        stream = io.BytesIO()
        np.save(stream, array, allow_pickle=False)
        return {"part": self._add(stream.getvalue(), "npy")}

    def _add(self, content: bytes, ending: str) -> str:
        name = f"{len(self.parts)}.{ending}"
        self.parts[name] = content
        return name


class Reader:
    """Turns JSON and parts back into a value of a known type."""

    def __init__(self, parts: Mapping[str, bytes], given: Given) -> None:
        self._parts = parts
        self._given = given

    def unpack[T](self, told: Any, kind: type[T]) -> T:  # noqa: ANN401  JSON
        """Return the value."""
        return typing.cast("T", self._unpack(told, kind))

    def _unpack(self, told: Any, kind: Any) -> Any:  # noqa: ANN401, C901, PLR0911  any known type
        kind = _bare(kind)
        if kind in self._given:
            return self._given[kind]
        if told is None:
            return None
        origin = typing.get_origin(kind) or kind
        if not isinstance(origin, type):
            return told  # a literal
        if issubclass(origin, enum.Enum):
            return origin(told)
        if issubclass(origin, dt.date):
            return origin.fromisoformat(told)
        if issubclass(origin, pd.DataFrame):
            return self._frame(told)
        if origin is np.ndarray:
            return np.load(io.BytesIO(self._parts[told["part"]]), allow_pickle=False)
        if origin is Findings:
            return self.unpack(told, _FindingRows).findings()
        if dataclasses.is_dataclass(origin):
            hints = _hints(origin)
            return origin(**{name: self._unpack(told[name], hint) for name, hint in hints.items()})
        if issubclass(origin, Mapping):
            of = _inner(kind, 2)
            return {self._unpack(key, of[0]): self._unpack(one, of[1]) for key, one in told}
        if issubclass(origin, tuple | list | Sequence) and origin is not str:
            each = zip(told, _each(kind, len(told)), strict=True)
            made = [self._unpack(one, of) for one, of in each]
            return made if origin is list else tuple(made)
        return told

    def _frame(self, told: Mapping[str, Any]) -> pd.DataFrame:
        table = pq.read_table(
            io.BytesIO(self._parts[told["part"]]), page_checksum_verification=True
        )
        frame: pd.DataFrame = table.to_pandas()
        for name in told["objects"]:
            frame[name] = frame[name].astype("object")
        for name in told["shapes"]:
            frame[name] = gpd.GeoSeries.from_wkb(frame[name], crs=told["crs"])
        if told["geometry"] is None:
            return frame
        return gpd.GeoDataFrame(frame, geometry=told["geometry"], crs=told["crs"])


@dataclasses.dataclass(frozen=True)
class _FindingRows:
    """Findings with each rule written once: a register may have a hundred thousand of them."""

    rules: tuple[Rule, ...]
    cells: tuple[tuple[int, str, Action, str, int, str, str, str], ...]

    @classmethod
    def of(cls, findings: Findings) -> "_FindingRows":
        rules = {one.rule: None for one in findings}
        at = {rule: place for place, rule in enumerate(rules)}
        cells = tuple(
            (at[one.rule], one.room, one.action, one.account_no, one.source_row, one.column,
             one.value, one.detail)
            for one in findings
        )  # fmt: skip
        return cls(tuple(rules), cells)

    def findings(self) -> Findings:
        return Findings(Finding(self.rules[cells[0]], *cells[1:]) for cells in self.cells)


def _scalar(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    if not isinstance(value, _PLAIN):
        raise TypeError(f"{type(value).__name__} cannot be stored: {value!r}")
    return value


def _holds_shapes(column: pd.Series) -> bool:
    return isinstance(column.dtype, gpd.array.GeometryDtype)


@functools.cache  # a register's addresses are thousands of one type
def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {one.name: hints[one.name] for one in dataclasses.fields(kind)}


def _bare(kind: Any) -> Any:  # noqa: ANN401  any annotation
    """Return what stands behind aliases, new names, and `| None`."""
    while True:
        if isinstance(kind, typing.TypeAliasType):
            kind = kind.__value__
        elif isinstance(typing.get_origin(kind), typing.TypeAliasType):
            kind = typing.get_origin(kind).__value__  # what it is of does not matter here
        elif isinstance(kind, typing.NewType):
            kind = kind.__supertype__
        elif isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
            kinds = [one for one in typing.get_args(kind) if one is not type(None)]
            if len(kinds) != 1:
                raise TypeError(f"{kind} could be several types")
            kind = kinds[0]
        else:
            return kind


def _inner(kind: Any, count: int) -> tuple[Any, ...]:  # noqa: ANN401  any annotation
    args = typing.get_args(kind)
    return args if len(args) == count else (object,) * count


def _each(kind: Any, count: int) -> list[Any]:  # noqa: ANN401  any annotation
    """Return the type of each element of a tuple or list."""
    args = typing.get_args(kind)
    if not args:
        return [object] * count
    return list(args) if len(args) == count and args[-1] is not Ellipsis else [args[0]] * count
