"""What a manager is handed: his stops, tours, ways and customers, each on one line with its names.

The columns are those of the tables they come from; only what is told nowhere else is new.
"""

from planner.schema.network import MANAGERS, SITES
from planner.schema.register import CUSTOMERS
from planner.schema.table import Column, Table
from planner.schema.tours import TOURS, UNSERVED, VISITS

C = Column

STOPS = Table(
    "stops", "走访日程", "Stops by day", ("visit_id",),
    (
        VISITS["date"], VISITS["stop"], VISITS["arrive_clock_min"], VISITS["leave_clock_min"],
        VISITS["account_no"], CUSTOMERS["account_name"], CUSTOMERS["tier"], VISITS["purpose"],
        VISITS["due_on"], VISITS["service_min"], VISITS["drive_min"], VISITS["drive_km"],
        VISITS["second_id"],
        C("technician_name", "text", "同行人员姓名", "Technician's name", added_by="visits"),
        CUSTOMERS["address"],
        VISITS["manager_id"], VISITS["visit_no"], VISITS["tour_id"], VISITS["visit_id"],
        CUSTOMERS["geometry"],
    ),
)  # fmt: skip

PATHS = Table(
    "tours", "每日行程", "Daily tours", ("tour_id",),
    (
        TOURS["tour_id"], TOURS["manager_id"], MANAGERS["manager_name"], TOURS["date"],
        TOURS["outlet_id"], SITES["outlet_name"], TOURS["stops"], TOURS["start_clock_min"],
        TOURS["end_clock_min"], TOURS["drive_min"], TOURS["service_min"], TOURS["duration_min"],
        TOURS["distance_km"],
        C("path", "choice", "线形", "Line", choices=("road", "straight"), required=True,
          added_by="visits", note="straight where travel knows no road: a line from stop to stop"),
        TOURS["geometry"],
    ),
)  # fmt: skip

LEGS = Table(
    "legs", "行程路段", "Ways between stops", ("tour_id", "leg"),
    (
        TOURS["date"],
        C("leg", "integer", "路段", "Leg", low=1, required=True, added_by="visits"),
        C("from_id", "text", "起点编号", "From id", required=True, added_by="visits"),
        C("from_name", "text", "起点", "From", added_by="visits"),
        C("to_id", "text", "终点编号", "To id", required=True, added_by="visits"),
        C("to_name", "text", "终点", "To", added_by="visits"),
        C("depart_clock_min", "number", "出发", "Depart", required=True, added_by="visits",
          note="minutes after midnight"),
        VISITS["drive_min"], VISITS["drive_km"],
        C("wait_min", "number", "等候与午休(分)", "Waiting and lunch min", low=0, required=True,
          added_by="visits", note="between getting there and the beginning of the visit"),
        TOURS["tour_id"],
    ),
)  # fmt: skip

BASES = Table(
    "bases", "驻点", "Bases", ("outlet_id",),
    (
        TOURS["outlet_id"], SITES["outlet_name"],
        C("tours", "integer", "行程数", "Tours", low=1, required=True, added_by="visits"),
        TOURS["geometry"],
    ),
)  # fmt: skip

CLIENTS = Table(
    "clients", "负责客户", "Customers looked after", ("account_no",),
    (
        CUSTOMERS["account_no"], CUSTOMERS["account_name"], CUSTOMERS["tier"],
        CUSTOMERS["critical_grade"], CUSTOMERS["status"], CUSTOMERS["voltage_kv"],
        CUSTOMERS["contract_kva"], CUSTOMERS["annual_kwh"], CUSTOMERS["peak_kw"],
        CUSTOMERS["load_factor"], CUSTOMERS["last_visit_on"],
        C("visits", "integer", "本期走访", "Visits planned", low=0, required=True,
          added_by="visits"),
        C("first_on", "date", "本期首访", "First of them on", added_by="visits"),
        C("unserved", "integer", "未安排", "Visits without a day", low=0, required=True,
          added_by="visits"),
        CUSTOMERS["address"],
    ),
)  # fmt: skip

MISSED = Table("unserved", UNSERVED.zh, UNSERVED.en, UNSERVED.key, (
    UNSERVED["account_no"], CUSTOMERS["account_name"], *UNSERVED.columns[1:],
))  # fmt: skip
