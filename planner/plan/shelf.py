"""Where answers of steps are kept between runs, by key; each one file, whole or not there."""

import fcntl
import hashlib
import io
import json
import logging
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from planner.files import whole_file
from planner.plan.codec import Given, Reader, Writer
from planner.plan.steps import StepKey
from planner.solve import keeping

logger = logging.getLogger(__name__)

_STRUCTURE = "value.json"
_DIGEST_LENGTH = 64
_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file knows: the same answer, the same bytes
_KEY_LETTERS = 24


class Shelf:
    """Keeps nothing: every step is made anew."""

    def keep[T](
        self,
        step: str,
        kind: type[T],
        make: Callable[[], T],
        given: Given | None = None,
    ) -> tuple[T, bool]:
        """Return the answer of a step, and whether it was there already."""
        return make(), False


@dataclass
class KeptSteps(Shelf):
    """Keeps answers in a folder.

    The file has the SHA-256 of the rest in its first line, then a zip file without compression: a
    flipped byte is found by whoever reads it, who then makes the answer anew. While a step is made
    its key is locked, so that scenarios that run at once make it once. The system drops the lock
    when its holder dies. Of a search that is stopped the best so far is kept beside them.
    """

    folder: Path
    keys: Mapping[str, StepKey]

    def keep[T](
        self, step: str, kind: type[T], make: Callable[[], T], given: Given | None = None
    ) -> tuple[T, bool]:
        """Return the answer from the folder, or make it and keep it.

        Parameters
        ----------
        kind
            Type of the answer; its annotations say how to read it.
        given
            What is not stored, by type.
        """
        given, path = given or {}, self.path(step)
        with _locked(path.with_suffix(".lock")):
            found = _read(path, kind, given)
            if found is not None:
                os.utime(path)  # the last use, for `planner gc`
                return found, True
            with keeping(self.folder):
                value = make()
            _write(path, value, kind, given)
        return value, False

    def has(self, step: str) -> bool:
        """Say whether the answer of a step is there and whole."""
        return _content(self.path(step)) is not None

    def path(self, step: str) -> Path:
        """Return the file of a step's answer."""
        return self.folder / f"{step}-{self.keys[step].key[:_KEY_LETTERS]}.zip"


def intact(path: Path) -> bool:
    """Say whether a kept answer is what was written."""
    return _content(path) is not None


def _read[T](path: Path, kind: type[T], given: Given) -> T | None:
    content = _content(path)
    if content is None:
        return None
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    return Reader(parts, given).unpack(json.loads(parts.pop(_STRUCTURE)), kind)


def _content(path: Path) -> bytes | None:
    """Return what was written, or None when it is not there or not what it was."""
    try:
        whole = path.read_bytes()
    except FileNotFoundError:
        return None
    told, content = whole[:_DIGEST_LENGTH], whole[_DIGEST_LENGTH + 1 :]
    if hashlib.sha256(content).hexdigest().encode() != told:
        logger.warning("%s is damaged; its step is made anew", path.name)
        return None
    return content


def _write(path: Path, value: object, kind: type, given: Given) -> None:
    writer = Writer(given)
    told = json.dumps(writer.pack(value, kind), ensure_ascii=False)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as box:
        for name, part in {_STRUCTURE: told.encode(), **writer.parts}.items():
            box.writestr(zipfile.ZipInfo(name, _WHEN), part)
    content = stream.getvalue()
    with whole_file(path) as part_file:
        part_file.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
