"""Every table, column and type that passes between rooms."""

from planner.schema.comparing import (
    OWNER_CHANGES,
    ROW_CHANGES,
    SERVICE_CHANGES,
    SETTING_CHANGES,
    SITE_CHANGES,
    TRADE_OFF,
    VISIT_CHANGES,
    change_column,
    side_by_side,
)
from planner.schema.corrections import CHANGES, CORRECTIONS
from planner.schema.diary import (
    AGREED,
    APPOINTMENTS,
    ISSUES,
    LEAVE,
    TECHNICIANS,
    VISIT_LOG,
)
from planner.schema.drawing import (
    BAND_ENDS_MIN,
    Chart,
    Figure,
    Layer,
    Line,
    Role,
    Scatter,
    SeriesRole,
    Spot,
    Text,
)
from planner.schema.gazetteer import HOUSE_NUMBERS, PLACES
from planner.schema.handouts import BASES, CLIENTS, LEGS, MISSED, PATHS, STOPS
from planner.schema.ledger import FINDINGS, LEDGER, quarantine_table
from planner.schema.lineage import Lineage, Source
from planner.schema.location import (
    GEO_LEVELS,
    LOCATIONS,
    QUERIES,
    Candidate,
    GeoLevel,
    GeoStatus,
    Location,
)
from planner.schema.meanings import Meaning, meaning_of
from planner.schema.network import (
    ASSIGNMENT,
    CALENDAR,
    CHOSEN,
    COMPARISON,
    GROUND,
    GROUPS,
    HEADCOUNT,
    LOADS,
    LOCKS,
    MANAGERS,
    OWNERS,
    SERVICE,
    SITES,
    STAGES,
    STANDARDS,
    STEPS,
)
from planner.schema.reference import (
    BILLS,
    FEEDERS,
    INDUSTRIES,
    ORGS,
    ROSTER,
    SUBSTATIONS,
)
from planner.schema.register import (
    CUSTOMERS,
    LOCATED,
    MEASURED,
    MONTHLY,
    REGISTER,
    CustomerRows,
    Customers,
)
from planner.schema.review import CANDIDATES, OVERRIDES, REVIEW
from planner.schema.roads import LINKS, NODES
from planner.schema.rules import RULES
from planner.schema.scores import DIMENSIONS, PAIRS, RULE_RUNS, SCORES
from planner.schema.table import Column, Table, fold_heading
from planner.schema.tours import MOVES, TEAM_STOPS, TEAM_TOURS, TOURS, UNSERVED, VISITS
from planner.schema.travel import BoolArray, FloatArray, NearTravel, Travel, TravelSource
from planner.schema.whatif import (
    ALTERNATIVES,
    CURVE,
    REASONS,
    REGRETS,
    RULE_PRICES,
    STABILITY,
)

__all__ = [
    "AGREED", "ALTERNATIVES", "APPOINTMENTS", "ASSIGNMENT", "BAND_ENDS_MIN", "BASES", "BILLS",
    "CALENDAR", "CANDIDATES", "CHANGES", "CHOSEN", "CLIENTS", "COMPARISON", "CORRECTIONS", "CURVE",
    "CUSTOMERS", "DIMENSIONS", "FEEDERS", "FINDINGS", "GEO_LEVELS", "GROUND", "GROUPS",
    "HEADCOUNT", "HOUSE_NUMBERS", "INDUSTRIES", "ISSUES", "LEAVE", "LEDGER", "LEGS", "LINKS",
    "LOADS", "LOCATED", "LOCATIONS", "LOCKS", "MANAGERS", "MEASURED", "MISSED", "MONTHLY", "MOVES",
    "NODES", "ORGS", "OVERRIDES", "OWNERS", "OWNER_CHANGES", "PAIRS", "PATHS", "PLACES", "QUERIES",
    "REASONS", "REGISTER", "REGRETS", "REVIEW", "ROSTER", "ROW_CHANGES", "RULES", "RULE_PRICES",
    "RULE_RUNS", "SCORES", "SERVICE", "SERVICE_CHANGES", "SETTING_CHANGES", "SITES",
    "SITE_CHANGES", "STABILITY", "STAGES", "STANDARDS", "STEPS", "STOPS", "SUBSTATIONS",
    "TEAM_STOPS", "TEAM_TOURS", "TECHNICIANS", "TOURS", "TRADE_OFF", "UNSERVED", "VISITS",
    "VISIT_CHANGES", "VISIT_LOG", "BoolArray", "Candidate", "Chart", "Column", "CustomerRows",
    "Customers", "Figure", "FloatArray", "GeoLevel", "GeoStatus", "Layer", "Line", "Lineage",
    "Location", "Meaning", "NearTravel", "Role", "Scatter", "SeriesRole", "Source", "Spot",
    "Table", "Text", "Travel", "TravelSource", "change_column", "fold_heading", "meaning_of",
    "quarantine_table",
    "side_by_side",
]  # fmt: skip
