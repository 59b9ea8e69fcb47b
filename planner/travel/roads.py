"""Read the road network that the options name, in whichever of its forms."""

from collections.abc import Sequence
from pathlib import Path

from planner.errors import OptionError
from planner.files import read_table
from planner.schema import LINKS, NODES, Text
from planner.travel.engines.lines import COLUMNS, read_lines
from planner.travel.engines.network import Network, make_network
from planner.travel.engines.osm import read_osm
from planner.travel.engines.parts import link_ways
from planner.travel.options import TravelOptions
from planner.travel.speeds import SpeedRules, read_speeds

_LAYERS = (".geojson", ".json", ".gpkg", ".parquet", ".zip")
_NO_NOTE = Text("", "")


def read_roads(files: TravelOptions) -> tuple[Network, Text] | None:
    """Read the roads, with a note on where their speeds and lines come from.

    Returns
    -------
    roads
        None when no road file is named.

    Raises
    ------
    DataError
        A file cannot be used.
    OptionError
        Files are named that do not go together, or one is missing.
    """
    if files.roads is None:
        _refuse_useless(files, ("speeds", "columns"), "without travel.roads")
        return _read_tables(files)
    _refuse_useless(files, ("nodes", "links"), "beside travel.roads")
    extension = files.roads.suffix.lower()
    if extension == ".pbf":
        return _read_extract(files.roads, files)
    if extension in _LAYERS or files.roads.is_dir():
        return _read_layer(files.roads, files)
    raise OptionError(
        f"roads are not read from {extension or 'a file without extension'}",
        where="travel.roads",
        mend=f"name one of: .osm.pbf, {', '.join(_LAYERS)}, or a folder with a shapefile; "
        "for node and link tables set travel.nodes and travel.links",
    )


def _refuse_useless(files: TravelOptions, settings: Sequence[str], when: str) -> None:
    useless = [f"travel.{name}" for name in settings if getattr(files, name)]
    if useless:
        raise OptionError(
            f"{' and '.join(useless)} would not be used {when}",
            where="travel",
            mend="name the roads in one form: travel.roads, or travel.nodes with travel.links",
        )


def _read_tables(files: TravelOptions) -> tuple[Network, Text] | None:
    if files.nodes is None and files.links is None:
        return None
    if files.nodes is None or files.links is None:
        missing = "nodes" if files.nodes is None else "links"
        raise OptionError(
            f"a road network needs two files, and travel.{missing} is not set",
            where="travel",
            mend=f"set travel.{missing}, or leave both out to estimate travel",
        )
    nodes = read_table(files.nodes, NODES, where="travel.nodes")
    return make_network(nodes, read_table(files.links, LINKS, where="travel.links")), _NO_NOTE


def _read_extract(path: Path, files: TravelOptions) -> tuple[Network, Text]:
    _refuse_useless(files, ("columns",), "for an OpenStreetMap extract")
    if files.speeds is None:
        raise OptionError(
            "an OpenStreetMap extract does not say how fast its roads are",
            where="travel.speeds",
            mend="name a file of speeds by class, such as data/rules/speeds.toml",
        )
    rules = read_speeds(files.speeds)
    note = _speed_note(rules)
    # The licence asks for these words wherever the data are shown (ODbL 1.0, 4.3).
    credit = "© OpenStreetMap contributors (ODbL)"
    note = Text(f"{note.zh};道路数据 {credit}", f"{note.en}; roads {credit}")
    return link_ways(read_osm(path, rules), path), note


def _read_layer(path: Path, files: TravelOptions) -> tuple[Network, Text]:
    unknown = sorted(set(files.columns) - set(COLUMNS))
    if unknown:
        raise OptionError(
            f"travel.columns names {', '.join(unknown)}, which no line layer brings",
            where="travel.columns",
            mend=f'write our_name = "column of the layer" with: {", ".join(COLUMNS)}',
        )
    rules = None if files.speeds is None else read_speeds(files.speeds)
    ways = read_lines(path, files.columns, rules, files.lines_meet)
    network = link_ways(ways, path)
    return network, _NO_NOTE if rules is None else _speed_note(rules)


def _speed_note(rules: SpeedRules) -> Text:
    day = rules.effective_from.isoformat()
    return Text(f"等级车速自{day}起", f"speeds by class as of {day}")
