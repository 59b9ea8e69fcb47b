"""The walk of a customer row through all rooms, and what comes out of it."""

from planner.plan.answers import OutletDoor
from planner.plan.checked import CheckedRegister
from planner.plan.clock import StepCost
from planner.plan.events import Event, ProgressCall
from planner.plan.geocoded import GeocodedTable
from planner.plan.geocoding import geocode_table, make_gazetteer
from planner.plan.ledger import Ledger
from planner.plan.plan import Plan
from planner.plan.profiles import require_profile
from planner.plan.question import OutletQuestion, ask_outlets
from planner.plan.record import PlanRecord, read_record
from planner.plan.register import CheckInputs, check_register, save_template
from planner.plan.report import find_report
from planner.plan.sample import sample_scenario
from planner.plan.story import CustomerStory
from planner.plan.walk import open_outlets, run

__all__ = [
    "CheckInputs",
    "CheckedRegister",
    "CustomerStory",
    "Event",
    "GeocodedTable",
    "Ledger",
    "OutletDoor",
    "OutletQuestion",
    "Plan",
    "PlanRecord",
    "ProgressCall",
    "StepCost",
    "ask_outlets",
    "check_register",
    "find_report",
    "geocode_table",
    "make_gazetteer",
    "open_outlets",
    "read_record",
    "require_profile",
    "run",
    "sample_scenario",
    "save_template",
]
