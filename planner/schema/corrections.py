"""The sheet on which people mend faults, and the log of what their corrections changed."""

from planner.schema.table import Column, Table

C = Column

# One name in both languages: the sheet is read back, whatever language it was written in.
CORRECTIONS = Table(
    "corrections", "修正 corrections", "修正 corrections", (),
    (
        C("row", "integer", "来源行号", "Source row", required=True),
        C("account", "text", "户号", "Account no."),
        C("heading", "text", "字段", "Column", required=True),
        C("rule", "text", "规则", "Rule"),
        C("written", "text", "原值", "Value as written", required=True),
        C("message", "text", "问题", "What is wrong"),
        C("mend", "text", "办法", "How to mend"),
        C("correction", "text", "修正值", "Correction", required=True),
        C("corrected_by", "text", "修正人", "Corrected by", required=True),
        C("corrected_on", "text", "修正日期", "Corrected on"),
        C("reason", "text", "原因", "Reason", required=True),
        C("released_by", "text", "复核人", "Released by", required=True),
    ),
)  # fmt: skip

CHANGES = Table(
    "changes", "修正记录", "Change log", (),
    (
        C("source_row", "integer", "来源行号", "Source row", required=True),
        C("account_no", "text", "户号", "Account no."),
        C("heading", "text", "字段", "Column", required=True),
        C("rule", "text", "规则", "Rule"),
        C("value_from", "text", "原值", "Value as written"),
        C("value_to", "text", "修正值", "Correction", required=True),
        C("closed", "boolean", "问题关闭", "Fault closed", required=True),
        C("corrected_by", "text", "修正人", "Corrected by", required=True),
        C("corrected_on", "text", "修正日期", "Corrected on"),
        C("reason", "text", "原因", "Reason", required=True),
        C("released_by", "text", "复核人", "Released by", required=True),
        C("source_file", "text", "来源文件", "Source file", required=True),
        C("source_sha256", "text", "来源文件 sha256", "Source file sha256", required=True),
        C("corrections_file", "text", "修正文件", "Corrections file", required=True),
        C("corrections_sha256", "text", "修正文件 sha256", "Corrections file sha256",
          required=True),
    ),
)  # fmt: skip
