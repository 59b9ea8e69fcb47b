"""Tables declare their columns once, and check at the door."""

import pandas as pd
import pytest

from planner import schema
from planner.errors import DataError
from planner.schema import RULES, Table, fold_heading

TABLES = [one for one in vars(schema).values() if isinstance(one, Table)]
READ_FROM_FILES = [
    schema.REGISTER, schema.MONTHLY, schema.SITES, schema.MANAGERS, schema.CALENDAR,
]  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_both_headings_and_no_two_share_one(table):
    for language in ("zh", "en"):
        headings = list(table.headings(language).values())
        assert all(headings)
        assert len(set(headings)) == len(headings)
    assert set(table.key) <= set(table.names)


@pytest.mark.parametrize("table", READ_FROM_FILES, ids=lambda table: table.name)
def test_every_heading_and_alias_leads_to_one_column(table):
    claims: dict[str, set[str]] = {}
    for column in table:
        for heading in (column.name, column.zh, column.en, *column.aliases):
            claims.setdefault(fold_heading(heading), set()).add(column.name)
    assert {heading: names for heading, names in claims.items() if len(names) > 1} == {}


def test_headings_match_whatever_their_width_case_space_and_unit():
    known = schema.REGISTER.known_headings()
    for heading in ("户号", " 户 号 ", "CONS_NO", "cons_no", "户号（用户编号）", "Account No."):
        assert known[fold_heading(heading)] == "account_no"
    assert known[fold_heading("合同容量(kVA)")] == "contract_kva"


def test_the_register_has_the_dictionarys_fields(shared):
    dictionary = pd.read_csv(shared / "domain" / "data_dictionary.csv", dtype=str)
    ours = schema.REGISTER.known_headings()
    missing = [
        (field, heading)
        for field, aliases in zip(
            dictionary["field_en"], dictionary["aliases_cn"].fillna(""), strict=True
        )
        for heading in (field, *filter(None, aliases.split("|")))
        if fold_heading(heading) not in ours
    ]
    assert missing == []


def test_a_table_names_everything_it_misses_at_once():
    frame = pd.DataFrame({"account_no": ["1", "1"], "contract_kva": [5.0, None]})
    with pytest.raises(DataError) as caught:
        schema.CUSTOMERS.require(frame, "account_no", "contract_kva", "tier", by="outlets")
    said = str(caught.value)
    assert "column tier is missing" in said
    assert "column contract_kva is empty in 1 rows" in said
    assert "account_no is repeated: 1" in said


def test_an_empty_table_has_the_declared_kinds():
    empty = schema.VISITS.empty()
    assert list(empty.columns) == list(schema.VISITS.names)
    assert empty["stop"].dtype == "int64"


def test_every_rule_speaks_both_languages():
    for rule_id, rule in RULES.items():
        assert rule.rule_id == rule_id
        assert all((rule.zh, rule.en, rule.mend_zh, rule.mend_en, rule.dimension))
