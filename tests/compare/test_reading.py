"""A saved plan is read back as it was, or refused with the file that is at fault."""

import json

import pytest
import small_plans
from pandas.testing import assert_frame_equal

import planner as pl
from planner.findings import Action, Finding, Findings
from planner.plan import read_record
from planner.plan.books import read_findings
from planner.schema import RULES


@pytest.fixture
def folder(tmp_path):
    return small_plans.save(small_plans.record(), tmp_path / "plan")


def test_a_saved_plan_is_read_back_as_it_was(folder):
    plan, back = small_plans.record(), read_record(folder)
    assert back.figures == plan.figures
    assert back.outcomes == plan.outcomes
    assert back.settings == plan.settings
    assert set(back.tables) == set(plan.tables) | {"ground"}
    assert_frame_equal(back.tables["owners"], plan.tables["owners"], check_dtype=False)
    assert back.tables["outlets"].crs == plan.tables["outlets"].crs


def test_a_bound_that_nobody_proved_is_read_back_as_endless(tmp_path):
    open_ended = {"outlets": small_plans.outcome(5.0, float("-inf"))}
    folder = small_plans.save(small_plans.record(outcomes=open_ended), tmp_path)
    assert "null" in (folder / "manifest.json").read_text()
    assert not read_record(folder).outcomes["outlets"].bound < float("inf")


def test_a_flipped_byte_in_any_file_is_found_and_the_file_named(folder):
    files = sorted(path for path in folder.rglob("*") if path.name.endswith((".parquet", ".gpkg")))
    assert len(files) == 11
    for path in files:
        whole = path.read_bytes()
        path.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
        with pytest.raises(pl.DataError, match=path.name) as caught:
            read_record(folder)
        assert "not as they were written" in caught.value.what
        path.write_bytes(whole)
    read_record(folder)


def test_a_file_that_is_gone_is_named(folder):
    (folder / "tables" / "owners.parquet").unlink()
    with pytest.raises(pl.DataError, match=r"are gone: tables/owners\.parquet"):
        read_record(folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "no finished plan"),
        ("{", "no finished plan"),
        ("[]", "no finished plan"),
        ('{"schema": 1}', "not one of a plan"),
        ('{"profile": "public"}', "sums only"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_mend(tmp_path, text, said):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(pl.DataError, match=said) as caught:
        read_record(tmp_path)
    assert caught.value.mend


def test_a_manifest_of_another_form_is_refused(folder):
    path = folder / "manifest.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["figures"]["p90_min"] = {"value": 9.0, "unit": "min"}
    path.write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(pl.DataError, match="cannot be understood") as caught:
        read_record(folder)
    assert "make the plan again" in caught.value.mend


@pytest.mark.parametrize("language", ["zh", "en"])
def test_findings_are_read_back_as_they_were_in_either_language(language):
    found = Findings(
        [
            Finding(RULES["C01"], "customers", Action.FIELD_DROPPED, "0001", 7, "address", "-"),
            Finding(RULES["W13"], "outlets", Action.REPORTED, detail="61 (or 62) > 60"),
        ]
    )
    back = read_findings(found.to_frame(language))
    assert list(back) == list(found)


def test_a_finding_of_an_unknown_rule_is_refused():
    frame = Findings([Finding(RULES["C01"], "customers", Action.REPORTED)]).to_frame()
    with pytest.raises(pl.DataError, match="unknown rules: Z99"):
        read_findings(frame.assign(rule="Z99"))
