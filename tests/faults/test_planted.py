"""Faults of every rule, planted by seed: nearly all are found, and hardly anything else is told.

The bench does the same with 20,000 rows; here there are as many faults in fewer rows.
"""

import csv

import pandas as pd
import pytest
import scoring

from planner.customers import CATALOGUE
from planner.customers.ledger import Ledger
from planner.customers.opened import open_register
from planner.customers.pieces import RowJudge
from planner.customers.rules.judge import judge
from planner.schema import RULES

ROWS, EACH = 2_600, 25
ELSEWHERE = {"T04", "L02", "S01"}
"""About a whole table, a corrections sheet, a file that was written: see the tests of those."""
ALWAYS_NOTES = {"N01", "N02", "W05"}


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return scoring.plant(tmp_path_factory.mktemp("planted"), rows=ROWS, seed=7, count=EACH)


@pytest.fixture(scope="module")
def months(planted):
    return planted.months()


@pytest.fixture(scope="module")
def reading(planted, months):
    return planted.read(months)


@pytest.fixture(scope="module")
def table(planted, reading):
    return scoring.compare(planted, reading)


def test_every_rule_finds_99_in_100_of_what_was_planted(planted, reading, table):
    known = table.loc[table["planted"] > 0]
    assert (known["planted"] >= EACH).all()
    assert (known["recall"] >= 0.99).all(), scoring.strays(planted, reading)[:20]


def test_no_more_than_2_in_100_findings_of_any_rule_are_false(planted, reading, table):
    assert (table["false_share"] <= 0.02).all(), scoring.strays(planted, reading)[:20]
    assert table["false"].sum() <= 0.02 * table["told"].sum()


def test_every_rule_of_the_catalogue_ran_and_was_planted(planted, reading):
    assert reading.unrun == ()
    there = {rule for rule, _ in planted.faults}
    assert {one.rule_id for one in CATALOGUE} - there == {"T04", *ALWAYS_NOTES}


def test_every_rule_of_the_domain_s_list_is_planted_here_or_tested_elsewhere(planted, shared):
    with (shared / "domain" / "dq_rules.csv").open(encoding="utf-8-sig", newline="") as stream:
        listed = list(csv.DictReader(stream))
    ids = {one["rule_id"] for one in listed} - {"V04-V09"} | {f"V0{n}" for n in range(4, 10)}
    assert len(listed) == 42
    there = {rule for rule, _ in planted.faults}
    assert ids - there == ELSEWHERE
    told = {
        one["rule_id"]: (one["dimension"].strip("()"), one["level"])
        for one in listed
        if one["rule_id"] in RULES
    }
    ours = {name: (RULES[name].dimension, RULES[name].level.value) for name in told}
    assert ours == told


def test_a_register_in_pieces_is_judged_as_a_whole_one(planted, months, reading):
    judging = RowJudge(planted.options(), alone=True)
    parted = planted.read(months, lambda cut: map(judging, cut(1_000)))
    doubles = [faulty for rule, faulty in planted.faults if rule == "U01"]
    assert any(len({(row - 2) // 1_000 for row in faulty}) > 1 for faulty in doubles)
    assert [*parted.findings] == [*reading.findings]
    for name in ("rows", "written", "quarantined", "pairs", "changes"):
        pd.testing.assert_frame_equal(getattr(parted, name), getattr(reading, name))
    assert (parted.ran, parted.unrun) == (reading.ran, reading.unrun)


def test_what_says_that_it_judges_rows_says_the_same_of_any_part_of_them(planted, months):
    options = planted.options()
    register, judging = open_register(options, monthly=months), RowJudge(options)
    pieces = [[*register.pieces(rows)] for rows in (ROWS, 900)]
    cases = [[judging.case(one, _ledger(one)) for one in several] for several in pieces]
    differ = set()
    for check in CATALOGUE:
        ledgers = [[_ledger(one) for one in several] for several in pieces]
        cases = [
            [judge(case, [check], ledger).case for case, ledger in zip(*both, strict=True)]
            for both in zip(cases, ledgers, strict=True)
        ]
        one, several = ([fault for each in told for fault in each.findings()] for told in ledgers)
        differ |= {check} if one != several else set()
    assert not [one.rule_id for one in differ if one.scope == "rows"]
    assert {one.rule_id for one in differ} >= {"C03", "U01", "U02", "U03", "U04"}


def _ledger(piece):
    return Ledger(piece.raw, piece.headings, piece.accounts)


def test_accepted_and_quarantined_rows_are_all_rows(reading):
    assert reading.read_count == ROWS
    assert len(reading.rows) + len(reading.quarantined) == ROWS


def test_a_clean_world_has_no_finding_at_all(tmp_path):
    world = scoring.clean(tmp_path, rows=700, seed=11)
    reading = world.read()
    told = [(one.rule.rule_id, one.source_row, one.detail) for one in reading.findings]
    assert [one for one in told if one[0] != "W05"] == []
