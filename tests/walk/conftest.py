"""The sample city, walked once for all tests of the walk."""

from pathlib import Path

import pytest

import planner as pl
from planner.plan import sample_scenario


@pytest.fixture(scope="session")
def scenario() -> pl.Scenario:
    return pl.Scenario.read(sample_scenario())


@pytest.fixture(scope="session")
def plan(scenario: pl.Scenario) -> pl.Plan:
    return pl.run(scenario)


@pytest.fixture(scope="session")
def saved(plan: pl.Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    plan.save(folder)
    return folder
