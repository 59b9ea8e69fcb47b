"""What a run says of itself while it goes on: in a pipe, in a terminal, in a notebook."""

import importlib.util
import io
import math
import types

import pandas as pd
import pytest
from rich.console import Console

from planner.bars import STOPPED, Lines, show_progress
from planner.plan import Event
from planner.plan.answers import Toured, whole
from planner.plan.clock import StepClock
from planner.solve import Outcome, Sighting, Status
from planner.solve.watch import tell

SEARCH = Event("outlets", 0, 1, best=266.25, bound=201.1)


class Times:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def console():
    return Console(file=io.StringIO(), width=120, highlight=False)


def test_a_pipe_gets_a_line_at_most_every_ten_seconds_and_one_when_a_room_is_done(console):
    clock = Times()
    lines = Lines(console, clock=clock)
    for second in range(25):
        clock.now = float(second)
        lines.report(SEARCH)
    lines.report(Event("outlets", 1, 1))
    lines.report(Event("outlets", 1, 1))
    assert console.file.getvalue().splitlines() == [
        "outlets: best 266.2, bound 201.1, gap 24.47%",
        "outlets: best 266.2, bound 201.1, gap 24.47%",
        "outlets: done",
    ]


def test_a_room_that_counts_says_how_far_it_is(console):
    clock = Times()
    lines = Lines(console, clock=clock)
    clock.now = 10.0
    lines.report(Event("geocode", 1200, 5000))
    assert console.file.getvalue() == "geocode: 1,200 of 5,000\n"


def test_an_interrupt_says_at_once_what_becomes_of_the_run(console):
    lines = Lines(console, clock=Times())
    lines.report(Event("outlets", 0, 1, best=5.0, bound=4.0, stopped=True))
    assert console.file.getvalue() == f"outlets: {STOPPED} (best 5, bound 4, gap 20.00%)\n"


def test_saving_tells_of_every_customer_page_and_ends_once(saved, told_while_saving, plan):
    assert (saved / "manifest.json").is_file()
    assert {one.room for one in told_while_saving} == {"files"}
    done = [one.done for one in told_while_saving]
    assert done == sorted(done)
    assert done[0] == 0
    assert len(set(done)) > len(plan.customers)
    assert [one.is_end for one in told_while_saving].count(True) == 1
    assert told_while_saving[-1].is_end


@pytest.mark.parametrize(
    ("best", "bound", "said"),
    [
        (math.inf, 3.0, "no plan yet"),
        (12386000.4, math.inf, "best 12,386,000"),
        (0.0, 0.0, "best 0, bound 0, gap 0.00%"),
    ],
)
def test_a_search_says_only_what_is_known(best, bound, said):
    assert Event("outlets", 0, 1, best=best, bound=bound).search == said


def test_a_terminal_gets_bars_with_the_search_beside_them():
    file = io.StringIO()
    terminal = Console(file=file, width=120, force_terminal=True)
    with show_progress(terminal) as progress:
        progress(Event("outlets", 0, 1))
        progress(SEARCH)
        progress(Event("outlets", 0, 1, best=5.0, bound=4.0, stopped=True))
        progress(Event("outlets", 1, 1))
    assert "gap 20.00%" in file.getvalue()
    assert STOPPED in file.getvalue()


def test_a_pipe_gets_no_bars(console):
    with show_progress(console) as progress:
        progress(Event("outlets", 1, 1))
    assert console.file.getvalue() == "outlets: done\n"


@pytest.fixture
def notebook(monkeypatch):
    """A shell that is a kernel's, as `get_ipython` gives it in a notebook."""
    shell = types.SimpleNamespace(kernel=1)
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)


def test_a_notebook_without_widgets_gets_bars_of_letters(notebook, monkeypatch, capsys):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "ipywidgets" else find(name)
    )
    with show_progress() as progress:
        progress(Event("visits", 3, 8))
        progress(SEARCH)
    said = capsys.readouterr().err
    assert "visits" in said
    assert "3/8" in said
    assert "gap 24.47%" in said


def test_a_notebook_gets_widgets_where_they_are_installed(notebook, monkeypatch):
    widgets = pytest.importorskip("ipywidgets")
    made = []
    monkeypatch.setattr("tqdm.notebook.display", made.append)
    with show_progress() as progress:
        progress(Event("visits", 3, 8))
        progress(Event("visits", 8, 8))
    assert [isinstance(one, widgets.HBox) for one in made] == [True]
    assert made[0].children[1].value == 8


def test_a_second_run_begins_its_bars_anew():
    file = io.StringIO()
    with show_progress(Console(file=file, width=120, force_terminal=True)) as progress:
        for event in (SEARCH, Event("outlets", 1, 1), Event("outlets", 0, 1)):
            progress(event)
    assert "gap" not in file.getvalue().rsplit("outlets", 1)[-1]


def test_a_step_tells_when_it_begins_and_ends_and_what_a_solver_in_it_finds():
    events: list[Event] = []
    with StepClock(events.append).step("outlets"):
        tell(Sighting(5.0, 4.0))
    tell(Sighting(1.0, 1.0))
    first, seen, last = events
    assert (first.is_end, last.is_end) == (False, True)
    assert (seen.best, seen.bound, seen.is_search, seen.stopped) == (5.0, 4.0, True, False)
    assert {one.room for one in events} == {"outlets"}


def test_whoever_stops_a_search_stops_the_run_and_is_told_what_there_is():
    events: list[Event] = []
    with pytest.raises(KeyboardInterrupt), StepClock(events.append).step("outlets"):
        tell(Sighting(5.0, 4.0, stopped=True))
    assert (events[-1].stopped, events[-1].best) == (True, 5.0)


def test_an_engine_that_ends_its_own_search_on_ctrl_c_ends_the_run_as_well():
    """The search of visits does, to give its best so far to whoever asks for visits alone."""

    def toured(status: Status) -> Toured:
        outcome = Outcome(status, 1.0, 1.0, 0.0, 0.1, "a search", deterministic=False)
        return Toured(None, types.SimpleNamespace(outcome=outcome), pd.DataFrame())

    feasible = toured(Status.FEASIBLE)
    assert whole(feasible) is feasible
    with pytest.raises(KeyboardInterrupt):
        whole(toured(Status.INTERRUPTED))


def test_nobody_has_to_watch():
    with StepClock(None).step("outlets"):
        tell(Sighting(5.0, 4.0))
