"""The command: what it refuses at its door, and what it prints."""

import signal
import subprocess
import sys
from io import StringIO

import pytest
from rich.console import Console
from tiny import sweep_file, tiny_scenario
from typer.testing import CliRunner

import planner as pl
from planner.cli import app, plans
from planner.cli.figures import print_figures
from planner.errors import OptionError, PlannerError
from planner.plan import sample_scenario
from planner.runs.states import RunState
from planner.runs.status import status


def ask(*words: object) -> None:
    """Give the command words, and let what it refuses through."""
    CliRunner().invoke(app, [str(one) for one in words], catch_exceptions=False)


@pytest.mark.parametrize("verb", ["run", "resume"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--minutes", "0"), "minutes = 0"),
        (("--minutes", "-1"), "minutes = -1"),
        (("--minutes", "nan"), "minutes = nan"),
        (("--memory-mb", "0"), "memory_mb = 0"),
        (("--jobs", "0"), "jobs = 0"),
    ],
)
def test_a_limit_that_is_none_is_refused_before_anything_is_read(tmp_path, verb, words, said):
    with pytest.raises(OptionError, match=said):
        ask(verb, tmp_path / "tiny.toml", *words)


@pytest.mark.parametrize("words", [("--minutes", "5"), ("--memory-mb", "3000"), ("--fail-fast",)])
def test_limits_and_a_folder_of_ones_own_cannot_go_together(tmp_path, words):
    with pytest.raises(OptionError, match="--out is none"):
        ask("run", tiny_scenario(tmp_path), "--out", tmp_path / "out", *words)


@pytest.mark.parametrize(
    ("address", "said"),
    [("127.0.0.1:8786", "is no cluster"), ("dask://127.0.0.1:1", "no scheduler answers")],
)
def test_an_executor_that_is_none_is_said_plainly(tmp_path, monkeypatch, address, said):
    monkeypatch.setattr("planner.runs.cluster._CONNECT_S", 0.5)
    home = tmp_path / "runs"
    with pytest.raises(OptionError, match=said):
        ask("run", tiny_scenario(tmp_path), "--home", home, "--executor", address)


def test_what_needs_a_cluster_or_a_place_to_keep_travel_says_so(tmp_path, monkeypatch):
    path = tiny_scenario(tmp_path)
    words = ("--home", tmp_path / "runs", "--inputs", "file:///depot")
    with monkeypatch.context() as unchanged:
        unchanged.setattr("planner.cli.runs.say_unchanged", lambda *_, **__: True)
        for verb in ("run", "prepare"):
            with pytest.raises(OptionError, match="--inputs is for workers of a cluster"):
                ask(verb, path, *words)
    for verb in ("resume", "retry"):
        failed = ("--failed",) if verb == "retry" else ()
        with pytest.raises(OptionError, match="--inputs is for workers of a cluster"):
            ask(verb, tmp_path / "runs", *failed, "--inputs", "file:///depot")
    with pytest.raises(OptionError, match="no place where blocks of it could be kept"):
        ask("prepare", path, "--only", "travel", "--home", tmp_path / "runs")
    assert not (tmp_path / "runs").exists()


DEAF = """
import signal
from planner.cli.stopping import ends_within
signal.signal(signal.SIGINT, {handler})
with ends_within(0.2, "stopped"):
    pass
with ends_within(0.2, "go on with: planner resume"):
    try:
        print("ready", flush=True)
        while True:
            signal.pause()
    except KeyboardInterrupt:
        print("heard")
"""


@pytest.mark.parametrize(
    ("handler", "code", "said"),
    [
        ("lambda *_: None", -signal.SIGKILL, "go on with: planner resume\n"),
        ("signal.default_int_handler", 0, ""),
    ],
)
def test_ctrl_c_ends_what_does_not_hear_it_and_only_that(handler, code, said):
    command = [sys.executable, "-c", DEAF.format(handler=handler)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        try:
            assert process.stdout.readline() == "ready\n"
            process.send_signal(signal.SIGINT)
            told = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, told[1]) == (code, said)
    assert told[0] == ("" if said else "heard\n")


def test_a_limit_holds_for_a_single_scenario_as_well(tmp_path):
    path, home = tiny_scenario(tmp_path), tmp_path / "runs"
    done = CliRunner().invoke(app, ["run", str(path), "--home", str(home), "--minutes", "0.001"])
    assert done.exit_code == 1
    (run,) = status(home)
    assert (run.state, run.why) == (RunState.TIMED_OUT, "ended after 0.001 minutes, the limit")


def test_a_slip_in_a_scenario_that_is_not_asked_for_is_refused(tmp_path):
    path = sweep_file(tmp_path, '[scenario.a]\ninherits = "a"')
    for verb in ("run", "plan"):
        with pytest.raises(PlannerError, match="circle"):
            ask(verb, path, "--home", tmp_path / "runs")


def test_the_demo_runs_the_sample_city(tmp_path, monkeypatch):
    ran = []
    monkeypatch.setattr(plans, "_run", lambda scenario, out, *_, **__: ran.append((scenario, out)))
    ask("demo", "--out", tmp_path)
    ((scenario, out),) = ran
    assert (scenario, out) == (pl.Scenario.read(sample_scenario()), tmp_path)


def _figure(key, title, unit, value, decimals):
    words = {"title": {"zh": key, "en": title}, "unit": {"zh": "", "en": unit}}
    return {key: {**words, "value": value, "decimals": decimals}}


def test_figures_fit_eighty_columns_with_separators_and_whole_numbers():
    figures = (
        _figure("open_outlets", "Open outlets", "outlets", 9.0, 0)
        | _figure("mean_min_kwh", "Mean minutes by energy", "min", 8.25, 1)
        | _figure("p90_min", "Nine in ten customers within", "min", 17.96, 1)
        | _figure("yearly_yuan", "Running cost of a year", "yuan", 11_923_456.0, 0)
        | _figure("visits_share_pct", "Visits that have a place", "%", 100.0, 1)
        | _figure("visit_km", "Way of all tours", "km", 12_345.6, 0)
    )
    runs = {
        "bridge-closed-count-at_most-10": ("done", {"figures": figures}),
        "bridge-closed-count-at_most-11": ("out of memory", {}),
    }
    told = StringIO()
    print_figures(runs, Console(file=told, width=80, highlight=False, soft_wrap=True))
    lines = told.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    (row,) = [line for line in lines if "11,923,456" in line]
    assert row.split()[-6:] == ["9", "8.2", "18.0", "11,923,456", "100.0", "12,346"]
    assert "e+" not in told.getvalue()
    words = told.getvalue().split()
    assert {"Running", "yuan", "Way", "km"} <= {word.strip(",") for word in words}
