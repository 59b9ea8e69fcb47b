"""The committed sample city, read once with plain tools."""

import csv
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely


@pytest.fixture(scope="session")
def register(city: Path) -> list[list[str]]:
    """Rows as written, the heading first."""
    with (city / "register.csv").open(encoding="gb18030", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="session")
def rows(register: list[list[str]]) -> dict[int, dict[str, str]]:
    """Cells by heading, by source row (the heading is row 1)."""
    heading, *body = register
    return {row: dict(zip(heading, cells, strict=True)) for row, cells in enumerate(body, 2)}


@pytest.fixture(scope="session")
def faults(city: Path) -> pd.DataFrame:
    return pd.read_csv(city / "faults.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="session")
def land(city: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(city / "background" / "land.geojson").set_index("kind")


@pytest.fixture(scope="session")
def links(city: Path) -> gpd.GeoDataFrame:
    """Links with their lines in degrees; a straight one runs between its nodes."""
    nodes = pd.read_csv(city / "roads" / "node.csv")
    at = dict(
        zip(nodes["node_id"], zip(nodes["x_coord"], nodes["y_coord"], strict=True), strict=True)
    )
    links = pd.read_csv(city / "roads" / "link.csv", keep_default_na=False)
    lines = [
        shapely.from_wkt(wkt) if wkt else shapely.LineString([at[start], at[end]])
        for wkt, start, end in zip(
            links["geometry"], links["from_node_id"], links["to_node_id"], strict=True
        )
    ]
    return gpd.GeoDataFrame(
        links.drop(columns="geometry").set_index("link_id"), geometry=lines, crs="EPSG:4326"
    )
