"""The same scenario and seed give the same bytes, whatever the machine's moods."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from planner.cli import app

ROWS, MANAGERS = 60, 3


def _words(city: Path, folder: Path) -> list[str]:
    """Return the call that plans a corner of the sample city, with all that the whole one has."""
    for name, count in (("register.csv", ROWS), ("managers.csv", MANAGERS)):
        lines = (city / name).read_bytes().splitlines(keepends=True)
        (folder / name).write_bytes(b"".join(lines[: count + 1]))
    settings = {
        "customers.file": folder / "register.csv",
        "managers.roster": folder / "managers.csv",
        "managers.max_moved_share": 1,
        "visits.end": "2026-10-16",
    }
    words = [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
    return ["run", str(city.parent / "scenarios" / "base.toml"), *words]


def _hashes(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and path.name not in ("manifest.json", "events.jsonl", "solver.log")  # timings
    }


def test_two_processes_write_the_same_bytes_and_say_so_plainly_when_piped(city, tmp_path):
    words, here, there = _words(city, tmp_path), tmp_path / "here", tmp_path / "there"
    quiet = CliRunner().invoke(app, [*words, "--out", str(here), "--quiet"], catch_exceptions=False)
    done = subprocess.run(
        [sys.executable, "-m", "planner", *words, "--out", str(there)],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=os.environ
        | {"PYTHONUTF8": "1", "PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "C"},
    )
    first = _hashes(here)
    assert len(first) >= ROWS
    assert first == _hashes(there)
    assert quiet.output == ""
    assert "\x1b" not in done.stdout + done.stderr, "no bars and no colours in a pipe"
    assert done.stderr.splitlines().count("outlets: done") == 1
    assert done.stderr.splitlines().count("visits: done") == 1
    assert str(there / "map.html") in done.stdout.splitlines()
    assert f"{ROWS} 行" in done.stdout
