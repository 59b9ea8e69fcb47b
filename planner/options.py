"""The base of every room's options: frozen, typed, unknown keys refused by name."""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)

from planner.errors import OptionError

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]
ClockMin = Annotated[int, Field(ge=0, le=24 * 60)]


def _beside_scenario(path: Path, info: ValidationInfo) -> Path:
    """Read a path as relative to the scenario file that names it."""
    folder = (info.context or {}).get("folder")
    path = path.expanduser()
    return path if folder is None or path.is_absolute() else Path(folder) / path


InputPath = Annotated[Path, AfterValidator(_beside_scenario)]


class StateFile(Path):
    """A file that runs keep and change: no input, so it is neither looked for nor hashed."""


def _as_state(path: Path, info: ValidationInfo) -> StateFile:
    return StateFile(_beside_scenario(path, info))


StatePath = Annotated[Path, AfterValidator(_as_state)]


class Options(BaseModel):
    """Base class: attribute docstrings become help, a frozen instance can be kept in a result."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, validate_default=False
    )

    @classmethod
    def load(
        cls, values: Mapping[str, Any], *, where: str = "options", folder: Path | None = None
    ) -> Self:
        """Make options from plain values, with every fault collected before one error is raised.

        Parameters
        ----------
        values
            Nested mapping, as read from TOML.
        where
            What the values came from, for the error.
        folder
            Folder that relative paths are relative to.

        Raises
        ------
        OptionError
            Unknown key (the nearest valid one is named), wrong type, or value out of range.
        """
        try:
            return cls.model_validate(dict(values), context={"folder": folder})
        except ValidationError as error:
            faults = [_fault(cls, one) for one in error.errors()]
            raise OptionError(
                faults[0][0]
                if len(faults) == 1
                else f"{len(faults)} settings are not usable: "
                + "; ".join(what for what, _ in faults),
                where=where,
                mend="; ".join(dict.fromkeys(mend for _, mend in faults)),
            ) from None


def _fault(cls: type[Options], error: Any) -> tuple[str, str]:  # noqa: ANN401  pydantic's dict
    """Put one pydantic error in a planner's words: what, and how to mend."""
    steps = [str(step) for step in error["loc"]]
    key = ".".join(steps) or "the scenario"
    if error["type"] == "extra_forbidden":
        valid = _keys_at(cls, steps[:-1])
        near = difflib.get_close_matches(steps[-1], valid, n=1, cutoff=0.5)
        prefix = "".join(step + "." for step in steps[:-1])
        mend = (
            f"did you mean {prefix}{near[0]}?"
            if near
            else f"use one of: {', '.join(sorted(valid))}"
        )
        return f"unknown setting {key}", mend
    if error["type"] == "missing":
        return f"setting {key} is missing", f"add {key} to the scenario"
    if error["type"] == "value_error":  # our own words, from a validator
        return f"{key}: {error['ctx']['error']}", f"correct {key}"
    if steps[-1:] == ["[key]"]:
        valid = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
        return f"unknown name {'.'.join(steps[:-1])}", f"use one of: {', '.join(valid)}"
    return f"{key} = {error['input']!r}: {error['msg']}", f"give {key} a value that fits"


def _keys_at(cls: type[Options], steps: list[str]) -> list[str]:
    """List the keys that a (nested) section knows."""
    for step in steps:
        field = cls.model_fields.get(step)
        inner = field.annotation if field else None
        if not (isinstance(inner, type) and issubclass(inner, Options)):
            return []
        cls = inner
    return list(cls.model_fields)
