// The panel's third tab: every customer as a row; for screen readers this is the map.
const MOST_ROWS = 500;
let filter = null;
const leaf = { of: "", at: 0 };

function tableColumns() {
  const { customers } = data;
  const text = (list, at) => (list ? list[at] : "");
  return [
    { key: "name", word: "name", value: (at) => customers.name[at], show: (at) => h("button", { class: "link", key: `row-${at}`, onclick: () => openCustomer(at, true) }, customers.name[at]) },
    { key: "id", word: "account", value: (at) => customers.id[at] },
    { key: "tier", word: "tier", value: (at) => customers.tier[at], show: (at) => h("span", { class: "with-dot" }, icon((context) => drawDot(context, customers.tier[at], 5), 12), tierName(customers.tier[at])) },
    { key: "kva", word: "kva", has: customers.kva, isNumber: true, value: (at) => customers.kva[at], show: (at) => number(customers.kva[at]) },
    { key: "kwh", word: "kwh", has: customers.kwh, isNumber: true, value: (at) => customers.kwh[at], show: (at) => number(customers.kwh[at]) },
    { key: "time", word: "minutes", has: customers.time, isNumber: true, value: (at) => minutesOf(at, tablePicture()), show: (at) => number(minutesOf(at, tablePicture()), 1) },
    { key: "outlet", word: "outlet", has: customers.outlet, value: (at) => text(data.outlets[outletOf(at, tablePicture())] && [data.outlets[outletOf(at, tablePicture())].name], 0) },
    { key: "manager", word: "manager", has: customers.manager, value: (at) => (customers.manager[at] >= 0 ? data.managers[customers.manager[at]].name : "") },
  ].filter((one) => !("has" in one) || one.has);
}

const tablePicture = () => (state.view === "today" ? "today" : "plan");

function drawTable(holder) {
  const { customers } = data;
  if (!customers) {
    fill(holder, h("p", { class: "quiet" }, t("nothingFound")));
    return;
  }
  if (!filter) filter = h("input", { type: "search", class: "filter", key: "filter", autocomplete: "off", oninput: () => drawTable(holder) });
  filter.placeholder = t("searchHint");
  filter.setAttribute("aria-label", t("search"));
  const columns = tableColumns();
  const rows = sortedRows(columns);
  const [first, last] = leafOf(rows, JSON.stringify([filter.value, state.sort, state.ascending, tablePicture(), rows.length]));
  const shown = rows.length > MOST_ROWS ? `${number(first + 1)}–${number(last)}` : number(rows.length);
  const count = h("p", { class: "quiet", role: "status" }, t("shown", { n: shown, all: number(customers.count) }));
  const head = h("tr", {}, columns.map((one) => h(
    "th",
    { scope: "col", class: one.isNumber ? "number" : "", "aria-sort": state.sort === one.key ? (state.ascending ? "ascending" : "descending") : "none" },
    h("button", { key: `sort-${one.key}`, title: t("sortBy"), onclick: () => update({ sort: one.key, ascending: state.sort === one.key ? !state.ascending : !one.isNumber }) }, t(one.word), h("span", { "aria-hidden": "true" }, state.sort === one.key ? (state.ascending ? " ▲" : " ▼") : "")),
  )));
  const body = rows.slice(first, last).map((at) => h("tr", { class: at === state.customer ? "chosen" : "" }, columns.map((one) => h("td", { class: one.isNumber ? "number" : "" }, one.show ? one.show(at) : one.value(at)))));
  fill(holder, filter, count, h("div", { class: "scroll" }, h("table", { class: "customers" }, h("caption", {}, t("customers")), h("thead", {}, head), h("tbody", {}, body))), rows.length > MOST_ROWS && leafTurner(holder, Math.ceil(rows.length / MOST_ROWS)));
}

// Another question begins with its first rows.
function leafOf(rows, question) {
  if (leaf.of !== question) Object.assign(leaf, { of: question, at: 0 });
  return [leaf.at * MOST_ROWS, Math.min(rows.length, (leaf.at + 1) * MOST_ROWS)];
}

// A button that leads nowhere stays reachable, or it would lose the focus of who just pressed it.
function leafTurner(holder, leaves) {
  const turn = (word, sign, at) => h("button", {
    key: word, "aria-label": t(word), "aria-disabled": String(at < 0 || at >= leaves),
    onclick: () => {
      if (at < 0 || at >= leaves) return;
      leaf.at = at;
      drawTable(holder);
      holder.scrollTop = 0;
    },
  }, sign);
  return h("nav", { class: "leaves", "aria-label": t("leaves") },
    turn("firstLeaf", "«", leaf.at ? 0 : -1), turn("previousLeaf", "‹", leaf.at - 1),
    h("span", {}, `${number(leaf.at + 1)} / ${number(leaves)}`),
    turn("nextLeaf", "›", leaf.at + 1), turn("lastLeaf", "»", leaf.at < leaves - 1 ? leaves - 1 : -1));
}

function sortedRows(columns) {
  const { customers } = data;
  const column = columns.find((one) => one.key === state.sort) || columns[0];
  const text = filter.value.trim().toLowerCase();
  const shown = shownNow(tablePicture());
  const rows = [];
  for (const at of customers.order) {
    const isFound = !text || customers.name[at].toLowerCase().includes(text) || customers.id[at].toLowerCase().includes(text);
    if (isFound && shown[at]) rows.push(at);
  }
  const collator = new Intl.Collator(state.language === "zh" ? "zh-Hans-CN" : "en", { numeric: true });
  const order = (one, two) => (typeof one === "string" ? collator.compare(one, two) : (isNothing(one) ? -Infinity : one) - (isNothing(two) ? -Infinity : two) || 0);
  return rows.sort((one, two) => order(column.value(one), column.value(two)) * (state.ascending ? 1 : -1));
}
