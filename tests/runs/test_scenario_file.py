"""One file, many scenarios: what inherits from what, what holds, and which names there are."""

import datetime as dt
import itertools

import pytest
from tiny import sweep_file, tiny_scenario

import planner as pl
from planner.errors import OptionError
from planner.scenario import members, parse_setting, read_source


def names(path, **more):
    return [one.scenario.name for one in members(read_source(path), **more)]


def test_what_is_said_later_holds(tmp_path):
    path = sweep_file(
        tmp_path,
        "travel.detour_ratio = 1.4",
        "travel.speed_km_per_h = 40",
        "travel.max_access_km = 2",
        "visits.max_day_min = 400",
        "[scenario.slow]\ntravel.speed_km_per_h = 20\ntravel.max_access_km = 3\nseed = 3",
        '[scenario.slower]\ninherits = "slow"\ntravel.max_access_km = 4\nseed = 4',
        '[sweep]\nover = ["slower"]\ngrid.seed = [5, 6]',
    )
    (first, second) = members(read_source(path), settings={"visits.max_day_min": 300})
    got = first.scenario
    assert got.travel.access_speed_km_per_h == 15  # the default
    assert got.outlets.count == 6  # the file that is inherited
    assert got.travel.detour_ratio == 1.4  # the file itself
    assert got.travel.speed_km_per_h == 20  # the scenario that is inherited
    assert got.travel.max_access_km == 4  # the scenario itself
    assert (got.seed, second.scenario.seed) == (5, 6)  # the sweep
    assert got.visits.max_day_min == 300  # --set
    assert (got.name, second.changes) == ("slower-seed-5", {"seed": 6})


def test_nothing_comes_from_the_environment(tmp_path, monkeypatch):
    path = tiny_scenario(tmp_path)
    before = pl.Scenario.read(path)
    monkeypatch.setenv("PLANNER_SEED", "99")
    monkeypatch.setenv("SEED", "99")
    assert pl.Scenario.read(path) == before


def test_tables_are_merged_and_lists_replaced(tmp_path):
    path = sweep_file(
        tmp_path,
        'outlets.forbidden = ["Y01", "Y02"]',
        "[outlets.budget]\nonce_yuan = 1\nyearly_yuan = 2",
        '[scenario.other]\noutlets.forbidden = ["Y03"]\noutlets.budget.once_yuan = 5',
    )
    other = pl.Scenario.of(read_source(path), "other").outlets
    assert other.forbidden == ("Y03",)
    assert (other.budget.once_yuan, other.budget.yearly_yuan) == (5, 2)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['[scenario.a]\ninherits = "b"\n[scenario.b]\ninherits = "a"'], "circle: a <- b <- a"),
        (['[scenario.a]\ninherits = "a"'], "in a circle: a <- a"),
        (['[scenario.a]\ninherits = "tinny"'], "did you mean 'tiny'?"),
        (["[scenario.a]\noutlets.cuont = 4"], "did you mean outlets.count?"),
        (["[scenario.a]\nvisit.end = 2026-10-14"], "did you mean visits?"),
        (["[sweep.gird]\nseed = [1]"], "did you mean grid?"),
        (["[sweeep.grid]\nseed = [1]"], "did you mean sweep?"),
        (['[sweep.grid]\n"outlets.cuont" = [4]'], "did you mean outlets.count?"),
        (["[sweep.grid]\nseed = 4"], "has no list of values"),
        (["[sweep.grid]\nseed = []"], "has no list of values"),
        (["[sweep.grid]\nseed = [1, 1]"], "are called tiny-seed-1"),
        (["[sweep]\nover = [\"tinny\"]"], "did you mean 'tiny'?"),
        (["[sweep.zip]\nseed = [1, 2]\n\"outlets.count\" = [5]"], "differ in length"),
        (["[sweep.grid]\nseed = [1]\n[sweep.zip]\nseed = [2]"], "in grid and in zip"),
        (["[sweep]\ngrid.seed = [1, 2]\nexclude = [{ seed = 3 }]"], "leaves nothing out"),
        (["[sweep]\ngrid.seed = [1]\nexclude = [{ seed = 1 }]"], "no scenario left"),
        (["scenario = 4"], "make it a section"),
        (["[scenario.a]\nseed = -1"], "give seed a value that fits"),
    ],
)  # fmt: skip
def test_a_slip_is_refused_whichever_scenario_is_chosen(tmp_path, lines, said):
    path = sweep_file(tmp_path, *lines)
    for only in ((), ("a",) if "scenario.a" in lines[0] else ("tiny",)):
        with pytest.raises(OptionError) as caught:
            members(read_source(path), only=only)
        assert said in str(caught.value)
    if "scenario.a" in lines[0]:
        with pytest.raises(OptionError):
            pl.Scenario.read(path)


def test_files_inherit_from_files_beside_them_and_not_in_a_circle(tmp_path):
    path = sweep_file(tmp_path)
    assert pl.Scenario.read(path) == pl.Scenario.read(path.with_name("tiny.toml"))
    path.write_text('inherits = "sweep.toml"', encoding="utf-8")
    with pytest.raises(OptionError, match="in a circle"):
        read_source(path)
    path.write_text('inherits = "../tiny.toml"', encoding="utf-8")
    with pytest.raises(OptionError, match="in the same folder"):
        read_source(path)


def test_grid_and_zip_make_every_combination_but_the_excluded(tmp_path):
    path = sweep_file(
        tmp_path,
        "[scenario.late]\nvisits.max_day_min = 500",
        '[sweep]\nover = ["tiny", "late"]',
        '[sweep.grid]\n"outlets.count" = [4, 5, 6]',
        '[sweep.zip]\nseed = [1, 2]\n"managers.capacity_h" = [100, 200]',
        '[[sweep.exclude]]\nscenario = "late"\n"outlets.count" = 4',
        '[[sweep.exclude]]\nseed = 2\n"outlets.count" = 6',
    )
    got = [
        (one.scenario.visits.max_day_min, one.scenario.outlets.count, one.scenario.seed,
         one.scenario.managers.capacity_h)
        for one in members(read_source(path))
    ]  # fmt: skip
    want = [
        (day, count, seed, 100 * seed)
        for day, seed, count in itertools.product((450, 500), (1, 2), (4, 5, 6))
        if not (day == 500 and count == 4) and not (seed == 2 and count == 6)
    ]
    assert sorted(got) == sorted(want)
    assert len(got) == 8
    assert len(set(names(path))) == 8
    assert "late-seed-1-capacity_h-100-count-5" in names(path)


def test_scenarios_are_chosen_by_name_with_and_without_the_sweep(tmp_path):
    path = sweep_file(tmp_path, "[scenario.a]\nseed = 3", "[sweep.grid]\nseed = [1, 2]")
    assert names(path) == ["tiny-seed-1", "tiny-seed-2"]
    assert names(path, only=("a", "tiny")) == ["a", "tiny"]
    assert names(path, only=("tiny-seed-2",)) == ["tiny-seed-2"]
    with pytest.raises(OptionError, match="no scenario 'tiny-seed-3'") as caught:
        names(path, only=("tiny-seed-3",))
    assert "did you mean 'tiny-seed-" in caught.value.mend
    with pytest.raises(OptionError, match="set for all and swept over"):
        names(path, settings={"seed": 4})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("outlets.count=6", 6),
        ("outlets.count={ at_most = 8 }", {"at_most": 8}),
        ("visits.end=2026-12-31", dt.date(2026, 12, 31)),
        ("travel.close=['a', 'b']", ["a", "b"]),
        ("outlets.existing_rule=may close", "may close"),
        ('outlets.existing_rule="may close"', "may close"),
        ("outlets.second_best=false", False),
        ("name=1=2", "1=2"),
    ],
)
def test_a_setting_on_the_command_line_is_typed_as_toml_types_it(text, value):
    assert parse_setting(text) == (text.partition("=")[0], value)


@pytest.mark.parametrize("text", ["outlets.count", "=4", "seed=1\nname=2"])
def test_what_sets_nothing_or_more_than_one_thing_is_refused(text):
    with pytest.raises(OptionError):
        parse_setting(text)


def test_a_setting_replaces_the_whole_setting(tmp_path):
    source = read_source(tiny_scenario(tmp_path))
    free = pl.Scenario.of(source, settings={"outlets.count": {"at_most": 8}})
    assert pl.Scenario.of(source, settings={"outlets.count": 5}).outlets.count == 5
    assert free.set({"outlets.count": 5}).outlets.count == 5
    with pytest.raises(OptionError, match="number"):
        pl.Scenario.of(source, settings={"outlets.count": "6x"})


def test_a_resolved_scenario_moves_with_its_folder(tmp_path):
    scenario = pl.Scenario.read(tiny_scenario(tmp_path / "a"))
    home = tmp_path / "a" / "runs" / "one"
    home.mkdir(parents=True)
    (home / "scenario.toml").write_text(scenario.to_toml(home), encoding="utf-8")
    assert str(tmp_path) not in (home / "scenario.toml").read_text(encoding="utf-8")
    (tmp_path / "a").rename(tmp_path / "b")
    moved = pl.Scenario.read(tmp_path / "b" / "runs" / "one" / "scenario.toml")
    assert moved.customers.file.resolve() == (tmp_path / "b" / "register.csv").resolve()
    assert moved.outlets == scenario.outlets.model_copy(
        update={"existing": moved.outlets.existing, "candidates": moved.outlets.candidates}
    )
