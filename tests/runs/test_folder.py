"""A run's folder under kill -9, a full disk, flipped bytes and twenty starts at once."""

import json
import random
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from tiny import contents, tiny_scenario
from typer.testing import CliRunner

import planner as pl
from planner.cli import app
from planner.errors import DataError, OptionError
from planner.plan import steps
from planner.runs import status as states
from planner.runs.folder import read_run
from planner.runs.manifest import read_manifest
from planner.runs.states import RunState
from planner.runs.tidy import tidy

STEPS_OF_KILLS = (1, 2, 5, 9, 14, 20, 27, 35, 44, 60, 75, 90)


@pytest.fixture(scope="module")
def done(tmp_path_factory, forker) -> Path:
    """A home of runs with one finished run that nothing disturbed."""
    home = tmp_path_factory.mktemp("undisturbed")
    file = tiny_scenario(home / "question")
    answer = forker.calm(file, home / "runs" / "tiny", home / "runs" / ".steps")
    assert (answer["code"], answer["said"]) == (0, "ran")
    return home


@pytest.fixture
def copied(done, tmp_path) -> Path:
    shutil.copytree(done, tmp_path / "home")
    return tmp_path / "home"


def test_a_run_killed_at_one_write_after_another_ends_in_the_same_tables(done, tmp_path, forker):
    """Each start goes on from what the one before it had finished when it was killed."""
    file, folder, keep = done / "question" / "tiny.toml", tmp_path / "tiny", tmp_path / ".steps"
    killed_at = []
    for write in STEPS_OF_KILLS:
        (answer,) = forker.run(file, folder, keep, kill_at=write)
        if answer["code"] == 0:
            break
        assert answer["code"] == -signal.SIGKILL
        killed_at.append(write)
        assert read_run(folder)[0] is RunState.UNFINISHED
        for path in folder.rglob("*.parquet"):
            assert path.name.startswith(".") or path.read_bytes()[-4:] == b"PAR1"
    assert len(killed_at) >= 8
    assert killed_at[-1] >= 60, "a run has that many moments at which a disk can be half written"
    forker.run(file, folder, keep)
    assert read_run(folder)[0] is RunState.DONE
    assert contents(folder) == contents(done / "runs" / "tiny")
    assert states.verify(folder)[1] == []


def test_of_twenty_starts_at_once_exactly_one_runs(done, tmp_path, forker):
    answers = forker.run(
        done / "question" / "tiny.toml", tmp_path / "tiny", done / "runs" / ".steps", copies=20
    )
    said = [(one["code"], one["said"].partition("\n")[0]) for one in answers]
    assert said.count((0, "ran")) == 1
    others = set(said) - {(0, "ran")}
    assert others <= {(3, "tiny is being run by another process"), (0, "there")}
    assert len(said) == 20
    assert read_run(tmp_path / "tiny")[0] is RunState.DONE


def test_a_run_that_is_there_is_not_run_again(copied, forker):
    folder = copied / "runs" / "tiny"
    before = (folder / "manifest.json").stat().st_mtime_ns
    (answer,) = forker.run(copied / "question" / "tiny.toml", folder, copied / "runs" / ".steps")
    assert (answer["code"], answer["said"], answer["writes"]) == (0, "there", 0)
    assert (folder / "manifest.json").stat().st_mtime_ns == before


def test_it_is_said_which_steps_would_run_and_why(copied):
    file, home = copied / "question" / "tiny.toml", copied / "runs"

    def said(*words: str) -> list[str]:
        whole = [str(one) for one in ("plan", file, "--home", home, *words)]
        return CliRunner().invoke(app, whole, catch_exceptions=False).output.splitlines()

    assert said("--set", "outlets.count=5") == [
        "tiny: 5 of 9 steps would run",
        *[f"  {step}: kept" for step in ("customers", "geocode", "loads", "travel")],
        "  outlets: runs, outlets.count 6 -> 5",
        "  what-if: runs, outlets is made anew",
        "  managers: runs, outlets is made anew",
        "  visits: runs, managers is made anew",
        "  report: runs, what-if is made anew; visits is made anew",
    ]
    roster = copied / "question" / "managers.csv"
    roster.write_bytes(roster.read_bytes().replace(b"7.5", b"7.0"))
    (kept,) = (home / ".steps").glob("travel-*.zip")
    kept.unlink()
    lines = said()
    assert lines[4] == "  travel: runs, its answer is no longer kept"
    assert re.fullmatch(r"  managers: runs, managers.roster \w{8} -> \w{8}", lines[7])
    assert said("--home", str(copied / "none"))[1] == "  customers: runs, no run before"


def test_a_flipped_byte_in_any_file_is_found(copied):
    home, rng = copied / "runs", random.Random(1)
    count, faults = states.verify(home)
    files = [path for path in sorted(home.rglob("*")) if path.is_file() and path.suffix != ".lock"]
    assert (count, faults) == (len(files), [])
    for path in files:
        whole = path.read_bytes()
        place = rng.randrange(len(whole))
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        found = states.verify(home)[1]
        assert len(found) == 1, path
        assert path.name in found[0] or path.name == "manifest.json"
        path.write_bytes(whole)
    assert states.verify(home)[1] == []


def test_a_damaged_answer_is_made_anew_and_a_damaged_run_written_again(copied, forker):
    folder, steps = copied / "runs" / "tiny", copied / "runs" / ".steps"
    table = folder / "tables" / "visits.parquet"
    whole = table.read_bytes()
    (travel,) = steps.glob("travel-*.zip")
    kept = travel.read_bytes()
    table.write_bytes(whole[:-9] + b"damaged!!")
    travel.write_bytes(kept[:500] + b"x" + kept[501:])
    (answer,) = forker.run(copied / "question" / "tiny.toml", folder, steps)
    assert answer["said"] == "ran"
    assert table.read_bytes() == whole
    assert travel.read_bytes() == kept
    kept_of = {one["step"]: one["kept"] for one in read_manifest(folder)["steps"]}
    assert (kept_of["loads"], kept_of["travel"], kept_of["outlets"]) == (True, False, True)


def test_the_manifest_says_all_and_no_place(done):
    folder = done / "runs" / "tiny"
    facts = read_manifest(folder)
    assert facts["rows"]["read"] == facts["rows"]["planned"] + facts["rows"]["quarantined"] == 15
    assert facts["scenario"]["seed"] == 7
    assert facts["deterministic"] is True
    assert facts["breaches"] == {"outlets": 0, "managers": 0, "visits": 0}
    assert set(facts["outcomes"]["outlets"]) >= {"status", "objective", "bound", "gap", "solver"}
    assert {"highspy", "pulp", "python", "planner"} <= set(facts["versions"])
    assert all(len(one["sha256"]) == 64 for one in facts["inputs"].values())
    rows = {name: one["rows"] for name, one in facts["inputs"].items() if "rows" in one}
    planned, out = facts["rows"]["planned"], facts["rows"]["quarantined"]
    assert rows["customers.file"] == {"read": 15, "accepted": planned, "quarantined": out}
    assert rows["managers.roster"] == {"read": 2, "accepted": 2, "quarantined": 0}
    assert {"outlets.existing", "outlets.candidates"} <= set(rows)
    assert [one["step"] for one in facts["steps"]][-2:] == ["visits", "ground"]
    assert all(one["peak_mb"] > 50 and one["wall_s"] >= 0 for one in facts["steps"])
    solver = (folder / "solver.log").read_text(encoding="utf-8")
    assert solver.startswith("territories\n"), "each problem by its name, then what HiGHS says"
    assert "HiGHS run time" in solver
    assert {"solver.log", "scenario.toml", "events.jsonl"} <= set(facts["outputs"])
    for name in ("manifest.json", "scenario.toml", "events.jsonl", "solver.log"):
        assert str(done) not in (folder / name).read_text(encoding="utf-8")
        assert str(Path.home()) + "/" not in (folder / name).read_text(encoding="utf-8")
    events = [json.loads(one) for one in (folder / "events.jsonl").read_text().splitlines()]
    assert events[0]["event"] == "run begins"
    ends = [one["step"] for one in events if one["event"] == "step ends"]
    assert ends == [one["step"] for one in facts["steps"]]


def test_a_run_goes_on_from_its_own_folder(done, forker, tmp_path):
    """What was run lies in the folder, with paths from there."""
    file = done / "runs" / "tiny" / "scenario.toml"
    assert pl.Scenario.read(file).customers.file.resolve() == (done / "question" / "register.csv")
    (answer,) = forker.run(file, tmp_path / "again", done / "runs" / ".steps")
    assert answer["said"] == "ran"
    assert contents(tmp_path / "again") == contents(done / "runs" / "tiny")
    here, there = read_manifest(tmp_path / "again"), read_manifest(done / "runs" / "tiny")
    assert here["inputs"] == there["inputs"], "rows of steps that were kept are known as well"


def test_a_run_is_exported_for_other_readers_without_solving_again(done, tmp_path):
    folder, to = done / "runs" / "tiny", tmp_path / "public"
    paths = pl.export(folder, to, "public")
    assert {path.name for path in paths} >= {"map.html", "summary.html", "manifest.json"}
    facts = read_manifest(to)
    assert facts["profile"] == "public"
    assert all(one["kept"] for one in facts["steps"] if one["step"] != "ground")
    accounts = pl.read_record(folder).tables["customers"]["account_no"]
    said = "".join(path.read_text(encoding="utf-8") for path in paths if path.suffix == ".html")
    assert not [one for one in accounts if one in said]
    assert pl.export(folder, to, "public") == []


def test_what_is_no_longer_the_same_plan_is_not_exported(done, copied, tmp_path, monkeypatch):
    with pytest.raises(OptionError, match="profile"):
        pl.export(done / "runs" / "tiny", tmp_path / "other", "pubic")
    with pytest.raises(DataError, match="input files are missing"):
        pl.export(copied / "runs" / "tiny", tmp_path / "other", "public")  # moved away from them
    real = steps.source_digest
    monkeypatch.setattr(
        steps, "source_digest", lambda *parts: ("x" if "outlets" in parts else "") + real(*parts)
    )
    with pytest.raises(DataError, match="outlets would be another answer now"):
        pl.export(done / "runs" / "tiny", tmp_path / "other", "public")
    assert not (tmp_path / "other").exists()


def test_a_full_disk_is_said_plainly_and_spoils_nothing(done, copied, tmp_path, forker):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mount.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        (answer,) = forker.run(
            copied / "question" / "tiny.toml", disk / "tiny", copied / "runs" / ".steps"
        )
        assert answer["code"] == 1
        assert "could not be written" in answer["said"]
        assert read_run(disk / "tiny")[0] is RunState.UNFINISHED
        assert not list(disk.rglob(".*.part*"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert states.verify(copied / "runs")[1] == []


def test_old_runs_go_and_those_in_use_or_named_stay(copied):
    home = copied / "runs"
    shutil.copytree(home / "tiny", home / "older")
    (home / "tiny" / ".map.part.html").write_text("half", encoding="utf-8")
    of_run = read_manifest(home / "tiny")["inputs"]["customers.file"]["sha256"][:24]
    copies = {name: home / ".inputs" / name for name in ("0123", of_run)}
    for copy in copies.values():
        copy.mkdir(parents=True)
    assert tidy(home, keep=2, days=1) == []
    gone = {path.name for path in tidy(home, keep=1, days=0)}
    assert "tiny" in gone or "older" in gone
    assert len({"tiny", "older"} & gone) == 1
    assert not list((home / ".steps").glob("*.zip"))
    assert {name for name, copy in copies.items() if copy.exists()} == {of_run}


def test_asking_about_nothing_says_so(tmp_path):
    for ask in (states.status, states.verify):
        with pytest.raises(DataError):
            ask(tmp_path)
