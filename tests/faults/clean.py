"""A clean register of invented customers with four years of bills, by seed.

It knows nothing of the rules: check characters, fees and rates are worked out here once more and in
another way, so that a fault of the rules is not repeated by the data that test them.
"""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.geo import LocalPlane, from_wgs84

AS_OF = "2026-10-31"
MONTHS = [f"{year}-{month:02d}" for year in range(2022, 2027) for month in range(1, 13)][10:58]
DISTRICTS = {"990203": (0, 0), "990205": (1, 0), "990206": (0, 1), "990211": (1, 1)}
ORGS = ("99402", "99403", "99405", "99407")
MANAGERS = tuple(f"E{number:04d}" for number in range(200, 240))
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SYLLABLES = "澜汀屿鹭沧岚浦棠榕钰弘晟铭璟骏卓睿朗翊炜嘉汇聚盈博科晶丰源达力泰捷星辰诚信瀚宇恒远"
_TRADES = ("电子", "纺织", "钢业", "食品", "化工", "机械", "建材", "物流", "药业", "塑胶")
_SPACING_M = 300.0
_DEMAND_YUAN, _CAPACITY_YUAN, _ENERGY_YUAN = 39.0, 25.5, 0.61


@dataclass
class World:
    """Register as text under Chinese headings, bills, and the lists beside them."""

    register: pd.DataFrame
    bills: pd.DataFrame
    areas: gpd.GeoDataFrame
    plane: LocalPlane

    def write(self, folder: Path) -> Path:
        """Write everything as a utility would; return the register's path."""
        (folder / "monthly").mkdir(parents=True)
        (folder / "lists").mkdir()
        self.register.to_csv(folder / "register.csv", index=False, encoding="utf-8")
        for month, rows in self.bills.groupby("电费年月", sort=True):
            rows.to_csv(folder / "monthly" / f"{month}.csv", index=False, encoding="utf-8")
        lists = folder / "lists"
        pd.DataFrame({"供电单位": ORGS}).to_csv(lists / "orgs.csv", index=False)
        feeders = [f"10kV-{one:04d}" for one in range(400)]
        pd.DataFrame({"馈线编号": feeders}).to_csv(lists / "feeders.csv", index=False)
        stations = [f"SS-{one:03d}" for one in range(40)]
        pd.DataFrame({"变电站编号": stations}).to_csv(lists / "substations.csv", index=False)
        codes = [f"C{one}" for one in range(3900, 3950)]
        pd.DataFrame({"行业分类": codes}).to_csv(lists / "industries.csv", index=False)
        roster = pd.DataFrame({"工号": [*MANAGERS, "E9001", "E9002"]})
        roster["可服务最高电压(kV)"] = [110] * len(MANAGERS) + [10, 110]
        roster["在岗"] = ["是"] * len(MANAGERS) + ["是", "否"]
        roster.to_csv(lists / "managers.csv", index=False)
        self.areas.to_file(lists / "districts.geojson", driver="GeoJSON")
        return folder / "register.csv"


def make_world(rows: int, seed: int) -> World:
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(rows)))
    plane = LocalPlane(118.1, 24.5)
    areas = _areas(plane, side * _SPACING_M)
    frame = pd.DataFrame(index=range(rows))
    _identity(frame, rng)
    _supply(frame, rng)
    _place(frame, rng, side, plane)
    _people(frame, rng)
    _history(frame, rng)
    return World(frame.astype("str"), make_bills(frame, rng), areas, plane)


def _areas(plane: LocalPlane, width_m: float) -> gpd.GeoDataFrame:
    half = width_m / 2 + 1000.0
    shapes = [
        plane.unflatten(shapely.box(x * half - half, y * half - half, x * half, y * half))
        for x, y in DISTRICTS.values()
    ]
    names = ["鹭汀区", "沧岚区", "棠浦区", "榕屿区"]
    return gpd.GeoDataFrame(
        {"district_code": list(DISTRICTS), "name": names}, geometry=shapes, crs="EPSG:4326"
    )


def credit_code(rng: np.random.Generator, *, good_organisation: bool = True) -> str:
    organisation = "MA" + "".join(rng.choice(list(_CREDIT), 6))
    total = sum(
        _PLAIN.index(one) * weight
        for one, weight in zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    check = 11 - total % 11
    if not good_organisation:
        check = check % 11 + 1
    organisation += {10: "X", 11: "0"}.get(check, str(check))
    body, power, total = "91990200" + organisation, 1, 0
    for one in body:
        total += _CREDIT.index(one) * power
        power = power * 3 % 31
    return body + _CREDIT[(31 - total % 31) % 31]


def _identity(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    rows = len(frame)
    frame["户号"] = [f"{one:010d}" for one in rng.permutation(rows) * 37 + 35_020_000]
    pool = np.array(list(_SYLLABLES))
    stems = pool[rng.integers(len(pool), size=(rows, 4))]
    trades = rng.choice(_TRADES, rows)
    frame["户名"] = [f"{''.join(s)}{t}有限公司" for s, t in zip(stems, trades, strict=True)]
    frame["客户标识"] = [f"C{one:06d}" for one in range(rows)]
    frame["统一社会信用代码"] = [credit_code(rng) for _ in range(rows)]
    frame["供电单位编码"] = rng.choice(ORGS, rows)
    frame["大客户等级"] = rng.choice(["VIP", "T1", "T2", "T3"], rows, p=[0.05, 0.15, 0.3, 0.5])
    frame["重要性等级"] = rng.choice(["一级", "二级", "非重要"], rows, p=[0.02, 0.1, 0.88])
    frame["负荷性质"] = rng.choice(["一类", "二类", "三类"], rows)
    frame["行业分类"] = [f"C{one}" for one in rng.integers(3900, 3950, rows)]
    frame["高耗能类别"] = ""


def _supply(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    rows = len(frame)
    large = rng.random(rows) < 0.7
    units = np.where(large, rng.integers(1, 4, rows), 1)
    sizes = np.where(
        large,
        rng.choice([400, 630, 800, 1250, 1600, 2000], rows),
        rng.choice([125, 200, 250], rows),
    )
    kva = units * sizes
    frame["用电类别"] = np.where(large, "大工业", rng.choice(["工商业单一制", "农业"], rows))
    frame["供电电压"] = np.where(kva >= 3000, "35", "10")
    frame.loc[~large & (rng.random(rows) < 0.3), "供电电压"] = "0.38"
    frame["受电变压器明细"] = [
        ";".join([str(s)] * int(u)) for s, u in zip(sizes, units, strict=True)
    ]
    paused = rng.random(rows) < 0.03
    closed = ~paused & (rng.random(rows) < 0.005)
    frame["用户状态"] = np.select([paused, closed], ["暂停", "销户"], "正常")
    frame["合同容量"] = kva
    frame["运行容量"] = np.where(paused, kva // 2, kva)
    motors = np.where(large & (rng.random(rows) < 0.1), 200, 0)
    frame["不通过变压器的高压电动机容量"] = motors
    mode = rng.choice(["容量", "合同需量", "实际需量"], rows)
    frame["容(需)量电费计收方式"] = np.where(large, mode, "不执行")
    agreed = np.round(kva * 0.65 + motors * 0.4).astype(int).astype(str)
    frame["合同最大需量"] = np.where(large & (mode == "合同需量"), agreed, "")
    standard = np.where(frame["用电类别"] == "农业", "0.80", "0.85")
    frame["功率因数考核标准"] = np.where(large, "0.90", standard)
    frame["计量方式"] = rng.choice(["高供高计", "高供低计"], rows)
    digits = rng.integers(1, 10, size=(rows, 17))
    frame["电能表资产号"] = [
        f"{35:02d}{''.join(map(str, d))}{n % 1000:03d}" for n, d in enumerate(digits.tolist())
    ]
    frame["采集成功率"] = np.round(rng.uniform(95, 100, rows), 1)
    critical = frame["重要性等级"] != "非重要"
    safety = np.round(kva * 0.1).astype(int)
    frame["电源类型"] = np.where(critical, "双电源", rng.choice(["单电源", "双回路"], rows))
    frame["自备应急电源容量"] = np.where(critical, np.ceil(safety * 1.3).astype(int), 0)
    frame["保安负荷"] = np.where(critical, safety, 0)
    frame["馈线编号"] = [f"10kV-{one:04d}" for one in rng.integers(0, 400, rows)]
    frame["变电站编号"] = [f"SS-{one:03d}" for one in rng.integers(0, 40, rows)]


def _place(frame: pd.DataFrame, rng: np.random.Generator, side: int, plane: LocalPlane) -> None:
    cell = rng.permutation(side * side)[: len(frame)]
    x_m = (cell % side - (side - 1) / 2) * _SPACING_M + rng.uniform(-40, 40, len(frame))
    y_m = (cell // side - (side - 1) / 2) * _SPACING_M + rng.uniform(-40, 40, len(frame))
    at = {corner: code for code, corner in DISTRICTS.items()}
    frame["行政区划代码"] = [at[(int(x >= 0), int(y >= 0))] for x, y in zip(x_m, y_m, strict=True)]
    datum = rng.choice(["WGS84", "GCJ02", "BD09", "CGCS2000"], len(frame))
    put_points(frame, frame.index.to_numpy(), (x_m, y_m), datum, plane)
    names = dict(zip(DISTRICTS, ("鹭汀区", "沧岚区", "棠浦区", "榕屿区"), strict=True))
    frame["用电地址"] = [
        f"澜湾市{names[code]}{one // 400}号路{one % 400 + 1}号"
        for code, one in zip(frame["行政区划代码"], range(len(frame)), strict=True)
    ]
    frame["城乡类别"] = rng.choice(["城区", "农村"], len(frame))
    frame["level"] = "coordinate"


def put_points(
    frame: pd.DataFrame, rows: np.ndarray, xy_m: tuple, datum: np.ndarray, plane: LocalPlane
) -> None:
    """Write points of the plane into rows, each in its datum."""
    lon, lat = (np.array(one) for one in plane.degrees(*xy_m))
    for name in ("GCJ02", "BD09"):
        of = datum == name
        if of.any():
            lon[of], lat[of] = from_wgs84(lon[of], lat[of], name)
    for heading, values in (("经度", lon), ("纬度", lat)):
        frame.loc[rows, heading] = [f"{one:.6f}" for one in values]
    frame.loc[rows, "坐标系"] = datum


def _people(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    rows = len(frame)
    frame["联系人"] = rng.choice(["林志远", "陈文静", "黄建国", "郑晓岚", "吴海涛"], rows)
    frame["联系人职务"] = "电气负责人"
    numbers = rng.permutation(rows) * 4_817 + 20_000_013
    frame["手机号"] = [f"139{one % 10**8:08d}" for one in numbers]
    frame["24小时值班电话"] = [f"0592-2{one % 10**6:06d}" for one in numbers]
    frame["客户经理工号"] = rng.choice(MANAGERS, rows)
    frame["厂休日"] = rng.choice(["6.7", "7", ""], rows)
    frame["生产班次"] = rng.choice(["单班", "二班", "三班", "连续"], rows)


def _history(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    rows, today = len(frame), pd.Timestamp(AS_OF)

    def ago(least: int, most: int) -> list[str]:
        days = pd.to_timedelta(rng.integers(least, most, rows), unit="D")
        return [f"{one:%Y-%m-%d}" for one in today - days]

    frame["联系方式核实日期"] = ago(1, 170)
    frame["检查周期"] = rng.choice([6, 12], rows)
    frame["上次检查日期"] = ago(1, 170)
    frame["立户日期"] = ago(2000, 9000)
    frame["来源系统"] = rng.choice(["营销", "用采"], rows)
    frame["来源文件"] = "kh_202610.xlsx"
    frame["来源行号"] = range(2, rows + 2)
    frame["生效时间"] = f"{AS_OF}T18:00+08:00"
    frame.loc[frame["用户状态"] == "销户", "生效时间"] = "2026-09-30T18:00+08:00"


def make_bills(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return a bill for each account and month; closed accounts end with the month they closed."""
    rows, width = len(frame), len(MONTHS)
    days = np.array([pd.Period(one).days_in_month for one in MONTHS])
    season = 1 + 0.15 * np.sin((np.arange(width) + 10) / 12 * 2 * np.pi)
    running = frame["运行容量"].to_numpy(dtype=float)
    share = rng.uniform(0.35, 0.65, rows)[:, None] * season[None, :]
    noise = np.exp(rng.normal(0, 0.03, (rows, width)))
    peak = np.round(running[:, None] * np.minimum(share * noise, 0.95))
    factor = rng.uniform(0.3, 0.6, rows)[:, None]
    kwh = np.round(peak * factor * 24 * days[None, :])
    tangent = rng.uniform(0.25, 0.7, rows)[:, None]
    bills = pd.DataFrame(
        {
            "户号": np.repeat(frame["户号"].to_numpy(), width),
            "电费年月": np.tile(MONTHS, rows),
            "总有功电量": kwh.ravel(),
            "无功电量": np.round(kwh * tangent).ravel(),
            "最大需量": peak.ravel(),
            "需量电价": _DEMAND_YUAN,
            "容量电价": _CAPACITY_YUAN,
            "电度电费": np.round(kwh * _ENERGY_YUAN, 2).ravel(),
            "抄表方式": "远程",
        }
    )
    owner = np.repeat(np.arange(rows), width)
    bills["基本电费"] = _demand_fee(frame, owner, bills)
    bills["力调电费"] = _factor_fee(frame, owner, bills)
    ended = (frame["用户状态"].to_numpy()[owner] == "销户") & (bills["电费年月"] > "2026-09")
    return bills.loc[~ended].reset_index(drop=True)


def _demand_fee(frame: pd.DataFrame, owner: np.ndarray, bills: pd.DataFrame) -> pd.Series:
    size = frame["合同容量"].to_numpy(float)
    whole = size + frame["不通过变压器的高压电动机容量"].to_numpy(float)
    agreed = pd.to_numeric(frame["合同最大需量"]).to_numpy(float)
    price = np.where(bills["总有功电量"] / size[owner] >= 260, 0.9 * _DEMAND_YUAN, _DEMAND_YUAN)
    peak = bills["最大需量"].to_numpy(float)
    least = np.fmax(agreed, 0.4 * whole)[owner]
    over = peak - 1.05 * least
    charged = least.copy()
    charged[over > 0] = (1.05 * least + 2 * over)[over > 0]
    mode = frame["容(需)量电费计收方式"].to_numpy()[owner]
    fee = pd.Series(np.nan, index=bills.index)
    fee[mode == "容量"] = (_CAPACITY_YUAN * whole)[owner][mode == "容量"]
    fee[mode == "实际需量"] = (price * peak)[mode == "实际需量"]
    fee[mode == "合同需量"] = (price * charged)[mode == "合同需量"]
    return fee.round(2)


def rate_table(standard: int) -> dict[int, int]:
    """Return factor in hundredths -> rate in hundredths of a percent, step by step as printed."""
    cap = {90: -75, 85: -110, 80: -130}[standard]
    rates, rate = {standard: 0}, 0
    for factor in range(standard + 1, 101):
        rate -= 10 if factor <= 90 else 15
        rates[factor] = max(rate, cap)
    rate = 0
    for below, factor in enumerate(range(standard - 1, -1, -1), 1):
        rate += 50 if below <= 20 else 100 if below <= 25 else 200
        rates[factor] = rate
    return rates


def _factor_fee(frame: pd.DataFrame, owner: np.ndarray, bills: pd.DataFrame) -> pd.Series:
    power = bills["总有功电量"] / np.hypot(bills["总有功电量"], bills["无功电量"])
    hundredths = np.rint(power * 100 + 1e-7).astype(int)
    standard = frame["功率因数考核标准"].astype(float).mul(100).round().astype(int).to_numpy()
    rates = {one: rate_table(one) for one in (90, 85, 80)}
    base = bills["基本电费"].fillna(0) + bills["电度电费"]
    rate = [rates[s][h] for s, h in zip(standard[owner].tolist(), hundredths, strict=True)]
    return (base * np.array(rate) / 10_000).round(2)
