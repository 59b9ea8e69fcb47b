"""All what-ifs of a plan together."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planner.outlets.questions import WhatIfOptions
from planner.outlets.whatif.alternatives import Alternatives, list_alternatives
from planner.outlets.whatif.case import Case, Progress
from planner.outlets.whatif.curve import Curve, trace_curve
from planner.outlets.whatif.prices import RulePrices, price_rules
from planner.outlets.whatif.reasons import Reasons, give_reasons
from planner.outlets.whatif.stability import Stability, shake_plan
from planner.result import Result
from planner.schema import Chart, Figure, Layer, Table, Text
from planner.solve import Status


@dataclass(frozen=True, eq=False)
class WhatIf(Result):
    """What was asked of a plan; ``None`` where it was not."""

    curve: Curve | None = None
    reasons: Reasons | None = None
    prices: RulePrices | None = None
    alternatives: Alternatives | None = None
    stability: Stability | None = None

    @property
    def title(self) -> Text:
        """What this is the answer to."""
        return Text("方案追问", "What if")

    @property
    def parts(self) -> list[Result]:
        """The answers that there are."""
        every = (self.curve, self.reasons, self.prices, self.alternatives, self.stability)
        return [one for one in every if one is not None]

    @property
    def cut_short(self) -> bool:
        """Whether a limit ended the search behind some row, which may then be another next time."""
        frames = [frame for frame in self.tables().values() if "status" in frame]
        return any((frame["status"] == Status.FEASIBLE.value).any() for frame in frames)

    def headline(self) -> list[Figure]:
        """Return the headline figures of all parts."""
        return [figure for one in self.parts for figure in one.headline()]

    def layers(self) -> list[Layer]:
        """Return nothing: the sites are drawn by the plan itself."""
        return []

    def charts(self) -> list[Chart]:
        """Return the charts of all parts."""
        return [chart for one in self.parts for chart in one.charts()]

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return the tables of all parts."""
        return {table: frame for one in self.parts for table, frame in one.tables().items()}


def ask_why(
    case: Case,
    options: WhatIfOptions,
    *,
    seed: int,
    progress: Progress | None = None,
) -> WhatIf:
    """Ask what the options name.

    Parameters
    ----------
    case
        The question and its plan.
    options
        What to ask.
    seed
        The scenario's seed, for the noise.
    progress
        Called with (done, total) in each part anew.
    """
    near, noise = options.alternatives, options.stability
    return WhatIf(
        curve=trace_curve(case, options.curve_counts or None, progress=progress)
        if options.curve
        else None,
        reasons=give_reasons(case, progress=progress) if options.reasons else None,
        prices=price_rules(case, progress=progress) if options.prices else None,
        alternatives=None
        if near is None
        else list_alternatives(case, within_pct=near.within_pct, most=near.most, progress=progress),
        stability=None if noise is None else shake_plan(case, noise, seed=seed, progress=progress),
    )
