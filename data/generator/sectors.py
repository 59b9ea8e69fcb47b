"""What customers of one line of business have in common."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sector:
    """Ranges a customer of the sector is drawn from.

    `middle_kva` and `spread` shape a lognormal contract capacity; `load_factor` and `peak_share`
    (peak kW per running kVA) are ranges; `summer` is the share by which August exceeds the mean.
    """

    endings: tuple[str, ...]
    industry_code: str
    usage: str
    middle_kva: float
    spread: float
    load_factor: tuple[float, float]
    peak_share: tuple[float, float]
    summer: float
    shift: str
    weekly_off: str
    prefix: str = "91"
    critical: tuple[str, ...] = ()


def _s(
    endings: str, code: str, usage: str, size: tuple[float, float],
    load: tuple[float, float, float, float, float], days: str, critical: str = "",
) -> Sector:  # fmt: skip
    shift, _, off = days.partition("/")
    grades = tuple(critical.split("|")) if critical else ()
    prefix = "12" if code[0] in "PQS" else "91"
    return Sector(tuple(endings.split("|")), code, usage, *size, load[:2], load[2:4], load[4],
                  shift, off, prefix, grades)  # fmt: skip


SECTORS: dict[str, Sector] = {
    "chip": _s("半导体有限公司|集成电路制造有限公司", "C3973", "大工业",
          (33000, 0.9), (0.66, 0.85, 0.62, 0.88, 0.06), "连续/", "二级"),
    "electronics": _s("电子有限公司|光电科技有限公司|显示技术有限公司", "C3911", "大工业",
          (3000, 1.1), (0.42, 0.74, 0.5, 0.85, 0.1), "三班/7"),
    "chemical": _s("石化有限公司|新材料有限公司|化纤有限公司", "C2614", "大工业",
          (7500, 1.25), (0.55, 0.84, 0.55, 0.88, 0.03), "连续/", "一级|二级"),
    "metal": _s("金属制品有限公司|铝业有限公司|特钢有限公司", "C3311", "大工业",
          (3800, 1.2), (0.38, 0.7, 0.5, 0.85, 0.02), "三班/7"),
    "glass": _s("玻璃有限公司|建材有限公司", "C3041", "大工业",
          (4200, 0.9), (0.55, 0.8, 0.55, 0.82, 0.02), "连续/"),
    "machinery": _s("机械有限公司|精密工业有限公司|汽车零部件有限公司|卫浴有限公司",
          "C3484", "大工业",
          (1500, 0.9), (0.2, 0.46, 0.4, 0.75, 0.08), "二班/7"),
    "food": _s("食品有限公司|饮料有限公司|水产有限公司", "C1469", "大工业",
          (1300, 0.8), (0.28, 0.55, 0.45, 0.78, 0.12), "二班/7"),
    "cold": _s("冷链物流有限公司|仓储有限公司", "G5930", "工商业单一制",
          (1250, 0.7), (0.42, 0.66, 0.45, 0.75, 0.22), "连续/"),
    "port": _s("码头有限公司|港务有限公司", "G5532", "大工业",
          (5200, 0.9), (0.3, 0.5, 0.4, 0.72, 0.06), "连续/", "二级"),
    "airport": _s("空港服务有限公司|机场建设有限公司", "G5631", "工商业单一制",
          (16000, 0.5), (0.45, 0.6, 0.5, 0.7, 0.2), "连续/", "一级"),
    "rail": _s("轨道交通牵引站|铁路牵引变电所", "G5311", "大工业",
          (31500, 0.3), (0.28, 0.42, 0.35, 0.55, 0.08), "连续/", "一级|二级"),
    "datacentre": _s("数据中心|云计算有限公司", "I6450", "工商业单一制",
          (24000, 0.6), (0.7, 0.85, 0.5, 0.8, 0.07), "连续/", "二级"),
    "telecom": _s("通信枢纽楼", "I6311", "工商业单一制",
          (3150, 0.4), (0.7, 0.82, 0.5, 0.7, 0.08), "连续/", "二级"),
    "water": _s("自来水厂|污水处理厂", "D4610", "大工业",
          (4000, 0.6), (0.55, 0.75, 0.5, 0.75, 0.05), "连续/", "二级"),
    "hospital": _s("医院|中医院", "Q8411", "工商业单一制",
          (5000, 0.6), (0.36, 0.5, 0.45, 0.7, 0.28), "连续/", "一级|二级"),
    "school": _s("大学|职业技术学院", "P8341", "工商业单一制",
          (4000, 0.9), (0.2, 0.34, 0.35, 0.6, 0.16), "单班/6.7"),
    "government": _s("市政服务中心|文化艺术中心", "S9221", "工商业单一制",
          (1600, 0.5), (0.2, 0.32, 0.4, 0.62, 0.3), "单班/6.7"),
    "mall": _s("商业广场|百货有限公司|购物中心", "F5211", "工商业单一制",
          (2600, 0.6), (0.32, 0.46, 0.45, 0.72, 0.3), "二班/"),
    "hotel": _s("大酒店|国际酒店", "H6110", "工商业单一制",
          (1400, 0.45), (0.34, 0.48, 0.42, 0.66, 0.3), "连续/"),
    "office": _s("大厦|置业有限公司|商务中心", "K7020", "工商业单一制",
          (1250, 0.6), (0.18, 0.36, 0.4, 0.66, 0.3), "单班/6.7"),
}  # fmt: skip
