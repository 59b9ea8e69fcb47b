"""Runs of a tiny scenario, disturbed in every way there is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from forking import Forker
from tiny import tiny_scenario


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return tiny_scenario(tmp_path / "tiny")


@pytest.fixture(scope="session")
def forker() -> Iterator[Forker]:
    one = Forker()
    yield one
    one.close()
