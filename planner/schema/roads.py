"""A road file in GMNS form, junctions and links; and detours where there is none."""

from planner.schema.table import Column, Table

C = Column

NODES = Table(
    "nodes", "路网节点", "Road junctions", ("node_id",),
    (
        C("node_id", "text", "节点编号", "Node id", required=True),
        C("x_coord", "number", "经度", "Longitude", required=True, low=-180, high=180,
          note="WGS-84"),
        C("y_coord", "number", "纬度", "Latitude", required=True, low=-90, high=90, note="WGS-84"),
    ),
)  # fmt: skip

LINKS = Table(
    "links", "路段", "Road links", ("link_id",),
    (
        C("link_id", "text", "路段编号", "Link id", required=True),
        C("name", "text", "道路名称", "Road name"),
        C("from_node_id", "text", "起点编号", "From node", required=True),
        C("to_node_id", "text", "终点编号", "To node", required=True),
        C("directed", "boolean", "单行", "One way", required=True,
          note="1: from the first node to the second only; 0: both ways"),
        C("length_km", "number", "长度(公里)", "Length km", low=0,
          note="measured along the geometry when empty"),
        C("facility_type", "text", "道路等级", "Road class"),
        C("free_speed_km_per_h", "number", "车速(公里/时)", "Speed km/h", required=True, low=1,
          high=150),
        C("geometry", "text", "线形", "Shape", note="WKT LINESTRING, WGS-84; straight when empty"),
    ),
)  # fmt: skip

DETOURS = Table(
    "detours", "区间绕行系数", "Detours between districts", ("from_district", "to_district"),
    (
        C("from_district", "text", "起点区", "From district", required=True),
        C("to_district", "text", "终点区", "To district", required=True),
        C("detour_ratio", "number", "绕行系数", "Detour ratio", required=True, low=0.9, high=50,
          note="road kilometres for one straight kilometre"),
        C("speed_km_per_h", "number", "平均车速(公里/时)", "Mean speed km/h", required=True, low=1,
          high=150),
        C("error_pct", "number", "时间误差中位(%)", "Median error of minutes %", required=True,
          low=0),
        C("worst_pct", "number", "时间误差95分位(%)", "One in twenty off by %", required=True,
          low=0),
        C("ways", "integer", "实测行程数", "Ways measured", low=0),
    ),
)  # fmt: skip
