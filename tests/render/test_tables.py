"""Tables as Parquet and GeoPackage: readable, typed, the same bytes twice."""

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio

from planner.render import write_tables
from planner.schema import CHOSEN, OWNERS


def owners() -> pd.DataFrame:
    return OWNERS.shape(
        [
            {
                "account_no": "0035020114", "manager_id": "E1", "manager_before": "",
                "moved": False, "reason": "", "workload_min": 240.0,
            }
        ]
    )  # fmt: skip


def test_every_table_comes_back_as_it_was(tmp_path, village_outlets):
    paths = write_tables({CHOSEN: village_outlets, OWNERS: owners()}, tmp_path)
    assert [path.name for path in paths] == ["outlets.parquet", "owners.parquet", "tables.gpkg"]
    back = gpd.read_parquet(paths[0])
    assert back.crs == village_outlets.crs
    assert back["outlet_id"].tolist() == ["Y01", "H02"]
    pd.testing.assert_frame_equal(pd.read_parquet(paths[1]), owners())


def test_the_geopackage_holds_a_layer_for_each_table(tmp_path, village_outlets):
    path = write_tables({CHOSEN: village_outlets, OWNERS: owners()}, tmp_path)[-1]
    assert dict(pyogrio.list_layers(path)) == {"outlets": "Point", "owners": None}
    plain = pyogrio.read_dataframe(path, layer="owners")
    assert plain["account_no"].tolist() == ["0035020114"]


def test_the_same_tables_give_the_same_bytes(tmp_path, village_outlets):
    tables = {CHOSEN: village_outlets, OWNERS: owners()}
    one = [path.read_bytes() for path in write_tables(tables, tmp_path / "a")]
    two = [path.read_bytes() for path in write_tables(tables, tmp_path / "b")]
    assert one == two


def test_parquet_pages_carry_checksums(tmp_path):
    path = write_tables({OWNERS: owners()}, tmp_path)[0]
    assert pq.read_table(path, page_checksum_verification=True).num_rows == 1


def test_no_tables_write_nothing(tmp_path):
    assert write_tables({}, tmp_path) == []
