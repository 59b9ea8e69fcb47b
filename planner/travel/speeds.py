"""How fast each class of road is driven: a dated file that the utility owns."""

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field

from planner.files import read_options
from planner.options import Options, Positive


class SpeedRules(Options):
    """Speeds by class of road; a class without one carries no car."""

    effective_from: dt.date
    """First day on which these speeds hold."""
    source: str
    """Where they come from."""
    limit_share: Annotated[float, Field(gt=0, le=1)]
    """Share of a signed limit that is really driven."""
    shut_barriers: tuple[str, ...]
    """Kinds of barrier that stop a car unless they are tagged as open to it."""
    km_per_h: Annotated[dict[str, Positive], Field(min_length=1)]
    """Speed of each class; `ferry` is that of a crossing without a stated duration."""


def read_speeds(path: Path) -> SpeedRules:
    """Read a file of speeds.

    Raises
    ------
    DataError
        The file is not there or not TOML.
    OptionError
        A setting is unknown, missing or out of range.
    """
    mend = "name a TOML file like data/rules/speeds.toml"
    return read_options(SpeedRules, path, what="speeds of roads", mend=mend)
