"""What a scenario's files must have: all are there, or one error lists what is missing."""

import difflib
from collections.abc import Sequence
from pathlib import Path

from planner.errors import DataError
from planner.files.tiles import read_tiles
from planner.scenario import Scenario

_SHOWN = 5


def require_inputs(scenario: Scenario) -> None:
    """Look for every file and folder before anything is read, and at those that are read last.

    Raises
    ------
    DataError
        Some are missing; all are named, each with its setting and the nearest name there is. Or
        the tiles, which are wanted once all is planned, cannot be used.
    """
    _require_presence(scenario)
    if scenario.report.tiles is not None:
        read_tiles(scenario.report.tiles)


def require_bases(bases: Sequence[str], outlets: Sequence[str]) -> None:
    """Look that managers are based where outlets are.

    Raises
    ------
    DataError
        Some bases are none of the outlets.
    """
    unknown = sorted(set(bases) - set(outlets))
    if unknown:
        raise DataError(
            f"the roster names unknown base outlets: {', '.join(unknown[:_SHOWN])}",
            where="managers.roster",
            mend="use outlet ids of the outlet file",
        )


def _require_presence(scenario: Scenario) -> None:
    missing = {setting: path for setting, path in scenario.inputs().items() if not path.exists()}
    if not missing:
        return
    near = [f"{setting}: {name}" for setting, path in missing.items() if (name := _near(path))]
    raise DataError(
        f"{len(missing)} input files are missing: "
        + ", ".join(f"{path.name} ({setting})" for setting, path in missing.items()),
        where=", ".join(str(path.parent) for path in dict.fromkeys(missing.values())),
        mend=f"did you mean {'; '.join(near)}?"
        if near
        else "correct the paths; they are relative to the scenario file",
    )


def _near(path: Path) -> str:
    if not path.parent.is_dir():
        return ""
    names = [one.name for one in path.parent.iterdir()]
    return next(iter(difflib.get_close_matches(path.name, names, n=1)), "")
