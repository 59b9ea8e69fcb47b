"""What people write down about visits: what was done, who is away, what is promised, what is open.

These are files that come in beside the register; every one of them may be absent.
"""

from planner.schema.table import Column, Table

C = Column

PURPOSES = ("例行走访", "用电检查", "问题处理", "预约")
"""Routine, inspection, open issue, appointment: what a visit is for."""

VISIT_LOG = Table(
    "visit_log", "走访记录", "Visit log", (),
    (
        C("account_no", "text", "户号", "Account no.", required=True, aliases=("用户编号",)),
        C("date", "date", "走访日期", "Date", required=True, aliases=("日期",)),
        C("manager_id", "text", "客户经理工号", "Manager", aliases=("工号",)),
        C("purpose", "choice", "走访事由", "Purpose", choices=PURPOSES, aliases=("事由",)),
        C("outcome", "choice", "走访结果", "Outcome", choices=("完成", "未完成"), required=True,
          aliases=("结果",), note="only visits that were made count as the last one"),
    ),
)  # fmt: skip

LEAVE = Table(
    "leave", "请假", "Leave", (),
    (
        C("person_id", "text", "工号", "Person", required=True,
          aliases=("客户经理工号", "manager_id", "technician_id")),
        C("from_on", "date", "开始日期", "From", required=True),
        C("until_on", "date", "结束日期", "Until", required=True, note="the last day away"),
        C("reason", "text", "事由", "Reason"),
        C("from_clock", "text", "开始时间", "From (time)", example="下午", aliases=("开始时段",),
          note="on the first day: a time such as 13:30, 上午 or 下午; empty for its start"),
        C("until_clock", "text", "结束时间", "Until (time)", example="10:30", aliases=("结束时段",),
          note="on the last day: a time such as 10:30, 上午 or 下午; empty for its end"),
    ),
)  # fmt: skip

APPOINTMENTS = Table(
    "appointments", "预约", "Appointments", ("account_no", "date"),
    (
        C("account_no", "text", "户号", "Account no.", required=True, aliases=("用户编号",)),
        C("date", "date", "日期", "Date", required=True),
        C("clock", "text", "时间", "Time", example="09:30",
          note="when the visit begins; any time of the day where it is empty"),
        C("service_min", "number", "时长(分)", "Minutes", low=1, high=480),
    ),
)  # fmt: skip

ISSUES = Table(
    "issues", "待办问题", "Open issues", ("issue_id",),
    (
        C("issue_id", "text", "编号", "Issue", required=True),
        C("account_no", "text", "户号", "Account no.", required=True, aliases=("用户编号",)),
        C("opened_on", "date", "提出日期", "Opened on", required=True,
          note="any visit made since then closes it"),
        C("due_on", "date", "办理期限", "Due on", required=True),
        C("text", "text", "内容", "What it is"),
    ),
)  # fmt: skip

TECHNICIANS = Table(
    "technicians", "技术人员", "Technicians", ("technician_id",),
    (
        C("technician_id", "text", "工号", "Technician", required=True),
        C("technician_name", "text", "姓名", "Name", required=True),
        C("outlet_id", "text", "驻点网点", "Base outlet", required=True, aliases=("驻点",)),
        C("hours_per_day", "number", "日工作小时", "Hours a day", low=1, high=12),
    ),
)  # fmt: skip

AGREED = Table(
    "agreed", "原计划走访", "Visits of the plan before", ("account_no", "visit_no"),
    (
        C("account_no", "text", "户号", "Account no.", required=True),
        C("visit_no", "integer", "第几次", "Visit no.", low=1, required=True),
        C("due_on", "date", "应访日期", "Due on", required=True),
        C("purpose", "choice", "走访事由", "Purpose", choices=PURPOSES, required=True),
        C("date", "date", "日期", "Date", note="empty where the plan before had no place for it"),
        C("manager_id", "text", "客户经理工号", "Manager"),
        C("second_id", "text", "同行技术人员", "With technician"),
        C("locked", "boolean", "锁定", "Locked", required=True),
    ),
)  # fmt: skip
