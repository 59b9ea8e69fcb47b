// What a popup and a tip say.
function customerTip(at, picture) {
  const { customers } = data;
  const outlet = outletOf(at, picture);
  return [
    customers.name[at],
    [customers.tiers[customers.tier[at]], customers.kva && `${number(customers.kva[at])} kVA`].filter(Boolean).join(" · "),
    outlet >= 0 && `${data.outlets[outlet].name} · ${number(minutesOf(at, picture), 1)} ${t("min")}`,
  ].filter(Boolean);
}

function outletTip(one) {
  const served = isNothing(one.customers) ? "" : ` · ${number(one.customers)} ${t("seen")}`;
  return [one.name, `${fact("text", one.decision || "kept")}${served}`];
}

const tag = (text, colour) => h("span", { class: "tag", style: { background: colour, color: inkOn(colour) } }, text);
const row = (key, value, unit) => h("div", { class: "row" }, h("dt", {}, key), h("dd", {}, value, unit && h("small", {}, unit)));
const managerName = (id) => data.managers.find((one) => one.id === id)?.name || id;
function factRow(one, value) {
  if (one.key === "load_factor") return shareRow(say(one.heading), fact(one.style, value), value);
  return row(say(one.heading), one.key.startsWith("manager_") ? managerName(value) : fact(one.style, value), one.unit);
}

// A share of one is also drawn as a bar.
function shareRow(key, text, share) {
  const bar = h("span", { class: "bar", "aria-hidden": "true" }, h("span", { style: { width: `${Math.max(0, Math.min(100, share * 100))}%` } }));
  return h("div", { class: "row" }, h("dt", {}, key), h("dd", { class: "share" }, bar, text));
}

function customerCard(at) {
  const { customers } = data;
  const rows = [];
  const outlet = outletOf(at, "plan");
  if (outlet >= 0) rows.push(row(t("outlet"), data.outlets[outlet].name));
  if (!isNothing(minutesOf(at, "plan"))) rows.push(row(t("time"), timeChange(at)));
  const manager = customers.manager ? customers.manager[at] : -1;
  if (manager >= 0) rows.push(row(t("manager"), managerTag(manager)));
  const days = data.tours?.visits.get(at) || [];
  if (days.length) rows.push(row(t("visitDays"), days.map((day, place) => [place ? "、" : "", dayLink(day)]).flat()));
  const facts = customers.facts.filter((one) => !isNothing(customers[one.column][at])).map((one) => factRow(one, customers[one.column][at]));
  const tier = customers.tiers[customers.tier[at]];
  return h(
    "article",
    { class: "card", "aria-label": customers.name[at] },
    h("h3", {}, customers.name[at], tier && tag(tier, tierColour(customers.tier[at]))),
    h("p", { class: "quiet" }, `${t("account")} ${customers.id[at]}`),
    rows.length > 0 && h("dl", { class: "decided" }, rows),
    h("dl", {}, facts),
  );
}

function timeChange(at) {
  const before = data.customers.todayTime?.[at];
  const now = minutesOf(at, "plan");
  const parts = [isNothing(before) ? "" : `${number(before, 1)} → `, h("b", {}, number(now, 1)), ` ${t("min")}`];
  return h("span", {}, parts);
}

const dayLink = (day) => h("button", { class: "link", onclick: () => update({ tab: "visits", day: data.tours.days.indexOf(day) }) }, dayName(day));

function managerTag(manager) {
  return h("span", { class: "with-dot" }, icon((context) => drawBadge(context, manager, "", 5), 14), data.managers[manager].name);
}

function outletCard(one) {
  const rows = [];
  const add = (key, value, unit = "") => !isNothing(value) && rows.push(row(t(key), `${value}${unit}`));
  add("class", one.class);
  add("served", isNothing(one.customers) ? null : number(one.customers));
  add("capacity", isNothing(one.capacity) ? null : number(one.capacity));
  add("servedKwh", isNothing(one.kwh) ? null : number(one.kwh));
  add("meanTime", isNothing(one.mean) ? null : number(one.mean, 1), ` ${t("min")}`);
  const said = new Set(["outlet_id", "outlet_class", "customers", "capacity_customers", "annual_kwh", "mean_min"]);
  for (const other of one.facts) if (!said.has(other.key)) rows.push(factRow(other, other.values));
  return h(
    "article",
    { class: "card", "aria-label": one.name },
    h("h3", {}, one.name, tag(fact("text", one.decision || "kept"), data.colours.outlets[one.decision] || data.colours.outlets.kept)),
    h("p", { class: "quiet" }, one.id),
    h("dl", {}, rows),
  );
}
