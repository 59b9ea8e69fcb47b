"""What a siting plan was asked afterwards: the curve, each site's reason, each rule's price.

Values are in the unit of the most important goal of the question (minutes, share, yuan a year);
the changes of minutes and of money stand beside them whatever the goal is.
"""

from planner.schema.table import Column, Table

C = Column

_STATUS = C("status", "text", "证明状态", "Status", required=True, added_by="outlets")

CURVE = Table(
    "curve", "网点数量曲线", "Outlets against travel", ("open_outlets",),
    (
        C("open_outlets", "integer", "网点数", "Outlets", low=1, required=True,
          added_by="outlets"),
        C("value", "number", "目标值", "Goal", added_by="outlets",
          note="in the unit of the most important goal; empty where no plan with this number keeps "
          "the rules"),
        C("bound", "number", "目标下界(已证明)", "Goal, proven bound", added_by="outlets",
          note="no plan with this number of outlets is better"),
        C("gap_pct", "number", "差距(%)", "Gap %", low=0, added_by="outlets"),
        C("saved", "number", "比少一个网点改善", "Gained by the last outlet",
          added_by="outlets", note="in the unit of the goal"),
        C("weighted_min", "number", "加权平均时间(分)", "Weighted mean minutes", low=0,
          added_by="outlets"),
        C("mean_min_customers", "number", "平均到达时间(分,按户)", "Mean minutes, by customer",
          low=0, added_by="outlets"),
        C("p90_min", "number", "九成客户到达时间(分)", "Nine in ten within, minutes", low=0,
          added_by="outlets"),
        C("max_min", "number", "最远客户(分)", "Farthest, minutes", low=0, added_by="outlets"),
        C("yearly_yuan", "number", "年运行费用(元)", "Running cost, yuan a year", low=0,
          added_by="outlets"),
        C("once_yuan", "number", "一次性费用(元)", "Spent once, yuan", added_by="outlets"),
        C("yuan_per_saved_min", "number", "每节省1加权分的年费用(元)",
          "Yuan a year for a weighted minute saved", added_by="outlets",
          note="running cost of this number less that of one fewer, over the minutes saved"),
        C("elbow", "boolean", "拐点", "Elbow", required=True, added_by="outlets"),
        _STATUS,
    ),
)  # fmt: skip

_EXTRA = (
    C("extra", "number", "目标变差", "Goal, worse by", added_by="outlets",
      note="in the unit of the most important goal; empty where no such plan keeps the rules"),
    C("least_extra", "number", "至少变差(已证明)", "Worse by at the least, proven",
      added_by="outlets"),
    C("extra_weighted_min", "number", "加权平均时间变化(分)", "Change of weighted minutes",
      added_by="outlets"),
    C("extra_yearly_yuan", "number", "年运行费用变化(元)", "Change of running cost, yuan a year",
      added_by="outlets"),
    C("extra_once_yuan", "number", "一次性费用变化(元)", "Change of what is spent once, yuan",
      added_by="outlets"),
    C("out_ids", "text", "退出网点", "Outlets that go", added_by="outlets"),
    C("in_ids", "text", "代替网点", "Outlets that come", added_by="outlets"),
    C("customers_moved", "integer", "换网点客户数", "Customers who change outlet", low=0,
      required=True, added_by="outlets"),
    C("most_affected", "text", "影响最大的户号", "Accounts it touches most",
      added_by="outlets"),
)  # fmt: skip

REASONS = Table(
    "reasons", "选址理由", "Why each site", ("outlet_id",),
    (
        C("outlet_id", "text", "网点编号", "Outlet id", required=True, added_by="outlets"),
        C("outlet_name", "text", "网点名称", "Outlet name", required=True, added_by="outlets"),
        C("asked", "choice", "假设", "What if", choices=("without", "with", "fixed"),
          required=True, added_by="outlets",
          note="the best plan without a site that is open, or with one that is not; fixed: a rule "
          "decides, and its price is in the table of rules"),
        *_EXTRA,
        C("reason_zh", "text", "说明", "Reason (Chinese)", required=True, added_by="outlets"),
        C("reason_en", "text", "说明(英文)", "Reason", required=True, added_by="outlets"),
        _STATUS,
    ),
)  # fmt: skip

RULE_PRICES = Table(
    "rule_prices", "规则代价", "What each rule costs", ("rule",),
    (
        C("rule", "text", "规则", "Rule", required=True, added_by="outlets"),
        C("title_zh", "text", "规则说明", "Rule (Chinese)", required=True, added_by="outlets"),
        C("title_en", "text", "规则说明(英文)", "Rule (English)", required=True,
          added_by="outlets"),
        C("price", "number", "代价", "Price", added_by="outlets",
          note="what the goal would gain without this rule alone, in the goal's unit"),
        C("most_price", "number", "代价上限(已证明)", "Price at the most, proven",
          added_by="outlets"),
        *_EXTRA[2:],
        _STATUS,
    ),
)  # fmt: skip

STABILITY = Table(
    "stability", "选址稳定性", "How often each site is chosen", ("outlet_id",),
    (
        C("outlet_id", "text", "网点编号", "Outlet id", required=True, added_by="outlets"),
        C("outlet_name", "text", "网点名称", "Outlet name", required=True, added_by="outlets"),
        C("is_open", "boolean", "方案中开放", "Open in the plan", required=True,
          added_by="outlets"),
        C("share_demand_pct", "number", "需求变动下入选(%)", "Chosen under other demand, %",
          low=0, high=100, added_by="outlets"),
        C("share_time_pct", "number", "时间变动下入选(%)", "Chosen under other times, %",
          low=0, high=100, added_by="outlets"),
        C("share_place_pct", "number", "定位误差下入选(%)", "Chosen under location error, %",
          low=0, high=100, added_by="outlets"),
        C("share_pct", "number", "全部入选(%)", "Chosen in all, %", low=0, high=100,
          required=True, added_by="outlets"),
    ),
)  # fmt: skip

REGRETS = Table(
    "regrets", "扰动下的遗憾值", "How well the plan holds", ("noise", "draw"),
    (
        C("noise", "choice", "扰动", "Noise", choices=("demand", "time", "place"),
          required=True, added_by="outlets"),
        C("draw", "integer", "次", "Draw", low=1, required=True, added_by="outlets"),
        C("plan_value", "number", "本方案目标值", "This plan", added_by="outlets",
          note="in the unit of the goal; empty where it breaks a rule under this draw"),
        C("best_value", "number", "重选后目标值", "Chosen anew", added_by="outlets"),
        C("regret_pct", "number", "遗憾值(%)", "Regret %", low=0, added_by="outlets",
          note="how much worse this plan is than the one chosen for this draw"),
        C("sites_changed", "integer", "不同网点数", "Sites that differ", low=0,
          added_by="outlets"),
        _STATUS,
    ),
)  # fmt: skip

ALTERNATIVES = Table(
    "alternatives", "相近方案", "Plans as good", ("rank",),
    (
        C("rank", "integer", "序", "Rank", low=1, required=True, added_by="outlets"),
        C("value", "number", "目标值", "Goal", required=True, added_by="outlets"),
        C("extra_pct", "number", "变差(%)", "Worse by %", required=True, added_by="outlets"),
        *_EXTRA[2:],
        _STATUS,
    ),
)  # fmt: skip
