"""Options are frozen, typed, and name the nearest valid key."""

from pathlib import Path
from typing import Literal, Self

import pytest
from pydantic import Field, ValidationError, model_validator

from planner.errors import OptionError
from planner.options import Count, InputPath, Options, Positive


class Solve(Options):
    time_limit_s: Positive = 60.0


class Room(Options):
    count: Count = 3
    roster: InputPath | None = None
    solve: Solve = Solve()


def test_a_misspelt_key_is_refused_and_the_nearest_one_named():
    with pytest.raises(OptionError, match="unknown setting cuont") as caught:
        Room.load({"cuont": 4}, where="six.toml")
    assert caught.value.mend == "did you mean count?"
    assert caught.value.where == "six.toml"


def test_a_misspelt_key_of_a_nested_section_is_named_with_its_section():
    with pytest.raises(OptionError, match=r"unknown setting solve\.time_limit") as caught:
        Room.load({"solve": {"time_limit": 9}})
    assert caught.value.mend == "did you mean solve.time_limit_s?"


def test_a_key_unlike_any_lists_the_valid_ones():
    with pytest.raises(OptionError) as caught:
        Room.load({"zzz": 1})
    assert caught.value.mend == "use one of: count, roster, solve"


class Period(Options):
    start: int = 1
    end: int = 2
    tiers: dict[Literal["VIP", "T1"], int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("the period ends before it starts")
        return self


class Whole(Options):
    visits: Period = Period()


def test_a_validators_own_words_are_said_without_the_values():
    with pytest.raises(OptionError) as caught:
        Whole.load({"visits": {"start": 3}})
    assert caught.value.what == "visits: the period ends before it starts"
    assert caught.value.mend == "correct visits"


def test_an_unknown_name_in_a_table_lists_the_known_ones():
    with pytest.raises(OptionError, match=r"unknown name visits\.tiers\.VIPP") as caught:
        Whole.load({"visits": {"tiers": {"VIPP": 1}}})
    assert caught.value.mend == "use one of: VIP, T1"


def test_all_faults_are_named_at_once():
    with pytest.raises(OptionError) as caught:
        Room.load({"count": 0, "solve": {"time_limit_s": -1}})
    assert "2 settings" in caught.value.what
    assert "count = 0" in caught.value.what
    assert "solve.time_limit_s = -1" in caught.value.what


def test_paths_are_relative_to_the_scenario_that_names_them(tmp_path):
    room = Room.load({"roster": "in/kh.csv"}, folder=tmp_path)
    assert room.roster == tmp_path / "in" / "kh.csv"
    absolute = Path(tmp_path / "x.csv")
    assert Room.load({"roster": str(absolute)}, folder=Path("elsewhere")).roster == absolute


def test_options_cannot_be_changed_after_they_are_made():
    with pytest.raises(ValidationError, match="frozen"):
        Room().count = 5
