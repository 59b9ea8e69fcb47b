"""What all commands share: the terminal, its words, and how far a run is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from planner.errors import DataError

if TYPE_CHECKING:
    from planner.findings import Language
    from planner.plan import ProgressCall

# ruff: noqa: PLC0415  rooms take seconds to import, and a run that finds nothing to do needs none

out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False)

Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]
Lang = Annotated[str, typer.Option("--language", help="Language of the findings: zh or en.")]


def say(text: str, *, quiet: bool) -> None:
    """Print a line as it is, unless nothing is to be said."""
    if not quiet:
        out.print(text, markup=False)


def language_of(word: str) -> "Language":
    """Return the language that a word names.

    Raises
    ------
    DataError
        It names none.
    """
    if word == "zh":
        return "zh"
    if word == "en":
        return "en"
    raise DataError(f"there is no language {word!r}", mend="use --language zh or --language en")


@contextmanager
def progress_bars(*, quiet: bool) -> "Iterator[ProgressCall | None]":
    """Show how far a run is, unless nothing is to be said."""
    from planner.bars import show_progress

    if quiet:
        yield None
        return
    with show_progress(err) as progress:
        yield progress
