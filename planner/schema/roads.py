"""A road file in GMNS form: junctions, and the links between them."""

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
