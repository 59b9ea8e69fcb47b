import pytest

from planner.errors import DataError, OptionError
from planner.visits import VisitRules, read_rules

T1 = {"visits_per_year": 4, "service_min": 60}


def test_the_gaps_are_shares_of_the_interval():
    rule = VisitRules.load({"tier": {"T1": T1}}).of("T1")
    assert (rule.interval_days, rule.min_gap_days, rule.max_gap_days) == (91.25, 55, 118)


def test_a_critical_grade_is_visited_as_often_as_it_asks_for():
    rules = VisitRules.load(
        {"tier": {"T1": T1}, "critical": {"一级": {"visits_per_year": 12, "service_min": 90}}}
    )
    assert rules.of("T1", "一级").visits_per_year == 12
    assert rules.of("T1", "二级").visits_per_year == 4


def test_a_critical_grade_never_takes_visits_away():
    rules = VisitRules.load(
        {"tier": {"T1": T1}, "critical": {"一级": {"visits_per_year": 1, "service_min": 90}}}
    )
    assert rules.of("T1", "一级").visits_per_year == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"tier": {"T1": T1 | {"visit_per_year": 4}}},
        {"tier": {"T9": T1}},
        {"tier": {"T1": T1 | {"visits_per_year": 0}}},
        {"tier": {"T1": T1 | {"min_gap_share": 1.2}}},
        {"tier": {"T1": {"every": ["weekly"], "service_min": 60}}},
        {"tier": {"T1": {"every": {"weekly": 1}, "service_min": 60}}},
        {"tier": {"T1": {"visits_per_year": 300, "service_min": 60, "min_gap_share": 0.9,
                         "max_gap_share": 1.0}}},
        {},
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused_with_a_mend(wrong):
    with pytest.raises(OptionError) as caught:
        VisitRules.load(wrong)
    assert caught.value.mend


def test_a_tier_without_a_rule_is_refused_by_name():
    with pytest.raises(OptionError, match="VIP") as caught:
        VisitRules.load({"tier": {"T1": T1}}).of("VIP")
    assert "[tier.VIP]" in caught.value.mend


def test_a_rule_file_that_is_not_there_or_not_toml_is_refused(tmp_path):
    with pytest.raises(DataError) as caught:
        read_rules(tmp_path / "none.toml")
    assert str(tmp_path / "none.toml") in caught.value.where
    (tmp_path / "bad.toml").write_text("[tier.T1\n")
    with pytest.raises(DataError, match="cannot be read"):
        read_rules(tmp_path / "bad.toml")
