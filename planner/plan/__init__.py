"""The walk of a customer row through all rooms, and what comes out of it."""

from planner.plan.answers import OutletDoor
from planner.plan.checked import CheckedRegister
from planner.plan.clock import ProgressCall, StepCost
from planner.plan.geocoding import GeocodedTable, geocode_table, make_gazetteer
from planner.plan.ledger import Ledger
from planner.plan.plan import Plan
from planner.plan.register import CheckInputs, check_register, save_template
from planner.plan.sample import sample_scenario
from planner.plan.story import CustomerStory
from planner.plan.walk import open_outlets, run

__all__ = [
    "CheckInputs",
    "CheckedRegister",
    "CustomerStory",
    "GeocodedTable",
    "Ledger",
    "OutletDoor",
    "Plan",
    "ProgressCall",
    "StepCost",
    "check_register",
    "geocode_table",
    "make_gazetteer",
    "open_outlets",
    "run",
    "sample_scenario",
    "save_template",
]
