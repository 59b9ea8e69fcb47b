"""Settings of the loads room."""

from typing import Annotated

from pydantic import Field

from planner.options import InputPath, Options, Positive


class LoadsOptions(Options):
    """Where readings and tier rules are, and from where on a load looks wrong."""

    monthly: InputPath | None = None
    """Monthly readings: account, month, kWh, maximum demand. Without it the register's own annual
    figures are used."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Our column name -> heading in the file of readings, where it is not a known one."""
    tiers: InputPath
    """TOML file of the tier rules."""
    over_capacity: Positive = 1.05
    """Peak kW above this multiple of running kVA is reported (rule X10)."""
    load_factor_range: tuple[
        Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=2)]
    ] = (0.02, 1.0)
    """Load factors outside this range are reported (rule X11)."""
