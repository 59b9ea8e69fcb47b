"""Whoever stops a pool waits for no child that nobody ends, whenever he does."""

import pytest

from planner.runs import pool
from planner.runs.launch import Ending
from planner.runs.states import RunState
from planner.runs.task import Task


class _Stopped(list):
    """Tasks whose second one is not reached: Ctrl-C comes while the first is being started."""

    def __iter__(self):
        yield self[0]
        raise KeyboardInterrupt


@pytest.fixture
def endless(monkeypatch):
    """Have every task last until it is stopped."""

    def launch(task, forks, stop):
        assert stop(60), "nobody stopped the task"
        return Ending(task.name, task.folder, RunState.INTERRUPTED)

    monkeypatch.setattr(pool, "launch", launch)


def _tasks(kind):
    return kind(Task(name, {}, "run", name, "keep") for name in "ab")


def _tell_nothing(_ending, _done, _total):
    pass


def test_an_interrupt_while_tasks_are_started_ends_them_all(endless):
    endings = pool.LocalPool(2)(_tasks(_Stopped), _tell_nothing, fail_fast=False)
    assert [one.name for one in endings] == ["a", "b"]
    assert {one.state for one in endings} == {RunState.INTERRUPTED}


def test_a_listener_that_fails_leaves_no_task_behind(monkeypatch, endless):
    waiting = pool.launch

    def launch(task, forks, stop):
        if task.name == "a":
            return Ending("a", "a", RunState.DONE)
        return waiting(task, forks, stop)

    def told(_ending, _done, _total):
        raise ValueError("the listener fails")

    monkeypatch.setattr(pool, "launch", launch)
    with pytest.raises(ValueError, match="the listener fails"):
        pool.LocalPool(2)(_tasks(list), told, fail_fast=False)
