"""A page a customer: one for each, saying what every room said; the index leaves out no row."""

import dataclasses
import re
from urllib.parse import unquote

import pytest

from planner.plan.dossiers import FOLDER, write_dossiers


@pytest.fixture(scope="module")
def pages(saved):
    return saved / FOLDER


def test_every_planned_customer_has_a_page_and_no_other_account(pages, plan):
    names = {path.stem for path in pages.glob("*.html")} - {"index"}
    assert names == set(plan.customers["account_no"])
    assert len(names) == plan.ledger.planned_count


def test_the_index_lists_every_row_and_leads_to_every_page(pages, plan):
    index = (pages / "index.html").read_text(encoding="utf-8")
    links = [unquote(one) for one in re.findall(r'<td><a href="([^"]+)">', index)]
    assert sorted(links) == sorted(f"{one}.html" for one in plan.customers["account_no"])
    assert index.count("<tr><td") == plan.ledger.read_count
    out = plan.ledger.rows.query("fate != 'planned'")
    assert all(str(row) in index for row in out["source_row"])


def test_a_page_says_what_every_room_said(pages, plan):
    account = "0035020114"
    html = (pages / f"{account}.html").read_text(encoding="utf-8")
    served = plan.siting.assignment.set_index("account_no").loc[account]
    outlets = plan.siting.outlets.set_index("outlet_id")["outlet_name"]
    owner = plan.territories.owners.set_index("account_no").loc[account]
    people = plan.roster.set_index("manager_id")["manager_name"]
    assert f"{outlets[served['outlet_id']]}，{served['time_min']:.1f} 分钟" in html
    assert f"{outlets[served['today_outlet_id']]} {served['today_time_min']:.1f}" in html
    assert people[owner["manager_id"]] in html
    assert people[owner["deputy_id"]] in html
    visits = plan.visits.visits.query("account_no == @account")
    assert len(visits) == html.count(visits["manager_id"].iloc[0] + "-2026") > 0
    kwh = plan.customers.set_index("account_no").loc[account, "annual_kwh"]
    rank = int((plan.customers["annual_kwh"] > kwh).sum()) + 1
    assert f"第 {rank}" in html
    assert f"{kwh:,.0f}" in html


def test_a_customer_who_changes_hands_is_told_why(pages, plan):
    moved = plan.territories.owners.query("moved").iloc[0]
    html = (pages / f"{moved['account_no']}.html").read_text(encoding="utf-8")
    assert f"原为 {moved['manager_before']}" in html
    assert moved["reason"][:8] in html


def test_findings_of_a_customer_are_on_his_page_with_the_mend(pages, plan):
    one = next(one for one in plan.findings if one.account_no in set(plan.customers["account_no"]))
    html = (pages / f"{one.account_no}.html").read_text(encoding="utf-8")
    assert one.rule.rule_id in html
    assert one.mend("zh").replace("&", "&amp;") in html


def test_of_many_customers_the_largest_have_a_page_and_the_index_still_lists_all(plan, tmp_path):
    few = dataclasses.replace(plan, scenario=plan.scenario.vary(report__customer_pages=3))
    written = list(write_dossiers(few, tmp_path, "en"))
    largest = plan.customers.nlargest(3, "annual_kwh")["account_no"]
    assert {path.stem for path in written} == {*largest, "index"}
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert index.count('<td><a href="') == 3
    assert index.count("<tr><td") == plan.ledger.read_count
