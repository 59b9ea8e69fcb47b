"""The command: all verbs, and the one place where a user's mistake is told."""

import sys

import typer

from planner.cli import addresses, plans, prepare, registers, runs
from planner.cli.terminal import err
from planner.errors import PlannerError

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
    help="Outlets, account managers and visit tours for an electric utility's large customers.",
)  # fmt: skip
for verbs in (plans, prepare, runs, registers, addresses):
    verbs.add_to(app)


def main() -> None:
    """Run the command; a user's mistake ends in one message, never in a traceback."""
    try:
        app()
    except PlannerError as error:
        err.print(f"{type(error).__name__}: {error}", markup=False, soft_wrap=True)
        sys.exit(error.exit_code)
