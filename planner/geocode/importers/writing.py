"""A gazetteer folder as the importers write it: plain files, and where they come from."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
import tomli_w

from planner.errors import DataError
from planner.files import write_csv, write_text
from planner.geocode.gazetteer import DISTRICTS, NUMBERS_FILE, PLACES_FILE, ROADS
from planner.schema import HOUSE_NUMBERS, PLACES

ABOUT = "about.toml"
_DEGREE_DECIMALS = 7


@dataclass(frozen=True, eq=False)
class Names:
    """What an importer found: any of districts, roads, places and house numbers, all WGS-84.

    `districts` has `district_code`, `name`, `parent_code`, `aliases` and polygons; `roads` has
    `name`, `district_code`, `aliases` and lines; `places` and `numbers` have the columns of
    `PLACES` and `HOUSE_NUMBERS`. `notes` says in words what was left out.
    """

    source: str
    licence: str
    districts: gpd.GeoDataFrame | None = None
    roads: gpd.GeoDataFrame | None = None
    places: pd.DataFrame = field(default_factory=PLACES.empty)
    numbers: pd.DataFrame = field(default_factory=HOUSE_NUMBERS.empty)
    notes: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Return how many of each there are."""
        return {
            "districts": 0 if self.districts is None else len(self.districts),
            "roads": 0 if self.roads is None else len(self.roads),
            "places": len(self.places),
            "house_numbers": len(self.numbers),
        }

    def write(self, folder: Path) -> list[Path]:
        """Write the files that have content, and about.toml; return their paths.

        Raises
        ------
        DataError
            There is nothing to write.
        """
        if not any(self.counts().values()):
            raise DataError(
                "the source holds no name that a gazetteer could use",
                where=self.source,
                mend="give a source with addresses, named roads, places or areas",
            )
        written = [
            write_text(folder / name, _geojson(layer))
            for name, layer in ((DISTRICTS, self.districts), (ROADS, self.roads))
            if layer is not None and len(layer)
        ]
        written += [
            write_csv(folder / name, table)
            for name, table in ((PLACES_FILE, self.places), (NUMBERS_FILE, self.numbers))
            if len(table)
        ]
        about = {
            "source": self.source, "licence": self.licence, "counts": self.counts(),
            "notes": list(self.notes),
        }  # fmt: skip
        return [*written, write_text(folder / ABOUT, tomli_w.dumps(about))]


def _geojson(layer: gpd.GeoDataFrame) -> str:
    """Return a feature collection, a feature a line, degrees to a centimetre."""
    facts = layer.drop(columns="geometry").fillna("").astype(str).to_dict("records")
    lines = [
        json.dumps(
            {"type": "Feature", "properties": {name: text for name, text in one.items() if text},
             "geometry": json.loads(shapely.to_geojson(shape))},
            ensure_ascii=False, separators=(",", ":"),
        )
        for one, shape in zip(facts, _rounded(layer), strict=True)
    ]  # fmt: skip
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _rounded(layer: gpd.GeoDataFrame) -> list[shapely.Geometry]:
    return list(shapely.transform(layer.geometry.to_numpy(), lambda xy: xy.round(_DEGREE_DECIMALS)))
