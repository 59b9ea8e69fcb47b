"""The question: one TOML file, one section a room, checked as a whole before anything runs."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import tomli_w
from pydantic import Field

from planner.customers import CustomersOptions
from planner.errors import DataError, OptionError
from planner.findings import Language
from planner.geocode import GeocodeOptions
from planner.loads import LoadsOptions
from planner.managers import ManagersOptions
from planner.options import Count, InputPath, Options, Positive, StateFile
from planner.outlets import OutletsOptions
from planner.travel import TravelOptions
from planner.visits import VisitsOptions


class ReportOptions(Options):
    """What the map and the pages say about themselves, and what they draw underneath."""

    city: str = ""
    """Name of the area, for titles."""
    data_date: dt.date | None = None
    """The day the register was exported."""
    land: InputPath | None = None
    """Polygons of land, any format geopandas reads; without it the map has no coast."""
    districts: InputPath | None = None
    """Polygons of districts with a `name`."""
    hills: InputPath | None = None
    """Polygons of hills and parks."""
    neighbours: InputPath | None = None
    """Polygons of land outside the area."""
    tiles: InputPath | None = None
    """MBTiles or PMTiles with pictures in WGS-84 (web Mercator), to lie under the map in place of
    land and roads; they are carried in the page."""
    online_tiles: Annotated[str, Field(pattern=r"^(https?://[^\s\"'<>;,]+)?$")] = ""
    """Address of a tile server, with {z}, {x} and {y}. Whoever opens the map then asks that server
    for pictures; without it the map asks nobody."""
    late_min: Positive = 30.0
    """Minutes from an outlet above which a customer is ringed on the map."""
    customer_pages: Count = 2000
    """Customers who get a page of their own, the largest by energy first; the index lists all."""
    note_zh: str = ""
    """A line under the Chinese title, for example that the city is invented."""
    note_en: str = ""
    """The same in English."""


class ExportOptions(Options):
    """Who may see what is written."""

    profile: Literal["internal-full", "manager-own", "management", "public"] = "internal-full"
    """internal-full: everything. manager-own: a folder a manager with his own customers in full.
    management: a map of tiers and districts on a grid of 500 m, sums by group, the largest
    customers under pseudonyms. public: counts by cell and sums by group, without energy. All but
    the first are searched for protected values when they are written."""
    fewest: Count = 5
    """Groups and cells with fewer customers show no figure."""
    cell_m: Positive = 2_000.0
    """Side of the cells in which the public map counts customers, in metres."""


class Scenario(Options):
    """One planning question: inputs and the settings of every room."""

    name: Annotated[str, Field(pattern=r"^[\w\- ]{1,64}$")]
    """Short name; part of the output folder's name."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    """Seed of every random choice; the same seed gives the same plan."""
    language: Language = "zh"
    """Language of headings in files: zh or en."""
    customers: CustomersOptions
    geocode: GeocodeOptions = GeocodeOptions()
    loads: LoadsOptions
    travel: TravelOptions = TravelOptions()
    outlets: OutletsOptions
    managers: ManagersOptions
    visits: VisitsOptions
    report: ReportOptions = ReportOptions()
    export: ExportOptions = ExportOptions()

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a scenario file; its paths are relative to its own folder.

        Raises
        ------
        DataError
            The file is not there, not text, or not TOML.
        OptionError
            A setting is unknown, missing or out of range.
        """
        path = Path(path)
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            near = ", ".join(sorted(one.name for one in path.parent.glob("*.toml")))
            raise DataError(
                f"there is no scenario file {path.name}",
                where=str(path),
                mend=f"use one of: {near}" if near else "give the path of a .toml scenario file",
            ) from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise DataError(
                f"the scenario cannot be read: {error}",
                where=str(path),
                mend="correct the file: UTF-8 text in TOML (see data/scenarios/base.toml)",
            ) from None
        return cls.load(values, where=str(path), folder=path.resolve().parent)

    def vary(self, **changes: Any) -> Self:  # noqa: ANN401  a value of any setting
        """Return a new scenario with some settings changed, checked as a file is.

        Keys name the section and the setting with two underscores between:
        ``scenario.vary(outlets__count=6)``.
        """
        values = self.model_dump()
        for key, value in changes.items():
            *sections, last = key.split("__")
            inner = values
            for section in sections:
                inner = inner.setdefault(section, {})
                if not isinstance(inner, dict):
                    raise OptionError(
                        f"unknown setting {key.replace('__', '.')}",
                        where="vary",
                        mend=f"{section} is a setting, not a section",
                    )
            inner[last] = value
        return type(self).load(values, where=f"scenario {self.name!r}, varied")

    def to_toml(self) -> str:
        """Return the scenario as TOML, with every default written out; `read` takes it back."""
        return tomli_w.dumps(_plain(self.model_dump()))

    def inputs(self) -> dict[str, Path]:
        """Return every file and folder the scenario names, by setting: ``customers.register``."""
        return dict(_paths(self.model_dump(), ""))


def _plain(value: Any) -> Any:  # noqa: ANN401  any TOML value
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.as_posix() if isinstance(value, Path) else value


def _paths(value: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Path]]:
    for key, one in value.items():
        if isinstance(one, StateFile):
            continue
        if isinstance(one, Path):
            yield prefix + key, one
        elif isinstance(one, Mapping):
            yield from _paths(one, f"{prefix}{key}.")
