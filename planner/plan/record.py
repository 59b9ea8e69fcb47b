"""What a finished plan left behind: read back from its folder, or taken from the plan itself."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet

from planner.errors import DataError
from planner.findings import Language
from planner.plan import manifest
from planner.plan.books import read_findings, row_books
from planner.plan.ground import ground_layers
from planner.plan.ledger import Ledger
from planner.plan.story import CustomerStory, facts_of
from planner.schema import CUSTOMERS, FINDINGS, GROUND, LEDGER, Figure, Layer, Text
from planner.sealed import MANIFEST, damaged
from planner.solve import Outcome, Status

if TYPE_CHECKING:
    from planner.plan.plan import Plan

_SHOWN = 3
_NO_ANSWERS = {CUSTOMERS.name, LEDGER.name, FINDINGS.name, "quarantine"}
_TABLES = "tables"


@dataclass(frozen=True, eq=False)
class PlanRecord:
    """Question, figures, proofs and tables of one finished plan.

    `settings` is the scenario as the manifest has it: plain values, paths reduced to names.
    `tables` are by name, each read when it is asked for. `ground` is what lies under the map; of a
    folder without its minor roads.
    """

    name: str
    run: str
    where: str
    settings: Mapping[str, Any]
    inputs: Mapping[str, Mapping[str, str]]
    figures: tuple[Figure, ...]
    outcomes: Mapping[str, Outcome]
    tables: Mapping[str, pd.DataFrame]
    ground: tuple[Layer, ...]

    @property
    def language(self) -> Language:
        """Language of the plan's own sentences."""
        return "zh" if self.settings["language"] == "zh" else "en"

    def customer(self, account_no: str) -> CustomerStory:
        """Tell everything every room said about one account; a folder keeps no cells of the file.

        Raises
        ------
        DataError
            The account was never in the register.
        """
        rows = Ledger(self.tables[LEDGER.name]).of(account_no)
        answers = {
            name: mine.drop(columns="account_no").to_dict("records")
            for name in self.tables
            if name not in _NO_ANSWERS and len(mine := self._of(name, account_no))
        }
        return CustomerStory(
            account_no,
            rows,
            facts_of(self.tables[CUSTOMERS.name], account_no),
            answers,
            read_findings(self.tables[FINDINGS.name]).of_customer(account_no),
            self.language,
        )

    def _of(self, name: str, account_no: str) -> pd.DataFrame:
        frame = pd.DataFrame(self.tables[name])
        if "account_no" not in frame.columns:
            return frame.iloc[:0].assign(account_no="")
        return frame.loc[frame["account_no"] == account_no]

    @classmethod
    def of(cls, plan: "Plan") -> "PlanRecord":
        """Return the record of a plan that was never saved."""
        books = row_books(plan, plan.scenario.language)
        return cls(
            name=plan.scenario.name,
            run=plan.run_id,
            where=f"plan {plan.scenario.name!r}",
            settings=manifest.settings(plan.scenario),
            inputs=plan.inputs,
            figures=tuple(plan.headline()),
            outcomes=plan.outcomes,
            tables={table.name: frame for table, frame in (dict(plan.tables()) | books).items()},
            ground=plan.ground.layers,
        )


def read_record(folder: str | Path) -> PlanRecord:
    """Read a saved plan back, after looking that every file is still as it was written.

    Raises
    ------
    DataError
        There is no plan, it holds sums only, it was written by another version, or a file has
        changed or gone since.
    """
    folder = Path(folder)
    facts = _manifest(folder)
    _require_whole(folder, facts)
    tables = _FolderTables(folder, facts["outputs"])
    try:
        return PlanRecord(
            name=facts["scenario"]["name"],
            run=facts["run"],
            where=str(folder),
            settings=facts["scenario"],
            inputs=facts["inputs"],
            figures=tuple(_figure(key, one) for key, one in facts["figures"].items()),
            outcomes={name: _outcome(one) for name, one in facts["outcomes"].items()},
            tables=tables,
            ground=ground_layers(gpd.GeoDataFrame(tables[GROUND.name])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"the manifest cannot be understood: {type(error).__name__} {error}",
            where=str(folder / MANIFEST),
            mend="make the plan again with this version of planner",
        ) from error


class _FolderTables(Mapping[str, pd.DataFrame]):
    """The Parquet tables of a folder by name, read when they are asked for."""

    def __init__(self, folder: Path, outputs: Mapping[str, str]) -> None:
        paths = [Path(one) for one in outputs]
        self._paths = {
            one.stem: folder / one
            for one in paths
            if one.parent == Path(_TABLES) and one.suffix == ".parquet"
        }

    def __getitem__(self, name: str) -> pd.DataFrame:
        path = self._paths[name]
        has_places = b"geo" in (pyarrow.parquet.read_schema(path).metadata or {})
        return gpd.read_parquet(path) if has_places else pd.read_parquet(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        masked = facts.get("profile", "internal-full") != "internal-full"
        whole = {"scenario", "run", "inputs", "figures", "outcomes", "outputs"} <= set(facts)
    except (OSError, ValueError, AttributeError) as error:
        raise DataError(
            f"there is no finished plan in {folder.name}: {error}",
            where=str(path),
            mend="name a folder that planner run wrote, with its manifest.json",
        ) from None
    if masked or not whole:
        raise DataError(
            f"the plan in {folder.name} holds sums only"
            if masked
            else f"the manifest in {folder.name} is not one of a plan",
            where=str(path),
            mend="name the folder of the whole plan (export profile internal-full)",
        )
    return dict(facts)


def _require_whole(folder: Path, facts: Mapping[str, Any]) -> None:
    """Compare every listed file with its digest; a plan with one spoiled file is not believed."""
    spoiled = damaged(folder, facts)
    gone = [name for name in spoiled if not (folder / name).is_file()]
    changed = [name for name in spoiled if name not in gone]
    faults = [
        f"{len(names)} {words}: {', '.join(names[:_SHOWN])}{', ...' if len(names) > _SHOWN else ''}"
        for names, words in ((changed, "files are not as they were written"), (gone, "are gone"))
        if names
    ]
    if faults:
        raise DataError(
            f"the plan in {folder.name} is spoiled: {'; '.join(faults)}",
            where=str(folder),
            mend="run the scenario again into this folder, or take the files from a copy",
        )


def _figure(key: str, fact: Mapping[str, Any]) -> Figure:
    words = {name: Text(**fact[name]) for name in ("title", "unit")}
    return Figure(key, **{**fact, **words})


def _outcome(fact: Mapping[str, Any]) -> Outcome:
    """Return an outcome as it was; the manifest has null where nothing is proven."""
    numbers = {
        name: math.inf if fact[name] is None else fact[name]
        for name in ("objective", "bound", "gap")
    }
    return Outcome(**{**fact, **numbers, "status": Status(fact["status"])})
