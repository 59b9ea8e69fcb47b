"""Heavy steps that are done in blocks, by whoever, are the steps that one process does."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tiny import corner_of_the_city

import planner as pl
from planner.errors import OptionError, PlannerError
from planner.plan.clock import StepClock
from planner.plan.travel_blocks import open_table
from planner.plan.walk import Walk
from planner.runs.folder import kept_in
from planner.runs.launch import Ending
from planner.runs.prepare import STAGES
from planner.runs.states import RunState
from planner.runs.task import Block, Task, TravelBlock
from planner.travel import RoadTravel


@pytest.fixture(scope="module")
def corner(tmp_path_factory):
    return pl.Scenario.read(corner_of_the_city(tmp_path_factory.mktemp("prepared")))


@pytest.fixture(scope="module")
def alone(corner, tmp_path_factory):
    """What one process makes of it, without anything kept."""
    keep = tmp_path_factory.mktemp("alone") / "travel"
    return Walk(corner.set({"travel.keep": keep}), StepClock(None)).to_outlets()


class Here:
    """Does tasks in this process, each as it comes out of the pipe to a child."""

    def __init__(self, most=10**9):
        self.done, self.most = [], most

    def __call__(self, tasks, told, *, fail_fast):
        endings = []
        for task in tasks:
            state = RunState.DONE if len(self.done) < self.most else RunState.KILLED
            if state is RunState.DONE:
                Task.read(json.loads(task.told())).do()
                self.done.append(task)
            endings.append(Ending(task.name, task.folder, state, "by hand"))
        return endings

    def kinds(self):
        return [one.work.kind for one in self.done if isinstance(one.work, Block)]


def assert_same(door, alone):
    """Register, places, findings and travel are those of one process."""
    for one, other in (
        (door.register.rows, alone.register.rows),
        (door.register.written, alone.register.written),
        (pd.DataFrame(door.customers), pd.DataFrame(alone.customers)),
    ):
        pd.testing.assert_frame_equal(one, other)
    assert [*door.register.findings] == [*alone.register.findings]
    assert door.travel.origin_ids == alone.travel.origin_ids
    for name in ("time_min", "distance_km"):
        mine, other = (getattr(one.travel, name) for one in (door, alone))
        assert np.array_equal(mine, other, equal_nan=True)


def test_steps_in_blocks_are_those_of_one_process_and_a_run_finds_them(
    corner, alone, tmp_path, monkeypatch
):
    home, here = tmp_path / "runs", Here()
    done = pl.prepare(corner, rows=6, home=home, how=pl.How(executor=here))
    assert done == {"register": 3, "addresses": done["addresses"], "travel": 3}
    assert done["addresses"] >= 3
    assert here.kinds() == ["register"] * 3 + ["addresses"] * done["addresses"]
    assert [one.work.first for one in here.done if isinstance(one.work, TravelBlock)] == [0, 5, 10]
    assert not (home / ".blocks").exists()
    kept = sorted(one.name.split("-")[0] for one in kept_in(home).glob("*.zip"))
    assert kept == ["customers", "geocode", "loads"], "blocks go when their step is there"
    for name in ("read_customers", "locate_customers"):
        monkeypatch.setattr(f"planner.plan.walk.{name}", lambda *_, **__: pytest.fail("made again"))
    monkeypatch.setattr(RoadTravel, "between", lambda *_: pytest.fail("it was measured again"))
    assert_same(Walk(corner, StepClock(None), kept_in(home)).to_outlets(), alone)


def test_who_was_stopped_goes_on_from_the_last_block(corner, alone, tmp_path):
    scenario = corner.set({"travel.keep": tmp_path / "travel"})
    first, second = Here(most=2), Here()
    with pytest.raises(PlannerError, match=r"1 of 3 blocks of register .* killed, by hand"):
        pl.prepare(scenario, rows=6, home=tmp_path, how=pl.How(executor=first))
    answer = sorted(kept_in(tmp_path).glob("customers-*-*[!d].zip"))[0]
    answer.write_bytes(answer.read_bytes()[:-1])
    done = pl.prepare(scenario, rows=6, home=tmp_path, how=pl.How(executor=second))
    assert done["register"] == 2, "one that was not there, and one that is damaged"
    again = pl.prepare(scenario, rows=6, home=tmp_path, how=pl.How(executor=Here()))
    assert again == dict.fromkeys(STAGES, 0)
    sorted((tmp_path / "travel").iterdir())[0].unlink()
    assert pl.prepare(scenario, home=tmp_path, how=pl.How(executor=Here()))["travel"] == 1
    assert_same(Walk(scenario, StepClock(None), kept_in(tmp_path)).to_outlets(), alone)


def test_only_what_is_asked_for_is_cut(corner, tmp_path):
    here = Here()
    how = pl.How(executor=here)
    assert [*pl.prepare(corner, only=["register"], home=tmp_path, how=how)] == ["register"]
    assert here.kinds() == ["register"]
    assert not list(kept_in(tmp_path).glob("geocode-*"))
    with pytest.raises(OptionError, match="roads: nothing that is done in blocks"):
        pl.prepare(corner, only=["roads"], home=tmp_path, how=how)


def test_a_block_of_another_question_is_refused_and_a_stop_is_a_stop(corner, tmp_path):
    scenario = corner.set({"travel.keep": tmp_path / "travel"})

    def stopping(tasks, _told, *, fail_fast):
        with pytest.raises(PlannerError, match="is another run here"):
            Task.read(json.loads(replace(tasks[0], run="other").told())).do()
        states = [RunState.DONE] + [RunState.INTERRUPTED] * (len(tasks) - 1)
        return [
            Ending(one.name, one.folder, state) for one, state in zip(tasks, states, strict=True)
        ]

    with pytest.raises(KeyboardInterrupt):
        pl.prepare(scenario, rows=8, home=tmp_path, how=pl.How(executor=stopping))


def test_an_answer_that_nobody_wrote_is_said(corner, tmp_path):
    def idle(tasks, _told, *, fail_fast):
        return [Ending(one.name, one.folder, RunState.DONE) for one in tasks]

    with pytest.raises(PlannerError, match=r"the block customers-.* is not there"):
        pl.prepare(corner, only=["register"], home=tmp_path, how=pl.How(executor=idle))


def test_what_may_not_be_kept_has_no_blocks(corner, tiny, tmp_path):
    plain = pl.Scenario.read(tiny)
    with pytest.raises(OptionError, match="no place where blocks"):
        open_table(Walk(plain, StepClock(None)))
    straight = corner.set({"travel.nodes": None, "travel.links": None})
    with pytest.raises(OptionError, match="travel without roads"):
        open_table(Walk(straight, StepClock(None)))
    service = {"provider": "nominatim", "consent": True, "cache": str(tmp_path / "cache.sqlite")}
    asking = plain.set({"geocode.online": service})
    with pytest.raises(OptionError, match="may not be kept"):
        pl.prepare(asking, home=tmp_path)
