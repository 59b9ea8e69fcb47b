"""Blocks of heavy steps: pieces of work that lie in files, for whoever does them.

A block is a piece of a step, named by the step's key and by its own content; its answer lies beside
it under the same name. So nothing is done twice, whoever is killed goes on from the last answer,
and machines that share the folder share the work.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from planner.customers import JudgedRows, Piece, RowJudge
from planner.errors import PlannerError
from planner.geocode import (
    PIECE_ADDRESSES,
    AddressPiece,
    FoundAddresses,
    find_piece,
    read_gazetteer,
)
from planner.plan.shelf import Answered, KeptSteps, intact, pack, put, unpack
from planner.scenario import Scenario

_ASKED, _NAME_LETTERS = ".asked.zip", 16


@dataclass(frozen=True)
class Kind:
    """A kind of block.

    Attributes
    ----------
    step
        The step of the walk that is cut.
    piece, answer
        What lies in the files.
    work
        Returns, for a scenario, what makes an answer of a piece.
    rows
        Rows, or addresses, in a block when nobody says how many.
    """

    step: str
    piece: type
    answer: type
    work: Callable[[Scenario], Callable[[Any], Any]]
    rows: int


def _judge(scenario: Scenario) -> Callable[[Piece], JudgedRows]:
    return RowJudge(scenario.customers)


def _find(scenario: Scenario) -> Callable[[AddressPiece], FoundAddresses]:
    options = scenario.geocode
    gazetteer = None if options.gazetteer is None else read_gazetteer(options.gazetteer)
    return partial(find_piece, gazetteer=gazetteer, options=options)


KINDS = {
    "register": Kind("customers", Piece, JudgedRows, _judge, 100_000),
    "addresses": Kind("geocode", AddressPiece, FoundAddresses, _find, PIECE_ADDRESSES),
}
"""By what a user calls them."""


def do_block(name: str, asked: Path, scenario: Scenario) -> None:
    """Do a block that lies in a file, and keep its answer beside it.

    Raises
    ------
    PlannerError
        The file is not there or damaged.
    """
    kind = KINDS[name]
    answer = kind.work(scenario)(_unpacked(asked, kind.piece))
    put(_answer_of(asked), *pack(Answered(answer, kept=False, rows={}), kind.answer, {}))


@dataclass
class BlockedStep:
    """One step of a scenario in blocks; can be called as rooms call what does pieces of their work.

    Parameters
    ----------
    do
        Does those blocks, by their files, whose answers are not there yet.
    rows
        So many in a block; the kind's own number when 0.
    """

    kind: Kind
    shelf: KeptSteps
    do: Callable[[list[Path]], None]
    rows: int = 0
    laid: list[Path] = field(default_factory=list)
    """Blocks that were asked for so far."""
    done: int = 0
    """How many of them were not there yet."""

    def __call__(self, cut: Callable[[int], Iterable[Any]]) -> Iterable[Any]:
        """Lay every piece into its file, have them done, and return their answers in order."""
        blocks = [self._lay(piece) for piece in cut(self.rows or self.kind.rows)]
        missing = [one for one in blocks if not intact(_answer_of(one))]
        self.laid += blocks
        self.done += len(missing)
        if missing:
            self.do(missing)
        return (_unpacked(_answer_of(one), self.kind.answer) for one in blocks)

    def clear(self) -> None:
        """Remove blocks and answers: what they were for is kept."""
        for one in self.laid:
            one.unlink(missing_ok=True)
            _answer_of(one).unlink(missing_ok=True)

    def _lay(self, piece: object) -> Path:
        content, digest = pack(Answered(piece, kept=False, rows={}), self.kind.piece, {})
        step = self.shelf.path(self.kind.step)
        path = step.with_name(f"{step.stem}-{digest[:_NAME_LETTERS]}{_ASKED}")
        if intact(_answer_of(path)):
            os.utime(_answer_of(path))  # the last use, for `planner gc`
        else:
            put(path, content, digest)
        return path


def _answer_of(asked: Path) -> Path:
    return asked.with_name(asked.name.removesuffix(_ASKED) + ".zip")


def _unpacked[T](path: Path, kind: type[T]) -> T:
    found = unpack(path, kind, {})
    if found is None:
        raise PlannerError(
            f"the block {path.name} is not there, or not as it was written", where=str(path),
            mend="prepare again: blocks that are there stay; all machines need the folder of runs "
            "under the same path",
        )  # fmt: skip
    return found.answer
