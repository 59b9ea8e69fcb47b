"""Plans that are as good within a per cent: what else could be put on the table."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planner.errors import InfeasibleError
from planner.outlets.whatif.case import Case, Progress, value_of
from planner.outlets.whatif.changes import changes
from planner.result import Result
from planner.schema import ALTERNATIVES, Figure, Layer, Table, Text


@dataclass(frozen=True, eq=False)
class Alternatives(Result):
    """`rows` has the columns of ALTERNATIVES, best first; the plan itself is not among them.

    `complete` says that no other plan is within `within_pct`: the next one was found to be beyond,
    by a proven bound. Otherwise the list was cut at its longest.
    """

    rows: pd.DataFrame
    within_pct: float
    complete: bool

    @property
    def title(self) -> Text:
        """What this is the answer to."""
        return Text(
            f"{self.within_pct:g}%以内的相近方案", f"Plans within {self.within_pct:g} % of the best"
        )

    def headline(self) -> list[Figure]:
        """Return how many there are."""
        title = (
            Text("相近方案数", "Plans as good")
            if self.complete
            else Text("相近方案数(至少)", "Plans as good, at least")
        )
        return [Figure("plans_as_good", title, len(self.rows), Text("个", "plans"), 0)]

    def layers(self) -> list[Layer]:
        """Return nothing: the sites are drawn by the plan itself."""
        return []

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return the plans."""
        return {ALTERNATIVES: self.rows}


def list_alternatives(
    case: Case, *, within_pct: float = 1.0, most: int = 20, progress: Progress | None = None
) -> Alternatives:
    """List other sets of outlets, best first, until one is worse than `within_pct`.

    Each is the best plan with none of the sets before it: a cut for every set that is known.

    Parameters
    ----------
    case
        The question and its plan.
    within_pct
        How much worse a plan may be, per cent of the plan's value.
    most
        Most plans to list.
    """
    value = value_of(case.plan)
    limit = abs(value) * within_pct / 100.0
    rows: list[dict[str, object]] = []
    question, latest, complete = case.question, case.plan, False
    while len(rows) < most:
        question = question.excluding(tuple(latest.opened.tolist()))
        try:
            latest = case.again(question)
        except InfeasibleError:
            complete = True
            break
        extra, least = case.extra(latest)
        if extra > limit:
            complete = least > limit
            break
        share = extra / abs(value) if value else 0.0
        rows.append(
            {
                "rank": len(rows) + 1,
                "value": value_of(latest),
                "extra_pct": 100.0 * share,
                **changes(case, latest),
            }
        )
        if progress is not None:
            progress(len(rows), most)
    return Alternatives(ALTERNATIVES.shape(rows), within_pct, complete)
