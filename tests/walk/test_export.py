"""Masked profiles: sums and pseudonyms only, and a guard that has the last word."""

import dataclasses
import json

import pandas as pd
import pytest

from planner.errors import CheckError, OptionError
from planner.files.guard import find_protected
from planner.plan import masking

SECRET_KEY = "a key of the test, long enough"


def _masked(plan, profile):
    return dataclasses.replace(plan, scenario=plan.scenario.vary(export__profile=profile))


@pytest.mark.parametrize("profile", ["management", "public"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_protected_value_is_in_any_file_of_a_masked_profile(
    plan, profile, language, tmp_path, monkeypatch
):
    monkeypatch.setenv(masking.KEY, SECRET_KEY)
    written = _masked(plan, profile).save(tmp_path, language)
    assert {path.name for path in written} == {"summary.html", "summary.xlsx", "manifest.json"}
    secrets = masking.protected_values(plan)
    assert len(secrets) > 2_000
    assert find_protected(written, secrets) == {}
    assert find_protected(written, [SECRET_KEY]) == {}
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["profile"] == profile


def test_a_file_with_a_protected_value_is_removed_and_the_run_fails(plan, tmp_path, monkeypatch):
    monkeypatch.setenv(masking.KEY, SECRET_KEY)
    monkeypatch.setattr(masking, "pseudonym", lambda account_no, key: account_no)
    with pytest.raises(CheckError, match=r"S01: .*summary"):
        _masked(plan, "management").save(tmp_path)
    assert not (tmp_path / "summary.html").exists()
    assert not (tmp_path / "summary.xlsx").exists()


def test_a_masked_plan_does_not_go_into_the_folder_of_a_full_one(plan, tmp_path, monkeypatch):
    monkeypatch.setenv(masking.KEY, SECRET_KEY)
    (tmp_path / "tours").mkdir()
    (tmp_path / "tours" / "tours.gpkg").write_bytes(b"everybody's position")
    with pytest.raises(OptionError, match=r"1 other files: tours/tours\.gpkg"):
        _masked(plan, "public").save(tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["tours.gpkg"]
    (tmp_path / "tours" / "tours.gpkg").unlink()
    again = [_masked(plan, "public").save(tmp_path) for _ in range(2)]
    assert again[0] == again[1]


def test_without_a_key_there_are_no_pseudonyms(plan, tmp_path, monkeypatch):
    monkeypatch.delenv(masking.KEY, raising=False)
    with pytest.raises(OptionError, match="key"):
        _masked(plan, "management").save(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_pseudonyms_depend_on_the_key_and_on_nothing_else():
    one = masking.pseudonym("0035020114", b"one key of the test")
    assert one == masking.pseudonym("0035020114", b"one key of the test")
    assert one != masking.pseudonym("0035020114", b"two key of the test")
    assert one != masking.pseudonym("0035020115", b"one key of the test")


def test_small_groups_show_nothing_and_cannot_be_worked_out():
    groups = pd.DataFrame(
        {
            "kind": ["tier"] * 3 + ["district"] * 2,
            "group": ["VIP", "T1", "T2", "a", "b"],
            "customers": [3, 40, 9, 20, 32],
            "annual_kwh": [1.0, 2.0, 3.0, 4.0, 5.0],
        }
    )
    shown = masking.grouped(groups, fewest=5, with_energy=True)
    assert shown["customers"].isna().tolist() == [True, False, True, False, False]
    assert shown["annual_kwh"].isna().tolist() == [True, False, True, False, False]
    assert "annual_kwh" not in masking.grouped(groups, fewest=5, with_energy=False)
