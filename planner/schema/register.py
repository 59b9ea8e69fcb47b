"""The customer register: the fields a utility exports, and what the rooms add to each row.

Field list, code values and the aliases of the source systems (SG186, the southern grid's export)
follow the domain's data dictionary; the numbers in comments are its field numbers.
"""

from typing import NewType

import geopandas as gpd
import pandas as pd

from planner.schema.location import GEO_LEVELS, GeoStatus
from planner.schema.table import Column, Table

CustomerRows = NewType("CustomerRows", pd.DataFrame)
"""Checked register rows, before anyone knows where they are."""
Customers = NewType("Customers", gpd.GeoDataFrame)
"""Located customers: one row an account, WGS-84 points."""

C = Column

REGISTER = Table(
    "register", "客户档案", "Customer register", ("account_no",),
    (
        C("account_no", "text", "户号", "Account no.", required=True, example="0035020114",
          aliases=("用户编号", "客户编号", "户号(用户编号)", "CONS_NO", "YHBH")),  # 1
        C("account_name", "text", "户名", "Account name", required=True,
          example="示例电子有限公司", aliases=("用户名称", "户名(用户名称)", "CONS_NAME", "YHMC")),
        C("customer_id", "text", "客户标识", "Legal entity", example="C000123",
          aliases=("CUST_ID", "KHBH", "企业集团")),
        C("uscc", "text", "统一社会信用代码", "Credit code", example="91350200MA0000015A",
          aliases=("信用代码", "税号")),
        C("org_no", "text", "供电单位编码", "Supply unit", example="35402",
          aliases=("供电单位", "ORG_NO", "GDDWBM")),
        C("status", "choice", "用户状态", "Status", example="正常",
          choices=("正常", "新装在途", "变更在途", "暂停", "销户"),
          aliases=("状态", "STATUS_CODE", "YHZTDM")),
        C("tier_given", "choice", "大客户等级", "Tier in the register", example="T1",
          choices=("VIP", "T1", "T2", "T3"), aliases=("客户等级", "大客户级别", "tier")),
        C("critical_grade", "choice", "重要性等级", "Critical grade", example="二级",
          choices=("特级", "一级", "二级", "临时性", "非重要"), aliases=("RRIO_CODE",)),
        C("load_class", "choice", "负荷性质", "Load class", choices=("一类", "二类", "三类"),
          example="二类", aliases=("LODE_ATTR_CODE", "FHXZDM")),
        C("industry_code", "text", "行业分类", "Industry code", example="C3911",
          aliases=("TRADE_CODE", "HYFLDM")),
        C("usage_category", "choice", "用电类别", "Usage category", example="大工业",
          choices=("大工业", "工商业单一制", "农业", "居民", "其他"),
          aliases=("ELEC_TYPE_CODE",)),
        C("energy_intensive", "text", "高耗能类别", "Energy-intensive class",
          aliases=("高耗能", "HEC_INDUSTRY_CODE")),
        C("voltage_kv", "number", "供电电压", "Supply voltage kV", low=0.22, high=500, example="10",
          aliases=("电压等级", "VOLT_CODE", "DYDJDM", "供电电压kV")),
        C("supply_mode", "choice", "电源类型", "Supply mode", example="双电源",
          choices=("单电源", "双电源", "双回路", "多电源"), aliases=("电源数目", "DYLXDM")),
        C("feeder_id", "text", "馈线编号", "Feeder", example="10kV-07",
          aliases=("线路", "馈线", "馈线/线路编号", "线路编号")),
        C("substation_id", "text", "变电站编号", "Substation", example="SS-012",
          aliases=("变电站",)),
        C("transformer_list", "text", "受电变压器明细", "Transformers kVA", example="1250;800;800",
          aliases=("变压器台数容量",)),
        C("contract_kva", "number", "合同容量", "Contract kVA", low=0, high=2e6, required=True,
          example="2850", aliases=("CONTRACT_CAP", "HTRL", "合同容量kVA")),
        C("running_kva", "number", "运行容量", "Running kVA", low=0, high=2e6, example="2850",
          aliases=("RUN_CAP", "YXRL", "运行容量kVA")),
        C("hv_motor_kw", "number", "不通过变压器的高压电动机容量", "HV motors kW", low=0,
          aliases=("高压电动机",)),
        C("basic_mode", "choice", "容(需)量电费计收方式", "Demand charge mode", example="实际需量",
          choices=("容量", "合同需量", "实际需量", "不执行"),
          aliases=("基本电费计收方式", "计费方式", "容需量电费计收方式")),
        C("contract_demand_kw", "number", "合同最大需量", "Contract demand kW", low=0,
          aliases=("核定需量",)),
        C("pf_standard", "choice", "功率因数考核标准", "Power factor standard", example="0.90",
          choices=("0.90", "0.85", "0.80", "不考核"), aliases=("力率标准",)),
        C("metering_mode", "choice", "计量方式", "Metering", example="高供高计",
          choices=("高供高计", "高供低计", "低供低计"), aliases=("JLFSDM",)),
        C("meter_id", "text", "电能表资产号", "Meter no.", example="3540001234567890123456",
          aliases=("表号", "电能表编号")),
        C("meter_reading_ok_rate", "number", "采集成功率", "Meter reading success %", low=0,
          high=100, example="99.2"),
        C("address", "text", "用电地址", "Address", example="示例市某区某路1号",
          aliases=("地址", "ELEC_ADDR", "YDDZ")),
        C("district_code", "text", "行政区划代码", "District code", example="350203",
          aliases=("区县", "XZQYDM", "行政区划")),
        C("lon", "number", "经度", "Longitude", low=-180, high=180, example="118.1012",
          aliases=("JD", "X", "lng", "longitude")),
        C("lat", "number", "纬度", "Latitude", low=-90, high=90, example="24.4798",
          aliases=("WD", "Y", "latitude")),
        C("coord_sys", "choice", "坐标系", "Datum", example="GCJ02",
          choices=("WGS84", "GCJ02", "BD09", "CGCS2000"), aliases=("坐标系统", "datum")),
        C("urban_class", "choice", "城乡类别", "Urban or rural", example="城区",
          choices=("城区", "农村", "特殊边远"), aliases=("城乡标志", "URBAN_RURAL_FLAG", "CXDM")),
        C("contact_name", "text", "联系人", "Contact", example="张三"),
        C("contact_role", "text", "联系人职务", "Contact's role", example="电气负责人",
          aliases=("职务",)),
        C("contact_mobile", "text", "手机号", "Mobile", example="13959201468",
          aliases=("联系电话", "手机")),
        C("duty_phone_24h", "text", "24小时值班电话", "24 h phone", example="0592-1234567",
          aliases=("值班电话",)),
        C("contact_verified_on", "date", "联系方式核实日期", "Contact verified on",
          example="2026-09-30", aliases=("核实日期",)),
        C("manager_id", "text", "客户经理工号", "Account manager", example="E0231",
          aliases=("客户经理", "KHJLBS")),
        C("self_power_kw", "number", "自备应急电源容量", "Self-supply kW", low=0,
          aliases=("自备电源容量", "ZBDYRL")),
        C("safety_load_kw", "number", "保安负荷", "Safety load kW", low=0),
        C("inspect_cycle_m", "integer", "检查周期", "Inspection cycle, months", low=1, high=24,
          example="6", aliases=("CHK_CYCLE", "YDJCZQ", "检查周期月")),
        C("last_inspect_on", "date", "上次检查日期", "Last inspection", example="2026-05-12",
          aliases=("LAST_CHK_DATE",)),
        C("weekly_off", "text", "厂休日", "Weekly day off", example="6.7",
          aliases=("HOLIDAY", "CXR")),
        C("shift", "choice", "生产班次", "Shift", choices=("单班", "二班", "三班", "连续"),
          example="三班", aliases=("SHIFT_NO",)),
        C("opened_on", "date", "立户日期", "Opened on", example="2008-03-01",
          aliases=("BUILD_DATE",)),
        C("source_system", "text", "来源系统", "Source system", example="营销"),
        C("source_file", "text", "来源文件", "Source file", added_by="customers",
          note="written by the reader, never taken from the file"),
        C("source_row", "integer", "来源行号", "Source row", added_by="customers",
          note="counted as in the file, from 1 on; written by the reader"),
        C("valid_from", "text", "生效时间", "Valid from", example="2026-10-31T18:00+08:00"),  # 49
        # Not in the dictionary, but the walk needs them and exports carry them.
        C("level_given", "text", "原定位级别", "Location level in the register",
          aliases=("level",), note="as `planner geocode` writes it"),
        C("closed_on", "date", "销户日期", "Closed on", example="2026-06-30",
          aliases=("销户时间", "XHRQ"), note="without it, the day since when the row is so"),
        C("last_visit_on", "date", "上次走访日期", "Last visit", example="2026-08-20",
          aliases=("最近走访日期", "上次走访")),
        C("annual_kwh_given", "number", "年用电量", "Annual kWh in the register", low=0,
          example="1250000", aliases=("年电量", "annual_kwh", "年用电量kWh")),
        C("annual_items", "number", "年业务办理件数", "Business items a year", low=0,
          example="12", aliases=("年业务量", "业务件数", "annual_items")),
        C("peak_kw_given", "number", "年最大需量", "Peak kW in the register", low=0,
          example="2100", aliases=("最大负荷", "peak_kw", "年最大需量kW")),
    ),
)  # fmt: skip

LOCATED = (
    C("geo_level", "choice", "定位级别", "Location level", added_by="geocode", required=True,
      choices=GEO_LEVELS),
    C("geo_error_m", "number", "定位误差(米)", "Location error m", low=0, required=True,
      added_by="geocode"),
    C("geo_source", "text", "定位依据", "Location source", added_by="geocode"),
    C("geo_status", "choice", "定位状态", "Location status", added_by="geocode",
      choices=tuple(one.value for one in GeoStatus)),
    C("crs_from", "text", "原坐标系", "Reference system as given", added_by="geocode"),
    C("geometry", "geometry", "位置", "Location", required=True, added_by="geocode"),
)  # fmt: skip

MEASURED = (
    C("annual_kwh", "number", "年用电量(kWh)", "Annual kWh", low=0, required=True,
      added_by="loads"),
    C("peak_kw", "number", "最大需量(kW)", "Peak kW", low=0, added_by="loads"),
    C("load_factor", "number", "负荷率", "Load factor", low=0, added_by="loads"),
    C("tier", "choice", "等级", "Tier", choices=("VIP", "T1", "T2", "T3"), required=True,
      added_by="loads"),
    C("tier_rule", "text", "定级依据", "Tier rule", added_by="loads"),
)  # fmt: skip

CUSTOMERS = Table(
    "customers", "大客户", "Large customers", ("account_no",),
    (*REGISTER.columns, *LOCATED, *MEASURED),
)  # fmt: skip

MONTHLY = Table(
    "monthly", "月度电量", "Monthly readings", ("account_no", "month"),
    (
        C("account_no", "text", "户号", "Account no.", required=True,
          aliases=("用户编号", "CONS_NO", "YHBH")),
        C("month", "text", "电费年月", "Month", required=True, example="2026-09",
          aliases=("年月", "账期")),
        C("kwh_total", "number", "总有功电量", "kWh", low=0, required=True,
          aliases=("电量", "有功电量", "用电量")),
        C("max_demand_kw", "number", "最大需量", "Maximum demand kW", low=0,
          aliases=("最大需量kW",)),
    ),
)  # fmt: skip
