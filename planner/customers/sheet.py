"""The sheet that people mend faults on: one line a fault, with room for the correction."""

import pandas as pd

from planner.customers.corrections import Correction, open_faults
from planner.customers.read import RegisterReading
from planner.findings import Language
from planner.schema import CORRECTIONS, Text

_CLOSED = Text("已按修正值采用", "the correction is in use")


def fault_sheet(reading: RegisterReading, language: Language = "zh") -> pd.DataFrame:
    """Return the lines to fill in, columns of `CORRECTIONS`, all but the row number as text.

    Values are those of the file even where a correction is in use, and the corrections in use are
    repeated: the newest sheet always says all there is to say about the file as it is.
    """
    carried: dict[tuple[int, str], Correction] = {}
    for one in reading.carried:
        carried.setdefault((one.row or 0, one.heading), one)
    left = dict(carried)
    before = {
        (int(row), str(heading)): str(value)
        for row, heading, value in reading.changes.reindex(
            columns=["source_row", "heading", "value_from"]
        ).itertuples(index=False)
    }
    lines: list[tuple[object, ...]] = []
    for fault in open_faults(reading.findings):
        heading = reading.headings.get(fault.column, fault.column)
        cell = (fault.source_row, heading)
        left.pop(cell, None)
        lines.append(
            (
                fault.source_row,
                fault.account_no,
                heading,
                fault.rule.rule_id,
                before.get(cell, fault.value),
                fault.message(language),
                fault.mend(language),
                *_filled(carried.get(cell)),
            )
        )
    for (row, heading), one in left.items():
        told = _CLOSED.say(language) if (row, heading) in before else ""
        lines.append((row, "", heading, one.rule, one.written, told, "", *_filled(one)))
    frame = pd.DataFrame(lines, columns=list(CORRECTIONS.names))
    kinds = {name: "int64" if name == "row" else "str" for name in CORRECTIONS.names}
    return frame.astype(kinds).sort_values("row", kind="stable", ignore_index=True)


def _filled(one: Correction | None) -> tuple[str, ...]:
    if one is None:
        return ("",) * 5
    return one.value, one.corrected_by, one.corrected_on, one.reason, one.released_by
