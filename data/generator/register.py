"""The cells of one clean register row."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from data.generator import names
from data.generator.capacity import Readings, Supply, tier_of
from data.generator.districts import District
from data.generator.sectors import Sector

DATA_DATE = date(2026, 9, 30)
TIER_RULES = Path(__file__).parents[1] / "rules" / "tiers.toml"
_VISIT_GAP_DAYS = {"VIP": 365 / 12, "T1": 365 / 4, "T2": 365 / 2, "T3": 365.0}
_UNITS = {"990203": "99402", "990206": "99403", "990205": "99405", "990211": "99407",
          "990212": "99408", "990213": "99409"}  # fmt: skip


def describe(
    rng: np.random.Generator, sector: Sector, supply: Supply, readings: Readings,
    district: District, stem: str,
) -> tuple[dict[str, str], str]:  # fmt: skip
    """All cells but the account number, the place and the manager; and the tier."""
    grade = _grade(rng, sector, supply)
    annual_kwh = sum(readings.kwh)
    tier = tier_of(TIER_RULES, supply, annual_kwh, grade)
    known = tier if rng.random() > 0.07 else str(rng.choice(["T1", "T2", "T3"]))
    cells = {
        "account_name": _name(rng, sector, stem),
        "uscc": names.credit_code(rng, "990200", sector.prefix),
        "org_no": _UNITS[district.code],
        "status": "暂停" if supply.running_kva < supply.contract_kva else "正常",
        "tier_given": known,
        "critical_grade": grade,
        "industry_code": sector.industry_code,
        "usage_category": sector.usage,
        "energy_intensive": "是" if sector.industry_code[:3] in {"C26", "C33", "C30"} else "",
        "urban_class": "城区"
        if district.code[-2:] in {"03", "06"}
        else str(rng.choice(["城区", "城区", "农村"])),
        "district_code": district.code,
        "source_system": "营销",
        "annual_kwh_given": str(annual_kwh),
        "peak_kw_given": str(max(readings.demand_kw)),
        # Any spread will do that costs no draw: kWh do not tell how often somebody comes.
        "annual_items": str(3 + int(max(readings.demand_kw)) % 37),
        "shift": sector.shift,
        "weekly_off": sector.weekly_off,
    }
    cells |= _supply_cells(rng, sector, supply, grade)
    cells |= _people_cells(rng, grade)
    cells |= _date_cells(rng, supply, grade, tier)
    return cells, tier


def _grade(rng: np.random.Generator, sector: Sector, supply: Supply) -> str:
    chance = 0.45 if supply.contract_kva >= 4000 else 0.2
    if sector.critical and rng.random() < chance:
        return str(rng.choice(sector.critical, p=_leaning(len(sector.critical))))
    return "非重要"


def _leaning(count: int) -> list[float]:
    """The first (higher) grade is the rarer one."""
    return [1.0] if count == 1 else [0.2, 0.8]


def _name(rng: np.random.Generator, sector: Sector, stem: str) -> str:
    ending = str(rng.choice(sector.endings))
    if sector.prefix == "12":
        return f"澜湾市{stem}{ending}"
    return f"{stem}{ending}" if rng.random() < 0.45 else f"澜湾{stem}{ending}"


def _supply_cells(
    rng: np.random.Generator, sector: Sector, supply: Supply, grade: str
) -> dict[str, str]:
    large = supply.contract_kva >= 315 and sector.usage == "大工业"
    critical = grade != "非重要"
    kva = supply.contract_kva
    mode = str(rng.choice(["容量", "合同需量", "实际需量"])) if large else "不执行"
    safety_kw = round(kva * float(rng.uniform(0.03, 0.1))) if critical else 0
    return {
        "load_class": {"一级": "一类", "二级": "二类"}.get(grade, "三类"),
        "voltage_kv": str(supply.voltage_kv),
        "supply_mode": "双电源" if critical or supply.voltage_kv >= 35 else "单电源",
        "transformer_list": ";".join(str(one) for one in supply.transformers),
        "contract_kva": str(kva),
        "running_kva": str(supply.running_kva),
        "hv_motor_kw": "",
        "basic_mode": mode,
        "contract_demand_kw": str(round(kva * 0.7)) if mode == "合同需量" else "",
        "pf_standard": "0.90" if large else "0.85",
        "metering_mode": "高供高计" if kva >= 500 else "高供低计",
        "meter_id": "99" + "".join(str(d) for d in rng.integers(0, 10, 20)),
        "meter_reading_ok_rate": f"{min(100.0, 97.5 + rng.exponential(1.2)):.1f}",
        "self_power_kw": str(round(safety_kw * 1.3)) if critical else "",
        "safety_load_kw": str(safety_kw) if critical else "",
    }


def _people_cells(rng: np.random.Generator, grade: str) -> dict[str, str]:
    duty = f"0590-1{int(rng.integers(10**6)):06d}"
    role = str(rng.choice(["电气负责人", "设备科科长", "动力部经理", "后勤主任", "值班长"]))
    return {
        "contact_name": names.person(rng),
        "contact_role": role,
        "contact_mobile": names.mobile(rng),
        "duty_phone_24h": duty if grade != "非重要" or rng.random() < 0.3 else "",
        "contact_verified_on": _ago(rng, 5, 400),
    }


def _date_cells(rng: np.random.Generator, supply: Supply, grade: str, tier: str) -> dict[str, str]:
    cycle = 3 if grade == "一级" else 6 if grade == "二级" or supply.voltage_kv >= 35 else 12
    opened = date(1992, 1, 1) + timedelta(days=int(rng.integers(0, 12_000)))
    return {
        "inspect_cycle_m": str(cycle),
        "last_inspect_on": _ago(rng, 3, int(cycle * 33)),
        "opened_on": opened.isoformat(),
        "last_visit_on": _last_visit(rng, tier),
    }


def _last_visit(rng: np.random.Generator, tier: str) -> str:
    """Within the tier's interval; one in eight overdue, a few never visited."""
    draw = rng.random()
    if draw < 0.025:
        return ""
    gap = _VISIT_GAP_DAYS[tier]
    share = rng.uniform(1.02, 1.5) if draw < 0.145 else rng.uniform(0.02, 0.99)
    day = DATA_DATE - timedelta(days=int(gap * share) + 1)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return day.isoformat()


def _ago(rng: np.random.Generator, least: int, most: int) -> str:
    return (DATA_DATE - timedelta(days=int(rng.integers(least, most)))).isoformat()
