"""Lists that the register's rules look things up in; each is a file and may be absent."""

from planner.schema.register import MONTHLY
from planner.schema.table import Column, Table

C = Column

ORGS = Table(
    "orgs", "供电单位", "Supply units", ("org_no",),
    (
        C("org_no", "text", "供电单位编码", "Supply unit", required=True, example="35402",
          aliases=("供电单位", "ORG_NO", "GDDWBM", "单位编码")),
    ),
)  # fmt: skip

INDUSTRIES = Table(
    "industries", "行业分类代码表", "Industry codes", ("industry_code",),
    (
        C("industry_code", "text", "行业分类", "Industry code", required=True, example="C3911",
          aliases=("TRADE_CODE", "HYFLDM", "行业代码", "代码")),
    ),
)  # fmt: skip

FEEDERS = Table(
    "feeders", "线路台账", "Feeders", ("feeder_id",),
    (
        C("feeder_id", "text", "馈线编号", "Feeder", required=True, example="10kV-07",
          aliases=("线路", "馈线", "线路编号", "馈线/线路编号")),
    ),
)  # fmt: skip

SUBSTATIONS = Table(
    "substations", "变电站台账", "Substations", ("substation_id",),
    (
        C("substation_id", "text", "变电站编号", "Substation", required=True, example="SS-012",
          aliases=("变电站",)),
    ),
)  # fmt: skip

ROSTER = Table(
    "roster", "客户经理名册", "Roster", ("manager_id",),
    (
        C("manager_id", "text", "工号", "Manager id", required=True,
          aliases=("客户经理工号", "客户经理编号", "客户经理")),
        C("max_voltage_kv", "number", "可服务最高电压(kV)", "Highest voltage kV", low=0.22,
          high=500),
        C("active", "choice", "在岗", "Active", choices=("是", "否"),
          note="empty: yes; nobody may be looked after by a 否"),
    ),
)  # fmt: skip

BILLS = Table(
    "bills", "月度电费", "Monthly bills", (),
    (
        MONTHLY["account_no"],
        MONTHLY["month"],
        MONTHLY["kwh_total"],
        C("kvarh", "number", "无功电量", "kvarh", low=0),
        MONTHLY["max_demand_kw"],
        C("bill_demand_kw", "number", "计费需量", "Demand billed kW", low=0),
        C("demand_price_yuan", "number", "需量电价", "Demand price, yuan a kW", low=0,
          aliases=("demand_price",)),
        C("capacity_price_yuan", "number", "容量电价", "Capacity price, yuan a kVA", low=0,
          aliases=("capacity_price",)),
        C("basic_fee_yuan", "number", "容需量电费", "Demand charge, yuan",
          aliases=("基本电费", "容(需)量电费", "basic_fee")),
        C("energy_fee_yuan", "number", "电度电费", "Energy charge, yuan", aliases=("energy_fee",)),
        C("funds_fee_yuan", "number", "基金及附加", "Levies, yuan", aliases=("funds_fee",)),
        C("pf", "number", "功率因数", "Power factor", low=0, high=1),
        C("pf_rate_pct", "number", "力调系数", "Power factor rate %", aliases=("pf_rate",)),
        C("pf_fee_yuan", "number", "力调电费", "Power factor fee, yuan", aliases=("pf_fee",)),
        C("read_flag", "choice", "抄表方式", "How it was read",
          choices=("远程", "人工", "估抄", "缺抄")),
    ),
)  # fmt: skip
