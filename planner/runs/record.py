"""What a home of runs remembers of each call: what was asked, what it read, and which folders.

When all that is as it was, there is nothing to do, and nothing heavy has to be imported to know.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.digests import digest_of, sha256_of, source_digest, version_of
from planner.errors import DataError
from planner.runs.manifest import read_manifest
from planner.sealed import damaged, read_sealed, seal

ENDING = ".sweep.json"


@dataclass(frozen=True)
class Asked:
    """One call of `planner run`: the file, the scenarios chosen, the settings laid over."""

    file: Path
    only: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()

    def path(self, home: Path) -> Path:
        """Return where it is remembered in a home of runs."""
        more = [*self.only, *self.settings]
        tail = f"-{digest_of(more)[:6]}" if more else ""
        return home / f"{self.file.stem}{tail}{ENDING}"


def remember(
    asked: Asked,
    home: Path,
    read: Iterable[Path],
    folders: Mapping[str, str],
    versions: Iterable[str],
) -> Path:
    """Write what was asked and read; `folders` are names of runs' folders by scenario."""
    from planner.files import write_text  # noqa: PLC0415  `unchanged` goes without all of it

    facts = {
        "schema": 1,
        "file": _relative(asked.file, home),
        "only": list(asked.only),
        "settings": list(asked.settings),
        "read": {_relative(one, home): sha256_of(one) for one in sorted(set(read))},
        "source": source_digest(),
        "versions": {name: version_of(name) for name in sorted(versions)},
        "folders": dict(folders),
    }
    return write_text(asked.path(home), seal(facts))


def remembered(home: Path) -> list[Asked]:
    """Return the calls that a home of runs knows of.

    Raises
    ------
    DataError
        There is none, or what is there is not what was written.
    """
    found = []
    for path in sorted(home.glob(f"*{ENDING}")):
        facts = _read(path)
        file = Path(os.path.normpath(home / facts["file"]))
        found.append(Asked(file, tuple(facts["only"]), tuple(facts["settings"])))
    if not found:
        raise DataError(
            f"{home.name} remembers no run",
            where=str(home),
            mend="name the folder that `planner run` wrote its runs into, such as runs/",
        )
    return found


def folders_of(home: Path) -> dict[str, str]:
    """Return the folders of all calls by scenario."""
    return {
        name: folder
        for path in sorted(home.glob(f"*{ENDING}"))
        for name, folder in _read(path)["folders"].items()
    }


def unchanged(asked: Asked, home: Path) -> Mapping[str, dict[str, Any]] | None:
    """Return the manifests of a call that would do nothing, by scenario; None when it would.

    Every file that was read and every file that was written is hashed.
    """
    try:
        facts = _read(asked.path(home))
        folders = {name: home / folder for name, folder in facts["folders"].items()}
        manifests = {name: read_manifest(folder) for name, folder in folders.items()}
    except DataError:
        return None
    same = (
        (facts["only"], facts["settings"]) == (list(asked.only), list(asked.settings))
        and home / facts["file"] == home / _relative(asked.file, home)
        and facts["source"] == source_digest()
        and all(version_of(name) == told for name, told in facts["versions"].items())
        and all(_is(home / name, told) for name, told in facts["read"].items())
        and not any(damaged(folders[name], told) for name, told in manifests.items())
    )
    return manifests if same else None


def _read(path: Path) -> dict[str, Any]:
    return read_sealed(path, what=f"record {path.name}", mend="run the scenario file")


def _is(path: Path, digest: str) -> bool:
    return path.exists() and sha256_of(path) == digest


def _relative(path: Path, home: Path) -> str:
    return Path(os.path.relpath(path.resolve(), home.resolve())).as_posix()
