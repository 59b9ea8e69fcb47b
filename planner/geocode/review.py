"""The queue of rows that a person should look at, as a workbook that comes back filled in.

A row is queued with a reason code and the places among which to choose. Whoever decides writes the
number of a candidate, or a point with its datum, and signs with name, day and reason. The filled
workbook is a file of overrides; rows without a decision wait.
"""

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from planner.errors import DataError
from planner.files import read_raw, read_table
from planner.findings import Language
from planner.schema import (
    CANDIDATES,
    OVERRIDES,
    REVIEW,
    Candidate,
    GeoLevel,
    GeoStatus,
    Location,
    Text,
)

_COARSE: tuple[GeoLevel, ...] = ("town", "district", "city")
REASONS = {
    "tie": Text("地址对应多个地点", "the address fits several places"),
    "similar_names": Text("路名近似多条道路", "the road's name is like those of several"),
    "similar_name": Text("路名按近似匹配", "the road was found by a name nearly alike"),
    "other_area": Text("该名称只在其他区有", "the name exists in another area only"),
    "unknown_road": Text("地名库中没有该道路", "the gazetteer does not have this road"),
    "province_only": Text("地址只写到省", "the address names a province only"),
    "no_name": Text("地址中没有已知地名", "the address holds no known name"),
    "no_address": Text("既无坐标也无地址", "there is neither a point nor an address"),
    "no_gazetteer": Text("没有地名库", "there is no gazetteer"),
    "datum_unknown": Text("坐标系未注明且无法判定", "the datum is not stated and cannot be judged"),
    "point_address_apart": Text("坐标与地址相距过远", "point and address lie too far apart"),
    "override_apart": Text("人工确认与数据不一致", "the confirmed point differs from the data"),
    "piled_points": Text("三户及以上坐标完全相同", "three or more rows share one point"),
    "coarse": Text("只定位到街道/乡镇或更粗", "located no finer than a town"),
}


def reason_of(location: Location) -> str:
    """Return the code of what a person should look at, empty when nothing needs a look."""
    if location.status is not GeoStatus.FOUND:
        return location.reason or str(location.status.value)
    if location.reason in ("point_address_apart", "override_apart", "piled_points"):
        return location.reason
    if location.level in _COARSE:
        return location.reason or "coarse"
    return location.reason if location.reason == "similar_name" else ""


def review_tables(
    frame: pd.DataFrame, locations: Sequence[Location], language: Language
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the queue and its candidates, columns of `REVIEW` and `CANDIDATES`.

    Parameters
    ----------
    frame
        With `source_row`, `account_no`, `account_name` and `address`, a row a location.
    """
    queue: list[dict[str, Any]] = []
    choices: list[dict[str, Any]] = []
    columns = ("source_row", "account_no", "account_name", "address")
    cells = zip(*(frame[name].tolist() for name in columns), strict=True)
    for (row, account, name, address), location in zip(cells, locations, strict=True):
        reason = reason_of(location)
        if not reason:
            continue
        offered = location.candidates or _own(location)
        queue.append(
            {"row": row, "customer_id": account, "name": name, "address": address,
             "reason_code": reason,
             "reason_text": REASONS[reason].say(language) if reason in REASONS else reason,
             "level": location.level, "error_m": location.error_m,
             "candidates": "; ".join(map(_told, enumerate(offered, 1)))}
        )  # fmt: skip
        choices += [
            {"row": row, "candidate": number, "name": one.name, "level": one.level,
             "lon": round(one.lon, 7), "lat": round(one.lat, 7), "error_m": round(one.error_m, 1)}
            for number, one in enumerate(offered, 1)
        ]  # fmt: skip
    waiting = pd.DataFrame(queue, columns=list(REVIEW.names))
    waiting["choice"] = waiting["choice"].astype("Int64")
    return waiting, CANDIDATES.shape(choices)


def is_review(path: Path) -> bool:
    """Say whether a workbook is a review queue, filled in or not."""
    if path.suffix.lower() != ".xlsx":
        return False
    try:
        read_raw(path, sheet=REVIEW.zh)
    except DataError:
        return False
    return True


def filled_review(path: Path) -> pd.DataFrame:
    """Return the decisions of a filled review workbook as rows of `OVERRIDES`.

    Raises
    ------
    DataError
        A decision is not signed, names a candidate that is not there, or a point without datum; or
        nothing was decided. All faults are told.
    """
    queue = read_table(path, REVIEW, sheet=REVIEW.zh, where="review")
    choices = read_table(path, CANDIDATES, sheet=CANDIDATES.zh, where="review")
    offered = {(int(row["row"]), int(row["candidate"])): row for row in choices.to_dict("records")}
    decided = queue.loc[queue["choice"].notna() | queue["lon"].notna() | queue["lat"].notna()]
    rows: list[dict[str, Any]] = []
    faults: list[str] = []
    for row in decided.to_dict("records"):
        try:
            rows.append(_decision(row, offered))
        except ValueError as error:
            faults.append(f"source row {row['row']}: {error}")
    if faults or not rows:
        raise DataError(
            f"{path.name}: {'; '.join(faults) or 'nothing was decided'}",
            where=f"{path}, sheet {REVIEW.zh}",
            mend="write the number of a candidate, or longitude, latitude and datum; then name and "
            "reason in the same row",
        )
    return pd.DataFrame(rows, columns=list(OVERRIDES.names))


def _decision(
    row: Mapping[Hashable, Any], offered: Mapping[tuple[int, int], Any]
) -> dict[str, Any]:
    signed = {name: row[name] for name in ("who", "when", "why")}
    if any(pd.isna(signed[name]) for name in ("who", "why")):
        raise ValueError("who and why must be filled")
    key = {"customer_id": row["customer_id"], "address": row["address"]}
    if pd.notna(row["lon"]) or pd.notna(row["lat"]):
        if any(pd.isna(row[name]) for name in ("lon", "lat", "crs")):
            raise ValueError("a point needs longitude, latitude and datum")
        crs = str(row["crs"]).strip().upper().replace("-", "")
        if crs not in (OVERRIDES["crs"].choices):
            raise ValueError(
                f"datum {row['crs']!r} is none of {', '.join(OVERRIDES['crs'].choices)}"
            )
        return {**key, **signed, "lon": row["lon"], "lat": row["lat"], "crs": crs}
    chosen = offered.get((int(row["row"]), int(row["choice"])))
    if chosen is None:
        raise ValueError(f"there is no candidate {row['choice']}")
    return {
        **key, **signed, "lon": chosen["lon"], "lat": chosen["lat"], "crs": "WGS84",
        "error_m": chosen["error_m"],
    }  # fmt: skip


def _own(location: Location) -> tuple[Candidate, ...]:
    if location.status is not GeoStatus.FOUND:
        return ()
    return (
        Candidate(location.source, location.level, location.lon, location.lat, location.error_m),
    )


def _told(numbered: tuple[int, Candidate]) -> str:
    number, one = numbered
    return f"{number}: {one.name} ({one.lon:.5f}, {one.lat:.5f}) ±{one.error_m:,.0f} m"
