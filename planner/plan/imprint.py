"""What the managers' files say about the data and the bases."""

from typing import TYPE_CHECKING

from planner.findings import Language
from planner.visits import Imprint

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def imprint(plan: "Plan", language: Language) -> Imprint:
    """Return day and note of the data, and what outlets are called."""
    report, outlets = plan.scenario.report, plan.siting.outlets
    return Imprint(
        data_date=report.data_date or plan.visits.case.period.days[0],
        language=language,
        outlet_names=dict(zip(outlets["outlet_id"], outlets["outlet_name"], strict=True)),
        note=report.note_zh if language == "zh" else report.note_en,
    )
