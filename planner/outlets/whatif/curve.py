"""How many outlets: the best plan for every number of them, each with its bound, and the elbow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.errors import InfeasibleError
from planner.outlets.engines.answer import Answer
from planner.outlets.whatif.case import Case, Progress, proof, see, value_of
from planner.result import Result
from planner.schema import CURVE, Chart, Figure, FloatArray, Layer, Line, Table, Text
from planner.solve import Status

_FEWEST_FOR_AN_ELBOW = 3


@dataclass(frozen=True, eq=False)
class Curve(Result):
    """`rows` has the columns of CURVE, one row a number of outlets, ascending.

    `unit` is what `value` and `bound` are measured in.
    """

    rows: pd.DataFrame
    unit: Text

    @property
    def title(self) -> Text:
        """What this is the answer to."""
        return Text("网点数量曲线", "Outlets against travel")

    @property
    def elbow(self) -> int | None:
        """The number of outlets after which one more brings plainly less, if there is one."""
        at = self.rows.loc[self.rows["elbow"], "open_outlets"]
        return int(at.iloc[0]) if len(at) else None

    def headline(self) -> list[Figure]:
        """Return the elbow and the largest gap on the curve."""
        outlets = Text("个", "outlets")
        figures = []
        if self.elbow is not None:
            title = Text("曲线拐点", "Elbow of the curve")
            figures.append(Figure("curve_elbow", title, self.elbow, outlets, 0))
        gaps = self.rows["gap_pct"].dropna()
        if len(gaps):
            title = Text("曲线最大差距", "Largest gap on the curve")
            figures.append(Figure("curve_gap_pct", title, float(gaps.max()), Text("%", "%"), 2))
        return figures

    def layers(self) -> list[Layer]:
        """Return nothing: a curve has no place."""
        return []

    def charts(self) -> list[Chart]:
        """Return the goal over the number of outlets, with the proven bound."""
        x = tuple(self.rows["open_outlets"].astype(float))
        lines = (
            Line(Text("方案", "plan"), tuple(self.rows["value"])),
            Line(Text("已证明的下界", "proven bound"), tuple(self.rows["bound"]), "bound"),
        )
        mark = None if self.elbow is None else (float(self.elbow), Text("拐点", "elbow"))
        across = Text("开放网点数", "open outlets")
        return [Chart("curve", "lines", self.title, across, self.unit, x, lines, mark)]

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return the curve."""
        return {CURVE: self.rows}


def trace_curve(
    case: Case, counts: Sequence[int] | None = None, *, progress: Progress | None = None
) -> Curve:
    """Answer the question for every number of outlets.

    The rest of the question stays as it is, so a number may be impossible: fewer outlets than have
    to stay, too few to reach everybody, more than the budget pays for. Such a row has no figures
    and the status infeasible.

    Parameters
    ----------
    case
        The question and its plan.
    counts
        Numbers of outlets; from half to one and a half times the plan's when ``None``.

    References
    ----------
    Satopaa, Albrecht, Irwin and Raghavan (2011), Finding a "kneedle" in a haystack: the elbow is
    where the curve lies farthest below the straight line from its first to its last point.
    """
    mine = len(case.plan.opened)
    if counts is None:
        most = min(case.question.site_count, mine + (mine + 1) // 2)
        counts = range(max(1, mine // 2), most + 1)
    asked = sorted(set(counts))
    rows = []
    for number, count in enumerate(asked):
        rows.append(_row(case, count))
        if progress is not None:
            progress(number + 1, len(asked))
    frame = CURVE.shape(rows)
    return Curve(_with_steps(frame, case.sign), case.unit)


def _row(case: Case, count: int) -> dict[str, object]:
    try:
        found = case.again(case.question.with_count(count))
    except InfeasibleError:
        return {"open_outlets": count, "elbow": False, "status": Status.INFEASIBLE.value}
    return {"open_outlets": count, "elbow": False, **_figures(case, found)}


def _figures(case: Case, found: Answer) -> dict[str, object]:
    seen, outcome = see(case.question, found), found.outcome
    return {
        "value": value_of(found),
        "bound": outcome.bound,
        "gap_pct": 100.0 * outcome.gap,
        "weighted_min": seen.weighted_min,
        "mean_min_customers": float(seen.time_min.mean()),
        "p90_min": seen.p90_min,
        "max_min": seen.max_min,
        "yearly_yuan": seen.yearly_yuan,
        "once_yuan": seen.once_yuan,
        "status": proof(outcome),
    }


def _with_steps(rows: pd.DataFrame, sign: int) -> pd.DataFrame:
    """Add what each outlet more brings, what that costs, and the elbow."""
    one_more = rows["open_outlets"].diff() == 1
    saved = (-sign * rows["value"].diff()).where(one_more)
    saved_min = -rows["weighted_min"].diff()
    price = rows["yearly_yuan"].diff() / saved_min.where(saved_min > 0)
    elbow = np.zeros(len(rows), dtype=np.bool_)
    known = np.flatnonzero(rows["value"].notna())
    place = find_elbow(
        rows["open_outlets"].to_numpy(np.float64)[known],
        sign * rows["value"].to_numpy(np.float64)[known],
    )
    if place is not None:
        elbow[known[place]] = True
    return rows.assign(saved=saved, yuan_per_saved_min=price.where(one_more), elbow=elbow)


def find_elbow(count: FloatArray, value: FloatArray) -> int | None:
    """Return where a falling curve bends most, or ``None`` where it does not bend.

    Parameters
    ----------
    count, value
        Points of the curve by ascending count, shape (k,).

    Returns
    -------
    place
        Position of the point farthest below the line from the first to the last one, both axes
        scaled to 0..1; the first of equally far ones.
    """
    if len(count) < _FEWEST_FOR_AN_ELBOW or not value[0] > value[-1]:
        return None
    across = (count - count[0]) / (count[-1] - count[0])
    up = (value - value[-1]) / (value[0] - value[-1])
    below = (1.0 - across) - up
    place = int(np.argmax(below))
    return place if below[place] > 1e-9 else None  # noqa: PLR2004  rounding, on a scale of 1
