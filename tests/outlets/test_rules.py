"""Rules of a scenario, from labels to labels: each is kept, and the judge sees when it is not."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.errors import DataError, LimitError, OptionError
from planner.outlets import ClashError, OutletsOptions, check_siting, explain, site_outlets
from planner.schema import GROUPS, SERVICE, STAGES, STANDARDS, STEPS, Travel

CLASSES = Path(__file__).parents[2] / "data" / "rules" / "outlet_classes.toml"


@pytest.fixture(scope="module")
def ruled_town(middling_town):
    """The middling town with tiers, areas, business items, and classes that sites may take."""
    customers, sites, travel = middling_town
    draw = np.random.default_rng(9)
    n = len(customers)
    return (
        customers.assign(
            tier=draw.choice(["VIP", "T1", "T2", "T3"], n),
            urban_class=draw.choice(["城区", "农村"], n),
            district_code=draw.choice(["990206", "990211"], n),
            annual_items=draw.integers(0, 50, n).astype(float),
        ),
        sites.assign(
            classes_allowed="B;D", rent_yuan_per_year=1000.0 * np.arange(len(sites)),
            capacity_customers=np.nan,
        ),
        travel,
    )  # fmt: skip


def _asked(**more) -> OutletsOptions:
    return OutletsOptions.load(
        {"existing": "outlets.csv", "classes": CLASSES, "second_best": False, "count": 6, **more}
    )


def _judged(town, siting, options, **changed) -> list[str]:
    customers, _, travel = town
    return check_siting(
        changed.get("outlets", siting.outlets),
        changed.get("assignment", siting.assignment),
        customers,
        travel,
        options,
        objective=siting.outcome.objective,
        more=changed.get("more", siting.evidence()),
    )


BOOM = {"name": "boom", "probability": 0.3, "growth": [{"tier": ["VIP"], "factor": 3.0}]}
PARK = {"name": "park", "probability": 0.6, "growth": [{"district": ["990206"], "factor": 4.0}]}
SNOW = {"name": "snow", "probability": 0.1, "slower": [{"area": ["农村"], "factor": 1.5}]}
PHASES = [
    {"year": 2027, "at_most": 6, "budget": {"once_yuan": 800_000}},
    {"year": 2029, "at_most": 7, "growth": [{"area": ["农村"], "factor": 2.0}]},
]
RULES = {
    "at most": {"count": {"at_most": 4}},
    "money": {"count": "free", "goal": ["yuan"], "minute_yuan": 400_000.0},
    "money, then minutes": {"count": "free", "goal": ["yuan", "minutes"], "concede": 0.1},
    "fewest": {"count": "free", "goal": ["fewest", "minutes"], "reach": [{"max_min": 20.0}]},
    "farthest": {"goal": ["farthest", "minutes"]},
    "tail": {"goal": ["tail"]},
    "covered": {"goal": ["covered"], "cover_min": 8.0, "weight": {"kwh": 0.5, "items": 0.5}},
    "budget": {"count": {"at_most": 9}, "budget": {"once_yuan": 7e5, "yearly_yuan": 2e6}},
    "keep": {"count": 8, "existing_rule": "keep"},
    "named": {"must_open": ["S010"], "forbidden": ["S007"], "must_close": ["S000"]},
    "group": {"at_most": [{"sites": ["S006", "S007", "S009"], "count": 1}]},
    "spacing": {"spacing_km": 0.25},
    "move": {
        "budget": {"once_yuan": 6e5},
        "relocate": [{"from_id": "S000", "to_id": "S006", "yuan": 5000}],
    },
    "standard": {
        "standard": [
            {"within_min": 9.0, "share": 0.9, "of": "kwh", "area": ["农村"]},
            {"within_min": 14.0, "share": 1.0, "tier": ["VIP"], "name": "VIP"},
        ]
    },
    "priced standard": {
        "goal": ["yuan"], "count": "free",
        "standard": [{"within_min": 7.0, "share": 0.9, "price_yuan": 20_000.0}],
    },
    "needs": {"needs": [{"tier": ["VIP"], "services": ["counter"]}], "count": 5},
    "backup": {"backup": [{"tier": ["VIP", "T1"], "within_min": 22.0}]},
    "capacity": {"capacity": {"units": ["customers", "kwh"]}, "budget": {"once_yuan": 5e5}},
    "hours": {
        "capacity": {
            "units": ["counter_hours"], "split": True,
            "hours_per_customer": {"VIP": 120.0, "T1": 60.0},
        }
    },
    "least load": {
        "capacity": {"units": ["customers"], "minimum": True}, "class_rule": "as listed",
    },
    "expected": {"scenario": [BOOM, SNOW]},
    "a park": {
        "scenario": [PARK],
        "standard": [{"within_min": 12.0, "share": 0.8, "of": "kwh", "district": ["990211"]}],
    },
    "worst": {"scenario": [BOOM, SNOW], "robust": "worst"},
    "regret": {"scenario": [BOOM, SNOW], "robust": "regret"},
    "phases": {"phase": PHASES, "count": "free"},
    "all at once": {
        "phase": PHASES, "scenario": [BOOM], "count": {"at_most": 7}, "goal": ["minutes", "yuan"],
        "must_open": ["S010"], "spacing_km": 0.15, "budget": {"yearly_yuan": 3e6},
        "standard": [{"within_min": 15.0, "share": 0.7, "of": "kwh"}],
        "backup": [{"tier": ["VIP"], "within_min": 30.0}],
        "relocate": [{"from_id": "S000", "to_id": "S006", "yuan": 5000}],
    },
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_the_judge_finds_no_breach_of_any_rule_in_the_plan(ruled_town, rule):
    options = _asked(**RULES[rule])
    siting = site_outlets(*ruled_town, options)
    assert _judged(ruled_town, siting, options) == []
    for table, frame in siting.tables().items():
        assert set(table.names) >= set(frame.columns) - {"geometry"}


@pytest.fixture(scope="module")
def free_plan(ruled_town):
    """A plan that nothing but the count restrains."""
    return site_outlets(*ruled_town, _asked(count=6))


# Rules that the free plan of six outlets does not keep, with words of the breach.
BROKEN = {
    "asked for": {"count": {"at_most": 4}},
    "is closed": {"existing_rule": "keep"},
    "must be open": {"must_open": ["S011", "S012", "S013", "S014"]},
    "must not be open": {"must_close": ["S004"], "forbidden": ["S006", "S007", "S009"]},
    "of which at most 1": {"at_most": [{"sites": ["S004", "S006", "S007", "S009", "S002"]}]},
    "nearer to each other": {"spacing_km": 5.0},
    "more than the budget": {"budget": {"once_yuan": 10.0}},
    "a year is more than the budget": {"budget": {"yearly_yuan": 10.0}},
    "is within 2 min": {"standard": [{"within_min": 2.0, "share": 0.9}]},
    "open outlets within 3 min": {"backup": [{"within_min": 3.0}]},
    "beyond his reach": {"reach": [{"max_min": 2.0}]},
    "does not offer what he needs": {"needs": [{"tier": ["VIP"], "services": ["technical"]}]},
    "cannot be of class": {"class_rule": "as listed"},
}


@pytest.mark.parametrize("words", BROKEN)
def test_a_plan_made_without_a_rule_is_refused_under_it(ruled_town, free_plan, words):
    breaches = _judged(ruled_town, free_plan, _asked(**{"count": 6, **BROKEN[words]}))
    assert any(words in one for one in breaches), breaches


def test_an_outlet_given_more_than_it_can_do_is_refused(ruled_town, free_plan):
    options = _asked(capacity={"units": ["customers"]})
    kept = free_plan.outlets["plan_class"] == free_plan.outlets["outlet_class"]
    crowded = free_plan.outlets.assign(capacity_customers=np.where(kept, 1.0, np.nan))
    told = _judged(ruled_town, free_plan, options, outlets=crowded)
    assert kept.any() == any("more than it can serve" in one for one in told)
    hours = _asked(
        capacity={
            "units": ["counter_hours"],
            "hours_per_customer": {"VIP": 900.0, "T1": 900.0, "T2": 900.0, "T3": 900.0},
        }
    )
    told = _judged(ruled_town, free_plan, hours)
    assert any("counter_hours, more than it can serve" in one for one in told)


def test_an_outlet_with_too_few_customers_for_its_class_is_refused(ruled_town, tmp_path):
    high = tmp_path / "classes.toml"
    text = CLASSES.read_text(encoding="utf-8")
    high.write_text(
        text.replace("kwh = ", "least_customers = 40\nkwh = ")
        .replace("least_customers = 30\n", "")
        .replace("least_customers = 15\n", ""),
        encoding="utf-8",
    )
    siting = site_outlets(*ruled_town, _asked(classes=high))
    strict = _asked(classes=high, capacity={"units": ["customers"], "minimum": True})
    assert any("too few for its class" in one for one in _judged(ruled_town, siting, strict))


def test_regret_is_judged_by_what_each_scenario_alone_could_have(ruled_town):
    options = _asked(**RULES["regret"])
    siting = site_outlets(*ruled_town, options)
    least = siting.stages["least_min"].astype(float)
    regret = (siting.stages["mean_min"] - least).max()
    assert siting.outcome.objective == pytest.approx(regret, abs=1e-9)
    today = siting.stages["scenario"] == "today"
    alone = site_outlets(*ruled_town, _asked())
    assert alone.outcome.objective == pytest.approx(least[today].item(), abs=1e-6)
    for by, words in ((-1.0, "not"), (100.0, "least_min of boom"), (np.nan, "is missing")):
        more = dataclasses.replace(
            siting.evidence(), stages=siting.stages.assign(least_min=least + by)
        )
        told = _judged(ruled_town, siting, options, more=more)
        assert any(words in one for one in told), told


@pytest.fixture(scope="module")
def full_plan(ruled_town):
    """A plan of two years and two scenarios with everything in its tables."""
    options = _asked(**RULES["all at once"])
    return site_outlets(*ruled_town, options), options


def _changed(frame: pd.DataFrame, column: str, by: float, row: int) -> pd.DataFrame:
    frame = frame.copy()
    rows = frame.index[frame[column].notna()]
    frame.loc[rows[row % len(rows)], column] += by
    return frame


KEYS = {"year", "scenario", "kind", "group"}
REGRET = {"least_min"}  # empty where regret is not asked for; it has a test of its own
FIGURES = [
    *(("stages", name) for name in STAGES.names if name not in KEYS | REGRET),
    *(("standards", name) for name in ("asked_pct", "plan_pct", "short_pct", "within_min")),
    *(("groups", name) for name in GROUPS.names if name not in KEYS),
    ("service", "share"), ("service", "time_min"),
    ("outlets", "plan_yearly_yuan"), ("outlets", "plan_once_yuan"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), FIGURES)
def test_every_changed_figure_is_refused(ruled_town, full_plan, table, column):
    siting, options = full_plan
    by = 10.0 if "yuan" in column or "kwh" in column else 0.01
    for row in range(3):
        if table == "outlets":
            opened = siting.outlets.loc[siting.outlets["plan_class"] != ""].index
            frame = siting.outlets.copy()
            frame[column] = frame[column].astype("float64")
            frame.loc[opened[row], column] += by
            told = _judged(ruled_town, siting, options, outlets=frame)
        else:
            frame = getattr(siting, table)
            kind = "float64" if frame[column].dtype.kind == "i" else frame[column].dtype
            changed = _changed(frame.astype({column: kind}), column, by, row)
            more = dataclasses.replace(siting.evidence(), **{table: changed})
            told = _judged(ruled_town, siting, options, more=more)
        assert told != []


def _mutated(siting, table, change):
    frame = getattr(siting, table).copy()
    changed = change(frame)
    frame = frame if changed is None else changed
    return dataclasses.replace(siting.evidence(), **{table: frame})


def _another_class(frame):
    frame.loc[0, "plan_class"] = "A" if frame.loc[0, "plan_class"] != "A" else "D"


def _gone(frame):
    return frame.drop(index=frame.index[0])


def _elsewhere(frame):
    others = frame.loc[frame["outlet_id"] != frame.loc[0, "outlet_id"], "outlet_id"]
    frame.loc[0, "outlet_id"] = others.iloc[0]


def _unknown(frame):
    frame.loc[0, "outlet_id"] = "S999"


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("steps", _another_class), ("steps", _gone), ("steps", _unknown),
        ("service", _gone), ("service", _elsewhere), ("service", _unknown), ("stages", _gone),
    ],
)  # fmt: skip
def test_every_changed_decision_is_refused(ruled_town, full_plan, table, change):
    siting, options = full_plan
    assert _judged(ruled_town, siting, options, more=_mutated(siting, table, change)) != []


def test_years_that_shut_what_had_opened_are_refused(ruled_town, full_plan):
    siting, options = full_plan
    steps = siting.steps
    new = steps.loc[(steps["year"] == 2029) & (steps["step"] == "opens")]
    first = steps.loc[(steps["year"] == 2027) & ~steps["outlet_id"].isin(new["outlet_id"])]
    turned = steps.copy()
    turned["year"] = turned["year"].map({2027: 2029, 2029: 2027})
    assert len(first)
    more = dataclasses.replace(siting.evidence(), steps=turned)
    assert _judged(ruled_town, siting, options, more=more) != []


def test_a_plan_of_several_years_without_its_tables_is_refused(ruled_town, full_plan):
    siting, options = full_plan
    customers, _, travel = ruled_town
    told = check_siting(siting.outlets, siting.assignment, customers, travel, options)
    assert any("years" in one for one in told)


def test_another_claim_of_any_goal_is_refused(ruled_town):
    for name in ("minutes", "farthest", "tail", "covered", "fewest", "yuan"):
        options = _asked(count=5, goal=[name])
        siting = site_outlets(*ruled_town, options)
        customers, _, travel = ruled_town
        plan = siting.outlets, siting.assignment, customers, travel, options
        value = siting.outcome.objective
        assert check_siting(*plan, objective=value, more=siting.evidence()) == []
        assert check_siting(*plan, objective=value + 0.01 * max(1, value), more=siting.evidence())


def test_travel_measured_anew_is_used_for_its_scenario(ruled_town):
    customers, sites, travel = ruled_town
    closed = Travel(
        travel.origin_ids, travel.destination_ids, travel.time_min + 5, travel.distance_km, "bridge"
    )
    options = _asked(scenario=[{"name": "bridge", "probability": 0.5}])
    siting = site_outlets(customers, sites, travel, options, travels={"bridge": closed})
    means = siting.stages.set_index("scenario")["mean_min"]
    assert means["bridge"] == pytest.approx(means["today"] + 5)
    assert siting.outcome.objective == pytest.approx(means["today"] + 2.5)
    told = check_siting(
        siting.outlets, siting.assignment, customers, travel, options,
        more=siting.evidence({"bridge": closed}),
    )  # fmt: skip
    assert told == []


def test_tables_of_years_and_scenarios_are_among_the_tables(full_plan):
    siting, _ = full_plan
    tables = siting.tables()
    for table in (STEPS, STAGES, SERVICE, STANDARDS, GROUPS):
        table.require(tables[table], *tables[table].columns, by="test")
    assert set(tables[STAGES]["scenario"]) == {"today", "boom"}


def test_money_of_today_and_of_the_plan_is_compared(ruled_town, free_plan):
    by_key = {one.key: one for one in free_plan.measures}
    today = 6 * 620_000 + 1000.0 * sum(range(6))
    assert by_key["yearly_yuan"].today == pytest.approx(today)
    assert by_key["yearly_yuan"].plan == pytest.approx(free_plan.outlets["plan_yearly_yuan"].sum())
    assert by_key["once_yuan"].plan == pytest.approx(free_plan.outlets["plan_once_yuan"].sum())


def test_all_faulty_ids_are_named_at_once_with_the_nearest(ruled_town):
    options = _asked(
        must_open=["S0011"], forbidden=["S001"], must_close=["S010", "S002"],
        relocate=[{"from_id": "S009", "to_id": "S000", "yuan": 1}],
    )  # fmt: skip
    with pytest.raises(OptionError) as refused:
        site_outlets(*ruled_town, options)
    told = str(refused.value)
    for words in (
        "must_open names S0011", "did you mean S011", "S001, an outlet of today",
        "S010, a candidate", "S002 has to close and has to stay", "leaves S009", "goes to S000",
    ):  # fmt: skip
        assert words in told


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"count": 0}, "a whole number of outlets"),
        ({"count": {"at_most": 0}}, "at_most is a whole number"),
        ({"goal": []}, "name at least one goal"),
        ({"goal": ["minutes", "minutes"]}, "one goal twice"),
        ({"must_open": ["S1"], "forbidden": ["S1"]}, "S1 is in must_open and must not be open"),
        ({"standard": [{"within_min": 5, "price_yuan": 3}]}, "price_yuan"),
        ({"needs": [{"services": ["x"]}]}, "classes is not"),
        ({"scenario": [BOOM, BOOM]}, "same name"),
        ({"scenario": [{"name": "a", "probability": 0.6}, {"name": "b", "probability": 0.6}]},
         "more than 1"),
        ({"goal": ["yuan"], "robust": "worst"}, "robust"),
        ({"phase": [{"year": 2030}, {"year": 2029}]}, "do not rise"),
        ({"phase": [{"year": 2030, "count": 3, "at_most": 4}]}, "set one of them"),
        ({"budgett": {}}, "did you mean budget"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_meant_are_refused(more, words):
    with pytest.raises(OptionError) as refused:
        OutletsOptions.load({"existing": "a.csv", "count": 3, **more})
    assert words in str(refused.value)


def test_a_rule_about_a_column_that_customers_do_not_have_is_refused(middling_town):
    with pytest.raises(DataError, match="tier"):
        site_outlets(*middling_town, _asked(standard=[{"within_min": 9, "tier": ["VIP"]}]))
    with pytest.raises(DataError, match="annual_items"):
        site_outlets(*middling_town, _asked(weight={"items": 1.0}))


def test_a_rule_about_a_district_where_nobody_is_names_those_that_there_are(ruled_town):
    with pytest.raises(DataError, match=r"99021, where no customer is") as refused:
        site_outlets(*ruled_town, _asked(reach=[{"max_min": 40, "district": ["990206", "99021"]}]))
    assert "990206, 990211" in str(refused.value)


CLASHES = {
    "budget": {"count": 8, "existing_rule": "keep", "budget": {"once_yuan": 1000.0}},
    "yearly": {"count": 8, "budget": {"yearly_yuan": 1000.0}},
    "standard": {"count": 2, "standard": [{"within_min": 5.0, "share": 0.9, "of": "kwh"}]},
    "group": {"must_open": ["S006", "S007"], "at_most": [{"sites": ["S006", "S007"]}]},
    "backup": {"count": 3, "backup": [{"within_min": 4.0}]},
    "capacity": {
        "count": 1,
        "class_rule": "as listed",
        "capacity": {
            "units": ["counter_hours"],
            "hours_per_customer": {"VIP": 90.0, "T1": 90.0, "T2": 90.0, "T3": 90.0},
        },
    },
}


@pytest.mark.parametrize("rule", CLASHES)
def test_rules_that_clash_are_named_in_two_languages_with_what_to_loosen(ruled_town, rule):
    with pytest.raises(ClashError) as refused:
        site_outlets(*ruled_town, _asked(**CLASHES[rule]))
    assert refused.value.why
    assert refused.value.loosen
    for one in (*refused.value.why, *refused.value.loosen):
        assert one.zh
        assert one.en
    assert refused.value.mend


def test_the_budget_that_is_told_is_enough_and_not_a_thousandth_too_much(ruled_town):
    rules = {"count": 8, "existing_rule": "keep"}
    with pytest.raises(ClashError) as refused:
        site_outlets(*ruled_town, _asked(**rules, budget={"once_yuan": 1000.0}))
    told = refused.value.mend
    enough = float(told.split(" to ")[1].split(";")[0].replace(",", ""))
    assert site_outlets(*ruled_town, _asked(**rules, budget={"once_yuan": enough}))
    with pytest.raises(ClashError):
        site_outlets(*ruled_town, _asked(**rules, budget={"once_yuan": enough * 0.999}))


def test_customers_beyond_reach_are_named_with_the_reach_that_is_enough(ruled_town):
    with pytest.raises(ClashError, match="have no site within reach") as refused:
        site_outlets(*ruled_town, _asked(count=9, reach=[{"max_min": 3.0}]))
    enough = float(refused.value.mend.split("to ")[1].split(",")[0])
    with pytest.raises(ClashError):
        site_outlets(*ruled_town, _asked(count=20, reach=[{"max_min": enough - 0.2}]))
    assert site_outlets(*ruled_town, _asked(count=20, reach=[{"max_min": enough}]))


def test_a_clash_that_takes_too_long_to_find_is_still_an_infeasible_plan(ruled_town, monkeypatch):
    def too_long(question, options):
        raise LimitError("the time was over", mend="raise it")

    monkeypatch.setattr(explain, "find_clash", too_long)
    with pytest.raises(ClashError, match="the time was over") as refused:
        site_outlets(*ruled_town, _asked(**CLASHES["yearly"]))
    assert "time_limit_s" in refused.value.loosen[0].zh
