"""What differs between two plans, each difference with its reason."""

import pandas as pd
import pytest
import small_plans
from small_plans import record, settings, tables

import planner as pl


def against(other, first=None):
    return pl.compare([first or record(), other])


def test_a_plan_beside_itself_differs_in_nothing():
    comparison = against(record("again"))
    for name in ("settings", "sites", "rows", "service", "owners", "visits"):
        assert getattr(comparison, name).empty, name
    assert [one.value for one in comparison.headline()] == [0] * 5


def test_figures_stand_side_by_side_with_differences_to_the_first():
    frame = against(record("dear", cost=1_300_000.0, mean=4.0)).to_frame().set_index("figure")
    assert frame.loc["mean_min_kwh", ["today", "base", "dear", "dear change"]].tolist() == [
        11.0, 5.0, 4.0, -1.0,
    ]  # fmt: skip
    assert frame.loc["yearly_yuan", "dear change"] == 300_000.0
    assert frame.loc["tours", "base"] == 2
    assert pd.isna(frame.loc["tours", "today"])


def test_a_figure_that_one_plan_lacks_has_no_difference():
    plan = record("short")
    short = record("short", figures=plan.figures[:1])
    row = against(short).to_frame().set_index("figure").loc["p90_min"]
    assert row["base"] == 9.0
    assert pd.isna(row["short"])
    assert pd.isna(row["short change"])


def test_settings_and_inputs_that_differ_are_listed_by_their_name_in_the_file():
    other = record(
        "eight",
        settings=settings(count={"at_most": 8}) | {"name": "eight"},
        inputs=record().inputs | {"travel.links": {"name": "link.csv", "sha256": "b" * 64}},
    )
    rows = against(other).settings
    assert rows[["kind", "setting", "first", "value"]].to_numpy().tolist() == [
        ["setting", "outlets.count", "2", '{"at_most": 8}'],
        ["input", "travel.links", "–", "link.csv (bbbbbbbb)"],
    ]


def test_a_file_under_another_name_is_the_same_file():
    moved = {"customers.file": {"name": "copy.csv", "sha256": "a" * 64}}
    own = settings() | {"customers": {"file": "copy.csv"}}
    assert against(record("moved", inputs=moved, settings=own)).settings.empty


def test_sites_open_close_and_change_class_and_the_question_says_why():
    other = record(
        "other",
        settings=settings(count=3),
        tables=tables(
            outlets=small_plans.outlets("kept", "closed", "new", classes=("A", "C", "D"))
        ),
    )
    rows = against(other).sites.set_index("outlet_id")
    assert rows["change"].to_dict() == {
        "H1": "opens", "Y1": "changes class", "Y2": "closes",
    }  # fmt: skip
    assert rows.loc["Y1", ["first_class", "plan_class"]].tolist() == ["B", "A"]
    assert rows.loc["Y2", ["first_customers", "customers"]].tolist() == [2, 0]
    assert rows["why_en"].str.startswith("outlets.count: 2 → 3").all()
    assert "without it base would have 0.250 min more" in rows.loc["Y2", "why_en"]


def test_a_rule_that_names_the_site_is_the_reason():
    other = record(
        "other",
        settings=settings(must_close=["Y2"], count=1),
        tables=tables(outlets=small_plans.outlets("kept", "closed", "not chosen")),
    )
    why = against(other).sites["why_en"].item()
    assert why == "outlets.must_close names it in one plan only"


def test_a_site_that_was_not_offered_is_said_to_be_so():
    first = record(tables=tables(outlets=small_plans.outlets("kept", "kept")))
    other = record("other", tables=tables(outlets=small_plans.outlets("kept", "kept", "new")))
    assert against(other, first).sites["why_en"].item() == "the site was not offered in base"


def test_customers_with_another_outlet_or_other_minutes_are_listed_worst_first():
    served = small_plans.assignment(["Y1", "H1", "Y2", "Y2"], [4.01, 2.0, 9.5, 7.0])
    rows = against(record("other", tables=tables(assignment=served))).service
    assert rows["account_no"].tolist() == ["0003", "0002"]
    assert rows["change_min"].tolist() == [3.5, -3.0]
    assert rows["first_outlet_id"].tolist() == ["Y2", "Y1"]


def test_another_manager_comes_with_the_reason_of_the_plan_that_moved_the_account():
    first = record(tables=tables(owners=small_plans.owners(list("ABAA"), {"0002": "近"}, "A")))
    other = small_plans.owners(list("CBBA"), {"0001": "均衡", "0003": "同组"}, "A")
    other.loc[1, "manager_id"] = "A"
    other.loc[1, "moved"] = False
    rows = against(record("other", tables=tables(owners=other)), first).owners
    assert rows.set_index("account_no")["why_en"].to_dict() == {
        "0001": "other: 均衡", "0002": "base: 近", "0003": "other: 同组",
    }  # fmt: skip


def test_every_kind_of_change_to_a_visit_is_told_apart():
    day = "2026-10-20"
    unserved = pd.DataFrame(
        {
            "account_no": ["0004"], "visit_no": [1], "purpose": ["例行走访"], "manager_id": ["E2"],
            "reason": ["当日已满"],
        }
    )  # fmt: skip
    made = small_plans.visits([day, "2026-10-12", day, ""], ("E1", "E9", "E9", "E2"))
    other = record("other", tables=tables(visits=made, unserved=unserved))
    rows = against(other).visits.set_index("account_no")
    assert rows["change"].to_dict() == {
        "0001": "another day",
        "0002": "another manager",
        "0003": "another day and manager",
        "0004": "found no place",
    }
    assert rows.loc["0004", "why_zh"] == "当日已满"
    assert "base differ" in rows.loc["0001", "why_en"]
    back = against(record(), other).visits.set_index("account_no")
    assert back.loc["0004", ["change", "why_zh"]].tolist() == ["found a place", "当日已满"]


def test_visit_settings_that_differ_are_why_a_visit_has_another_day():
    made = small_plans.visits(["2026-10-20", "2026-10-12", "2026-10-13", "2026-10-14"])
    own = settings() | {"visits": {"max_day_min": 400.0}}
    rows = against(record("other", settings=own, tables=tables(visits=made))).visits
    assert rows["why_en"].item() == "visits.max_day_min: 450.0 → 400.0"


def test_visits_that_fall_due_in_one_plan_only_are_new_or_gone():
    fewer = tables(visits=small_plans.visits(["2026-10-12", "2026-10-12", "2026-10-13", ""]))
    assert against(record("other", tables=fewer)).visits["change"].item() == "no longer planned"
    back = against(record("other"), record(tables=fewer))
    assert back.visits["change"].item() == "newly planned"


def test_an_account_in_one_plan_only_has_the_reason_of_the_ledger():
    held = {"0002": "坐标在海上"}
    other = record(
        "other",
        tables=tables(
            customers=small_plans.customers(("0001", "0003")),
            ledger=small_plans.ledger(("0001", "0002", "0003"), held),
        ),
    )
    rows = against(other).rows.set_index("account_no")
    assert rows["why_zh"].to_dict() == {"0002": "坐标在海上", "0004": "档案中无此户"}
    assert set(rows["change"]) == {"only in the first"}
    assert set(against(record(), other).rows["change"]) == {"only in this plan"}


def test_plans_of_different_registers_are_compared_with_a_warning():
    grown = {"customers.file": {"name": "register.csv", "sha256": "c" * 64}}
    with pytest.warns(UserWarning, match="grown read another register than base"):
        comparison = against(record("grown", inputs=grown))
    assert "客户档案不同" in comparison.report("zh").banners[0]


def test_plans_of_one_name_are_told_apart():
    twins = [record("base", run="1" * 12), record("base", run="2" * 12)]
    assert pl.compare(twins).labels == ("base 111111111111", "base 222222222222")
    same = [record(), record()]
    assert len(set(pl.compare(same).labels)) == 2


def test_one_plan_is_no_comparison():
    with pytest.raises(pl.OptionError, match="1 plans cannot be compared"):
        pl.compare([record()])
