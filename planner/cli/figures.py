"""Figures of many scenarios in a terminal: a line each, in 80 columns where names allow it."""

import textwrap
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from planner.cli.terminal import out

type Facts = Mapping[str, Any]

_FIGURES = (
    "open_outlets",
    "mean_min_kwh",
    "p90_min",
    "yearly_yuan",
    "visits_share_pct",
    "visit_km",
)


def print_figures(runs: Mapping[str, tuple[str, Facts]], console: Console = out) -> None:
    """Print a line a scenario with its state and the figures that any of them has.

    Parameters
    ----------
    runs
        By scenario its state in words and its manifest, or what is known instead.
    """
    told = {name: facts.get("figures", {}) for name, (_, facts) in runs.items()}
    keys = [key for key in _FIGURES if any(key in one for one in told.values())]
    words = {key: one[key] for one in told.values() for key in keys if key in one}
    grid = Grid(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    grid.add_column("scenario", overflow="fold")
    grid.add_column("state", overflow="fold")
    for key in keys:
        cells = [_shown(one.get(key)) for one in told.values()]
        grid.add_column(_heading(words[key], max(map(len, cells))), justify="right", no_wrap=True)
    for name, (state, _) in runs.items():
        grid.add_row(name, state, *(_shown(told[name].get(key)) for key in keys))
    # A console that wraps nothing would cut the table into lines of its own.
    console.print(grid, soft_wrap=False)


def _heading(fact: Facts, width: int) -> str:
    """Return title and unit in lines as narrow as the figures below them and their words allow."""
    title, unit = fact["title"]["en"], fact["unit"]["en"]
    whole = title if unit.lower() in title.lower() else f"{title}, {unit}"
    return textwrap.fill(whole, max(width, *map(len, whole.split())), break_on_hyphens=False)


def _shown(fact: Facts | None) -> str:
    return "" if fact is None else f"{fact['value']:,.{fact['decimals']}f}"
