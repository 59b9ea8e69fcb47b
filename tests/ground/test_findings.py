"""The ledger joins, counts, and tells one account's story."""

from planner.findings import Action, Finding, Findings
from planner.schema import RULES


def _finding(rule: str, account: str, action: Action = Action.REPORTED, **more) -> Finding:
    return Finding(RULES[rule], "customers", action, account_no=account, **more)


def test_ledgers_join_and_keep_their_order():
    first, second = _finding("U01", "1"), _finding("G03", "2")
    joined = Findings([first]) + Findings([second])
    assert list(joined) == [first, second]
    assert list(joined.of_customer("2")) == [second]


def test_only_quarantining_findings_are_quarantined():
    ledger = Findings([_finding("U01", "1", Action.QUARANTINED), _finding("G03", "1")])
    assert [one.rule.rule_id for one in ledger.quarantined()] == ["U01"]


def test_counts_are_by_rule_most_frequent_first():
    ledger = Findings([_finding("G03", "1"), _finding("U01", "2"), _finding("U01", "3")])
    assert list(ledger.counts().items()) == [("U01", 2), ("G03", 1)]


def test_a_finding_speaks_two_languages_and_adds_its_numbers():
    one = _finding("X10", "1", detail="5200 kW > 4000 kVA")
    assert one.message("en") == "peak kW exceeds running kVA by over 5 % (5200 kW > 4000 kVA)"
    assert one.message("zh").endswith("(5200 kW > 4000 kVA)")
    assert one.mend("en") == "check for over-contract use or a misread"


def test_a_value_that_looks_like_a_template_stays_as_written():
    one = _finding("C01", "1", value="{{ 7*7 }} {0} %s", detail="{x}")
    frame = Findings([one]).to_frame("en")
    assert frame.loc[0, "value"] == "{{ 7*7 }} {0} %s"
    assert frame.loc[0, "message"].endswith("({x})")


def test_an_empty_ledger_is_a_table_with_all_columns():
    assert list(Findings().to_frame().columns)[:3] == ["room", "rule", "level"]
