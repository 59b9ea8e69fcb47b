"""A gazetteer of two districts, drawn with a ruler: 0.01 degrees are about a kilometre."""

import json

import pandas as pd
import pytest
import shapely

from planner.customers import CustomersOptions, read_customers
from planner.geocode import GeocodeOptions, locate_customers, read_gazetteer

WEST, EAST = "990101", "990102"
PLACES = """name,kind,district_code,lon,lat,radius_m,aliases
鹭湾市,city,990100,118.10,24.55,20000,鹭湾
西汀区,district,990101,118.05,24.55,5000,西汀县
东汀区,district,990102,118.15,24.55,5000,
鹭湾大学,place,990102,118.16,24.56,600,鹭大
石塘镇,town,990101,118.03,24.58,1500,
软件园,park,990101,118.02,24.52,800,
软件园,park,990102,118.18,24.52,800,
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """West and east with 滨海路 through both, 建设路 once in each, numbers 20 m apart a step."""
    folder = tmp_path_factory.mktemp("gazetteer")
    _write(
        folder / "districts.geojson",
        [
            ({"district_code": WEST, "name": "西汀区"}, shapely.box(118.0, 24.5, 118.1, 24.6)),
            ({"district_code": EAST, "name": "东汀区"}, shapely.box(118.1, 24.5, 118.2, 24.6)),
        ],
    )
    _write(
        folder / "roads.geojson",
        [
            ({"name": "滨海路", "district_code": WEST}, _line(118.05, 118.1, 24.51)),
            ({"name": "滨海路", "district_code": EAST}, _line(118.1, 118.15, 24.51)),
            ({"name": "建设路", "district_code": WEST}, _line(118.02, 118.04, 24.55)),
            ({"name": "建设路", "district_code": EAST}, _line(118.16, 118.18, 24.55)),
            ({"name": "新建设路", "district_code": EAST}, _line(118.12, 118.14, 24.58)),
            ({"name": "西汀路", "district_code": EAST}, _line(118.12, 118.14, 24.57)),
        ],
    )
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    numbers = [
        *[("滨海路", n, WEST, 118.05 + n * 1e-4, 24.5101) for n in (1, 101, 201, 301)],
        *[("滨海路", n, WEST, 118.05 + n * 1e-4, 24.5099) for n in (2, 202)],
        ("建设路", 10, WEST, 118.03, 24.5501),
        ("建设路", 10, EAST, 118.17, 24.5501),
    ]
    frame = pd.DataFrame(numbers, columns=["road", "number", "district_code", "lon", "lat"])
    frame.to_csv(folder / "house_numbers.csv", index=False)
    return folder


def _line(west, east, lat):
    return shapely.LineString([(west, lat), (east, lat)])


def _write(path, rows):
    features = [
        {"type": "Feature", "properties": facts, "geometry": json.loads(shapely.to_geojson(shape))}
        for facts, shape in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


@pytest.fixture(scope="session")
def gazetteer(folder):
    return read_gazetteer(folder)


@pytest.fixture(scope="session")
def rows(tmp_path_factory):
    """Make checked rows of a few cells each."""

    def make(*rows):
        path = tmp_path_factory.mktemp("rows") / "register.csv"
        headings = [
            "户号",
            "户名",
            "合同容量",
            "用电地址",
            "行政区划代码",
            "经度",
            "纬度",
            "坐标系",
        ]
        numbered = [
            {"户号": f"{place:010d}", "户名": "甲公司", "合同容量": "100"} | row
            for place, row in enumerate(rows)
        ]
        pd.DataFrame(numbered, columns=headings).to_csv(path, index=False)
        return read_customers(CustomersOptions(file=path)).rows

    return make


@pytest.fixture(scope="session")
def locate(rows, folder):
    """Locate rows in the little gazetteer."""

    def run(*cells, **options):
        return locate_customers(rows(*cells), GeocodeOptions(gazetteer=folder, **options))

    return run
