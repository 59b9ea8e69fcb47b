"""Where service can stand and who gives it: outlets, candidate sites, managers, working days."""

from planner.schema.table import Column, Table

C = Column

SITES = Table(
    "sites", "网点与候选点", "Outlets and candidate sites", ("outlet_id",),
    (
        C("outlet_id", "text", "网点编号", "Outlet id", required=True, aliases=("编号",)),
        C("outlet_name", "text", "网点名称", "Outlet name", required=True, aliases=("名称",)),
        C("outlet_class", "choice", "网点等级", "Class", choices=("A", "B", "C", "D"),
          required=True, aliases=("等级", "级别")),
        C("site_status", "choice", "现状", "Status", choices=("existing", "candidate"),
          required=True, added_by="outlets"),
        C("must_keep", "boolean", "必须保留", "Must keep"),
        C("capacity_customers", "number", "服务能力(户)", "Capacity, customers", low=0,
          aliases=("服务能力",)),
        C("capacity_kwh", "number", "电量能力(kWh)", "Capacity kWh, a year", low=0),
        C("capacity_hours", "number", "柜台能力(小时)", "Counter hours", low=0),
        C("open_yuan", "number", "新建费用(元)", "Opening cost, yuan", low=0),
        C("close_yuan", "number", "撤销费用(元)", "Closing cost, yuan", low=0),
        C("yearly_yuan", "number", "年运行费用(元)", "Yearly cost, yuan", low=0,
          note="with rent, in its own class; else rent plus what the class costs"),
        C("classes_allowed", "text", "可选等级", "Classes allowed", example="B;C",
          note="classes in which a candidate may open besides its own"),
        C("rent_yuan_per_year", "number", "年租金(元)", "Rent yuan a year", low=0,
          aliases=("年租金",)),
        C("address", "text", "地址", "Address"),
        C("lon", "number", "经度", "Longitude", required=True, low=-180, high=180),
        C("lat", "number", "纬度", "Latitude", required=True, low=-90, high=90),
        C("coord_sys", "choice", "坐标系", "Datum", required=True,
          choices=("WGS84", "GCJ02", "BD09", "CGCS2000")),
        C("geometry", "geometry", "位置", "Location", added_by="outlets"),
    ),
)  # fmt: skip

CHOSEN = Table(
    "outlets", "网点方案", "Outlet plan", ("outlet_id",),
    (
        *(column for column in SITES.columns if column.name != "geometry"),
        C("decision", "choice", "方案", "Decision", required=True, added_by="outlets",
          choices=("kept", "new", "closed", "not chosen")),
        C("plan_class", "choice", "方案等级", "Class in the plan", choices=("A", "B", "C", "D"),
          added_by="outlets", note="empty where nothing is open in the end"),
        C("plan_yearly_yuan", "number", "方案年费用(元)", "Yearly cost in the plan, yuan", low=0,
          added_by="outlets"),
        C("plan_once_yuan", "number", "一次性费用(元)", "Spent once, yuan", low=0,
          added_by="outlets", note="opening, closing, changing class or moving"),
        C("customers", "integer", "服务客户数", "Customers", low=0, added_by="outlets"),
        C("annual_kwh", "number", "服务电量(kWh)", "kWh served", low=0, added_by="outlets"),
        C("mean_min", "number", "平均到达(分)", "Mean minutes", low=0, added_by="outlets"),
        C("drop_cost_weighted_min", "number", "撤销损失(加权分)", "Loss if dropped, weighted min",
          added_by="outlets", note="rise of the objective when this outlet alone is left out"),
        C("best_replacement", "text", "最佳替代点", "Best replacement", added_by="outlets",
          note="the site that would cost least in its place; empty where it has to stay"),
        C("swap_cost_weighted_min", "number", "改用替代点的损失(加权分)",
          "Loss with the replacement, weighted min", added_by="outlets"),
        C("geometry", "geometry", "位置", "Location", added_by="outlets"),
    ),
)  # fmt: skip

ASSIGNMENT = Table(
    "assignment", "客户归属网点", "Who is served where", ("account_no",),
    (
        C("account_no", "text", "户号", "Account no.", required=True, added_by="outlets"),
        C("outlet_id", "text", "网点编号", "Outlet", required=True, added_by="outlets"),
        C("time_min", "number", "到网点时间(分)", "Minutes", low=0, required=True,
          added_by="outlets"),
        C("distance_km", "number", "到网点距离(公里)", "Distance km", low=0, required=True,
          added_by="outlets"),
        C("today_outlet_id", "text", "现状网点", "Outlet today", added_by="outlets"),
        C("today_time_min", "number", "现状时间(分)", "Minutes today", low=0,
          added_by="outlets"),
    ),
)  # fmt: skip

COMPARISON = Table(
    "comparison", "方案对比", "Plan against today", ("measure",),
    (
        C("measure", "text", "指标代码", "Key", required=True, added_by="outlets"),
        C("title_zh", "text", "指标", "Measure (Chinese)", required=True, added_by="outlets"),
        C("title_en", "text", "指标(英文)", "Measure", required=True, added_by="outlets"),
        C("unit_zh", "text", "单位", "Unit (Chinese)", added_by="outlets"),
        C("unit_en", "text", "单位(英文)", "Unit", added_by="outlets"),
        C("today", "number", "现状", "Today", added_by="outlets"),
        C("plan", "number", "方案", "Plan", added_by="outlets"),
        C("better", "choice", "优化方向", "Better when", choices=("lower", "higher", "neither"),
          added_by="outlets"),
    ),
)  # fmt: skip

SERVICE = Table(
    "service", "各年各情景服务归属", "Who is served where, by year and scenario",
    ("year", "scenario", "account_no", "outlet_id"),
    (
        C("year", "integer", "年份", "Year", required=True, added_by="outlets"),
        C("scenario", "text", "情景", "Scenario", required=True, added_by="outlets"),
        C("account_no", "text", "户号", "Account no.", required=True, added_by="outlets"),
        C("outlet_id", "text", "网点编号", "Outlet", required=True, added_by="outlets"),
        C("share", "number", "份额", "Share", low=0, high=1, added_by="outlets"),
        C("time_min", "number", "到网点时间(分)", "Minutes", low=0, added_by="outlets"),
    ),
)  # fmt: skip

STEPS = Table(
    "steps", "分年网点", "Open outlets by year", ("year", "outlet_id"),
    (
        C("year", "integer", "年份", "Year", required=True, added_by="outlets"),
        C("outlet_id", "text", "网点编号", "Outlet", required=True, added_by="outlets"),
        C("plan_class", "choice", "等级", "Class", choices=("A", "B", "C", "D"),
          required=True, added_by="outlets"),
        C("step", "choice", "变化", "Step", choices=("stays", "opens", "changes class"),
          required=True, added_by="outlets"),
    ),
)  # fmt: skip

STAGES = Table(
    "stages", "分年分情景结果", "Results by year and scenario", ("year", "scenario"),
    (
        C("year", "integer", "年份", "Year", required=True, added_by="outlets"),
        C("scenario", "text", "情景", "Scenario", required=True, added_by="outlets"),
        C("probability", "number", "概率", "Probability", low=0, high=1, added_by="outlets"),
        C("open_outlets", "integer", "开放网点", "Open outlets", low=0, added_by="outlets"),
        C("mean_min", "number", "加权平均(分)", "Weighted mean minutes", low=0,
          added_by="outlets"),
        C("least_min", "number", "仅按此情景可达(分)", "Least for it alone, minutes", low=0,
          added_by="outlets"),
        C("p90_min", "number", "九成客户(分)", "Nine in ten within", low=0, added_by="outlets"),
        C("max_min", "number", "最远(分)", "Farthest", low=0, added_by="outlets"),
        C("once_yuan", "number", "一次性费用(元)", "Spent once, yuan", low=0, added_by="outlets"),
        C("yearly_yuan", "number", "年费用(元)", "Yearly cost, yuan", low=0, added_by="outlets"),
    ),
)  # fmt: skip

STANDARDS = Table(
    "standards", "服务标准", "Service standards", ("standard", "year", "scenario"),
    (
        C("standard", "text", "标准", "Standard", required=True, added_by="outlets"),
        C("year", "integer", "年份", "Year", required=True, added_by="outlets"),
        C("scenario", "text", "情景", "Scenario", required=True, added_by="outlets"),
        C("within_min", "number", "限时(分)", "Within min", low=0, added_by="outlets"),
        C("asked_pct", "number", "要求(%)", "Asked %", low=0, high=100, added_by="outlets"),
        C("today_pct", "number", "现状(%)", "Today %", low=0, high=100, added_by="outlets"),
        C("plan_pct", "number", "方案(%)", "Plan %", low=0, high=100, added_by="outlets"),
        C("short_pct", "number", "差距(百分点)", "Short, points", low=0, high=100,
          added_by="outlets"),
    ),
)  # fmt: skip

GROUPS = Table(
    "groups", "分组到达时间", "Minutes by group", ("kind", "group"),
    (
        C("kind", "choice", "分组方式", "Grouped by", choices=("tier", "district", "area"),
          required=True, added_by="outlets"),
        C("group", "text", "组别", "Group", required=True, added_by="outlets"),
        C("customers", "integer", "户数", "Customers", low=0, added_by="outlets"),
        C("annual_kwh", "number", "年用电量(kWh)", "Annual kWh", low=0, added_by="outlets"),
        C("today_mean_min", "number", "现状平均(分)", "Mean minutes today", added_by="outlets"),
        C("mean_min", "number", "平均(分)", "Mean minutes", low=0, added_by="outlets"),
        C("p90_min", "number", "九成客户(分)", "Nine in ten within", low=0, added_by="outlets"),
        C("max_min", "number", "最远(分)", "Farthest", low=0, added_by="outlets"),
        C("share_15_min", "number", "15分钟内(%)", "Within 15 min %", low=0, high=100,
          added_by="outlets"),
        C("share_30_min", "number", "30分钟内(%)", "Within 30 min %", low=0, high=100,
          added_by="outlets"),
    ),
)  # fmt: skip

MANAGERS = Table(
    "managers", "客户经理", "Account managers", ("manager_id",),
    (
        C("manager_id", "text", "工号", "Manager id", required=True,
          aliases=("客户经理工号", "客户经理编号")),
        C("manager_name", "text", "姓名", "Name", required=True),
        C("outlet_id", "text", "驻点网点", "Base outlet", required=True, aliases=("驻点",)),
        C("max_voltage_kv", "number", "可服务最高电压(kV)", "Highest voltage kV", low=0.22,
          high=500),
        C("highest_tier", "choice", "可服务最高等级", "Highest tier",
          choices=("VIP", "T1", "T2", "T3"), note="empty: every tier"),
        C("hours_per_day", "number", "日工作小时", "Hours a day", low=1, high=12),
    ),
)  # fmt: skip

OWNERS = Table(
    "owners", "客户经理分工", "Who looks after whom", ("account_no",),
    (
        C("account_no", "text", "户号", "Account no.", required=True, added_by="managers"),
        C("manager_id", "text", "客户经理工号", "Manager", required=True, added_by="managers"),
        C("manager_before", "text", "原客户经理", "Manager before", added_by="managers"),
        C("moved", "boolean", "是否调整", "Moved", required=True, added_by="managers"),
        C("reason", "text", "原因", "Reason", added_by="managers"),
        C("workload_min", "number", "季度工作量(分)", "Workload min", low=0, required=True,
          added_by="managers"),
        C("deputy_id", "text", "后备客户经理", "Deputy", added_by="managers"),
        C("stay_cost_min", "number", "不调整的损失(加权分)", "Cost of staying, weighted min",
          added_by="managers", note="rise of the objective if this customer and those who share "
          "his manager kept the manager before; empty where they may not"),
        C("second_id", "text", "次选客户经理", "Second choice", added_by="managers"),
        C("second_cost_min", "number", "改用次选的损失(加权分)",
          "Cost of the second choice, weighted min", added_by="managers"),
    ),
)  # fmt: skip

LOADS = Table(
    "loads", "客户经理工作量", "Work of the account managers", ("manager_id",),
    (
        C("manager_id", "text", "客户经理工号", "Manager", required=True, added_by="managers"),
        C("customers", "integer", "客户数", "Customers", low=0, added_by="managers"),
        C("work_h", "number", "工作量(小时)", "Work h", low=0, added_by="managers"),
        C("drive_h", "number", "其中驻点往返(小时)", "Of it from and to the base, h", low=0,
          added_by="managers"),
        C("least_h", "number", "下限(小时)", "Least h", low=0, added_by="managers"),
        C("most_h", "number", "上限(小时)", "Most h", low=0, added_by="managers"),
        C("over_h", "number", "超出上限(小时)", "Above the most, h", low=0, added_by="managers"),
        C("under_h", "number", "低于下限(小时)", "Below the least, h", low=0, added_by="managers"),
        C("mean_area_min", "number", "到片区中心平均(分)", "Mean to the middle of his area, min",
          low=0, added_by="managers"),
        C("deputy_customers", "integer", "后备客户数", "Customers as deputy", low=0,
          added_by="managers"),
        C("deputy_most", "number", "后备客户上限", "Most customers as deputy", low=0,
          added_by="managers"),
        C("customers_before", "integer", "原客户数", "Customers before", low=0,
          added_by="managers"),
        C("work_before_h", "number", "原工作量(小时)", "Work before h", low=0,
          added_by="managers"),
    ),
)  # fmt: skip

LOCKS = Table(
    "locks", "指定客户经理", "Locks on managers", ("account_no",),
    (
        C("account_no", "text", "户号", "Account no.", required=True, added_by="managers"),
        C("manager_id", "text", "指定客户经理", "Locked to", required=True, added_by="managers"),
        C("price_min", "number", "保留代价(加权分)", "Price of the lock, weighted min", low=0,
          added_by="managers", note="what the division found costs more than the best one found "
          "without the lock"),
        C("price_at_most_min", "number", "代价上界(加权分)", "Price at most, weighted min", low=0,
          added_by="managers", note="proven: no division without the lock saves more"),
    ),
)  # fmt: skip

HEADCOUNT = Table(
    "headcount", "客户经理人数与服务", "Head count against service", ("managers",),
    (
        C("managers", "integer", "人数", "Managers", low=1, required=True, added_by="managers"),
        C("work_h", "number", "工作量(小时)", "Work h", low=0, added_by="managers"),
        C("overload_h", "number", "超负荷(小时)", "Hours that nobody has", low=0,
          added_by="managers"),
        C("drive_h", "number", "驻点往返(小时)", "From and to the bases, h", low=0,
          added_by="managers"),
        C("work_max_mean", "number", "工作量最大/平均", "Work, most to mean", low=0,
          added_by="managers"),
        C("cost_min", "number", "目标值(加权分)", "Objective, weighted min", added_by="managers"),
        C("bound_min", "number", "下界(加权分)", "Bound, weighted min", added_by="managers",
          note="no choice of so many managers costs less"),
        C("team", "text", "人员", "Who", added_by="managers"),
        C("leaves", "text", "减少", "Not in the team", added_by="managers"),
        C("joins", "text", "新增", "New, at base", added_by="managers"),
    ),
)  # fmt: skip

CALENDAR = Table(
    "calendar", "工作日历", "Working calendar", ("date",),
    (
        C("date", "date", "日期", "Date", required=True),
        C("kind", "choice", "类别", "Kind", choices=("holiday", "workday"), required=True,
          note="only the exceptions: a holiday on a weekday, a make-up working day (调休)"),
        C("name", "text", "名称", "Name"),
    ),
)  # fmt: skip

GROUND = Table(
    "ground", "底图", "What lies under the map", (),
    (
        C("role", "text", "图层", "Layer", required=True),
        C("title_zh", "text", "图层名", "Title (Chinese)"),
        C("title_en", "text", "图层名(英文)", "Title"),
        C("kind", "text", "类别", "Kind"),
        C("name", "text", "名称", "Name"),
        C("name_en", "text", "名称(英文)", "Name in English"),
        C("facility_type", "text", "道路类别", "Road class"),
        C("geometry", "geometry", "形状", "Shape"),
    ),
)  # fmt: skip
