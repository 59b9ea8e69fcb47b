"""`make bench`: published siting instances by problem and size, the worst of each beside its bar.

`make bench-siting INSTANCES=DIR` prints the same instances one by one.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from siting import NOT_SOLVED, Line, apart, warm
from table import Row

INSTANCES = Path(__file__).parents[3] / "shared" / "instances" / "siting"
LIMIT_S = 120.0
OPEN_GAP_PCT = 1.0
P_MEDIAN_MB = 500.0


@dataclass(frozen=True)
class Family:
    """Instances that share a bar; `proven` says whether each has to be.

    A bar on memory is set for the p-median alone.
    """

    name: str
    has: Callable[[str, int], bool]
    bar_s: float
    proven: bool = True
    bar_mb: float = float("inf")


FAMILIES = (
    Family("p-median, n <= 400", lambda one, n: one.startswith("p-median") and n <= 400, 5.0,
           bar_mb=P_MEDIAN_MB),
    Family("p-median, n > 400", lambda one, n: one.startswith("p-median") and n > 400, 45.0,
           bar_mb=P_MEDIAN_MB),
    Family("p-center", lambda one, _: one == "p-center", 5.0),
    Family("set covering", lambda one, _: one.startswith("LSCP"), 5.0),
    Family("maximal covering", lambda one, _: one.startswith("MCLP"), LIMIT_S),
    Family("fixed charge", lambda one, n: one == "UFLP" and n < 1_000, 1.0),
    Family("fixed charge, 1,000 customers",
           lambda one, n: one == "UFLP" and n >= 1_000, LIMIT_S, proven=False),
    Family("capacities, split", lambda one, n: one.startswith("CFLP") and n < 1_000, 1.0),
    Family("capacities, split, 1,000 customers",
           lambda one, n: one.startswith("CFLP") and n >= 1_000, LIMIT_S, proven=False),
    Family("capacities, single source", lambda one, _: one == "SSCFLP", LIMIT_S, proven=False),
    Family("capacitated p-median", lambda one, _: one.startswith("capacitated"), LIMIT_S,
           proven=False),
)  # fmt: skip


def published_rows() -> Iterator[Row]:
    if not INSTANCES.is_dir():
        yield Row("published instances are not here", 0.0, 0.0, sound=False)
        return
    with (INSTANCES / "best_known.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    warm(INSTANCES, rows)
    for family in FAMILIES:
        mine = [one for one in rows if family.has(one["problem"], int(one["customers"]))]
        yield _row(family, [apart(INSTANCES, one, LIMIT_S) for one in mine])


def _row(family: Family, lines: list[Line]) -> Row:
    ended = [one for one in lines if one.cpu_s]
    slowest = max(ended, key=lambda one: float(one.cpu_s))
    largest = max(float(one.peak_mb) for one in ended)
    proven = [one for one in ended if one.verdict == "optimum proven"]
    open_pct = max((float(one.gap_pct) for one in ended), default=0.0)
    wrong = [f"{one.instance}: {one.verdict}" for one in lines if _is_wrong(one)]
    note = (
        f"{len(proven)} of {len(lines)} proven, widest gap {open_pct:.2f} %, "
        f"slowest {slowest.instance} p={slowest.p}, {largest:.0f} MB"
    )
    enough = len(proven) == len(lines) if family.proven else open_pct <= OPEN_GAP_PCT
    return Row(
        f"published {family.name}", float(slowest.cpu_s), family.bar_s,
        note="; ".join([note, *wrong]), sound=enough and not wrong and largest < family.bar_mb,
    )  # fmt: skip


def _is_wrong(line: Line) -> bool:
    return line.verdict == NOT_SOLVED or line.verdict.startswith(("WRONG", "failed"))
