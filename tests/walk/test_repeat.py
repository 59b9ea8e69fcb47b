"""The same scenario and seed give the same bytes, whatever the machine's moods."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path


def _run(out: Path, *words: str, **environment: str) -> tuple[dict[str, str], str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "planner", "demo", "--out", str(out), *words],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"} | environment,
    )
    hashes = {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and path.name not in ("manifest.json", "events.jsonl", "solver.log")  # timings
    }
    return hashes, done.stdout, done.stderr


def test_two_runs_write_the_same_bytes_and_say_so_plainly_when_piped(tmp_path):
    first, said, progress = _run(
        tmp_path / "a", PYTHONHASHSEED="1", TZ="Asia/Shanghai", LC_ALL="C.UTF-8"
    )
    second, quiet, nothing = _run(
        tmp_path / "b", "--quiet", PYTHONHASHSEED="2", TZ="America/St_Johns", LC_ALL="C"
    )
    assert len(first) >= 10
    assert first == second
    assert (quiet, nothing) == ("", "")
    assert "\x1b" not in said + progress, "no bars and no colours in a pipe"
    assert progress.splitlines().count("outlets: done") == 1
    assert progress.splitlines().count("visits: done") == 1
    assert str(tmp_path / "a" / "map.html") in said.splitlines()
    assert "423 行" in said
