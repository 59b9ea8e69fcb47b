"""The paper trail of a run: what went in, with what, and what came out; never a path or a key."""

import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from planner.digests import version_of
from planner.plan.clock import StepCost
from planner.plan.steps import StepKey, plain
from planner.scenario import Scenario
from planner.schema import Figure
from planner.sealed import seal
from planner.solve import Outcome

SCHEMA = 2
_PACKAGES = (
    "planner", "folium", "geopandas", "gpxpy", "highspy", "icalendar", "numba", "numpy", "pandas",
    "pulp", "pyarrow", "scipy", "shapely",
)  # fmt: skip


def settings(scenario: Scenario) -> dict[str, Any]:
    """Return the whole scenario as plain values; a path is reduced to its last part."""
    return dict(plain(scenario.model_dump()))


def chosen(scenario: Scenario) -> dict[str, Any]:
    """Return the settings that are not their defaults, as plain values: what was asked."""
    return dict(plain(scenario.model_dump(exclude_defaults=True)))


def input_rows(
    inputs: Mapping[str, Mapping[str, str]], rows: Mapping[str, int], register: str, out: int
) -> dict[str, dict[str, Any]]:
    """Return every input with the rows that were read, accepted and quarantined, if it has rows.

    Of the `register` some are quarantined, `out` of them; a table with a row that cannot be used
    stops the run, so of the others none is.
    """
    gone = {name: out if name == register else 0 for name in rows}
    return {
        name: {**fact}
        if name not in rows
        else {
            **fact,
            "rows": {
                "read": rows[name],
                "accepted": rows[name] - gone[name],
                "quarantined": gone[name],
            },
        }
        for name, fact in inputs.items()
    }


def outcome_facts(outcomes: Mapping[str, Outcome]) -> dict[str, dict[str, Any]]:
    """Return every solve's status, objective, bound and gap; null where nothing was proven."""
    return {
        name: {
            key: None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in asdict(outcome).items()
        }
        | {"status": outcome.status.value, "seconds": round(outcome.seconds, 3)}
        for name, outcome in outcomes.items()
    }


def figure_facts(figures: Sequence[Figure]) -> dict[str, dict[str, Any]]:
    """Return every headline figure with its words, so that a reader needs no plan to say it."""
    return {one.key: {k: v for k, v in asdict(one).items() if k != "key"} for one in figures}


def versions() -> dict[str, str]:
    """Return the versions that a result may depend on."""
    return {"python": platform.python_version()} | {name: version_of(name) for name in _PACKAGES}


def as_json(facts: Mapping[str, Any], costs: Sequence[StepCost], outputs: Mapping[str, str]) -> str:
    """Return the manifest as text: facts of the question and answer, costs, output hashes.

    It is sealed, and `planner.sealed` reads it back.
    """
    whole = {
        "schema": SCHEMA,
        **facts,
        "versions": versions(),
        "steps": [asdict(cost) for cost in costs],
        "outputs": outputs,
    }
    return seal(whole)


def key_facts(keys: Mapping[str, StepKey]) -> dict[str, Any]:
    """Return the key of every step with what it was made of: why a later run does it anew."""
    return {name: {"key": one.key, "reads": dict(one.reads)} for name, one in keys.items()}
