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

PAIRS = Table(
    "pairs", "疑似重复", "Probable duplicates", (),
    (
        C("by", "text", "依据", "By"),
        C("why", "text", "相似度与距离", "Likeness and distance"),
        C("one_source_row", "text", "来源行号 1", "Source row 1"),
        C("other_source_row", "text", "来源行号 2", "Source row 2"),
        C("one_account_no", "text", "户号 1", "Account no. 1"),
        C("other_account_no", "text", "户号 2", "Account no. 2"),
        C("one_account_name", "text", "户名 1", "Name 1"),
        C("other_account_name", "text", "户名 2", "Name 2"),
        C("one_customer_id", "text", "客户标识 1", "Legal entity 1"),
        C("other_customer_id", "text", "客户标识 2", "Legal entity 2"),
        C("one_address", "text", "用电地址 1", "Address 1"),
        C("other_address", "text", "用电地址 2", "Address 2"),
        C("decision", "text", "是否同一客户", "One customer?"),
        C("decided_by", "text", "复核人", "Decided by"),
    ),
)  # fmt: skip

RULE_RUNS = Table(
    "rule_runs", "规则执行情况", "Rules", ("rule",),
    (
        C("rule", "text", "规则", "Rule", required=True),
        C("dimension", "text", "维度", "Dimension"),
        C("level", "choice", "级别", "Level", choices=("error", "warn", "info")),
        C("what", "text", "规则内容", "What it finds"),
        C("ran", "boolean", "已执行", "Ran", required=True),
        C("count", "integer", "问题数", "Findings"),
        C("lacks", "text", "缺少", "What it would need"),
    ),
)  # fmt: skip
