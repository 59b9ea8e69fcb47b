"""Travel from customers to outlets and sites, a block of customers at a time.

A block is a part of the table that `travel.keep` keeps. Whoever measures it leaves it there, and a
run of the scenario finds it: many processes can share the work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.errors import OptionError
from planner.plan.reaching import Roads
from planner.plan.walk import Walk
from planner.travel import RoadTravel, kept_between, part_path


@dataclass(frozen=True, eq=False)
class TravelTable:
    """What is to be measured, and where it is kept."""

    source: RoadTravel
    origins: Sequence[str]
    destinations: Sequence[str]
    folder: Path
    rows: int

    def blocks(self) -> list[tuple[int, int]]:
        """Return the first customer and the one after the last of each block that is not kept."""
        starts = range(0, len(self.origins), self.rows)
        all_of_them = [(at, min(at + self.rows, len(self.origins))) for at in starts]
        return [one for one in all_of_them if not self._path(*one).is_file()]

    def measure(self, first: int, end: int) -> None:
        """Measure a block, unless it is kept, and keep it."""
        origins = self.origins[first:end]
        kept_between(self.source, origins, self.destinations, self.folder, self.rows)

    def _path(self, first: int, end: int) -> Path:
        return part_path(self.source, self.origins[first:end], self.destinations, self.folder)


def open_table(walk: Walk) -> TravelTable:
    """Walk up to the loads and lay customers, outlets and sites on the roads.

    Raises
    ------
    DataError, OptionError
        As `planner.run`; or the scenario has no roads of its own, or no place to keep travel.
    """
    options = walk.scenario.travel
    if options.keep is None:
        raise OptionError(
            "travel has no place where blocks of it could be kept", where="travel.keep",
            mend="name a folder, which all machines have under one path: travel.keep",
        )  # fmt: skip
    _, loads = walk.to_loads()
    sites = walk.sites
    source, _ = Roads(loads.customers, sites, options).opened
    if not isinstance(source, RoadTravel):
        raise OptionError(
            "travel without roads is not kept, and needs no blocks", where="travel",
            mend="run the scenario; or name roads",
        )  # fmt: skip
    origins, destinations = loads.customers["account_no"].tolist(), sites["outlet_id"].tolist()
    return TravelTable(source, origins, destinations, options.keep, options.keep_rows)
