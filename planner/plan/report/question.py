"""What was asked: every setting that is not its default, by its dotted name."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.plan import manifest

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def question_lines(plan: "Plan") -> list[tuple[str, str]]:
    """Return pairs of setting and value; a path is its last part."""
    return list(_flat(manifest.chosen(plan.scenario), ""))


def _flat(value: object, name: str) -> Iterator[tuple[str, str]]:
    """Yield the leaves of nested settings by their dotted names."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _flat(one, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for number, one in enumerate(value, 1):
            yield from _flat(one, f"{name} {number}")
    elif isinstance(value, list):
        yield name, ", ".join(str(one) for one in value)
    else:
        yield name, "" if value is None else str(value)
