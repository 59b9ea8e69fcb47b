"""What managers are handed: calendars, workbooks, tours for maps and navigation, briefs."""

from planner.visits.handouts.imprint import Imprint
from planner.visits.handouts.rounds import Round, share_out
from planner.visits.handouts.writing import (
    write_briefs,
    write_calendars,
    write_handouts,
    write_own,
    write_tours,
    write_workbooks,
)

__all__ = [
    "Imprint",
    "Round",
    "share_out",
    "write_briefs",
    "write_calendars",
    "write_handouts",
    "write_own",
    "write_tours",
    "write_workbooks",
]
