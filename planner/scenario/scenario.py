"""The question: one section a room, checked as a whole before anything runs."""

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import tomli_w
from pydantic import Field, model_validator

from planner.customers import CustomersOptions
from planner.findings import Language
from planner.geocode import GeocodeOptions
from planner.loads import LoadsOptions
from planner.managers import ManagersOptions
from planner.options import Count, InputPath, Options, Positive, StateFile
from planner.outlets import OutletsOptions
from planner.scenario.merge import replaced
from planner.scenario.source import Source, read_source
from planner.schema import BAND_ENDS_MIN
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
    bands_min: tuple[Positive, Positive, Positive] = BAND_ENDS_MIN
    """Minutes at which bands of travel time on the map end; the fourth has no end."""
    customer_pages: Count = 2000
    """Customers who get a page of their own, the largest by energy first; the index lists all."""
    note_zh: str = ""
    """A line under the Chinese title, for example that the city is invented."""
    note_en: str = ""
    """The same in English."""

    @model_validator(mode="after")
    def _bands_ascend(self) -> Self:
        if not self.bands_min[0] < self.bands_min[1] < self.bands_min[2]:
            raise ValueError("bands_min do not ascend: give minutes such as [10, 20, 30]")
        return self


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
    def given(cls, scenario: "Scenario | str | Path") -> "Scenario":
        """Return the scenario that is given: as it is, or read from its file.

        Raises
        ------
        DataError, OptionError
            As `read`.
        """
        return scenario if isinstance(scenario, Scenario) else cls.read(scenario)

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a scenario file; its paths are relative to its own folder.

        Of a file with several scenarios, it is the one at the top.

        Raises
        ------
        DataError
            The file is not there, not text, or not TOML.
        OptionError
            A setting is unknown, missing or out of range.
        """
        source = read_source(path)
        cls.require_sound(source)
        return cls.of(source)

    @classmethod
    def require_sound(cls, source: Source, settings: Mapping[str, Any] | None = None) -> None:
        """Check every scenario of a file, so that a slip does not wait until its own is chosen.

        Parameters
        ----------
        settings
            Values that are laid over all of them.

        Raises
        ------
        OptionError
            A setting of any of them is unknown, missing or out of range, or they inherit in a
            circle.
        """
        for name in source.variants:
            cls.of(source, name, settings=settings)

    @classmethod
    def of(
        cls, source: Source, name: str = "", *, settings: Mapping[str, Any] | None = None
    ) -> Self:
        """Make one of the scenarios of a file, with settings laid over it.

        What is said later holds: defaults, the file that is inherited, the file itself, the
        scenarios that are inherited, the scenario itself, the sweep's values, and last `--set`.
        Nothing comes from the environment.

        Parameters
        ----------
        name
            A ``[scenario.NAME]`` of the file; the one at the top when empty.
        settings
            Values of single settings, named with dots; each replaces the whole setting.

        Raises
        ------
        OptionError
            A setting or a scenario is unknown, missing or out of range.
        """
        values = source.values(name)
        for key, value in (settings or {}).items():
            values = replaced(values, key, value)
        where = f"{source.path}, scenario {name}" if name else str(source.path)
        return cls.load(values, where=where, folder=source.folder)

    def vary(self, **changes: Any) -> Self:  # noqa: ANN401  a value of any setting
        """Return a new scenario with some settings changed, checked as a file is.

        Keys name the section and the setting with two underscores between:
        ``scenario.vary(outlets__count=6)``.
        """
        return self.set({key.replace("__", "."): value for key, value in changes.items()})

    def set(self, settings: Mapping[str, Any]) -> Self:
        """Return a new scenario with settings changed that are named with dots, checked as well.

        Raises
        ------
        OptionError
            A setting is unknown or out of range.
        """
        values: dict[str, Any] = self.model_dump()
        for key, value in settings.items():
            values = replaced(values, key, value)
        return type(self).load(values, where=f"scenario {self.name!r}, varied")

    def to_toml(self, folder: Path | None = None) -> str:
        """Return the scenario as TOML, with every default written out; `read` takes it back.

        Parameters
        ----------
        folder
            Where the file is to lie: paths are then written relative to it.
        """
        return tomli_w.dumps(_plain(self.model_dump(), folder))

    def inputs(self) -> dict[str, Path]:
        """Return every file and folder the scenario names, by setting: ``customers.register``."""
        return dict(_paths(self.model_dump(), ""))


def _plain(value: Any, folder: Path | None) -> Any:  # noqa: ANN401  any TOML value
    if isinstance(value, Mapping):
        return {key: _plain(one, folder) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one, folder) for one in value]
    if isinstance(value, Path):
        path = value if folder is None else Path(os.path.relpath(value, folder))
        return path.as_posix()
    return value


def _paths(value: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Path]]:
    for key, one in value.items():
        if isinstance(one, StateFile):
            continue
        if isinstance(one, Path):
            yield prefix + key, one
        elif isinstance(one, Mapping):
            yield from _paths(one, f"{prefix}{key}.")
