"""The base of every result: a subclass gives facts, the base turns them into what people see."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.errors import DataError
from planner.findings import Language
from planner.schema import Chart, Figure, Layer, Table, Text

if TYPE_CHECKING:
    import folium
    import geopandas as gpd


class Result(ABC):
    """A finished answer. Subclasses are frozen dataclasses, complete when they are made."""

    @property
    @abstractmethod
    def title(self) -> Text:
        """What this is the answer to."""

    @abstractmethod
    def headline(self) -> list[Figure]:
        """Return the few figures a planner asks for first."""

    @abstractmethod
    def layers(self) -> list[Layer]:
        """Return what to draw, bottom first."""

    @abstractmethod
    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return the tables of the answer, each with its declaration."""

    def charts(self) -> list[Chart]:
        """Return what to draw without a place; nothing unless a result has curves or bars."""
        return []

    def per_customer(self, account_no: str) -> dict[str, Any]:
        """Return what this result says about one account; empty when it says nothing."""
        told: dict[str, Any] = {}
        for table, frame in self.tables().items():
            if "account_no" in table and "account_no" in frame.columns:
                rows = frame.loc[frame["account_no"] == account_no]
                if len(rows):
                    told[table.name] = rows.drop(columns="account_no").to_dict("records")
        return told

    def summary(self, language: Language = "zh") -> str:
        """Return the headline as text, one figure a line."""
        lines = [self.title.say(language)]
        for figure in self.headline():
            before = "" if figure.before is None else f"  ({figure.before:,.{figure.decimals}f})"
            lines.append(
                f"  {figure.title.say(language)}: {figure.shown()} "
                f"{figure.unit.say(language)}{before}"
            )
        return "\n".join(lines)

    def map(self, language: Language = "zh") -> "folium.Map":
        """Return the layers on a folium map that more layers can be added to."""
        from planner.render import draw_map  # noqa: PLC0415  folium costs over a second to import

        return draw_map(self.layers(), language=language)

    def to_gdf(self, role: str) -> "gpd.GeoDataFrame":
        """Return the rows of one layer.

        Raises
        ------
        DataError
            The result draws nothing in that role.
        """
        for layer in self.layers():
            if layer.role == role:
                return layer.rows
        raise DataError(
            f"{self.title.en} has no layer {role!r}",
            mend=f"ask for one of: {', '.join(layer.role for layer in self.layers())}",
        )

    def save(self, folder: str | Path, language: Language = "zh") -> list[Path]:
        """Write the tables as Parquet and one GeoPackage, each file whole or not at all.

        Returns
        -------
        paths
            What was written.
        """
        from planner.render import write_tables  # noqa: PLC0415  as above

        return write_tables(self.tables(), Path(folder), language=language)

    def picture(self) -> bytes:
        """Return the layers as a still PNG without letters, for where a map cannot live."""
        from planner.render import draw_picture  # noqa: PLC0415  as above

        return draw_picture(self.layers())

    def _repr_html_(self) -> str:
        from planner.render import draw_chart, draw_headline, picture_img  # noqa: PLC0415  as above

        parts = [draw_headline(self.title, self.headline())]
        parts += [draw_chart(one) for one in self.charts()]
        if self.layers():
            parts.append(picture_img(self.picture(), self.title.zh))
        return "".join(parts)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Return what a notebook shows, and the figures as text for a terminal."""
        return {"text/plain": self.summary(), "text/html": self._repr_html_()}
