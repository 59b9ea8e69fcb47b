"""The report of a plan: what it decides, what that costs, how sure it is, and from which rows."""

from planner.plan.report.compose import FILE, compose_report
from planner.plan.report.find import find_report
from planner.plan.report.question import question_lines

__all__ = ["FILE", "compose_report", "find_report", "question_lines"]
