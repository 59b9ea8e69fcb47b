"""A road network as arrays: read from tables, links closed, the connected part found."""

import dataclasses
import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from planner.errors import DataError, OptionError
from planner.geo import LocalPlane
from planner.schema import LINKS, NODES, BoolArray, FloatArray
from planner.units import METRES_PER_KM, MINUTES_PER_HOUR

type IntArray = npt.NDArray[np.int64]
type Shapes = npt.NDArray[np.object_]

_SHOWN = 5
_UNIT_SLIP = 3.0  # a file in metres or miles is off by more than this; real roads are not


@dataclass(frozen=True, eq=False)
class Network:
    """Links between nodes 0..node_count-1; every array has one entry a link.

    `shape` holds lines on `plane`, in metres, running from `tail` to `head`.
    """

    link_ids: tuple[str, ...]
    names: tuple[str, ...]
    classes: tuple[str, ...]
    tail: IntArray
    head: IntArray
    two_way: BoolArray
    time_min: FloatArray
    length_km: FloatArray
    shape: Shapes
    node_count: int
    plane: LocalPlane

    def only(self, keep: BoolArray) -> "Network":
        """Return the network with these links alone; nodes keep their positions."""
        at = np.flatnonzero(keep)
        return dataclasses.replace(
            self,
            link_ids=tuple(self.link_ids[one] for one in at),
            names=tuple(self.names[one] for one in at),
            classes=tuple(self.classes[one] for one in at),
            tail=self.tail[at],
            head=self.head[at],
            two_way=self.two_way[at],
            time_min=self.time_min[at],
            length_km=self.length_km[at],
            shape=self.shape[at],
        )


def make_network(nodes: pd.DataFrame, links: pd.DataFrame) -> Network:
    """Turn the two tables of a GMNS road file into a network.

    Raises
    ------
    DataError
        A column is missing, a link ends at an unknown node, a shape is not a line, or lengths
        are not in kilometres.
    """
    NODES.require(nodes, by="travel")
    LINKS.require(links, by="travel")
    if links.empty:
        raise DataError("the road file has no links", mend="export the roads again")
    lon, lat = (nodes[name].to_numpy(np.float64) for name in ("x_coord", "y_coord"))
    plane = LocalPlane.around(lon, lat)
    ends = np.column_stack(plane.metres(lon, lat))
    tail, head = _ends(nodes, links)
    shape = _shapes(links, plane, ends[tail], ends[head])
    length_km = _lengths(links, shape)
    speed = links["free_speed_km_per_h"].to_numpy(np.float64)
    return Network(
        link_ids=tuple(links["link_id"].astype(str)),
        names=_words(links, "name"),
        classes=_words(links, "facility_type"),
        tail=tail,
        head=head,
        two_way=~links["directed"].to_numpy(np.bool_),
        time_min=length_km / speed * MINUTES_PER_HOUR,
        length_km=length_km,
        shape=shape,
        node_count=len(nodes),
        plane=plane,
    )


def close_links(network: Network, closed: Sequence[str]) -> Network:
    """Take links out of the network.

    Parameters
    ----------
    network
        The whole network.
    closed
        Each a link id, else the full name of a road, else a way whose links are called
        ``way/part``, else the beginning of link ids.

    Raises
    ------
    OptionError
        Something fits no link; the nearest ids and names are given.
    """
    keep = np.ones(len(network.link_ids), dtype=np.bool_)
    unknown: list[str] = []
    for one in closed:
        out = _meant(one, network)
        if not out.any():
            unknown.append(one)
        keep &= ~out
    if unknown:
        known = sorted({*network.link_ids, *network.names} - {""})
        near = [x for one in unknown for x in difflib.get_close_matches(one, known, 3, 0.3)]
        raise OptionError(
            f"no road link is called {', '.join(unknown)}",
            where="travel.close",
            mend=f"use a link id or road name such as {', '.join(near or known[:_SHOWN])}",
        )
    if not keep.any():
        raise OptionError(
            "travel.close closes every road", where="travel.close", mend="close fewer links"
        )
    return network.only(keep)


def _meant(one: str, network: Network) -> BoolArray:
    """Say which links a word means, by the first reading that fits any."""
    readings: tuple[Callable[[str, str], bool], ...] = (
        lambda link_id, _: link_id == one,
        lambda _, name: name == one,
        lambda link_id, _: link_id.startswith(f"{one}/"),
        lambda link_id, _: bool(one) and link_id.startswith(one),
    )
    links = list(zip(network.link_ids, network.names, strict=True))
    out = np.zeros(len(links), dtype=np.bool_)
    for fits in readings:
        out = np.array([fits(link_id, name) for link_id, name in links], dtype=np.bool_)
        if out.any():
            break
    return out


def connected(network: Network) -> BoolArray:
    """Say which links lie in the largest part where everywhere can be reached and left again."""
    tail = np.concatenate([network.tail, network.head[network.two_way]])
    head = np.concatenate([network.head, network.tail[network.two_way]])
    size = network.node_count
    graph = csr_array((np.ones(len(tail)), (tail, head)), shape=(size, size))
    _, part = connected_components(graph, directed=True, connection="strong")
    inside = part[network.tail] == part[network.head]
    # Counted in links, not in nodes: a node that no link touches is a part of its own.
    weight = np.bincount(part[network.tail[inside]], minlength=int(part.max()) + 1)
    return np.asarray(inside & (part[network.tail] == int(np.argmax(weight))))


def _words(links: pd.DataFrame, column: str) -> tuple[str, ...]:
    if column not in links:
        return ("",) * len(links)
    return tuple(links[column].fillna("").astype(str))


def _ends(nodes: pd.DataFrame, links: pd.DataFrame) -> tuple[IntArray, IntArray]:
    place = pd.Index(nodes["node_id"].astype(str))
    ends = [
        place.get_indexer(pd.Index(links[name].astype(str))).astype(np.int64)
        for name in ("from_node_id", "to_node_id")
    ]
    lost = links["link_id"].astype(str)[(ends[0] < 0) | (ends[1] < 0)]
    if len(lost):
        raise DataError(
            f"{len(lost)} road links end at a node that is not in the node file: "
            + ", ".join(lost.head(_SHOWN)),
            where="from_node_id, to_node_id",
            mend="export nodes and links from the same network",
        )
    return ends[0], ends[1]


def _shapes(links: pd.DataFrame, plane: LocalPlane, start: FloatArray, end: FloatArray) -> Shapes:
    """Return lines in metres from first to second node, whichever way the file drew them."""
    straight = shapely.linestrings(np.stack([start, end], axis=1))
    if "geometry" not in links:
        return np.asarray(straight, dtype=np.object_)
    text = links["geometry"].fillna("").astype(str).str.strip()
    drawn = shapely.from_wkt([one or None for one in text], on_invalid="ignore")
    bad = (text != "").to_numpy() & (shapely.get_type_id(drawn) != shapely.GeometryType.LINESTRING)
    if bad.any():
        raise DataError(
            f"{int(bad.sum())} road links have a shape that is not a WKT LINESTRING: "
            + ", ".join(links["link_id"].astype(str)[bad].head(_SHOWN)),
            where="geometry",
            mend="write LINESTRING (lon lat, ...), or leave the shape empty",
        )
    given = ~(shapely.is_missing(drawn) | shapely.is_empty(drawn))
    shape = np.asarray(straight, dtype=np.object_)
    if given.any():
        shape[given] = shapely.transform(
            drawn[given], lambda at: np.column_stack(plane.metres(at[:, 0], at[:, 1]))
        )
    first = shapely.points(start)
    backwards = shapely.distance(shapely.get_point(shape, 0), first) > shapely.distance(
        shapely.get_point(shape, -1), first
    )
    shape[backwards] = shapely.reverse(shape[backwards])
    return shape


def _lengths(links: pd.DataFrame, shape: Shapes) -> FloatArray:
    drawn = np.asarray(shapely.length(shape), dtype=np.float64) / METRES_PER_KM
    if "length_km" not in links:
        return drawn
    given = links["length_km"].to_numpy(np.float64)
    both = np.isfinite(given) & (drawn > 0)
    ratio = float(np.median(given[both] / drawn[both])) if both.any() else 1.0
    if not 1 / _UNIT_SLIP <= ratio <= _UNIT_SLIP:
        raise DataError(
            f"road lengths are {ratio:,.3g} times as long as the roads are drawn",
            where="length_km",
            mend="give lengths in kilometres and coordinates in WGS-84 degrees",
        )
    return np.where(np.isfinite(given), given, drawn)
