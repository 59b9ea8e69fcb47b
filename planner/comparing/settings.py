"""Which settings and inputs differ between plans, in the words of the scenario file."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from planner.plan import PlanRecord
from planner.schema import SETTING_CHANGES, Text

_NOTHING = "–"
_NAMES = ("name", "language", "report.note_zh", "report.note_en", "report.city")
"""Settings that name a plan and decide nothing."""
_DIGITS = 8


def setting_changes(plans: Sequence[PlanRecord], labels: Sequence[str]) -> pd.DataFrame:
    """Return SETTING_CHANGES: a line for each setting or input in which a plan departs."""
    first = plans[0]
    rows = []
    for plan, label in zip(plans[1:], labels[1:], strict=True):
        files = {*first.inputs, *plan.inputs}  # known by their content, not by their name
        told = [
            ("setting", *one)
            for one in _departures(first.settings, plan.settings, "")
            if one[0] not in _NAMES and one[0] not in files
        ]
        told += [("input", *one) for one in _inputs(first.inputs, plan.inputs)]
        rows += [
            {"plan": label, "kind": kind, "setting": key, "first": was, "value": now}
            for kind, key, was, now in told
        ]
    return SETTING_CHANGES.shape(rows)


def because_of(changes: pd.DataFrame, plan: str, sections: Iterable[str]) -> Text:
    """Say which settings and inputs of some sections make a plan another question.

    Parameters
    ----------
    changes
        Table SETTING_CHANGES.
    plan
        Label of the plan.
    sections
        Sections of the scenario that bear on the answer, ``outlets`` and those before it.
    """
    known = set(sections)
    section = changes["setting"].str.split(".").str[0]
    mine = changes.loc[(changes["plan"] == plan) & section.isin(known)]
    said = [
        f"{key}: {was} → {now}"
        for key, was, now in zip(mine["setting"], mine["first"], mine["value"], strict=True)
    ]
    if not said:
        return Text("设置与输入相同", "the same settings and inputs")
    return Text("；".join(said), "; ".join(said))


def lists_naming(settings: Mapping[str, Any], outlet_id: str) -> set[str]:
    """Return the settings of the outlets whose value names a site: must_close, relocate, ..."""
    return {key for key, value in settings["outlets"].items() if _names(value, outlet_id)}


def _names(value: Any, outlet_id: str) -> bool:  # noqa: ANN401  any setting
    if isinstance(value, Mapping):
        return any(_names(one, outlet_id) for one in value.values())
    if isinstance(value, list):
        return any(_names(one, outlet_id) for one in value)
    return bool(value == outlet_id)


def _departures(first: Any, other: Any, key: str) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401
    """Yield (setting, first, other) of each difference; a list differs as a whole."""
    if isinstance(first, Mapping) and isinstance(other, Mapping):
        for name in dict.fromkeys([*first, *other]):
            inner = f"{key}.{name}" if key else str(name)
            yield from _departures(first.get(name), other.get(name), inner)
    elif first != other:
        yield key, _shown(first), _shown(other)


def _inputs(
    first: Mapping[str, Mapping[str, str]], other: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield the inputs whose content differs; a file under another name is the same file."""
    for key in dict.fromkeys([*first, *other]):
        was, now = first.get(key), other.get(key)
        if (was or {}).get("sha256") != (now or {}).get("sha256"):
            yield key, _file(was), _file(now)


def _file(fact: Mapping[str, str] | None) -> str:
    return _NOTHING if fact is None else f"{fact['name']} ({fact['sha256'][:_DIGITS]})"


def _shown(value: Any) -> str:  # noqa: ANN401  any setting
    if value is None or value in ([], {}, ""):
        return _NOTHING
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
