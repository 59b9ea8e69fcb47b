"""Who may see a plan: the profiles, what each says about itself, and what it needs at the door."""

import json
from pathlib import Path

from planner.errors import OptionError
from planner.plan.pseudonyms import read_key
from planner.scenario import Scenario
from planner.schema import Text
from planner.sealed import MANIFEST, OUTPUTS

_SHOWN = 3


def level_of(scenario: Scenario) -> Text:
    """Return the line at the foot of a map that says who may see it, and what was left out."""
    fewest = scenario.export.fewest
    few = Text(f"少于 {fewest} 户不列数字", f"groups below {fewest} customers show no figure")
    match scenario.export.profile:
        case "internal-full":
            return Text("内部资料，注意保密", "Internal: not for publication")
        case "manager-own":
            return Text(
                f"客户经理级：仅本人客户，其余只有汇总；{few.zh}",
                f"For one manager: his own customers, of all others sums only; {few.en}",
            )
        case "management":
            return Text(
                f"管理级：客户只有等级和行政区，位置取 500 米网格；{few.zh}",
                f"For management: tier and district, points on a grid of 500 m; {few.en}",
            )
        case "public":
            return Text(f"公开级：仅按网格计数；{few.zh}", f"Public: counts by cell; {few.en}")


def require_profile(scenario: Scenario, folder: Path | None = None) -> None:
    """Refuse a masked profile that could not be written in the end, before anything is computed.

    Parameters
    ----------
    folder
        Where the plan will go, if that is known.

    Raises
    ------
    OptionError
        The profile needs a key for pseudonyms and there is none, or the folder holds files that
        whoever gets it should not see.
    """
    profile = scenario.export.profile
    if profile == "internal-full":
        return
    if profile == "management":
        read_key()
    if folder is not None:
        _require_own(folder, profile)


def _require_own(folder: Path, profile: str) -> None:
    """Refuse a folder with other files in it: the full plan of last week would go out with this."""
    own = _written_before(folder / MANIFEST, profile)
    others = sorted(
        name
        for path in folder.rglob("*")
        if path.is_file() and (name := path.relative_to(folder).as_posix()) not in own
    )
    if others:
        shown = ", ".join(others[:_SHOWN]) + (", ..." if len(others) > _SHOWN else "")
        raise OptionError(
            f"a plan for {profile} cannot go beside {len(others)} other files: {shown}",
            where=str(folder),
            mend="name an empty folder; whoever gets this one would get those files too",
        )


def _written_before(manifest: Path, profile: str) -> set[str]:
    """Return the files that an earlier plan of the same profile wrote here."""
    try:
        facts = json.loads(manifest.read_text(encoding="utf-8"))
        return {*facts[OUTPUTS], MANIFEST} if facts["profile"] == profile else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()
