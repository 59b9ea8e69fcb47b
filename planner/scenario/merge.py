"""Plain values laid over each other: tables are merged, everything else is replaced."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from planner.errors import OptionError

type Values = dict[str, Any]


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> Values:
    """Return `below` with `above` laid over it; a list is replaced as a whole."""
    values = dict(below)
    for key, own in above.items():
        value, under = own, values.get(key)
        if isinstance(under, Mapping) and isinstance(value, Mapping):
            value = merged(under, value)
        values[key] = value
    return values


def replaced(values: Mapping[str, Any], key: str, value: Any) -> Values:  # noqa: ANN401  any setting
    """Return the values with one setting, named with dots, replaced as a whole.

    Raises
    ------
    OptionError
        A part of the name is a setting and no section.
    """
    first, _, rest = key.partition(".")
    if not rest:
        return {**values, first: value}
    inner = values.get(first, {})
    if not isinstance(inner, Mapping):
        raise OptionError(
            f"unknown setting {key}", mend=f"{first} is a setting, not a section: set it whole"
        )
    return {**values, first: replaced(inner, rest, value)}


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every setting that is no table, with its name in dots."""
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def parse_setting(text: str) -> tuple[str, Any]:
    """Return name and value of ``outlets.count=6``; the value is typed as TOML types it.

    What TOML cannot read is text, since a shell takes quotes away: ``visits.end=2026-12-31`` is a
    date, ``outlets.existing_rule=may close`` is text.

    Raises
    ------
    OptionError
        There is no equals sign, or nothing before it.
    """
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise OptionError(f"{text!r} sets nothing", mend="write it as --set outlets.count=6")
    try:
        typed = tomllib.loads(f"value = {value}")
    except tomllib.TOMLDecodeError:
        typed = {"value": value.strip()}
    if set(typed) != {"value"}:
        raise OptionError(f"{text!r} is more than one setting", mend="give --set once for each")
    return key.strip(), typed["value"]
