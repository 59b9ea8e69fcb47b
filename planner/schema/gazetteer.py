"""The offline gazetteer's tables: named places and house numbers, all WGS-84."""

from planner.schema.table import Column, Table

C = Column

PLACES = Table(
    "places", "地名", "Places", (),
    (
        C("name", "text", "名称", "Name", required=True),
        C("kind", "choice", "类别", "Kind", required=True,
          choices=("place", "park", "town", "district", "city", "province")),
        C("district_code", "text", "行政区划代码", "District code",
          note="of a district, city or province: its own; of anything else: where it lies"),
        C("parent_code", "text", "上级代码", "Parent code",
          note="the next larger area: of a district its city, of a city its province"),
        C("lon", "number", "经度", "Longitude", low=-180, high=180,
          note="empty where only the name is known: then the next larger area stands in"),
        C("lat", "number", "纬度", "Latitude", low=-90, high=90),
        C("radius_m", "number", "半径(米)", "Radius m", low=0),
        C("aliases", "text", "别名", "Aliases", note="separated by |; old names as well"),
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
