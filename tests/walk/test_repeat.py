"""The same scenario and seed give the same bytes, whatever the machine's moods."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path


def _run(out: Path, **environment: str) -> dict[str, str]:
    subprocess.run(
        [sys.executable, "-m", "planner", "demo", "--out", str(out), "--quiet"],
        check=True,
        env=os.environ | environment,
    )
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "manifest.json"  # it holds the timings
    }


def test_two_runs_write_the_same_bytes(tmp_path):
    first = _run(tmp_path / "a", PYTHONHASHSEED="1", TZ="Asia/Shanghai", LC_ALL="C.UTF-8")
    second = _run(tmp_path / "b", PYTHONHASHSEED="2", TZ="America/St_Johns", LC_ALL="C")
    assert len(first) >= 10
    assert first == second
