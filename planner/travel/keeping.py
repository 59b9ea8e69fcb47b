"""Tables of travel on disk: written, read again, and kept from one run to the next."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from planner.errors import DataError
from planner.files import whole_file
from planner.schema import FloatArray, Travel
from planner.travel.by_road import RoadTravel

_ABOUT = b"planner.travel"
_VERSION = 1


def write_travel(travel: Travel, path: Path) -> Path:
    """Write a table as Parquet: a row an origin, its minutes and kilometres as lists.

    The ids of the destinations, in the order of the lists, and the basis stand in the file's
    metadata. A pair without a way holds NaN.
    """
    about = {"version": _VERSION, "destinations": travel.destination_ids, "basis": travel.basis}
    table = pa.table(
        {
            "origin_id": pa.array(travel.origin_ids, pa.string()),
            "time_min": _lists(travel.time_min),
            "distance_km": _lists(travel.distance_km),
        }
    ).replace_schema_metadata({_ABOUT: json.dumps(about, ensure_ascii=False)})
    with whole_file(path) as part:
        pq.write_table(table, part, write_page_checksum=True)
    return path


def read_travel(path: Path) -> Travel:
    """Read a table that `write_travel` wrote.

    Raises
    ------
    DataError
        The file is missing, damaged, or not of this kind.
    """
    try:
        table = pq.read_table(path, page_checksum_verification=True)
        about = json.loads(table.schema.metadata[_ABOUT])
        shape = (table.num_rows, len(about["destinations"]))
        time_min, distance_km = (
            table[name].combine_chunks().flatten().to_numpy().reshape(shape)
            for name in ("time_min", "distance_km")
        )
        version = about["version"]
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{path.name} is not a table of travel: {type(error).__name__}",
            where=str(path),
            mend="measure travel again, and write it with planner.travel.write_travel",
        ) from error
    if version != _VERSION:
        raise DataError(
            f"{path.name} was written by another version of planner",
            where=str(path),
            mend="measure travel again",
        )
    return Travel(
        tuple(table["origin_id"].to_pylist()), tuple(about["destinations"]),
        time_min.copy(), distance_km.copy(), about["basis"],
    )  # fmt: skip


def kept_between(
    source: RoadTravel,
    origins: Sequence[str],
    destinations: Sequence[str],
    folder: Path,
    rows: int,
) -> Travel:
    """Return the table from the folder; what is not there is measured and put there.

    It lies there in parts of so many `rows`, so that whoever is stopped goes on from the last part,
    and others may have measured some of them.
    """
    parts = [
        _kept_part(source, origins[first : first + rows], destinations, folder)
        for first in range(0, max(len(origins), 1), rows)
    ]
    if len(parts) == 1:
        return parts[0]
    return Travel(
        tuple(origins), tuple(destinations), np.vstack([one.time_min for one in parts]),
        np.vstack([one.distance_km for one in parts]), source.basis,
    )  # fmt: skip


def _kept_part(
    source: RoadTravel, origins: Sequence[str], destinations: Sequence[str], folder: Path
) -> Travel:
    """Return one part from the folder when it is there, else measure it and put it there.

    Files are called by a digest of all that the table depends on: the network with its times, the
    points, their access to the roads, and the ids. A damaged file is measured again.
    """
    path = part_path(source, origins, destinations, folder)
    if path.is_file():
        try:
            return dataclasses.replace(read_travel(path), basis=source.basis)
        except DataError:
            path.unlink()
    travel = source.between(origins, destinations)
    write_travel(travel, path)
    return travel


def part_path(
    source: RoadTravel, origins: Sequence[str], destinations: Sequence[str], folder: Path
) -> Path:
    """Return where a part of the table is kept, whether it is there or not."""
    return folder / f"travel-{source.digest(origins, destinations)}.parquet"


def _lists(matrix: FloatArray) -> pa.FixedSizeListArray:
    flat = pa.array(np.ascontiguousarray(matrix).ravel(), pa.float64())
    return pa.FixedSizeListArray.from_arrays(flat, max(matrix.shape[1], 1))
