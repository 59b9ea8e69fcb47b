"""The scoreboard of a register: how much of each field passes, by dimension of data quality."""

from planner.schema.table import Column, Table

C = Column

# Dimensions in the order of GB/T 36344; the names in the middle are those of the rule catalogue.
DIMENSIONS = (
    ("completeness", "完整", "Complete"),
    ("validity", "有效", "Valid"),
    ("normalisation", "规范", "Normal"),
    ("uniqueness", "唯一", "Unique"),
    ("consistency", "一致", "Consistent"),
    ("accuracy", "准确", "Accurate"),
    ("timeliness", "时效", "Timely"),
)

SCORES = Table(
    "scores", "数据质量得分", "Scoreboard", ("field",),
    (
        C("field", "text", "字段", "Field", required=True),
        C("filled_pct", "number", "填写率 %", "Filled %"),
        *(C(f"{name}_pct", "number", f"{zh} %", f"{en} %") for name, zh, en in DIMENSIONS),
        C("score_pct", "number", "得分 %", "Score %"),
        C("last_pct", "number", "上次 %", "Last run %"),
    ),
)  # fmt: skip
