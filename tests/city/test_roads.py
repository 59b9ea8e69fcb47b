"""The road network: whole but for one islet, on land but for two bridges."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

METRES = "EPSG:32650"
BRIDGES = ["bridge-1", "bridge-2"]
ISLET_NODES = 5


def _parts(links: pd.DataFrame, *, strong: bool = False) -> pd.Series:
    """Number of the connected part by node id."""
    back = links[links["directed"] == 0]
    ids, place = np.unique(
        np.concatenate([links["from_node_id"], links["to_node_id"]]), return_inverse=True
    )
    position = dict(zip(ids, range(len(ids)), strict=True))
    rows = [position[n] for n in [*links["from_node_id"], *back["to_node_id"]]]
    columns = [position[n] for n in [*links["to_node_id"], *back["from_node_id"]]]
    graph = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(ids), len(ids)))
    kind = "strong" if strong else "weak"
    _, label = connected_components(graph, directed=True, connection=kind)
    assert len(place) == 2 * len(links)
    return pd.Series(label, index=ids)


def test_the_network_is_of_the_promised_size(links: gpd.GeoDataFrame) -> None:
    nodes = set(links["from_node_id"]) | set(links["to_node_id"])
    assert 1_200 <= len(nodes) <= 2_500
    assert len(links) >= 3_000


@pytest.mark.parametrize("strong", [False, True])
def test_all_but_the_islet_loop_is_connected(links: gpd.GeoDataFrame, *, strong: bool) -> None:
    sizes = _parts(links, strong=strong).value_counts()
    assert sizes.iloc[1:].tolist() == [ISLET_NODES]
    assert links.loc[links["name"] == "琴澜环路", "from_node_id"].nunique() == ISLET_NODES


def test_without_its_bridges_the_island_is_cut_off(links: gpd.GeoDataFrame) -> None:
    one_left = _parts(links.drop(index="bridge-1")).value_counts()
    none_left = _parts(links.drop(index=BRIDGES)).value_counts()
    assert len(one_left) == 2
    assert len(none_left) == 3
    assert none_left.iloc[1] > 500


def test_only_the_bridges_cross_water(links: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> None:
    ground = land.to_crs(METRES).geometry.union_all()
    wet = links.to_crs(METRES).geometry.difference(ground).length > 0.5
    assert sorted(links.index[wet]) == BRIDGES


def test_each_bridge_joins_the_island_to_the_mainland(
    links: gpd.GeoDataFrame, land: gpd.GeoDataFrame
) -> None:
    island, mainland = land.geometry["island"], land.geometry["mainland"]
    for bridge in BRIDGES:
        ends = [shapely.Point(links.geometry[bridge].coords[place]) for place in (0, -1)]
        assert sum(island.contains(end) for end in ends) == 1
        assert sum(mainland.contains(end) for end in ends) == 1


def test_lengths_are_those_of_the_lines(links: gpd.GeoDataFrame) -> None:
    geod = Geod(ellps="WGS84")
    measured = np.array([geod.geometry_length(line) for line in links.geometry]) / 1000
    assert np.abs(measured - links["length_km"]).max() < 1e-4


def test_lines_begin_and_end_at_their_nodes(city, links: gpd.GeoDataFrame) -> None:
    nodes = pd.read_csv(city / "roads" / "node.csv", index_col="node_id")
    for place, column in ((0, "from_node_id"), (-1, "to_node_id")):
        ends = np.array([line.coords[place] for line in links.geometry])
        assert np.array_equal(ends, nodes.loc[links[column], ["x_coord", "y_coord"]].to_numpy())


def test_speeds_follow_the_class(links: gpd.GeoDataFrame) -> None:
    speeds = links.groupby("facility_type")["free_speed_km_per_h"].agg(["min", "max"])
    assert speeds.T.to_dict("list") == {
        "arterial": [50, 50], "expressway": [80, 80], "local": [30, 30]
    }  # fmt: skip
    assert 10 < (links["directed"] == 1).sum() < 200
