"""Travel that is measured in blocks, by whoever, is the travel that one process measures."""

import json
from dataclasses import replace

import numpy as np
import pytest
from tiny import tiny_scenario

import planner as pl
from planner.errors import OptionError, PlannerError
from planner.plan.blocks import open_table
from planner.runs.folder import kept_in
from planner.runs.launch import Ending
from planner.runs.states import RunState
from planner.runs.work import do
from planner.travel import RoadTravel


@pytest.fixture(scope="module")
def city_corner(tmp_path_factory, city):
    """Fifteen customers on the city's roads, five a block."""
    path = tiny_scenario(tmp_path_factory.mktemp("blocks"))
    roads = f'travel = {{ nodes = "{city}/roads/node.csv", links = "{city}/roads/link.csv"'
    roads += ', keep = "travel", keep_rows = 5 }'
    path.write_text(roads + "\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    return pl.Scenario.read(path)


class Here:
    """Does tasks in this process, each as it comes out of the pipe to a child."""

    def __init__(self):
        self.done = []

    def __call__(self, tasks, told, *, fail_fast):
        for task in tasks:
            do(json.loads(task.told()))
            self.done.append(task.rows)
        return [Ending(task.name, task.folder, RunState.DONE) for task in tasks]


def test_blocks_measured_apart_are_the_table_of_one_process(city_corner, tmp_path, monkeypatch):
    home, folder, here = tmp_path / "runs", city_corner.travel.keep, Here()
    table = open_table(city_corner, kept_in(home))
    whole = table.source.between(table.origins, table.destinations)
    assert pl.measure_travel(city_corner, home=home, how=pl.How(executor=here)) == 3
    assert here.done == [(0, 5), (5, 10), (10, len(table.origins))]
    sorted(folder.iterdir())[0].unlink()
    assert pl.measure_travel(city_corner, home=home, how=pl.How(executor=here)) == 1
    assert len(list(folder.iterdir())) == 3
    assert not (home / ".blocks").exists()
    monkeypatch.setattr(RoadTravel, "between", lambda *_: pytest.fail("it was measured again"))
    found = pl.open_outlets(city_corner).travel
    assert found.destination_ids == whole.destination_ids
    mine = whole.take(found.origin_ids, found.destination_ids)
    assert len(found.origin_ids) >= 10
    assert np.array_equal(found.time_min, mine.time_min, equal_nan=True)
    assert np.array_equal(found.distance_km, mine.distance_km, equal_nan=True)


def test_blocks_that_fail_are_said_and_those_of_another_question_refused(city_corner, tmp_path):
    elsewhere = city_corner.set({"travel.keep": tmp_path / "travel"})

    def ending(*states):
        def executor(tasks, _told, *, fail_fast):
            with pytest.raises(PlannerError, match="is another run here"):
                do(json.loads(replace(tasks[0], run="other").told()))
            ended = zip(tasks, states, strict=True)
            return [Ending(one.name, one.folder, state, "by hand") for one, state in ended]

        return pl.How(executor=executor)

    done, killed, interrupted = RunState.DONE, RunState.KILLED, RunState.INTERRUPTED
    with pytest.raises(PlannerError, match=r"1 of 3 blocks .* killed, by hand"):
        pl.measure_travel(elsewhere, home=tmp_path, how=ending(done, killed, interrupted))
    with pytest.raises(KeyboardInterrupt):
        pl.measure_travel(elsewhere, home=tmp_path, how=ending(done, interrupted, interrupted))


def test_travel_that_is_not_kept_has_no_blocks(city_corner, tiny):
    with pytest.raises(OptionError, match="no place where blocks"):
        open_table(pl.Scenario.read(tiny), None)
    straight = city_corner.set({"travel.nodes": None, "travel.links": None})
    with pytest.raises(OptionError, match="travel without roads"):
        open_table(straight, None)
