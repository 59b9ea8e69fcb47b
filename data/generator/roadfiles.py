"""The road network as GMNS node and link rows."""

import shapely
from shapely import LineString

from data.generator.network import Network
from data.generator.plane import DECIMALS, FloatArray, length_km, to_lonlat
from data.generator.streets import SPEED_KM_PER_H

NODE = ("node_id", "x_coord", "y_coord")
LINK = ("link_id", "name", "from_node_id", "to_node_id", "directed", "length_km",
        "facility_type", "free_speed_km_per_h", "geometry")  # fmt: skip


def node_rows(network: Network) -> list[dict[str, str]]:
    return [
        {"node_id": str(number), "x_coord": f"{lon:.6f}", "y_coord": f"{lat:.6f}"}
        for number, (lon, lat) in enumerate(to_lonlat(network.nodes), start=1)
    ]


def link_rows(network: Network) -> list[dict[str, str]]:
    """A straight link leaves its geometry empty, as GMNS allows."""
    rows = []
    for link in network.links:
        lonlat = to_lonlat(link.points)
        road_class = "expressway" if link.road_class == "bridge" else link.road_class
        straight = len(lonlat) == 2
        rows.append({
            "link_id": link.link_id, "name": link.name,
            "from_node_id": str(link.start + 1), "to_node_id": str(link.end + 1),
            "directed": "1" if link.one_way else "0",
            "length_km": f"{length_km(lonlat):.4f}",
            "facility_type": road_class,
            "free_speed_km_per_h": f"{SPEED_KM_PER_H[link.road_class]:g}",
            "geometry": "" if straight else _wkt(lonlat),
        })  # fmt: skip
    return rows


def _wkt(lonlat: FloatArray) -> str:
    return shapely.to_wkt(LineString(lonlat), rounding_precision=DECIMALS)
