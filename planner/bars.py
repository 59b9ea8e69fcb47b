"""How far a run is: bars in a terminal and in a notebook, now and then a line in a pipe."""

import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console

from planner.plan import Event, ProgressCall

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

EVERY_S = 10.0
STOPPED = "the search is stopped"


@contextmanager
def show_progress(console: Console | None = None) -> Iterator[ProgressCall]:
    """Give a callable for `run` that shows what it is told where it can best be seen.

    In a notebook that is a bar of tqdm, as a widget where ipywidgets is installed; in a terminal
    bars with the best value, bound and gap of the search; elsewhere a line when a room is done, and
    one every ten seconds while it works.

    Parameters
    ----------
    console
        Where to write; standard error when not given.
    """
    console = console or Console(stderr=True, highlight=False)
    if _in_notebook() and importlib.util.find_spec("tqdm"):
        yield from _notebook()
    elif console.is_terminal:
        yield from _terminal(console)
    else:
        yield Lines(console).report


class Lines:
    """A line when a room is done, and one every so often while it works or searches."""

    def __init__(
        self,
        console: Console,
        *,
        every_s: float = EVERY_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console, self._every_s, self._clock = console, every_s, clock
        self._ended: set[str] = set()
        self._said_at = clock()

    def report(self, event: Event) -> None:
        """Say what is worth a line."""
        if event.stopped:
            self._say(f"{event.room}: {STOPPED} ({event.search})")
        elif event.is_end:
            if event.room not in self._ended:
                self._ended.add(event.room)
                self._say(f"{event.room}: done")
        elif self._clock() - self._said_at >= self._every_s:
            told = event.search if event.is_search else f"{event.done:,} of {event.total:,}"
            self._say(f"{event.room}: {told}")

    def _say(self, text: str) -> None:
        self._said_at = self._clock()
        self._console.print(text, markup=False, soft_wrap=True)


def _terminal(console: Console) -> Iterator[ProgressCall]:
    from rich.progress import (  # noqa: PLC0415  a pipe needs none of it
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("{task.description:<10}"), BarColumn(bar_width=30), TimeElapsedColumn(),
        TextColumn("{task.fields[search]}"),
    )  # fmt: skip
    with Progress(*columns, console=console) as bars:
        yield _Bars(bars).report


class _Bars:
    """A bar a room; one whose room says nothing of its parts moves to and fro."""

    def __init__(self, bars: "Progress") -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def report(self, event: Event) -> None:
        if event.room not in self._tasks:
            self._tasks[event.room] = self._bars.add_task(event.room, total=None, search="")
        task = self._tasks[event.room]
        if event.is_start and self._bars.tasks[task].finished:  # another run through the same rooms
            self._bars.reset(task, total=None, search="")
        if event.stopped:
            self._bars.console.print(f"{event.room}: {STOPPED}", markup=False)
        if event.is_search:
            self._bars.update(task, search=event.search)
        elif event.is_end or event.total > 1:
            self._bars.update(task, completed=event.done, total=event.total)


def _notebook() -> Iterator[ProgressCall]:
    has_widgets = importlib.util.find_spec("ipywidgets") is not None
    module = importlib.import_module("tqdm.notebook" if has_widgets else "tqdm")
    bars: dict[str, Any] = {}

    def report(event: Event) -> None:
        if event.room not in bars:
            bars[event.room] = module.tqdm(total=event.total, desc=event.room)
        bar = bars[event.room]
        if event.is_start and bar.n:  # another run through the same rooms
            bar.set_postfix_str("", refresh=False)
            bar.reset(event.total)
        if event.is_search:
            bar.set_postfix_str(event.search)
            return
        bar.total, bar.n = event.total, event.done
        bar.refresh()

    try:
        yield report
    finally:
        for bar in bars.values():
            bar.close()


def _in_notebook() -> bool:
    shell = sys.modules.get("IPython")
    return shell is not None and hasattr(shell.get_ipython(), "kernel")
