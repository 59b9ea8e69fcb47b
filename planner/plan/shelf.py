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

from planner.files import counting_rows, rows_of_inputs, whole_file
from planner.plan.codec import Given, Reader, Writer
from planner.plan.steps import StepKey, input_facts, keeps, step_keys
from planner.scenario import Scenario
from planner.solve import keeping

logger = logging.getLogger(__name__)

_STRUCTURE = "value.json"
_DIGEST_LENGTH = 64
_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file knows: the same answer, the same bytes
_KEY_LETTERS = 24


@dataclass(frozen=True, eq=False)
class Answered[T]:
    """The answer of a step, whether it was there already, and rows of the inputs that it read."""

    answer: T
    kept: bool
    rows: Mapping[str, int]


@dataclass
class Shelf:
    """Keeps nothing: every step is made anew. `inputs` are files by the settings that name them."""

    inputs: Mapping[str, Path]

    def keep[T](
        self,
        step: str,
        kind: type[T],
        make: Callable[[], T],
        given: Given | None = None,
    ) -> Answered[T]:
        """Return the answer of a step."""
        with counting_rows() as rows:
            answer = make()
        return Answered(answer, kept=False, rows=rows_of_inputs(rows, self.inputs))


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
    ) -> Answered[T]:
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
            found = unpack(path, kind, given)
            if found is not None:
                os.utime(path)  # the last use, for `planner gc`
                return found
            with keeping(self.folder):
                made = super().keep(step, kind, make, given)
            put(path, *pack(made, kind, given))
        return made

    def has(self, step: str) -> bool:
        """Say whether the answer of a step is there and whole."""
        return _content(self.path(step)) is not None

    def path(self, step: str) -> Path:
        """Return the file of a step's answer."""
        return self.folder / f"{step}-{self.keys[step].key[:_KEY_LETTERS]}.zip"


def open_shelf(scenario: Scenario, folder: Path | None) -> Shelf:
    """Return where answers of a scenario are kept: in a folder, if one is given and they may be."""
    inputs = scenario.inputs()
    if folder is None or not keeps(scenario):
        return Shelf(inputs)
    return KeptSteps(inputs, folder, step_keys(scenario, input_facts(scenario)))


def intact(path: Path) -> bool:
    """Say whether a kept answer is what was written."""
    return _content(path) is not None


def unpack[T](path: Path, kind: type[T], given: Given) -> Answered[T] | None:
    """Return what was kept in a file, None where there is none or it is not what was written."""
    content = _content(path)
    if content is None:
        return None
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    told = json.loads(parts.pop(_STRUCTURE))
    answer: T = Reader(parts, given).unpack(told["answer"], kind)
    return Answered(answer, kept=True, rows=told["rows"])


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


def pack[T](made: Answered[T], kind: type[T], given: Given) -> tuple[memoryview, str]:
    """Return an answer as bytes, the same for the same answer, and their SHA-256."""
    writer = Writer(given)
    whole = {"answer": writer.pack(made.answer, kind), "rows": made.rows}
    parts = {_STRUCTURE: json.dumps(whole, ensure_ascii=False).encode(), **writer.parts}
    del writer, whole
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as box:
        for name in list(parts):  # let go one by one: a register's take hundreds of megabytes
            box.writestr(zipfile.ZipInfo(name, _WHEN), parts.pop(name))
    content = stream.getbuffer()
    return content, hashlib.sha256(content).hexdigest()


def put(path: Path, content: memoryview, digest: str) -> None:
    """Keep packed bytes in a file, whole or not at all."""
    with whole_file(path) as part, part.open("wb") as file:
        file.write(digest.encode() + b"\n")
        file.write(content)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
