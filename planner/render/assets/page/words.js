// What the page itself says, in two languages. Words of the data come with the data.
const WORDS = {
  overview: ["概览", "Overview"], visits: ["走访", "Visits"], customers: ["客户", "Customers"],
  today: ["现状", "Today"], plan: ["方案", "Plan"], both: ["对比", "Compare"],
  language: ["EN", "中文"], languageLong: ["Switch to English", "切换到中文"],
  print: ["打印", "Print"], picture: ["图片", "PNG"], difference: ["差", "Change"],
  more: ["更多指标 ({n})", "More figures ({n})"],
  fromToday: ["较现状", "from today"], same: ["与现状相同", "as today"],
  search: ["查找客户(名称或户号)", "Find a customer (name or account)"],
  searchHint: ["名称 / 户号…", "Name / account…"], nothingFound: ["没有找到", "Nothing found"],
  tiers: ["客户等级", "Tiers"], managers: ["客户经理", "Account managers"],
  all: ["全部", "All"], layers: ["图层", "Layers"], colourBy: ["客户颜色", "Customer colour"],
  byTier: ["等级", "Tier"], byTime: ["到达时间", "Minutes"], byManager: ["客户经理", "Manager"],
  cover: ["覆盖显示", "Coverage"], cover_areas: ["服务范围(示意)", "Service areas (sketch)"],
  cover_bands: ["行车时间圈", "Travel time"], cover_none: ["不显示", "None"], lines: ["客户—网点连线", "Customer–outlet lines"],
  late: ["超过 {n} 分钟标圈", "Ring beyond {n} min"], names: ["网点名称", "Outlet names"],
  unused: ["未选候选点", "Unused candidates"], roads: ["道路", "Roads"], districts: ["行政区", "Districts"],
  loads: ["网点负荷(客户数 / 能力)", "Outlet load (customers / capacity)"],
  kept: ["保留", "Kept"], new: ["新建", "New"], closed: ["撤销", "Closed"],
  notChosen: ["候选(未选)", "Candidate, unused"], existing: ["现有网点", "Existing outlet"],
  outlets: ["网点", "Outlets"], size: ["合同容量 kVA", "Contract kVA"],
  sizeMva: ["合同容量 MVA", "Contract MVA"],
  bands: ["到网点时间(分)", "Minutes to the outlet"], lateKey: ["> {n} 分钟", "> {n} min"],
  account: ["户号", "Account no."], name: ["户名", "Name"], tier: ["等级", "Tier"],
  minutes: ["分钟", "Min"], kva: ["kVA", "kVA"], kwh: ["年电量 kWh", "kWh a year"],
  outlet: ["网点", "Outlet"], manager: ["客户经理", "Manager"], time: ["到网点时间", "Minutes to outlet"],
  visitDays: ["走访日", "Visit days"], min: ["分", "min"], served: ["服务客户", "Customers served"],
  meanTime: ["平均到达", "Mean minutes"], servedKwh: ["服务电量", "kWh served"],
  capacity: ["服务能力", "Capacity"], class: ["等级", "Class"],
  calendar: ["走访日历", "Visit calendar"], play: ["播放", "Play"], stop: ["停止", "Stop"],
  allDays: ["全部日", "All days"], week: ["周起", "Week of"], dayTours: ["当日行程", "Tours of the day"],
  allTours: ["全部行程", "All tours"], tours: ["趟", "tours"], stops: ["站", "stops"],
  visitCount: ["次走访", "visits"], back: ["返回", "back"], returnLeg: ["返回段", "Way back"],
  frame: ["在地图上放大", "Show on the map"], noTours: ["当日没有走访", "No visits on this day"], previousDay: ["前一日", "Previous day"],
  previousMonth: ["上个月", "Previous month"], nextMonth: ["下个月", "Next month"],
  nextDay: ["后一日", "Next day"], shown: ["显示 {n} / {all} 户", "{n} of {all} customers"],
  leaves: ["翻页", "Pages of the table"], firstLeaf: ["第一页", "First page"], previousLeaf: ["上一页", "Previous page"],
  nextLeaf: ["下一页", "Next page"], lastLeaf: ["最后一页", "Last page"],
  sortBy: ["按此列排序", "Sort by this column"], legend: ["图例", "Legend"], hide: ["收起", "Hide"],
  show: ["展开", "Show"], clear: ["取消选择", "Clear selection"], yes: ["是", "yes"], no: ["否", "no"],
  swipe: ["拖动比较现状与方案", "Drag to compare today with the plan"], map: ["地图", "Map"],
  panel: ["面板", "Panel"], views: ["视图", "View"], notes: ["说明", "Notes"], close: ["关闭", "Close"],
  seen: ["户", "customers"], other: ["未定级", "No tier"], none: ["–", "–"],
  binHint: ["点击放大", "Click to zoom in"], binKey: ["圆内为户数，圆环为构成", "Customers, and their shares"],
  attribution: ["底图由规划数据绘制", "Drawn from the plan's own data"],
};
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = [["日", "一", "二", "三", "四", "五", "六"], ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]];

// Two plans beside each other stand where today and the plan do.
function nameSides(sides) {
  if (!sides) return;
  const [left, right] = sides.map((one) => [one.zh, one.en]);
  Object.assign(WORDS, {
    today: left, plan: right, existing: ["网点", "Outlet"],
    fromToday: [`较${left[0]}`, `from ${left[1]}`], same: [`与${left[0]}相同`, `as in ${left[1]}`],
    swipe: ["拖动比较两个方案", "Drag to compare the two plans"],
  });
}
