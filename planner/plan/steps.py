"""The steps of a walk, what each reads, and the key that stands for its answer.

A key is made of what can change the answer: the step's name and source code, the keys of the steps
before it, the settings it reads, the content of its files, the versions of the libraries and, where
it solves, of the solver. Places, names of scenarios, times and numbers of workers are not in it, so
that the same question has the same key on every machine.
"""

import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.digests import digest_of, sha256_of, source_digest, version_of
from planner.options import StateFile
from planner.scenario import Scenario

_FLOORS = (
    "schema", "files", "geo", "solve", "compiled.py", "result.py", "findings.py", "options.py",
    "units.py", "seeds.py", "plan/walk.py", "plan/reaching.py", "plan/shelf.py", "plan/codec.py",
)  # fmt: skip
_LIBRARIES = ("geopandas", "numba", "numpy", "pandas", "pyproj", "scipy", "shapely")
_SOLVER = ("highspy", "pulp")
VERSIONED = _LIBRARIES + _SOLVER
"""Packages whose version an answer may depend on."""
REPORT = "report"
"""The step that draws and writes; its answer is the run's folder."""
_WORKERS = "threads"
"""Settings of this name say how fast an answer comes, not which."""


@dataclass(frozen=True)
class Step:
    """One step of the walk.

    `reads` names settings and whole sections with dots, `but` what is not read of them; `code` are
    the rooms that make the answer. `more` is what it reads besides.
    """

    name: str
    after: tuple[str, ...]
    reads: tuple[str, ...]
    code: tuple[str, ...]
    but: tuple[str, ...] = ()
    solves: bool = False
    more: Callable[[Scenario], Mapping[str, Any]] = lambda _: {}

    def wants(self, setting: str) -> bool:
        """Say whether the step reads a setting."""
        return _under(setting, self.reads) and not _under(setting, self.but)


def _register_name(scenario: Scenario) -> dict[str, Any]:
    """Name the register: its rows carry the name of the file that they came from."""
    return {"customers.file name": scenario.customers.file.name}


def _closed(scenario: Scenario) -> dict[str, Any]:
    """Name the roads that futures close; the rest of a future is none of travel's business."""
    futures = {one.name: list(one.close) for one in scenario.outlets.scenario if one.close}
    return {"outlets.scenario close": futures} if futures else {}


STEPS = (
    Step("customers", (), ("customers",), ("customers",), more=_register_name),
    Step("geocode", ("customers",), ("geocode",), ("geocode",)),
    Step("loads", ("geocode",), ("loads",), ("loads",)),
    Step(
        "travel", ("loads",), ("travel", "outlets.existing", "outlets.candidates"),
        ("travel", "outlets/sites.py"), more=_closed,
    ),
    Step("outlets", ("travel",), ("outlets",), ("outlets",), but=("outlets.whatif",), solves=True),
    Step("what-if", ("outlets",), ("outlets.whatif", "seed"), ("outlets",), solves=True),
    Step(
        "managers", ("outlets",), ("managers", "visits", "language"), ("managers", "visits"),
        solves=True,
    ),
    Step(
        "visits", ("managers",), ("managers", "visits", "language", "seed"), ("managers", "visits"),
        solves=True,
    ),
    Step(
        REPORT, ("what-if", "visits"), ("report", "export", "language"),
        ("plan", "render", "visits/handouts"),
    ),
)  # fmt: skip
"""In the order of the walk; the last one's key stands for the whole run."""


@dataclass(frozen=True)
class StepKey:
    """The key of a step, and all that it was made of, in words that people can compare."""

    step: str
    key: str
    reads: Mapping[str, Any]


def step_keys(scenario: Scenario, inputs: Mapping[str, Mapping[str, str]]) -> dict[str, StepKey]:
    """Return the key of every step, before any of them has run.

    Parameters
    ----------
    inputs
        By setting, the SHA-256 of the file or folder that it names: `input_facts`.
    """
    settings = dict(_settings(scenario.model_dump()))
    keys: dict[str, StepKey] = {}
    for step in STEPS:
        reads = {name: value for name, value in settings.items() if step.wants(name)}
        reads |= {name: fact["sha256"] for name, fact in inputs.items() if step.wants(name)}
        reads |= step.more(scenario)
        reads |= _versions(step)
        after = [keys[one].key for one in step.after]
        key = digest_of({"step": step.name, "after": after, "reads": reads})
        keys[step.name] = StepKey(step.name, key, reads)
    return keys


def input_facts(
    scenario: Scenario, digest: Callable[[Path], str] = sha256_of
) -> dict[str, dict[str, str]]:
    """Return name and SHA-256 of every input, by the setting that names it.

    Parameters
    ----------
    digest
        Another way to SHA-256: one that remembers what it has hashed, for many scenarios.
    """
    return {
        setting: {"name": path.name, "sha256": digest(path)}
        for setting, path in scenario.inputs().items()
    }


def keeps(scenario: Scenario) -> bool:
    """Say whether answers may be kept for another run.

    A service's answers may be bound to terms that forbid it, and may be others tomorrow; its own
    cache knows both.
    """
    asked = scenario.geocode.online, scenario.travel.online
    return not any(one.provider is not None and one.consent for one in asked)


def run_id(scenario: Scenario, inputs: Mapping[str, Mapping[str, str]]) -> str:
    """Return twelve hex digits that stand for the question: settings and contents, not places."""
    return step_keys(scenario, inputs)[REPORT].key[:12]


def folder_name(scenario: Scenario, run: str) -> str:
    """Return the name of a run's folder: the same question always gets the same one."""
    return f"{scenario.name.replace(' ', '-')}-{run}"


def _versions(step: Step) -> dict[str, Any]:
    libraries = _LIBRARIES + (_SOLVER if step.solves else ())
    return {
        "code": source_digest(*step.code, *_FLOORS)[:12],
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{f"version of {name}": version_of(name) for name in libraries},
    }


def _settings(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield settings by their names in dots; paths are left out, their content counts."""
    for key, value in values.items():
        if key == _WORKERS or isinstance(value, Path | StateFile):
            continue
        if isinstance(value, Mapping) and value:
            yield from _settings(value, f"{prefix}{key}.")
        else:
            yield prefix + key, plain(value)


def plain(value: Any) -> Any:  # noqa: ANN401  any setting
    """Return a setting as plain values; a path is reduced to its last part."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Path):
        return value.name
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _under(setting: str, sections: tuple[str, ...]) -> bool:
    return any(setting == one or setting.startswith(f"{one}.") for one in sections)
