"""Fixtures for every room's tests: where the data are, and no way out to a network."""

import ipaddress
import socket
from pathlib import Path

import pytest
from hypothesis import settings

import planner as pl
from planner.plan import Event, sample_scenario

REPOSITORY = Path(__file__).parents[1]

# No deadline: machines are shared, and a test asserts what is right, never how fast.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")


_LONG = ("tests/walk/test_repeat.py", "tests/notebooks/", "tests/runs/", "tests/walk/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, so that no worker begins one when the others are done."""

    def place(item: pytest.Item) -> int:
        return next((n for n, one in enumerate(_LONG) if item.nodeid.startswith(one)), len(_LONG))

    items.sort(key=place)


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def city() -> Path:
    """The committed sample city."""
    return REPOSITORY / "data" / "city"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Published instances and real data; they lie beside the repository and never in it."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of published data is not beside the repository")
    return folder


def _is_here(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail any test that reaches for another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if not _is_here(address):
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def scenario() -> pl.Scenario:
    return pl.Scenario.read(sample_scenario())


@pytest.fixture(scope="session")
def plan(scenario: pl.Scenario) -> pl.Plan:
    return pl.run(scenario)


@pytest.fixture(scope="session")
def told_while_saving() -> list[Event]:
    """What `saved` said of itself while it was written."""
    return []


@pytest.fixture(scope="session")
def saved(
    plan: pl.Plan, told_while_saving: list[Event], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    plan.save(folder, progress=told_while_saving.append)
    return folder
