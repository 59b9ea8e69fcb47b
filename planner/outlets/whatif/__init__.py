"""Asking a siting plan why: the curve, each site's reason, each rule's price, how well it holds."""

from planner.outlets.questions import AlternativesOptions, StabilityOptions, WhatIfOptions
from planner.outlets.whatif.alternatives import Alternatives, list_alternatives
from planner.outlets.whatif.case import Case
from planner.outlets.whatif.curve import Curve, trace_curve
from planner.outlets.whatif.door import case_of, open_case
from planner.outlets.whatif.noise import Spots
from planner.outlets.whatif.prices import RulePrices, price_rules
from planner.outlets.whatif.reasons import Reasons, give_reasons
from planner.outlets.whatif.stability import Stability, shake_plan
from planner.outlets.whatif.why import WhatIf, ask_why

__all__ = [
    "Alternatives",
    "AlternativesOptions",
    "Case",
    "Curve",
    "Reasons",
    "RulePrices",
    "Spots",
    "Stability",
    "StabilityOptions",
    "WhatIf",
    "WhatIfOptions",
    "ask_why",
    "case_of",
    "give_reasons",
    "list_alternatives",
    "open_case",
    "price_rules",
    "shake_plan",
    "trace_curve",
]
