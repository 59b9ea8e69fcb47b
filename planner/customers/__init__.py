"""Read the customer register: every row is accepted or quarantined, each fault has a rule."""

from planner.customers.corrections import REFUSALS, open_faults
from planner.customers.monthly import Months, read_months
from planner.customers.options import CustomersOptions
from planner.customers.pieces import JudgedRows, Piece, RowJudge
from planner.customers.quality import read_quality
from planner.customers.read import PIECE_ROWS, JudgeAll, RegisterReading, read_customers
from planner.customers.rules import CATALOGUE
from planner.customers.rules.judge import Unrun
from planner.customers.score import Score, load_score, rule_key, score_register, score_table
from planner.customers.seal import write_seal
from planner.customers.sheet import fault_sheet
from planner.customers.template import template_tables

__all__ = [
    "CATALOGUE", "PIECE_ROWS", "REFUSALS", "CustomersOptions", "JudgeAll", "JudgedRows", "Months",
    "Piece", "RegisterReading", "RowJudge", "Score", "Unrun", "fault_sheet", "load_score",
    "open_faults", "read_customers", "read_months", "read_quality", "rule_key", "score_register",
    "score_table", "template_tables", "write_seal",
]  # fmt: skip
