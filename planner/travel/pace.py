"""How much slower roads are at an hour of the day: a dated file that the utility owns."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field

from planner.errors import OptionError
from planner.files import read_options
from planner.options import Options
from planner.schema import Text
from planner.travel.engines.network import Network
from planner.travel.options import TravelOptions

_OTHER = "other"

type _Day = Annotated[
    tuple[Annotated[float, Field(gt=0, le=1.5)], ...], Field(min_length=24, max_length=24)
]


class PaceRules(Options):
    """Shares of the free speed by class of road and hour."""

    effective_from: dt.date
    """First day on which they hold."""
    source: str
    """Where they come from."""
    share_by_hour: dict[str, _Day]
    """24 shares a class, from midnight on; ``other`` is for classes that are not listed, which
    without it keep their free speed."""


def read_pace(path: Path) -> PaceRules:
    """Read a file of shares by hour.

    Raises
    ------
    DataError
        The file is not there or not TOML.
    OptionError
        A setting is unknown, missing or out of range.
    """
    mend = "name a TOML file like data/rules/pace.toml"
    return read_options(PaceRules, path, what="speeds by hour", mend=mend)


def slow_down(network: Network, note: Text, options: TravelOptions) -> tuple[Network, Text]:
    """Return the network as it is driven at the hour that the options name, and say so.

    Raises
    ------
    OptionError
        Only one of `pace` and `at_hour` is set, or the file cannot be used.
    """
    if options.pace is None and options.at_hour is None:
        return network, note
    if options.pace is None or options.at_hour is None:
        missing = "pace" if options.pace is None else "at_hour"
        raise OptionError(
            f"speeds at an hour need two settings, and travel.{missing} is not set",
            where="travel",
            mend=f"set travel.{missing}, or leave both out for free roads",
        )
    rules, hour = read_pace(options.pace), options.at_hour
    free = (1.0,) * 24
    other = rules.share_by_hour.get(_OTHER, free)
    share = np.array([rules.share_by_hour.get(one, other)[hour] for one in network.classes])
    day = rules.effective_from.isoformat()
    words = Text(f"{hour}时车速,自{day}起", f"as driven at {hour}:00, as of {day}")
    joined = Text(
        "；".join(filter(None, (note.zh, words.zh))), "; ".join(filter(None, (note.en, words.en)))
    )
    return dataclasses.replace(network, time_min=network.time_min / share), joined
