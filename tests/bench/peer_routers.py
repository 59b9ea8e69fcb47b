"""Other routers on the same graph; run by `roads.py` with the Python that has them.

The first argument is a file of arrays: ``start``, ``head``, ``time_min`` of the graph by the node
that arcs leave, ``lon``, ``lat`` of its nodes, ``sources``, ``targets``. Prints one line of JSON a
router: CPU seconds to make ready and to answer, and the answer's sum of minutes. With an extract as
second argument OSRM is asked as well, and its minutes are put into the file of the third.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import igraph
import networkit
import numpy as np
import osrm
import pyroutingkit

MS = 60_000.0
CHUNK = 100


def main() -> None:
    case = np.load(sys.argv[1])
    for name, router in (
        ("igraph", with_igraph), ("networkit", with_networkit), ("pyroutingkit", with_pyroutingkit),
    ):  # fmt: skip
        tell(name, *router(case))
    if len(sys.argv) > 2:
        name, ready_s, seconds, minutes = with_osrm(case, sys.argv[2])
        np.save(sys.argv[3], minutes)
        tell(name, ready_s, seconds, minutes)


def tell(name: str, ready_s: float, seconds: float, minutes: np.ndarray) -> None:
    told = {"router": name, "ready_s": ready_s, "cpu_s": seconds,
            "total_min": float(np.nansum(minutes))}  # fmt: skip
    print(json.dumps(told), flush=True)


def clock[T](work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    answer = work()
    return time.process_time() - began, answer


def tails(case: dict) -> np.ndarray:
    return np.repeat(np.arange(len(case["start"]) - 1), np.diff(case["start"]))


def with_igraph(case: dict) -> tuple[float, float, np.ndarray]:
    pairs = np.column_stack([tails(case), case["head"]])
    ready_s, graph = clock(
        lambda: igraph.Graph(n=len(case["start"]) - 1, edges=pairs, directed=True)
    )
    weights = case["time_min"].tolist()
    seconds, found = clock(
        lambda: graph.distances(
            case["sources"].tolist(), case["targets"].tolist(), weights=weights, mode="out"
        )
    )
    return ready_s, seconds, np.array(found)


def with_networkit(case: dict) -> tuple[float, float, np.ndarray]:
    networkit.setNumberOfThreads(1)

    def make() -> object:
        return networkit.GraphFromCoo(
            (case["time_min"], (tails(case), case["head"].astype(np.int64))),
            n=len(case["start"]) - 1, weighted=True, directed=True,
        )  # fmt: skip

    ready_s, graph = clock(make)

    def ask() -> np.ndarray:
        search = networkit.distance.SPSP(graph, case["sources"].tolist(), case["targets"].tolist())
        return np.array(search.run().getDistances())

    return ready_s, *clock(ask)


def with_pyroutingkit(case: dict) -> tuple[float, float, np.ndarray]:
    def make() -> object:
        hierarchy = pyroutingkit.CCH()
        hierarchy.build_topology(
            tails(case).astype(np.uint32), case["head"].astype(np.uint32),
            case["lat"].astype(np.float32), case["lon"].astype(np.float32), len(case["start"]) - 1,
        )  # fmt: skip
        hierarchy.customize_weights(np.rint(case["time_min"] * MS).astype(np.uint32))
        return hierarchy

    ready_s, hierarchy = clock(make)
    sources, targets = (case[one].astype(np.uint32) for one in ("sources", "targets"))
    seconds, found = clock(lambda: hierarchy.distances_many_to_many(sources, targets))
    return ready_s, seconds, found / MS


def with_osrm(case: dict, extract: str) -> tuple[str, float, float, np.ndarray]:
    """Ask OSRM with its own car profile, turns and their restrictions and all."""
    home = Path(osrm.__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        roads = Path(folder) / "roads.osm.pbf"
        roads.symlink_to(Path(extract).resolve())
        base = roads.with_name("roads.osrm")
        began = os.times()
        for step, *more in (
            ("osrm-extract", "-p", home / "share" / "profiles" / "car.lua", roads),
            ("osrm-partition", base), ("osrm-customize", base),
        ):  # fmt: skip
            program = [home / "bin" / step, "-t", "1", *more]
            subprocess.run(program, check=True, capture_output=True)
        ended = os.times()
        ready_s = ended.children_user + ended.children_system
        ready_s -= began.children_user + began.children_system
        engine = osrm.OSRM(algorithm="MLD", storage_config=str(base), use_shared_memory=False,
                           max_locations_distance_table=-1)  # fmt: skip
        at = list(zip(case["lon"].tolist(), case["lat"].tolist(), strict=True))
        sources, targets = case["sources"].tolist(), case["targets"].tolist()

        def ask() -> np.ndarray:
            rows = []
            for first in range(0, len(sources), CHUNK):
                some = sources[first : first + CHUNK]
                places = [at[one] for one in (*some, *targets)]
                answer = engine.Table(osrm.TableParameters(
                    coordinates=places, sources=list(range(len(some))),
                    destinations=list(range(len(some), len(places))),
                ))  # fmt: skip
                rows += [[np.nan if one is None else one / 60 for one in row]
                         for row in answer["durations"]]  # fmt: skip
            return np.array(rows, dtype=np.float64)

        return "OSRM (MLD, with turns)", ready_s, *clock(ask)


if __name__ == "__main__":
    main()
