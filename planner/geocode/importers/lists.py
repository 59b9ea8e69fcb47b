"""House numbers and places from lists: an address CSV, or a table of places."""

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from planner.errors import DataError
from planner.files import read_raw, read_table
from planner.geo import DATUM_SPELLINGS, to_wgs84
from planner.geocode.importers.extents import middle_of
from planner.geocode.importers.writing import Names
from planner.geocode.text import is_latin, take_apart
from planner.schema import HOUSE_NUMBERS, PLACES, Column, Table, fold_heading

C = Column
_ADDRESSES = Table(
    "address_list", "地址表", "Address list", (),
    (
        C("address", "text", "地址", "Address", aliases=("详细地址", "用电地址", "full_address")),
        C("road", "text", "道路", "Road",
          aliases=("street", "addr:street", "路名", "街道名", "道路名称", "addr_street")),
        C("number", "text", "门牌号", "Number",
          aliases=("housenumber", "addr:housenumber", "house_number", "号", "门牌", "no")),
        C("district_code", "text", "行政区划代码", "District code", aliases=("adcode", "区划代码")),
        C("district", "text", "区县", "District", aliases=("addr:city", "city", "区")),
        C("lon", "number", "经度", "Longitude", required=True, low=-180, high=180,
          aliases=("lng", "longitude", "x")),
        C("lat", "number", "纬度", "Latitude", required=True, low=-90, high=90,
          aliases=("latitude", "y")),
    ),
)  # fmt: skip


def read_list(
    path: Path, *, columns: Mapping[str, str] | None = None, datum: str = "WGS84"
) -> Names:
    """Read a list of places (it has a column `kind`) or of addresses.

    Raises
    ------
    DataError
        A cell cannot be read, or no row holds a road and a number.
    """
    headings = {fold_heading(one) for one in read_raw(path).frame.columns}
    datum = DATUM_SPELLINGS.get(datum.casefold(), datum)
    if {"kind", "类别"} & headings and not {"number", "门牌号", "号"} & headings:
        places = read_table(path, PLACES, columns=columns)[list(PLACES.names)]
        places["lon"], places["lat"] = to_wgs84(places["lon"], places["lat"], datum)
        return Names(path.name, "as its owner states", places=places)
    return _addresses(read_table(path, _ADDRESSES, columns=columns), path, datum)


def _addresses(rows: pd.DataFrame, path: Path, datum: str) -> Names:
    lon, lat = to_wgs84(rows["lon"], rows["lat"], datum)
    found: list[dict[str, object]] = []
    for row, x, y in zip(
        rows.fillna("").to_dict("records"), lon.tolist(), lat.tolist(), strict=True
    ):
        road, number = _road_and_number(row)
        if road and number:
            code = str(row["district_code"] or row["district"])
            found.append(
                {"road": road, "number": number, "district_code": code, "lon": x, "lat": y}
            )
    if not found:
        raise DataError(
            f"no row of {path.name} holds a road and a house number",
            where=str(path),
            mend="name the columns road and number (道路, 门牌号), or one address column; map "
            "others with --column road=HEADING",
        )
    numbers = HOUSE_NUMBERS.shape(found).drop_duplicates(ignore_index=True)
    named = (
        {} if rows["district_code"].notna().any() else dict(list(numbers.groupby("district_code")))
    )
    areas = [
        {"name": name, "kind": "district", "district_code": name, **middle_of(doors)}
        for name, doors in named.items()
        if name
    ]
    notes = (f"{len(rows) - len(found)} rows without road or number were left out",)
    return Names(
        path.name, "as its owner states", places=PLACES.shape(areas), numbers=numbers, notes=notes
    )


def _road_and_number(row: Mapping[Hashable, Any]) -> tuple[str, int]:
    """Return road and number from columns of their own, else from the end of the address."""
    if row["road"] and row["number"]:
        return str(row["road"]).strip(), _leading(str(row["number"]))
    text = take_apart(str(row["address"])).text.split(",")[0].strip()
    at = next((place for place, letter in enumerate(text) if letter.isdigit()), 0)
    road = text[:at].strip()
    for ending in ("省", "市", "区", "县", "镇", "街道", "乡"):
        if not is_latin(road[-1:] or " "):
            road = road.rsplit(ending, 1)[-1] or road
    return road, _leading(text[at:])


def _leading(text: str) -> int:
    digits = ""
    for letter in text.strip():
        if not letter.isdecimal():
            break
        digits += letter
    return int(digits) if digits and len(digits) <= 5 else 0  # noqa: PLR2004  no longer number exists
