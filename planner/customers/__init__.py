"""Read the customer register: every row is accepted or quarantined, each fault has a rule."""

from planner.customers.corrections import REFUSALS, open_faults
from planner.customers.read import CustomersOptions, RegisterReading, read_customers
from planner.customers.score import Score, load_score, rule_key, score_register, score_table
from planner.customers.sheet import fault_sheet
from planner.customers.template import template_tables

__all__ = [
    "REFUSALS", "CustomersOptions", "RegisterReading", "Score", "fault_sheet", "load_score",
    "open_faults", "read_customers", "rule_key", "score_register", "score_table",
    "template_tables",
]  # fmt: skip
