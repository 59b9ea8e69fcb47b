"""A key is made of all that can change an answer, and of nothing else."""

import shutil

import pytest
from tiny import contents, tiny_scenario

import planner as pl
from planner.findings import Findings
from planner.options import Options
from planner.plan import Event, codec, steps
from planner.plan.steps import STEPS, input_facts, step_keys

ORDER = [step.name for step in STEPS]


def keys(scenario):
    return {name: one.key for name, one in step_keys(scenario, input_facts(scenario)).items()}


def changed(one, other):
    return [step for step in ORDER if keys(one)[step] != keys(other)[step]]


@pytest.mark.parametrize(
    ("setting", "value", "anew"),
    [
        ("name", "another", []),
        ("outlets.solve.threads", 2, []),
        ("customers.datum", "GCJ02", ORDER),
        ("geocode.plot_m", 60, ORDER[1:]),
        ("loads.over_capacity", 1.2, ORDER[2:]),
        ("travel.speed_km_per_h", 40, ORDER[3:]),
        ("outlets.count", 5, ORDER[4:]),
        ("outlets.whatif.curve", True, ["what-if", "report"]),
        ("managers.capacity_h", 100, ["managers", "visits", "report"]),
        ("visits.max_day_min", 400, ["managers", "visits", "report"]),
        ("seed", 8, ["what-if", "visits", "report"]),
        ("report.late_min", 20, ["report"]),
        ("export.fewest", 6, ["report"]),
        (
            "outlets.scenario",
            [{"name": "grown", "probability": 0.5, "growth": [{"factor": 1.2}]}],
            ORDER[4:],
        ),
        (
            "outlets.scenario",
            [{"name": "shut", "probability": 0.5, "close": ["12"]}],
            ORDER[3:],
        ),
    ],
)
def test_a_setting_changes_the_steps_that_read_it_and_those_after(tiny, setting, value, anew):
    scenario = pl.Scenario.read(tiny)
    assert changed(scenario, scenario.set({setting: value})) == anew


def test_places_do_not_matter_and_contents_do(tiny, tmp_path):
    shutil.copytree(tiny.parent, tmp_path / "elsewhere")
    here, there = pl.Scenario.read(tiny), pl.Scenario.read(tmp_path / "elsewhere" / "tiny.toml")
    assert changed(here, there) == []
    roster = there.managers.roster
    roster.write_bytes(roster.read_bytes().replace(b"7.5", b"7.0"))
    assert changed(here, there) == ["managers", "visits", "report"]


def test_the_name_of_the_register_matters_since_its_rows_carry_it(tiny):
    scenario = pl.Scenario.read(tiny)
    renamed = tiny.with_name("other.csv")
    shutil.copy(scenario.customers.file, renamed)
    assert changed(scenario, scenario.set({"customers.file": renamed})) == ORDER


def test_other_code_makes_the_step_anew(tiny, monkeypatch):
    scenario = pl.Scenario.read(tiny)
    before = keys(scenario)
    real = steps.source_digest
    monkeypatch.setattr(
        steps, "source_digest", lambda *parts: ("x" if "outlets" in parts else "") + real(*parts)
    )
    assert [one for one in ORDER if keys(scenario)[one] != before[one]] == ORDER[4:]


def test_every_setting_that_a_step_reads_is_in_its_key(tiny, monkeypatch):
    """Record each option that is looked at while a step runs."""
    scenario = pl.Scenario.read(tiny)
    places: dict[int, str] = {}

    def place(options: Options, prefix: str) -> None:
        places[id(options)] = prefix
        for name in type(options).model_fields:
            value = getattr(options, name)
            if isinstance(value, Options):
                place(value, f"{prefix}{name}.")

    place(scenario, "")
    read: set[tuple[str, str]] = set()
    now = [""]

    def recorded(self: Options, name: str) -> object:
        value = object.__getattribute__(self, name)
        prefix = places.get(id(self))
        is_setting = prefix is not None and name in type(self).model_fields
        if now[0] and is_setting and not isinstance(value, Options):
            read.add((now[0], prefix + name))
        return value

    def progress(event: Event) -> None:
        if event.total == 1 and not event.is_search:
            now[0] = "" if event.is_end else event.room

    monkeypatch.setattr(Options, "__getattribute__", recorded, raising=False)
    pl.run(scenario, progress=progress)
    monkeypatch.undo()
    declared = {step.name: step for step in STEPS}
    elsewhere = {
        ("geocode", "seed"),  # blurs the pauses between questions to a service
        ("travel", "outlets.scenario"),  # its closed roads alone: `_closed`
    }
    stray = {
        (step, setting)
        for step, setting in read - elsewhere
        if step in declared and not declared[step].wants(setting)
    }
    assert stray == set()
    assert {"customers.file", "outlets.count", "visits.end"} <= {setting for _, setting in read}
    assert len(read) > 50


def test_answers_that_were_kept_make_the_same_plan_to_the_byte(tmp_path, city):
    """Roads, classes, futures and what-ifs, so that every table of an answer is kept once."""
    roads = f'travel = {{ nodes = "{city}/roads/node.csv", links = "{city}/roads/link.csv" }}'
    path = tiny_scenario(
        tmp_path,
        "[outlets.whatif]\ncurve = true\ncurve_counts = [6]\nprices = true\nalternatives = {}",
        "stability = { draws = 1 }",
        "[[outlets.standard]]\nwithin_min = 60\nshare = 0.5",
        '[[outlets.scenario]]\nname = "shut"\nprobability = 0.1\nclose = ["bridge-2"]',
    )
    path.write_text(roads + "\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    keep = tmp_path / "keep"
    made = pl.run(path, keep=keep)
    kept = pl.run(path, keep=keep)
    assert [cost.kept for cost in made.costs if cost.step != "ground"] == [False] * 8
    assert [cost.kept for cost in kept.costs if cost.step != "ground"] == [True] * 8
    made.save(tmp_path / "made")
    kept.save(tmp_path / "kept")
    parts = ("tables", "plan.xlsx", "map.html", "calendars", "managers", "tours", "briefs")
    first = contents(tmp_path / "made", parts)
    assert first == contents(tmp_path / "kept", parts)
    assert {"tables/curve.parquet", "tables/stability.parquet"} <= set(first)
    assert made.breaches == kept.breaches == {"outlets": 0, "managers": 0, "visits": 0}
    assert made.findings.to_frame().equals(kept.findings.to_frame())


def test_what_cannot_be_kept_is_refused_when_it_is_written():
    with pytest.raises(TypeError, match="function cannot be stored"):
        codec.Writer({}).pack({"a": print.__class__ and (lambda: 1)}, dict[str, object])
    assert codec.Writer({}).pack(Findings(), Findings) == {"rules": [], "cells": []}
