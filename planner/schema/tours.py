"""Visits, the daily tours that hold them, and the visits that found no place."""

from planner.schema.diary import PURPOSES
from planner.schema.table import Column, Table

C = Column

VISITS = Table(
    "visits", "走访计划", "Visit plan", ("visit_id",),
    (
        C("visit_id", "text", "走访编号", "Visit id", required=True, added_by="visits"),
        C("account_no", "text", "户号", "Account no.", required=True, added_by="visits"),
        C("visit_no", "integer", "第几次", "Visit no.", low=1, required=True, added_by="visits"),
        C("purpose", "choice", "走访事由", "Purpose", choices=PURPOSES, required=True,
          added_by="visits"),
        C("due_on", "date", "应访日期", "Due on", required=True, added_by="visits"),
        C("manager_id", "text", "客户经理工号", "Manager", required=True, added_by="visits"),
        C("second_id", "text", "同行技术人员", "With technician", added_by="visits"),
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

TEAM_TOURS = Table(
    "team_tours", "技术人员行程", "Tours of technicians", ("tour_id",), TOURS.columns
)

TEAM_STOPS = Table(
    "team_stops", "技术人员随访", "Stops of technicians", ("visit_id",),
    (
        C("visit_id", "text", "走访编号", "Visit id", required=True, added_by="visits"),
        C("tour_id", "text", "行程编号", "Tour", required=True, added_by="visits"),
        C("stop", "integer", "站序", "Stop", low=1, required=True, added_by="visits"),
        C("drive_min", "number", "路上(分)", "Drive min", low=0, required=True,
          added_by="visits"),
        C("drive_km", "number", "路程(公里)", "Drive km", low=0, required=True,
          added_by="visits"),
    ),
)  # fmt: skip

UNSERVED = Table(
    "unserved", "未安排走访", "Unserved visits", ("account_no", "visit_no"),
    (
        C("account_no", "text", "户号", "Account no.", required=True, added_by="visits"),
        C("visit_no", "integer", "第几次", "Visit no.", low=1, required=True, added_by="visits"),
        C("purpose", "choice", "走访事由", "Purpose", choices=PURPOSES, required=True,
          added_by="visits"),
        C("manager_id", "text", "客户经理工号", "Manager", added_by="visits"),
        C("due_on", "date", "应访日期", "Due on", required=True, added_by="visits"),
        C("price_min", "number", "未访代价(分)", "Price of not going, min", low=0,
          added_by="visits"),
        C("rule", "text", "受限规则", "Rule", required=True, added_by="visits"),
        C("reason", "text", "原因", "Reason", required=True, added_by="visits"),
        C("mend", "text", "办法", "Mend", required=True, added_by="visits"),
    ),
)  # fmt: skip

MOVES = Table(
    "moves", "调整明细", "What changed", ("account_no", "visit_no"),
    (
        C("account_no", "text", "户号", "Account no.", required=True, added_by="visits"),
        C("visit_no", "integer", "第几次", "Visit no.", low=1, required=True, added_by="visits"),
        C("manager_id", "text", "客户经理工号", "Manager", added_by="visits"),
        C("date_before", "date", "原日期", "Day before", added_by="visits"),
        C("date", "date", "新日期", "Day", added_by="visits",
          note="empty where the visit has no place any more"),
        C("days", "number", "推迟(天)", "Days later", added_by="visits"),
        C("second_id_before", "text", "原同行技术人员", "Technician before", added_by="visits"),
        C("second_id", "text", "同行技术人员", "With technician", added_by="visits",
          note="empty where nobody goes along; a day that stays may have another technician"),
        C("reason", "text", "原因", "Reason", required=True, added_by="visits"),
        C("needed", "boolean", "必须调整", "Had to", required=True, added_by="visits",
          note="whether an event took the day, and not a better calendar"),
    ),
)  # fmt: skip
