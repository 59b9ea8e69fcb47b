"""Tables as files for other programs: one Parquet each, and one GeoPackage for all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from planner.files.writing import whole_file
from planner.findings import Language
from planner.schema import Table

GEOPACKAGE = "tables.gpkg"
_SETTINGS = {
    "OGR_CURRENT_DATE": "2000-01-01T00:00:00Z",  # the same plan must give the same bytes
    "OGR_SQLITE_SYNCHRONOUS": "OFF",  # `whole_file` flushes once, before the file takes its name
}


def write_tables(
    tables: Mapping[Table, pd.DataFrame], folder: str | Path, *, language: Language = "zh"
) -> list[Path]:
    """Write every table as Parquet (GeoParquet where it has places) and one GeoPackage.

    The same tables give the same bytes. Column names stay the English ones of the declarations, so
    that programs can rely on them; `language` only decides what the GeoPackage calls its layers in
    the list that people see.

    Returns
    -------
    paths
        What was written, the GeoPackage last.

    Raises
    ------
    PlannerError
        The folder cannot be written to; files from before stay as they were.
    """
    folder = Path(folder)
    paths = [
        write_parquet(folder / f"{table.name}.parquet", frame) for table, frame in tables.items()
    ]
    if tables:
        paths.append(write_geopackage(folder / GEOPACKAGE, tables, language=language))
    return paths


def write_parquet(path: Path, frame: pd.DataFrame) -> Path:
    """Write one table, whole or not at all; GeoParquet where it has places.

    Raises
    ------
    PlannerError
        The file cannot be written.
    """
    with whole_file(path) as part:
        plain = frame.reset_index(drop=True)
        if isinstance(plain, gpd.GeoDataFrame):
            plain.to_parquet(part, index=False, write_page_checksum=True)
        else:
            plain.to_parquet(part, index=False, write_page_checksum=True)
    return path


def write_geopackage(
    path: Path, tables: Mapping[Table, pd.DataFrame], *, language: Language = "zh"
) -> Path:
    """Write every table as a layer of one GeoPackage, whole or not at all, with fixed dates inside.

    Raises
    ------
    PlannerError
        The file cannot be written.
    """
    with whole_file(path) as part, _settings():
        for table, frame in tables.items():
            try:
                pyogrio.write_dataframe(
                    frame.reset_index(drop=True),
                    part,
                    layer=table.name,
                    driver="GPKG",
                    layer_options={"IDENTIFIER": table.zh if language == "zh" else table.en},
                    **({} if isinstance(frame, gpd.GeoDataFrame) else {"geometry_type": None}),
                )
            except (DataSourceError, DataLayerError) as error:
                raise OSError(str(error)) from error  # GDAL's own, also for a full disk
    return path


@contextmanager
def _settings() -> Iterator[None]:
    """Have GDAL write no date of today, and not wait for the disk after every layer."""
    before = {name: pyogrio.get_gdal_config_option(name) for name in _SETTINGS}
    pyogrio.set_gdal_config_options(_SETTINGS)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
