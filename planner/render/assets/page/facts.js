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
  const served = one.customers === null || one.customers === undefined ? "" : ` · ${number(one.customers)} ${t("seen")}`;
  return [one.name, `${fact("text", one.decision || "kept")}${served}`];
}

const row = (key, value, unit) => h("div", { class: "row" }, h("dt", {}, key), h("dd", {}, value, unit && h("small", {}, unit)));
const managerName = (id) => data.managers.find((one) => one.id === id)?.name || id;
const factRow = (one, value) => row(say(one.heading), one.key.startsWith("manager_") ? managerName(value) : fact(one.style, value), one.unit);

function customerCard(at) {
  const { customers } = data;
  const rows = [];
  for (const one of customers.facts) if (one.values[at] !== null) rows.push(factRow(one, one.values[at]));
  const outlet = outletOf(at, "plan");
  if (outlet >= 0) rows.push(row(t("outlet"), data.outlets[outlet].name));
  if (minutesOf(at, "plan") !== null) rows.push(row(t("time"), timeChange(at)));
  const manager = customers.manager ? customers.manager[at] : -1;
  if (manager >= 0) rows.push(row(t("manager"), managerTag(manager)));
  const days = data.tours ? data.tours.visits[at] : [];
  if (days.length) rows.push(row(t("visitDays"), days.map((day, place) => [place ? "、" : "", dayLink(day)]).flat()));
  const tier = customers.tiers[customers.tier[at]];
  return h(
    "article",
    { class: "card", "aria-label": customers.name[at] },
    h("h3", {}, customers.name[at], tier && h("span", { class: "tag", style: { background: tierColour(customers.tier[at]) } }, tier)),
    h("p", { class: "quiet" }, `${t("account")} ${customers.id[at]}`),
    h("dl", {}, rows),
  );
}

function timeChange(at) {
  const before = data.customers.todayTime ? data.customers.todayTime[at] : null;
  const now = minutesOf(at, "plan");
  const parts = [before === null ? "" : `${number(before, 1)} → `, h("b", {}, number(now, 1)), ` ${t("min")}`];
  return h("span", {}, parts);
}

const dayLink = (day) => h("button", { class: "link", onclick: () => update({ tab: "visits", day: data.tours.days.indexOf(day) }) }, dayName(day));

function managerTag(manager) {
  return h("span", { class: "with-dot" }, icon((context) => drawBadge(context, manager, "", 5), 14), data.managers[manager].name);
}

function outletCard(one) {
  const rows = [];
  const add = (key, value, unit = "") => value !== null && value !== undefined && rows.push(row(t(key), `${value}${unit}`));
  add("class", one.class);
  add("served", one.customers === null || one.customers === undefined ? null : number(one.customers));
  add("capacity", one.capacity === null || one.capacity === undefined ? null : number(one.capacity));
  add("servedKwh", one.kwh === null || one.kwh === undefined ? null : number(one.kwh));
  add("meanTime", one.mean === null || one.mean === undefined ? null : number(one.mean, 1), ` ${t("min")}`);
  const said = new Set(["outlet_id", "outlet_class", "customers", "capacity_customers", "annual_kwh", "mean_min"]);
  for (const other of one.facts) if (!said.has(other.key)) rows.push(factRow(other, other.values));
  return h(
    "article",
    { class: "card", "aria-label": one.name },
    h("h3", {}, one.name, h("span", { class: "tag", style: { background: data.colours.outlets[one.decision] || data.colours.outlets.kept } }, fact("text", one.decision || "kept"))),
    h("p", { class: "quiet" }, one.id),
    h("dl", {}, rows),
  );
}
