"""How many runs at once, within which limits, where: the switches, and what they come to."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.terminal import err
from planner.errors import OptionError
from planner.runs.how import How

if TYPE_CHECKING:
    from planner.runs.launch import Ending

# ruff: noqa: PLC0415  rooms take seconds to import

HOME = Path("runs")

Only = Annotated[
    list[str] | None,
    typer.Option("--scenario", help="A scenario of the file, or of its sweep; may be repeated."),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="setting=value for all: outlets.count=6; may be repeated."),
]
Home = Annotated[Path, typer.Option("--home", help="Folder of runs.")]
HomeArgument = Annotated[Path, typer.Argument(help="Folder of runs, or of one run.")]
Jobs = Annotated[
    int, typer.Option("--jobs", help="Scenarios, or blocks, at a time; never more than cores.")
]
Minutes = Annotated[
    float | None, typer.Option("--minutes", help="Wall time after which a scenario is ended.")
]
MemoryMb = Annotated[
    int | None,
    typer.Option("--memory-mb", help="Most address space of a scenario; the least is some 2,200."),
]
Executor = Annotated[
    str,
    typer.Option(
        help="dask://HOST:8786: beside the workers of a cluster, as many as those have threads.",
        show_default="this machine",
    ),
]
Inputs = Annotated[
    str,
    typer.Option(
        help="Where workers fetch inputs, for fsspec: s3://bucket/in, file:///mnt/in.",
        show_default="the folder of runs",
    ),
]
FailFast = Annotated[bool, typer.Option("--fail-fast", help="Stop at the first that fails.")]


def require_cluster(executor: str, inputs: str) -> None:
    """Refuse an address of inputs where no worker would fetch any."""
    if inputs and not executor:
        raise OptionError(
            "--inputs is for workers of a cluster", mend="name it with --executor, or leave it"
        )


@contextmanager
def placed(how: How, executor: str, inputs: str, *, quiet: bool) -> Iterator[How]:
    """Give the way to run with the cluster that a word names, connected; this machine for none.

    A line is printed for each that ends, unless nobody wants to hear it.
    """
    require_cluster(executor, inputs)
    how = how if quiet else dataclasses.replace(how, told=_tell)
    if not executor:
        yield how
        return
    from planner.runs.cluster import open_cluster

    with open_cluster(executor, inputs) as pool:
        yield dataclasses.replace(how, executor=pool)


def _tell(ending: "Ending", done: int, total: int) -> None:
    why = f": {ending.why}" if ending.why else ""
    line = f"{done}/{total} {ending.name}: {ending.state}, {ending.seconds:.0f} s{why}"
    err.print(line, markup=False, soft_wrap=True)
