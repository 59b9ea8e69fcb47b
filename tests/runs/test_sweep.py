"""Sweeps with scenarios that are killed, crash, hang, eat memory or raise: all accounted for."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from cluster_here import cluster_here
from processes import await_end, children_of, kill_first_with_a_child, left_by
from tiny import contents, corner_of_the_city, sweep_file

import planner as pl
from planner.digests import sha256_of
from planner.plan.steps import input_facts, run_id
from planner.runs.cluster import open_cluster
from planner.runs.folder import read_run
from planner.runs.forks import Forks
from planner.runs.how import How
from planner.runs.launch import Ending, launch
from planner.runs.limits import Limits, jobs_for
from planner.runs.pool import LocalPool
from planner.runs.record import Asked, unchanged
from planner.runs.shared import share
from planner.runs.states import RunState
from planner.runs.status import status
from planner.runs.sweep import choose, remember_asked, run_asked
from planner.runs.task import Task

POISON = str(Path(__file__).with_name("poison"))
POISONS = {
    "killed": RunState.KILLED,
    "crashed": RunState.CRASHED,
    "memory": RunState.OUT_OF_MEMORY,
    "raising": RunState.FAILED,
}
LIMITS = Limits(minutes=10.0, memory_mb=6_000)
WORLD = {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8"}


def mine() -> list[int]:
    """Return what runs scenarios for this process."""
    return left_by(os.getpid())


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """Two good scenarios and four poisoned ones, two at a time."""
    folder = tmp_path_factory.mktemp("swept")
    scenarios = [f"[scenario.{name}]\nseed = 9" for name in POISONS]
    path = sweep_file(
        folder,
        *scenarios,
        "[scenario.five]\noutlets.count = 5",
        f"[sweep]\nover = {json.dumps(['tiny', 'five', *POISONS])}",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", POISON)
        first = pl.sweep(path, home=folder / "runs", how=How(jobs=2, limits=LIMITS))
    return folder, path, first


def test_every_scenario_is_accounted_for_with_the_right_state(swept):
    folder, _, sweep = swept
    states = {one.name: one.state for one in sweep.endings}
    assert states == {"tiny": RunState.DONE, "five": RunState.DONE, **POISONS}
    assert {one.name: one.state for one in status(folder / "runs")} == states
    assert [one.name for one in sweep.endings] == [one.scenario.name for one in sweep.members]
    why = {one.name: one.why for one in sweep.failed}
    assert "SIGKILL" in why["killed"]
    assert "SIGSEGV" in why["crashed"]
    assert why["memory"].startswith("MemoryError")
    assert why["raising"] == "RuntimeError: poison"
    assert mine() == []


def test_failures_are_kept_with_their_last_lines(swept):
    _, _, sweep = swept
    (raising,) = [one for one in sweep.failed if one.name == "raising"]
    facts = json.loads((Path(raising.folder) / "failure.json").read_text(encoding="utf-8"))
    assert facts["state"] == "failed"
    assert facts["log"][-1] == "RuntimeError: poison"
    assert len(facts["log"]) <= 20


def test_scenarios_share_the_steps_they_have_in_common(swept):
    folder, _, sweep = swept
    keys = [
        {name: one["key"] for name, one in json.loads(path.read_text())["keys"].items()}
        for path in (Path(one) / "manifest.json" for one in sweep.folders)
    ]
    assert keys[0]["travel"] == keys[1]["travel"]
    assert keys[0]["outlets"] != keys[1]["outlets"]
    assert len(list((folder / "runs" / ".steps").glob("travel-*.zip"))) == 1
    kept = [
        step["kept"]
        for one in sweep.folders
        for step in json.loads((one / "manifest.json").read_text())["steps"]
        if step["step"] == "travel"
    ]
    assert sorted(kept) == [False, True], "two at a time, and yet travel was measured once"


def test_a_frame_tells_what_was_varied_and_what_came_of_it(swept):
    frame = swept[2].to_frame()
    assert list(frame.index) == ["tiny", "five", *POISONS]
    assert frame.loc["five", "open_outlets"] == 5
    assert frame["open_outlets"].notna().sum() == 2


@pytest.fixture(scope="module")
def again(swept):
    """Those that failed twice more, in other surroundings: one is spared the poison, then all.

    What became of each time, with the state of every run after it.
    """
    home, times = swept[0] / "runs", []
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (WORLD | {"PYTHONPATH": POISON}).items():
            patch.setenv(name, value)
        for spared in ("raising", ",".join(POISONS)):
            patch.setenv("SPARED", spared)
            (sweep,) = pl.retry(home, How(jobs=2, limits=LIMITS))
            times.append((sweep, {one.name: one.state for one in status(home)}))
    return times


def test_those_that_failed_are_tried_again_and_only_they_and_end_well(swept, again):
    both = {"tiny": RunState.DONE, "five": RunState.DONE}
    states = POISONS | {"raising": RunState.DONE}
    (first, after_first), (last, after_last) = again
    assert {one.name: one.state for one in first.endings} == states
    assert after_first == both | states
    assert {one.name: one.state for one in last.endings} == dict.fromkeys(
        POISONS.keys() - {"raising"}, RunState.DONE
    )
    assert after_last == both | dict.fromkeys(POISONS, RunState.DONE)


def test_what_is_done_stays_and_is_known_to_be_unchanged(swept, again, tmp_path):
    home, asked = tmp_path / "runs", Asked(swept[1], ("tiny", "five", *POISONS))
    for one in (*swept[2].folders, *(path for sweep, _ in again for path in sweep.folders)):
        shutil.copytree(one, home / one.name)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*.*")}
    done = run_asked(asked, home, How())
    (resumed,) = pl.resume(home)
    assert [one.why for one in (*done.endings, *resumed.endings)] == ["was there already"] * 12
    assert pl.retry(home) == []
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert unchanged(asked, home) is not None


def test_tables_do_not_depend_on_jobs_hash_seed_time_zone_or_language(again, tmp_path, forker):
    """Beside another scenario and in another world, against alone and in this one."""
    (there,) = again[0][0].folders
    (answer,) = forker.run(there / "scenario.toml", tmp_path / "alone", tmp_path / ".steps")
    assert answer["said"] == "ran"
    assert contents(tmp_path / "alone") == contents(there)


def test_a_record_knows_when_anything_has_changed(swept):
    folder, path, _ = swept
    home, asked = folder / "runs", Asked(path, ("tiny", "five"))
    remember_asked(asked, home)
    assert unchanged(asked, home) is not None
    assert unchanged(Asked(path, asked.only, ("seed=2",)), home) is None
    for file in (path, folder / "tiny.toml", folder / "register.csv"):
        whole = file.read_bytes()
        file.write_bytes(whole + b"\n")
        assert unchanged(asked, home) is None, file
        file.write_bytes(whole)
    assert unchanged(asked, home) is not None


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with cluster_here(
        tmp_path_factory.mktemp("cluster"), os.environ | {"PYTHONPATH": POISON}
    ) as one:
        yield one


def test_blocks_of_every_kind_are_done_beside_workers(tmp_path, cluster):
    scenario = pl.Scenario.read(corner_of_the_city(tmp_path / "corner", keep_rows=8))
    told: list[str] = []
    with open_cluster(cluster.url) as pool:
        how = How(executor=pool, told=lambda one, *_: told.append(one.name.split(", ")[1]))
        done = pl.prepare(scenario, home=tmp_path / "runs", how=how)
    assert done == {"register": 1, "addresses": len(told) - 3, "travel": 2}
    assert {"register 1", "addresses 1", "customers 0 to 8"} <= {*told}
    kept = {one.name.split("-")[0] for one in (tmp_path / "runs" / ".steps").glob("*.zip")}
    assert kept == {"customers", "geocode", "loads"}
    assert len([*scenario.travel.keep.iterdir()]) == 2


def test_on_a_cluster_as_well_the_first_failure_stops_the_rest(tmp_path, cluster):
    tasks = _tasks(tmp_path, "hanging", "killed")
    with open_cluster(cluster.url) as pool:
        endings = pool(tasks, lambda *_: None, fail_fast=True)
    assert [one.state for one in endings] == [RunState.INTERRUPTED, RunState.KILLED]
    while read_run(tmp_path / "hanging")[0] is not RunState.INTERRUPTED:
        time.sleep(0.05)  # its worker writes that once the child has ended
    assert not children_of(*(one.pid for one in cluster.workers))


def test_a_cluster_gives_the_same_tables_and_accounts_for_all_when_a_worker_is_killed(
    swept, tmp_path, cluster
):
    local, names = swept[2], ["tiny", *POISONS]
    path = sweep_file(
        tmp_path,
        *[f"[scenario.{name}]\nseed = 9" for name in POISONS],
        f"[sweep]\nover = {json.dumps(names)}",
    )
    told: list[str] = []
    killer = threading.Thread(target=kill_first_with_a_child, args=(cluster.workers,))
    killer.start()
    with open_cluster(cluster.url, (tmp_path / "depot").as_uri()) as pool:
        how = How(limits=LIMITS, executor=pool, told=lambda one, *_: told.append(one.name))
        sweep = pl.sweep(path, home=tmp_path / "runs", how=how)
    killer.join()
    assert [one.poll() is None for one in cluster.workers].count(True) == 1
    states = {one.name: one.state for one in sweep.endings}
    assert states == {"tiny": RunState.DONE, **POISONS}
    assert {one.name: one.state for one in status(tmp_path / "runs")} == states
    assert sorted(told) == sorted(names)
    (folder,) = sweep.folders
    assert contents(folder, ("tables",)) == contents(local.folders[0], ("tables",))
    fetched = pl.Scenario.read(folder / "scenario.toml").inputs()
    assert not [path for path in fetched.values() if path.resolve().is_relative_to(tmp_path)]
    put = {one.relative_to(tmp_path / "depot").parts for one in (tmp_path / "depot").glob("*/*")}
    assert put == {
        (sha256_of(one), one.name) for one in choose(Asked(path))[1][0].scenario.inputs().values()
    }
    assert not [*left_by(1), *children_of(*(one.pid for one in cluster.workers))]


def test_inputs_in_the_shared_folder_ask_the_same_question(tmp_path):
    (task,) = _tasks(tmp_path, "raising")
    there = pl.Scenario.load(share(task).scenario, where="shared")
    assert {one.parents[1] for one in there.inputs().values()} == {tmp_path.resolve() / ".inputs"}
    here = pl.Scenario.load(task.scenario, where="here")
    assert run_id(there, input_facts(there)) == run_id(here, input_facts(here))


def test_jobs_and_threads_never_exceed_the_cores(monkeypatch):
    monkeypatch.setattr("planner.runs.limits.cores", lambda: 8)
    assert [jobs_for(wanted, 1) for wanted in (1, 4, 8, 20)] == [1, 4, 8, 8]
    assert [jobs_for(8, threads) for threads in (2, 3, 8, 16)] == [4, 2, 1, 1]


def _tasks(tmp_path, *names, limits=Limits()):  # noqa: B008  frozen
    path = sweep_file(tmp_path, *[f"[scenario.{name}]\nseed = 9" for name in names])
    return [
        Task.of(one.scenario, tmp_path / one.scenario.name, tmp_path / ".steps", limits)
        for one in choose(Asked(path, names))[1]
    ]


def test_a_scenario_that_hangs_is_ended_at_its_limit_even_if_it_will_not_hear(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", POISON)
    (task,) = _tasks(tmp_path, "hanging", limits=Limits(minutes=0.03))
    with Forks() as forks:
        ending = launch(task, forks, lambda seconds: time.sleep(seconds) or False)
    assert (ending.state, ending.why) == (RunState.TIMED_OUT, "ended after 0.03 minutes, the limit")
    assert read_run(tmp_path / "hanging")[0] is RunState.TIMED_OUT
    assert mine() == []


def test_the_first_failure_stops_the_rest_when_told_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", POISON)
    tasks = _tasks(tmp_path, "hanging", "killed", "raising")
    told: list[Ending] = []
    pool = LocalPool(2)
    endings = pool(tasks, lambda one, _done, _total: told.append(one), fail_fast=True)
    states = [one.state for one in endings]
    assert states == [RunState.INTERRUPTED, RunState.KILLED, RunState.INTERRUPTED]
    assert len(told) == 3
    assert mine() == []


def test_ctrl_c_stops_all_and_says_how_to_go_on(tmp_path):
    path = sweep_file(
        tmp_path, "[scenario.hanging]\nseed = 9", '[sweep]\nover = ["hanging"]\ngrid.seed = [1, 2]'
    )
    sweep = subprocess.Popen(
        [sys.executable, "-m", "planner", "run", str(path), "--home", str(tmp_path / "runs"),
         "--jobs", "2"],
        env=os.environ | {"PYTHONPATH": POISON}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    try:
        while not (pids := children_of(sweep.pid)):
            assert sweep.poll() is None
            time.sleep(0.05)
        sweep.send_signal(signal.SIGINT)
        said = sweep.communicate(timeout=120)[0]
    finally:
        sweep.kill()
        sweep.wait()
    assert sweep.returncode == 130, said
    assert "go on with: planner resume" in said
    await_end(pids)


def test_children_die_with_a_parent_that_is_killed(tmp_path):
    path = sweep_file(
        tmp_path, "[scenario.hanging]\nseed = 9", '[sweep]\nover = ["hanging"]\ngrid.seed = [1, 2]'
    )
    sweep = subprocess.Popen(
        [sys.executable, "-m", "planner", "run", str(path), "--home", str(tmp_path / "runs")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    pids: list[int] = []
    try:
        while not pids:
            assert sweep.poll() is None
            time.sleep(0.05)
            pids = children_of(sweep.pid)
        time.sleep(0.5)
    finally:
        sweep.kill()
        sweep.wait()
    for pid in pids:
        for _ in range(200):
            if not Path(f"/proc/{pid}").exists():
                break
            time.sleep(0.05)
        else:
            raise AssertionError(f"{pid} outlived its parent")
