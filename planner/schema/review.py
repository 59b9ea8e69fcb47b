"""Positions that people confirmed, and the queue of those that they should look at."""

from planner.schema.table import Column, Table

C = Column

_SIGNED = (
    C("who", "text", "确认人", "Confirmed by", required=True, aliases=("修正人", "by")),
    C("when", "text", "确认日期", "Confirmed on", aliases=("日期", "date")),
    C("why", "text", "依据", "Why", required=True, aliases=("原因", "reason given")),
)

OVERRIDES = Table(
    "overrides", "位置确认", "Confirmed positions", (),
    (
        C("customer_id", "text", "户号", "Account no.", aliases=("account_no", "用户编号", "id")),
        C("address", "text", "地址", "Address", aliases=("用电地址",)),
        C("lon", "number", "经度", "Longitude", required=True, low=-180, high=180,
          aliases=("lng", "longitude")),
        C("lat", "number", "纬度", "Latitude", required=True, low=-90, high=90,
          aliases=("latitude",)),
        C("crs", "choice", "坐标系", "Datum", required=True, aliases=("coord_sys", "datum"),
          choices=("WGS84", "GCJ02", "BD09", "CGCS2000")),
        C("error_m", "number", "误差(米)", "Error m", low=0),
        *_SIGNED,
    ),
)  # fmt: skip

REVIEW = Table(
    "review", "复核 review", "复核 review", (),
    (
        C("row", "integer", "来源行号", "Source row", required=True),
        C("customer_id", "text", "户号", "Account no."),
        C("name", "text", "户名", "Name"),
        C("address", "text", "地址", "Address"),
        C("reason_code", "text", "原因代码", "Reason code", required=True),
        C("reason_text", "text", "说明", "What to look at"),
        C("level", "text", "定位级别", "Location level"),
        C("error_m", "number", "误差(米)", "Error m", low=0),
        C("candidates", "text", "候选", "Candidates"),
        C("choice", "integer", "选择候选编号", "Candidate chosen", low=1),
        C("lon", "number", "确认经度", "Confirmed longitude", low=-180, high=180),
        C("lat", "number", "确认纬度", "Confirmed latitude", low=-90, high=90),
        C("crs", "text", "确认坐标系", "Confirmed datum"),
        C("who", "text", "确认人", "Confirmed by"),
        C("when", "text", "确认日期", "Confirmed on"),
        C("why", "text", "依据", "Why"),
    ),
)  # fmt: skip

CANDIDATES = Table(
    "candidates", "候选 candidates", "候选 candidates", (),
    (
        C("row", "integer", "来源行号", "Source row", required=True),
        C("candidate", "integer", "候选编号", "Candidate", required=True, low=1),
        C("name", "text", "名称", "Name", required=True),
        C("level", "text", "级别", "Level", required=True),
        C("lon", "number", "经度", "Longitude", required=True, low=-180, high=180),
        C("lat", "number", "纬度", "Latitude", required=True, low=-90, high=90),
        C("error_m", "number", "误差(米)", "Error m", required=True, low=0),
    ),
)  # fmt: skip
