"""What happened to every row: findings, fates, and the rows that were taken out."""

import pandas as pd

from planner.findings import Action, Level
from planner.schema.table import Column, Table

C = Column

FINDINGS = Table(
    "findings", "数据问题", "Findings", (),
    (
        C("room", "choice", "环节", "Room"),
        C("rule", "text", "规则", "Rule"),
        C("level", "choice", "级别", "Level", choices=tuple(Level)),
        C("action", "choice", "处理", "Action", choices=tuple(Action)),
        C("account_no", "text", "户号", "Account no."),
        C("source_row", "integer", "来源行号", "Source row"),
        C("column", "text", "字段", "Column"),
        C("value", "text", "原值", "Value as written"),
        C("message", "text", "问题", "What is wrong"),
        C("mend", "text", "办法", "How to mend"),
    ),
)  # fmt: skip

LEDGER = Table(
    "ledger", "逐行去向", "Fate of every row", ("source_row",),
    (
        C("source_row", "integer", "来源行号", "Source row", required=True),
        C("account_no", "text", "户号", "Account no."),
        C("account_name", "text", "户名", "Account name"),
        C("fate", "choice", "去向", "Fate", choices=("planned", "quarantined"), required=True),
        C("room", "choice", "环节", "Room"),
        C("rule", "text", "规则", "Rule"),
        C("reason_zh", "text", "原因", "Reason (Chinese)"),
        C("reason_en", "text", "原因(英文)", "Reason"),
    ),
)  # fmt: skip

_QUARANTINE_HEADINGS = {
    "source_row": ("来源行号", "Source row"),
    "account_no": ("户号(识别)", "Account no. (as read)"),
    "rules": ("规则", "Rules"),
    "cells": ("无法对齐的内容", "Cells that do not fit"),
}


def quarantine_table(frame: pd.DataFrame) -> Table:
    """Declare the table of rows taken out: its columns are those of the file, as text."""
    columns = [
        C(str(name), "integer" if name == "source_row" else "text",
          *_QUARANTINE_HEADINGS.get(str(name), (str(name), str(name))))
        for name in frame.columns
    ]  # fmt: skip
    return Table("quarantine", "隔离行", "Quarantined rows", ("source_row",), tuple(columns))
