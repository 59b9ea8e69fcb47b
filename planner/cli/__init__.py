"""The `planner` command: a thin shell over `planner.run` and the rooms."""

from planner.cli.command import app, main

__all__ = ["app", "main"]
