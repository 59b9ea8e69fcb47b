"""A scenario is checked as a whole, varies into a new one, and survives its own TOML."""

import pytest

import planner as pl
from planner.errors import OptionError
from planner.plan import sample_scenario


def test_a_scenario_written_as_toml_is_read_back_the_same(scenario, tmp_path):
    path = tmp_path / "again.toml"
    path.write_text(scenario.to_toml(), encoding="utf-8")
    assert pl.Scenario.read(path) == pl.Scenario.read(sample_scenario()) == scenario


def test_varying_makes_a_new_scenario_and_leaves_the_old_one(scenario):
    fewer = scenario.vary(outlets__count=6, seed=1)
    assert (fewer.outlets.count, fewer.seed) == (6, 1)
    assert scenario.outlets.count != 6
    assert fewer.vary(outlets__count=scenario.outlets.count, seed=scenario.seed) == scenario


@pytest.mark.parametrize(
    ("key", "said"),
    [("outlets__cuont", "did you mean outlets.count"), ("name__x", "not a section")],
)
def test_varying_an_unknown_setting_is_refused(scenario, key, said):
    with pytest.raises(OptionError) as caught:
        scenario.vary(**{key: 6})
    assert said in caught.value.mend
