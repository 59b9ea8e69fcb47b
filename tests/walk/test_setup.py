"""The set-up script: finds a fitting Python, says plainly when there is none, works once."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def checkout(repository: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(repository / "tools" / "setup.sh", folder / "tools")
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(repository / name, folder)
    return folder


def _script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def _setup(checkout: Path, home: Path, tools: Path) -> subprocess.CompletedProcess[str]:
    for name in ("sh", "dirname", "cat", "cksum", "cut", "touch", "rm"):
        link = tools / name
        if not link.exists():
            link.symlink_to(shutil.which(name) or name)
    return subprocess.run(
        ["/bin/sh", str(checkout / "tools" / "setup.sh"), "run"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(tools), "HOME": str(home)},
    )


def test_without_a_fitting_python_it_stops_with_one_line(checkout, tmp_path):
    tools = tmp_path / "bin"
    _script(tools / "python3", "exit 1")
    done = _setup(checkout, tmp_path / "home", tools)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines() == [
        "planner needs Python 3.12 or newer: install python3.12 (or later) and run make again"
    ]


def test_an_old_python3_is_passed_over_for_a_newer_one_under_pyenv(checkout, tmp_path):
    tools, home = tmp_path / "bin", tmp_path / "home"
    _script(tools / "python3", "exit 1")
    told = tmp_path / "told"
    _script(
        home / ".pyenv" / "versions" / "3.13.0" / "bin" / "python3",
        f'echo "$@" >> {told}\n[ "$1" = -c ] && exec {sys.executable} "$@"\nexit 7',
    )
    done = _setup(checkout, home, tools)
    assert done.returncode == 7, "the venv is then made with that one"
    assert "-m venv .venv" in told.read_text(encoding="utf-8")


def test_a_second_call_installs_nothing(checkout, tmp_path):
    tools, told = tmp_path / "bin", tmp_path / "told"
    _script(
        tools / "python3",
        f'echo "$@" >> {told}\n'
        '[ "$2" = venv ] && /bin/mkdir -p .venv/bin && /bin/cp "$0" .venv/bin/python\nexit 0',
    )
    assert _setup(checkout, tmp_path / "home", tools).returncode == 0
    first = told.read_text(encoding="utf-8")
    assert "--editable ." in first
    again = _setup(checkout, tmp_path / "home", tools)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert told.read_text(encoding="utf-8") == first, "Python was not even called"
