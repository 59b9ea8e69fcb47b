"""A file is whole or not there: a failure at any step leaves what was there before."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from planner.errors import PlannerError
from planner.files.writing import whole_file, write_text

KILLED_AT = """
import os, signal, sys
from pathlib import Path
from planner.files.writing import whole_file
step, target = int(sys.argv[1]), Path(sys.argv[2])
calls = 0

def counted(function):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call

os.fsync = counted(os.fsync)
Path.replace = counted(Path.replace)
Path.write_text = counted(Path.write_text)
with whole_file(target) as part:
    part.write_text("new")
"""


def test_the_file_appears_with_all_that_was_written(tmp_path):
    path = write_text(tmp_path / "deep" / "a.txt", "字\n")
    assert path.read_bytes() == "字\n".encode()


def test_a_failure_in_the_body_leaves_the_old_file_and_no_litter(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(ValueError, match="not a number"), whole_file(target) as part:
        part.write_text(f"half {float('not a number')}")
    assert target.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_refusal_of_the_system_is_said_plainly(tmp_path, monkeypatch, step):
    target = tmp_path / "a.txt"
    target.write_text("old")

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), refuse)
    with pytest.raises(PlannerError, match="No space left") as caught:
        write_text(target, "new")
    assert caught.value.mend
    assert target.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_killed_at_any_step_the_reader_sees_the_old_file_or_the_new_one(tmp_path, step):
    target = tmp_path / "a.txt"
    target.write_text("old")
    ended = subprocess.run(
        [sys.executable, "-c", KILLED_AT, str(step), str(target)], check=False
    ).returncode
    assert ended == (-signal.SIGKILL if step <= 4 else 0)
    assert target.read_text() == ("old" if step <= 3 else "new")


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PlannerError, match="could not be written"):
        write_text(tmp_path / "file" / "a.txt", "x")
