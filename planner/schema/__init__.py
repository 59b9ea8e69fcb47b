"""Every table, column and type that passes between rooms."""

from planner.schema.drawing import Figure, Layer, Role, Text
from planner.schema.network import ASSIGNMENT, CALENDAR, CHOSEN, MANAGERS, OWNERS, SITES
from planner.schema.register import (
    CUSTOMERS,
    LOCATED,
    MEASURED,
    MONTHLY,
    REGISTER,
    CustomerRows,
    Customers,
)
from planner.schema.rules import RULES
from planner.schema.table import Column, Table, fold_heading
from planner.schema.tours import TOURS, UNSERVED, VISITS
from planner.schema.travel import BoolArray, FloatArray, Travel, TravelSource

__all__ = [
    "ASSIGNMENT", "CALENDAR", "CHOSEN", "CUSTOMERS", "LOCATED", "MANAGERS", "MEASURED", "MONTHLY",
    "OWNERS", "REGISTER", "RULES", "SITES", "TOURS", "UNSERVED", "VISITS", "BoolArray", "Column",
    "CustomerRows", "Customers", "Figure", "FloatArray", "Layer", "Role", "Table", "Text", "Travel",
    "TravelSource", "fold_heading",
]  # fmt: skip
