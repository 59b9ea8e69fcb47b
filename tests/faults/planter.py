"""Plant faults into a clean world: each rule so many times, each fault in rows of its own.

What is planted is written down as (rule, source row); the rules are not asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from clean import AS_OF, DISTRICTS, MONTHS, World, credit_code

type Rows = list[int]
type Cells = Mapping[str, str]

_RECENT = MONTHS[-1]


@dataclass
class Planter:
    """Takes clean rows out of a hat, and remembers what it did to them."""

    world: World
    rng: np.random.Generator
    planted: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    _free: list[int] = field(default_factory=list)
    _clean: list[Cells] = field(default_factory=list)
    """Rows as they were, which free ones still are: a look-up in the frame costs a thousandfold."""

    def __post_init__(self) -> None:
        self._free = self.rng.permutation(len(self.world.register)).tolist()
        self._clean = self.world.register.to_dict("records")

    @property
    def cells(self) -> pd.DataFrame:
        return self.world.register

    def take(self, wanted: Callable[[Cells], bool] | None = None, count: int = 1) -> Rows:
        """Return untouched rows of active accounts that fit."""
        found: Rows = []
        for row in self._free:
            cells = self._clean[row]
            if cells["用户状态"] == "正常" and (wanted is None or wanted(cells)):
                found.append(row)
                if len(found) == count:
                    break
        else:
            raise ValueError("the clean world is too small for this fault")
        self._free = [row for row in self._free if row not in set(found)]
        return found

    def plant(self, rule: str, rows: Rows) -> None:
        """Write down one fault; the heading is row 1."""
        self.planted.append((rule, tuple(row + 2 for row in rows)))

    def write(self, rule: str, wanted: Callable[[Cells], bool] | None = None, **values: str):
        (row,) = self.take(wanted)
        for heading, value in values.items():
            self.cells.loc[row, heading] = value
        self.plant(rule, [row])
        return row

    def months(self, row: int) -> pd.Index:
        return self.world.bills.index[self.world.bills["户号"] == self.cells.loc[row, "户号"]]

    def month(self, row: int, name: str = _RECENT) -> int:
        months = self.months(row)
        return int(months[self.world.bills.loc[months, "电费年月"] == name][0])

    def blank_fees(self, row: int) -> None:
        """Take out the fees of an account whose capacity or readings are about to change."""
        self.world.bills.loc[self.months(row), ["基本电费", "力调电费"]] = np.nan


def _is(heading: str, *values: str) -> Callable[[Cells], bool]:
    return lambda cells: cells[heading] in values


def _critical(cells: Cells) -> bool:
    return cells["重要性等级"] != "非重要"


def _plain(cells: Cells) -> bool:
    return cells["重要性等级"] == "非重要"


def _two_part(cells: Cells) -> bool:
    return cells["用电类别"] == "大工业"


def _pick(cases: list, number: int) -> object:
    return cases[number % len(cases)]


def plant_all(world: World, seed: int, count: int = 25) -> list[tuple[str, tuple[int, ...]]]:
    """Plant `count` faults of every rule; return what was planted."""
    planter = Planter(world, np.random.default_rng(seed))
    for plant in _PLANTS:
        for number in range(count):
            plant(planter, number)
    return planter.planted


def _cell(rule: str, heading: str, *wrong: str, wanted: object = None) -> Callable:
    """A fault that is one wrong cell."""

    def plant(planter: Planter, number: int) -> None:
        planter.write(rule, wanted, **{heading: _pick(list(wrong), number)})  # type: ignore[arg-type]

    return plant


def _empty_musts(planter: Planter, number: int) -> None:
    heading, value = _pick(
        [("户名", "测试"), ("户名", "××"), ("用电地址", "无"), ("供电单位编码", "NULL"),
         ("行业分类", "-"), ("合同容量", ""), ("城乡类别", ""), ("馈线编号", "－"),
         ("用户状态", ""), ("重要性等级", "/")],
        number,
    )  # fmt: skip
    planter.write("C01", _plain, **{heading: value})


def _no_contact(planter: Planter, number: int) -> None:
    heading = _pick(["联系人", "手机号"], number)
    planter.write("C02", _is("大客户等级", "VIP", "T1", "T2"), **{heading: ""})


def _lost_months(planter: Planter, number: int) -> None:
    (row,) = planter.take()
    bills = planter.world.bills
    gone = [planter.month(row, MONTHS[5 + number]), planter.month(row, MONTHS[6 + number])]
    planter.world.bills = bills.drop(index=gone)
    planter.plant("C03", [row])


def _account(planter: Planter, number: int) -> None:
    forms = ["{:05d}", "00350A{:04d}", "0035020{:05d}", "003502 {:04d}x"]
    planter.write("V01", 户号=_pick(forms, number).format(number + 11))  # type: ignore[attr-defined]


def _phone(planter: Planter, number: int) -> None:
    mobiles = ["13800000000", f"13912{number:02d}", f"239{number:08d}", "13999999999",
               f"139{number:02d}88888888", "13912345678"]  # fmt: skip
    if number % 7 == 6:
        planter.write("V18", **{"24小时值班电话": f"12{number}"})
    else:
        planter.write("V18", 手机号=str(_pick(mobiles, number)))


def _wrong_code(planter: Planter, number: int) -> None:
    (row,) = planter.take()
    code = planter.cells.loc[row, "统一社会信用代码"]
    check = "3" if code[-1] != "3" else "4"
    spoilt = [code[:-1] + check, code[:-1], code[:8] + "O" + code[9:], code[:17] + "Z"]
    planter.cells.loc[row, "统一社会信用代码"] = _pick(spoilt, number)
    planter.plant("V02", [row])


def _wrong_organisation(planter: Planter, number: int) -> None:
    planter.write("V03", 统一社会信用代码=credit_code(planter.rng, good_organisation=False))


def _too_much_running(planter: Planter, number: int) -> None:
    (row,) = planter.take()
    value = str(int(planter.cells.loc[row, "合同容量"]) + 100) if number % 2 else "-10"
    planter.cells.loc[row, "运行容量"] = value
    planter.plant("V12", [row])


def _twice(planter: Planter, number: int) -> None:
    one, other = planter.take(count=2)
    planter.cells.loc[other, "户号"] = planter.cells.loc[one, "户号"]
    planter.plant("U01", [one, other])


def _shared_meter(planter: Planter, number: int) -> None:
    one, other = planter.take(count=2)
    meter = planter.cells.loc[one, "电能表资产号"]
    own = planter.cells.loc[other, "电能表资产号"]
    planter.cells.loc[other, "电能表资产号"] = meter if number % 2 else f"{own};{meter}"
    planter.plant("U02", [one, other])


def _shared_mobile(planter: Planter, number: int) -> None:
    rows = planter.take(count=6)
    planter.cells.loc[rows, "手机号"] = planter.cells.loc[rows[0], "手机号"]
    planter.plant("U03", rows)


def _same_firm(planter: Planter, number: int) -> None:
    one, other = planter.take(count=2)
    cells = planter.cells
    if number % 2:
        cells.loc[other, "统一社会信用代码"] = cells.loc[one, "统一社会信用代码"]
    else:
        name = cells.loc[one, "户名"]
        changed = [
            name.removesuffix("有限公司") + "股份有限公司",
            f"({name[:2]}){name[2:]}",
            name + "(分公司)",
        ]
        cells.loc[other, "户名"] = _pick(changed, number // 2)
        _move_beside(planter, one, other, 60.0)
    planter.plant("U04", [one, other])


def _move_beside(planter: Planter, one: int, other: int, metres: float) -> None:
    """Put a row some metres from another, in the same datum and district."""
    cells = planter.cells
    lon, lat = float(cells.loc[one, "经度"]), float(cells.loc[one, "纬度"])
    cells.loc[other, "经度"] = f"{lon + metres / 101_300:.6f}"
    cells.loc[other, "纬度"] = f"{lat:.6f}"
    for heading in ("坐标系", "行政区划代码"):
        cells.loc[other, heading] = cells.loc[one, heading]


def _mode(planter: Planter, number: int) -> None:
    if number % 2:
        planter.write(
            "X01", _two_part, **{"容(需)量电费计收方式": _pick(["", "不执行"], number // 2)}
        )
    else:
        planter.write("X01", _is("用电类别", "工商业单一制"), **{"容(需)量电费计收方式": "容量"})


def _voltage(planter: Planter, number: int) -> None:
    def small(cells: Cells) -> bool:
        return 315 < int(cells["合同容量"]) < 1000 and cells["供电电压"] == "10"

    row = planter.write("X02", small, 供电电压="35" if number % 2 else "0.38")
    planter.blank_fees(row)


def _transformers(planter: Planter, number: int) -> None:
    (row,) = planter.take()
    text = planter.cells.loc[row, "受电变压器明细"]
    planter.cells.loc[row, "受电变压器明细"] = _pick([f"{text};100", "两台"], number)
    planter.plant("X03", [row])


def _paused(planter: Planter, number: int) -> None:
    (row,) = planter.take(_is("运行容量", "800", "1250", "1600", "2000", "2500"))
    if number % 2:
        planter.cells.loc[row, "用户状态"] = "暂停"
    else:
        planter.cells.loc[row, "运行容量"] = str(
            int(int(planter.cells.loc[row, "合同容量"]) * 0.95)
        )
    planter.plant("X04", [row])


def _closed(planter: Planter, number: int) -> None:
    planter.write("X05", 用户状态="销户", 生效时间=f"2025-0{number % 9 + 1}-15T00:00+08:00")


def _agreed(planter: Planter, number: int) -> None:
    (row,) = planter.take(_is("容(需)量电费计收方式", "合同需量"))
    kva = int(planter.cells.loc[row, "合同容量"])
    planter.cells.loc[row, "合同最大需量"] = _pick([str(kva // 5), str(kva * 2), ""], number)
    planter.blank_fees(row)
    planter.plant("X06", [row])


def _unsecured(planter: Planter, number: int) -> None:
    heading, value = _pick(
        [
            ("电源类型", "单电源"),
            ("自备应急电源容量", "1"),
            ("24小时值班电话", ""),
            ("电源类型", ""),
        ],
        number,
    )
    planter.write("X07", _critical, **{heading: value})


def _standard(planter: Planter, number: int) -> None:
    row = planter.write("X08", _two_part, 功率因数考核标准="0.85" if number % 2 else "0.80")
    planter.blank_fees(row)


def _fee(planter: Planter, number: int) -> None:
    (row,) = planter.take(_two_part)
    name = "基本电费" if number % 2 else "力调电费"
    planter.world.bills.loc[planter.month(row, MONTHS[20 + number % 20]), name] += 0.5
    if name == "基本电费":  # the other fee is a share of this one
        planter.world.bills.loc[planter.months(row), "力调电费"] = np.nan
    planter.plant("X09", [row])


def _over(planter: Planter, number: int) -> None:
    (row,) = planter.take()
    planter.blank_fees(row)
    share = 1.1 if number % 2 else 1.35
    at = planter.month(row, MONTHS[10 + number])
    planter.world.bills.loc[at, "最大需量"] = round(int(planter.cells.loc[row, "运行容量"]) * share)
    planter.plant("X10", [row])


def _factor(planter: Planter, number: int) -> None:
    (row,) = planter.take()
    planter.blank_fees(row)
    bills, at = planter.world.bills, planter.month(row, MONTHS[10 + number])
    kwh = bills.loc[at, "总有功电量"]
    bills.loc[at, "最大需量"] = (
        max(1, round(kwh / 744 / 1.5)) if number % 2 else bills.loc[at, "最大需量"]
    )
    if not number % 2:  # hardly any energy under a usual peak, in a month no rule compares
        bills.loc[planter.month(row, MONTHS[number]), "总有功电量"] = round(kwh * 0.02)
    planter.plant("X11", [row])


def _jump(planter: Planter, number: int) -> None:
    (row,) = planter.take()
    planter.blank_fees(row)
    at = planter.month(row, MONTHS[-1 - number % 12])
    planter.world.bills.loc[at, "总有功电量"] = round(
        planter.world.bills.loc[at, "总有功电量"] * (0.4 if number % 2 else 1.5)
    )
    planter.plant("X12", [row])


def _swapped(planter: Planter, number: int) -> None:
    (row,) = planter.take()
    cells = planter.cells
    cells.loc[row, ["经度", "纬度"]] = cells.loc[row, ["纬度", "经度"]].to_numpy()
    planter.plant("G01", [row])


def _outside(planter: Planter, number: int) -> None:
    (row,) = planter.take()
    lon = float(planter.cells.loc[row, "经度"])
    planter.cells.loc[row, "经度"] = f"{lon + (2.0 if number % 2 else -1.5):.6f}"
    planter.plant("G02", [row])


def _other_district(planter: Planter, number: int) -> None:
    (row,) = planter.take(lambda cells: _from_border_deg(cells) > 0.012)
    code = planter.cells.loc[row, "行政区划代码"]
    others = [one for one in DISTRICTS if one != code]
    planter.cells.loc[row, "行政区划代码"] = _pick(others, number)
    planter.plant("G03", [row])


def _from_border_deg(cells: Cells) -> float:
    """The inner borders of the four districts cross at 118.1, 24.5; a datum moves 0.012 at most."""
    return min(abs(float(cells["经度"]) - 118.1), abs(float(cells["纬度"]) - 24.5)) - 0.002


def _one_point(planter: Planter, number: int) -> None:
    rows = planter.take(count=3)
    for other in rows[1:]:
        _move_beside(planter, rows[0], other, 0.0)
        planter.cells.loc[other, "经度"] = planter.cells.loc[rows[0], "经度"]
    planter.plant("G05", rows)


def _unverified(planter: Planter, number: int) -> None:
    old = pd.Timestamp(AS_OF) - pd.Timedelta(days=181 + number)
    value = _pick([f"{old:%Y-%m-%d}", ""], number)
    planter.write("T01", _critical, 联系方式核实日期=value)


def _uninspected(planter: Planter, number: int) -> None:
    planter.write("T02", 上次检查日期=f"2025-10-0{number % 9 + 1}", 检查周期="6")


def _dates(planter: Planter, number: int) -> None:
    heading, value = _pick(
        [("上次检查日期", "2026-11-01"), ("立户日期", "2027-01-01"),
         ("联系方式核实日期", "2030-01-01"),
         ("立户日期", "2026-10-31")],
        number,
    )  # fmt: skip
    planter.write("T03", _plain, **{heading: value})


def _unnamed(planter: Planter, number: int) -> None:
    heading, value = _pick(
        [("来源文件", ""), ("来源行号", "0"), ("来源系统", ""), ("来源行号", "")], number
    )
    planter.write("L01", **{heading: value})


def _manager(planter: Planter, number: int) -> None:
    name = _pick(["E0001", "E9002", "E9001"], number)
    planter.write("R02", _is("供电电压", "35"), 客户经理工号=name)


_OFF = "其它"
_PLANTS = (
    _empty_musts, _no_contact, _lost_months,
    _account,
    _wrong_code, _wrong_organisation,
    _cell("V04", "供电单位编码", "99999", "1"),
    _cell("V05", "用户状态", _OFF, "在用"),
    _cell("V06", "重要性等级", _OFF, "三级", wanted=_plain),
    _cell("V07", "负荷性质", _OFF, "四类"),
    _cell("V08", "行业分类", "Z3911", "39C", "C3", "C3999", "c3911"),
    _cell("V09", "用电类别", _OFF, "商业"),
    _cell("V10", "供电电压", "11", "高压", "15kV", "10/35"),
    _cell("V11", "合同容量", "-630", "0", "3000000", "2e9"),
    _too_much_running,
    _cell("V13", "容(需)量电费计收方式", _OFF, wanted=_two_part),
    _cell("V14", "计量方式", _OFF, "高供"),
    _cell("V15", "采集成功率", "101", "-1"),
    _cell("V16", "行政区划代码", "35020", "350203", "9902AA"),
    _cell("V17", "城乡类别", _OFF, "乡镇"),
    _phone,
    _cell("V19", "检查周期", "0", "36"),
    _cell("V20", "厂休日", "8", "周六", "6,7"),
    _cell("V21", "电源类型", _OFF, "三电源", wanted=_plain),
    _twice, _shared_meter, _shared_mobile, _same_firm,
    _mode, _voltage, _transformers, _paused, _closed, _agreed, _unsecured, _standard, _fee,
    _over, _factor, _jump,
    _swapped, _outside, _other_district,
    _cell("G04", "坐标系", "", "未知"),
    _one_point,
    _cell("G06", "level", "town", "district", "none"),
    _unverified, _uninspected, _dates,
    _cell("R01", "馈线编号", "10kV-9999"),
    _manager, _unnamed,
    _cell("E01", "户号", "3.50201E+09"),
    _cell("E01", "电能表资产号", "3540001234567890000000", "3.54E+21"),
    _cell("V00", "运行容量", "abc", "一千", "NaN", "inf"),
)  # fmt: skip
