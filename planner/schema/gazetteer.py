"""The offline gazetteer's tables: named places and house numbers, all WGS-84."""

from planner.schema.table import Column, Table

C = Column

PLACES = Table(
    "places", "地名", "Places", (),
    (
        C("name", "text", "名称", "Name", required=True),
        C("kind", "choice", "类别", "Kind", required=True,
          choices=("place", "park", "town", "district", "city")),
        C("district_code", "text", "行政区划代码", "District code"),
        C("lon", "number", "经度", "Longitude", required=True, low=-180, high=180),
        C("lat", "number", "纬度", "Latitude", required=True, low=-90, high=90),
        C("radius_m", "number", "半径(米)", "Radius m", required=True, low=0),
        C("aliases", "text", "别名", "Aliases", note="separated by |"),
    ),
)  # fmt: skip

HOUSE_NUMBERS = Table(
    "house_numbers", "门牌号", "House numbers", (),
    (
        C("road", "text", "道路", "Road", required=True),
        C("number", "integer", "号", "Number", required=True, low=1),
        C("district_code", "text", "行政区划代码", "District code"),
        C("lon", "number", "经度", "Longitude", required=True, low=-180, high=180),
        C("lat", "number", "纬度", "Latitude", required=True, low=-90, high=90),
    ),
)  # fmt: skip
