"""Who is visited when, and in which order."""

from planner.visits.calendar import weekly_off, workdays
from planner.visits.case import Period, VisitCase, make_period, open_period, require_apart
from planner.visits.check import check_visits
from planner.visits.diary import Diary, read_diary, strangers
from planner.visits.due import due_visits
from planner.visits.events import Events
from planner.visits.handouts import Imprint, Round, write_handouts, write_own
from planner.visits.options import VisitsOptions
from planner.visits.quarter import plan_visits
from planner.visits.replan import Replan, replan_visits
from planner.visits.result import Service, VisitPlan
from planner.visits.rules import TierRule, VisitRules, read_rules
from planner.visits.workload import correct_workload, estimate_workload, with_leave

__all__ = [
    "Diary",
    "Events",
    "Imprint",
    "Period",
    "Replan",
    "Round",
    "Service",
    "TierRule",
    "VisitCase",
    "VisitPlan",
    "VisitRules",
    "VisitsOptions",
    "check_visits",
    "correct_workload",
    "due_visits",
    "estimate_workload",
    "make_period",
    "open_period",
    "plan_visits",
    "read_diary",
    "read_rules",
    "replan_visits",
    "require_apart",
    "strangers",
    "weekly_off",
    "with_leave",
    "workdays",
    "write_handouts",
    "write_own",
]
