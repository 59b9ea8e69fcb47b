"""A scenario file as written: what stands at its top, the scenarios in it, and its sweep."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.errors import DataError, OptionError
from planner.files import read_toml
from planner.scenario.merge import Values, merged

_INHERITS = "inherits"
_OWN = ("sweep", "scenario")
_ALIKE = 0.8
_MEND = "correct the file: UTF-8 text in TOML (see data/scenarios/base.toml)"


@dataclass(frozen=True)
class Source:
    """The values of a file, not yet checked.

    `top` is the scenario at the top, `variants` those of ``[scenario.NAME]`` as written, `sweep`
    the section of that name. `files` are all that was read, the file itself first.
    """

    path: Path
    top: Values
    variants: Mapping[str, Values]
    sweep: Values
    files: tuple[Path, ...]

    @property
    def folder(self) -> Path:
        """What paths in the file are relative to."""
        return self.path.resolve().parent

    @property
    def names(self) -> list[str]:
        """Names of the scenarios in the file, the one at the top first."""
        top = str(self.top.get("name", ""))
        return list(dict.fromkeys([top, *self.variants]))

    def values(self, name: str = "") -> Values:
        """Return the values of one scenario, with all that it inherits below them.

        Raises
        ------
        OptionError
            There is no scenario of that name, or it inherits from itself.
        """
        return self._values(name, ()) if name else self.top

    def _values(self, name: str, seen: tuple[str, ...]) -> Values:
        if name in seen:
            raise OptionError(
                f"scenarios inherit in a circle: {' <- '.join((*seen, name))}",
                where=str(self.path),
                mend=f"let one of them inherit from {self.names[0]!r}, or from nothing",
            )
        if name not in self.variants:
            if name == self.names[0]:
                return self.top
            raise unknown("scenario", name, self.names, where=str(self.path))
        own = dict(self.variants[name])
        parent = own.pop(_INHERITS, "")
        below = self._values(str(parent), (*seen, name)) if parent else self.top
        return {**merged(below, own), "name": own.get("name", name)}


def read_source(path: str | Path) -> Source:
    """Read a scenario file and the files beside it that it inherits from.

    Raises
    ------
    DataError
        A file is not there, not text, or not TOML.
    OptionError
        Files inherit in a circle or from another folder, or a section is not what it should be.
    """
    path = Path(path)
    top, files = _read(path, ())
    for key in set(top) - {*_OWN}:
        near = difflib.get_close_matches(key, _OWN, n=1, cutoff=_ALIKE)
        if near:
            raise OptionError(
                f"unknown section {key}", where=str(path), mend=f"did you mean {near[0]}?"
            )
    sweep, variants = top.pop("sweep", {}), top.pop("scenario", {})
    for what, value in (("sweep", sweep), ("scenario", variants), *variants_of(variants)):
        if not isinstance(value, Mapping):
            raise OptionError(
                f"{what} is {value!r}", where=str(path), mend=f"make it a section: [{what}]"
            )
    return Source(path, top, dict(variants), dict(sweep), files)


def variants_of(variants: object) -> Iterable[tuple[str, object]]:
    """Return the scenarios of a file with the names of their sections."""
    if not isinstance(variants, Mapping):
        return ()
    return [(f"scenario.{name}", value) for name, value in variants.items()]


def unknown(what: str, name: str, known: Iterable[str], *, where: str) -> OptionError:
    """Make the error for a name that is none of those there are."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return OptionError(
        f"there is no {what} {name!r}",
        where=where,
        mend=f"did you mean {near[0]!r}?" if near else f"use one of: {', '.join(names)}",
    )


def _read(path: Path, seen: tuple[Path, ...]) -> tuple[Values, tuple[Path, ...]]:
    """Return the values of a file over those it inherits, and the files that were read."""
    if path in seen:
        raise OptionError(
            f"files inherit in a circle: {' <- '.join(one.name for one in (*seen, path))}",
            where=str(path),
            mend="let the last of them inherit from none",
        )
    own = _values_of(path)
    parent = own.pop(_INHERITS, None)
    if parent is None:
        return own, (path,)
    if not isinstance(parent, str) or Path(parent).name != parent:
        raise OptionError(
            f"inherits = {parent!r}",
            where=str(path),
            mend="name a scenario file in the same folder: paths are relative to it",
        )
    below, files = _read(path.with_name(parent), (*seen, path))
    below.pop("sweep", None)  # a file is asked for its own sweep, not for another's
    return merged(below, own), (path, *files)


def _values_of(path: Path) -> Values:
    if not path.is_file():
        near = ", ".join(sorted(one.name for one in path.parent.glob("*.toml")))
        raise DataError(
            f"there is no scenario file {path.name}",
            where=str(path),
            mend=f"use one of: {near}" if near else "give the path of a .toml scenario file",
        )
    return read_toml(path, what="scenario", mend=_MEND)
