"""Visits, the daily tours that hold them, and the visits that found no place."""

from planner.schema.table import Column, Table

C = Column

VISITS = Table(
    "visits", "走访计划", "Visit plan", ("visit_id",),
    (
        C("visit_id", "text", "走访编号", "Visit id", required=True, added_by="visits"),
        C("account_no", "text", "户号", "Account no.", required=True, added_by="visits"),
        C("visit_no", "integer", "第几次", "Visit no.", low=1, required=True, added_by="visits"),
        C("due_on", "date", "应访日期", "Due on", required=True, added_by="visits"),
        C("manager_id", "text", "客户经理工号", "Manager", required=True, added_by="visits"),
        C("date", "date", "日期", "Date", required=True, added_by="visits"),
        C("tour_id", "text", "行程编号", "Tour", required=True, added_by="visits"),
        C("stop", "integer", "站序", "Stop", low=1, required=True, added_by="visits"),
        C("drive_min", "number", "路上(分)", "Drive min", low=0, required=True,
          added_by="visits"),
        C("drive_km", "number", "路程(公里)", "Drive km", low=0, required=True,
          added_by="visits"),
        C("arrive_clock_min", "number", "到达", "Arrive", required=True, added_by="visits",
          note="minutes after midnight"),
        C("service_min", "number", "服务(分)", "Service min", low=0, required=True,
          added_by="visits"),
        C("leave_clock_min", "number", "离开", "Leave", required=True, added_by="visits",
          note="minutes after midnight"),
    ),
)  # fmt: skip

TOURS = Table(
    "tours", "每日行程", "Daily tours", ("tour_id",),
    (
        C("tour_id", "text", "行程编号", "Tour", required=True, added_by="visits"),
        C("manager_id", "text", "客户经理工号", "Manager", required=True, added_by="visits"),
        C("date", "date", "日期", "Date", required=True, added_by="visits"),
        C("outlet_id", "text", "出发网点", "From outlet", required=True, added_by="visits"),
        C("stops", "integer", "站数", "Stops", low=1, required=True, added_by="visits"),
        C("start_clock_min", "number", "出发", "Start", required=True, added_by="visits"),
        C("end_clock_min", "number", "返回", "Back", required=True, added_by="visits"),
        C("drive_min", "number", "路上(分)", "Drive min", low=0, required=True,
          added_by="visits"),
        C("service_min", "number", "服务(分)", "Service min", low=0, required=True,
          added_by="visits"),
        C("duration_min", "number", "总时长(分)", "Duration min", low=0, required=True,
          added_by="visits"),
        C("distance_km", "number", "里程(公里)", "Distance km", low=0, required=True,
          added_by="visits"),
        C("geometry", "geometry", "路线", "Route", added_by="visits"),
    ),
)  # fmt: skip

UNSERVED = Table(
    "unserved", "未安排走访", "Unserved visits", ("account_no", "visit_no"),
    (
        C("account_no", "text", "户号", "Account no.", required=True, added_by="visits"),
        C("visit_no", "integer", "第几次", "Visit no.", low=1, required=True, added_by="visits"),
        C("manager_id", "text", "客户经理工号", "Manager", added_by="visits"),
        C("due_on", "date", "应访日期", "Due on", required=True, added_by="visits"),
        C("reason", "text", "原因", "Reason", required=True, added_by="visits"),
        C("mend", "text", "办法", "Mend", required=True, added_by="visits"),
    ),
)  # fmt: skip
