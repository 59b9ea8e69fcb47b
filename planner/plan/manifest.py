"""The paper trail of a run: what went in, with what, and what came out; never a path or a key."""

import hashlib
import importlib.metadata
import json
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from planner.plan.clock import StepCost
from planner.scenario import Scenario
from planner.schema import Figure
from planner.solve import Outcome

NAME = "manifest.json"
SCHEMA = 1
_PACKAGES = (
    "planner", "folium", "geopandas", "gpxpy", "highspy", "icalendar", "numba", "numpy", "pandas",
    "pulp", "pyarrow", "scipy", "shapely",
)  # fmt: skip


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, or of all files of a folder with their names."""
    if path.is_dir():
        digest = hashlib.sha256()
        for one in sorted(child for child in path.rglob("*") if child.is_file()):
            digest.update(f"{one.relative_to(path).as_posix()}\0{sha256_of(one)}\n".encode())
        return digest.hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def input_facts(scenario: Scenario) -> dict[str, dict[str, str]]:
    """Return name and SHA-256 of every input, by the setting that names it."""
    return {
        setting: {"name": path.name, "sha256": sha256_of(path)}
        for setting, path in scenario.inputs().items()
    }


def settings(scenario: Scenario) -> dict[str, Any]:
    """Return the whole scenario as plain values; a path is reduced to its last part."""
    return dict(_plain(scenario.model_dump()))


def chosen(scenario: Scenario) -> dict[str, Any]:
    """Return the settings that are not their defaults, as plain values: what was asked."""
    return dict(_plain(scenario.model_dump(exclude_defaults=True)))


def run_id(scenario: Scenario, inputs: Mapping[str, Mapping[str, str]]) -> str:
    """Return twelve hex digits that stand for the question: settings and contents, not places."""
    question = {"settings": settings(scenario), "inputs": inputs, "planner": _version("planner")}
    text = json.dumps(question, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


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
    return {"python": platform.python_version()} | {name: _version(name) for name in _PACKAGES}


def as_json(facts: Mapping[str, Any], costs: Sequence[StepCost], outputs: Mapping[str, str]) -> str:
    """Return the manifest as text: facts of the question and answer, costs, output hashes."""
    whole = {
        "schema": SCHEMA,
        **facts,
        "versions": versions(),
        "steps": [asdict(cost) for cost in costs],
        "outputs": outputs,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _version(package: str) -> str:
    return importlib.metadata.version(package)


def _plain(value: Any) -> Any:  # noqa: ANN401  any setting
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Path):
        return value.name
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
