// The panel's first tab: figures, search, what is shown, load of the outlets.
const FIRST = 6;

// The first figures as cards, or beside today's as a table; the others wait behind a click.
function figures() {
  if (!data.figures.length) return null;
  const [first, rest] = [data.figures.slice(0, FIRST), data.figures.slice(FIRST)];
  const shown = state.view === "both" ? figureTable(first) : figureCards(first);
  if (!rest.length) return shown;
  const toggle = (event) => {
    state.more = event.target.open;
  };
  return [shown, h("details", { class: "more", open: state.more, ontoggle: toggle }, h("summary", { key: "more" }, t("more", { n: rest.length })), figureTable(rest))];
}

function figureCards(figures) {
  return h("div", { class: "figures" }, figures.map((one) => {
    const by = change(one);
    const shown = state.view === "today" && one.before !== null ? one.before : one.value;
    return h(
      "div",
      { class: "figure", "data-figure": one.key },
      h("div", { class: "quiet" }, say(one.title)),
      h("div", { class: "value" }, number(shown, one.decimals), h("small", {}, say(one.unit))),
      h("div", { class: `by ${by ? by.tone : ""}` }, by && state.view !== "today" ? by.text : "\u00a0"),
    );
  }));
}

function figureTable(figures) {
  const head = h("tr", {}, ["", t("today"), t("plan"), t("difference")].map((text) => h("th", { scope: "col" }, text)));
  const rows = figures.map((one) => {
    const by = change(one);
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, say(one.title)),
      h("td", {}, number(one.before, one.decimals)),
      h("td", {}, h("b", {}, number(one.value, one.decimals)), " ", h("small", {}, say(one.unit))),
      h("td", { class: by ? by.tone : "" }, by ? by.short : ""),
    );
  });
  return h("table", { class: "compare" }, h("thead", {}, head), h("tbody", {}, rows));
}

function drawOverview(holder) {
  fill(
    holder,
    figures(),
    searchBox(),
    tierChips(),
    managerChips(),
    colourChoice(),
    coverChoice(),
    layerChoice(),
    loadBars(),
    data.notes.length ? h("footer", { class: "notes" }, data.notes.map((note) => h("p", {}, say(note)))) : null,
  );
}

// The box is made once, so that typing in it is not disturbed.
let search = null;
function searchBox() {
  if (!data.customers) return null;
  if (!search) {
    const input = h("input", { id: "search", type: "search", autocomplete: "off", key: "search", oninput: () => find(), onkeydown: (event) => event.key === "Escape" && (input.value = "", find()) });
    const label = h("label", { for: "search" });
    const found = h("ul", { class: "found" });
    search = { input, label, found, box: h("div", { class: "search" }, label, input, found) };
  }
  search.label.textContent = t("search");
  search.input.placeholder = t("searchHint");
  find();
  return search.box;
}

function find() {
  const text = search.input.value.trim().toLowerCase();
  const { customers } = data;
  const hits = [];
  for (const at of text ? customers.order : []) {
    if (hits.length >= 8) break;
    if (customers.name[at].toLowerCase().includes(text) || customers.id[at].toLowerCase().includes(text)) hits.push(at);
  }
  const line = (at) => h("li", {}, h("button", { key: `hit-${at}`, onclick: () => openCustomer(at, true) }, h("span", {}, customers.name[at]), h("small", {}, `${customers.id[at]} · ${customers.kva ? `${number(customers.kva[at])} kVA` : tierName(customers.tier[at])}`)));
  search.found.replaceChildren(...(text && !hits.length ? [h("li", { class: "quiet" }, t("nothingFound"))] : hits.map(line)));
}

function tierChips() {
  const { customers } = data;
  if (!customers) return null;
  const chip = (name, tier) => {
    const isOn = !state.hiddenTiers.has(tier);
    return h("button", { class: "chip", key: `tier-${tier}`, "aria-pressed": String(isOn), onclick: () => toggleTier(tier) }, icon((context) => drawDot(context, tier, 6), 16), tierName(tier), h("small", {}, number(tierCount(tier))));
  };
  return h("section", {}, heading(t("tiers")), h("div", { class: "chips" }, customers.tiers.map(chip)));
}

function drawDot(context, tier, radius) {
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fillStyle = tierColour(tier);
  context.fill();
  drawTierMark(context, 0, 0, radius, data.customers.tiers[tier]);
}

function toggleTier(tier) {
  const hiddenTiers = new Set(state.hiddenTiers);
  if (!hiddenTiers.delete(tier)) hiddenTiers.add(tier);
  update({ hiddenTiers });
}

function managerChips() {
  if (!data.managers.length) return null;
  const chip = (one, at) => h(
    "button",
    { class: `chip ${state.manager >= 0 && state.manager !== at ? "off" : ""}`, key: `manager-${at}`, "aria-pressed": String(state.manager === at), title: one.id, onclick: () => chooseManager(state.manager === at ? -1 : at) },
    icon((context) => drawBadge(context, at, "", 5.5), 16),
    one.name,
  );
  const all = state.manager >= 0 && h("button", { class: "link", key: "manager-all", onclick: () => chooseManager(-1) }, t("all"));
  return h("section", {}, heading(t("managers"), all), h("div", { class: "chips" }, data.managers.map(chip)));
}

// On a day, one manager's tours are what the reader wants to see; all of them are seen from home.
function chooseManager(manager) {
  update({ manager });
  if (state.tab !== "visits" || state.day < 0) return;
  if (manager >= 0) frame(toursOf(state.day, manager));
  else goHome();
}

function colourChoice() {
  const { customers } = data;
  if (!customers) return null;
  const kinds = [["tier", "byTier", true], ["time", "byTime", customers.time], ["manager", "byManager", customers.manager]].filter((one) => one[2]);
  if (kinds.length < 2) return null;
  const button = ([colour, word]) => h("button", { key: `colour-${colour}`, "aria-pressed": String(state.colour === colour), onclick: () => update({ colour }) }, t(word));
  return h("section", {}, heading(t("colourBy")), h("div", { class: "segments light", role: "group", "aria-label": t("colourBy") }, kinds.map(button)));
}

function coverChoice() {
  const kinds = [["areas", data.areas.plan.length], ["bands", data.bands.plan.length], ["none", true]].filter((one) => one[1]);
  if (kinds.length < 2) return null;
  const line = ([cover]) => h("label", { class: "layer" }, h("input", { type: "radio", name: "cover", key: `cover-${cover}`, checked: state.cover === cover, onchange: () => update({ cover }) }), h("span", {}, t(`cover_${cover}`)));
  return h("fieldset", {}, h("legend", {}, t("cover")), kinds.map(line));
}

function layerChoice() {
  const { customers } = data;
  const picture = state.view === "today" ? "today" : "plan";
  const late = customers ? lateCount(picture) : 0;
  const choices = [
    ["lines", t("lines"), customers && customers.outlet ? customers.count : 0],
    ["late", t("late", { n: data.lateMin }), late, customers && customers.time],
    ["names", t("names"), data.outlets.filter((one) => one.decision !== "not chosen").length],
    ["unused", t("unused"), data.outlets.filter((one) => one.decision === "not chosen").length],
    ["roads", t("roads"), 0, !data.tiles && data.ground.lines.flat().length],
    ["districts", t("districts"), data.ground.districts.length],
  ];
  const line = ([key, text, count]) => h("label", { class: "layer" }, h("input", { type: "checkbox", key: `layer-${key}`, checked: state.layers[key], onchange: () => update({ layers: { ...state.layers, [key]: !state.layers[key] } }) }), h("span", {}, text), h("small", {}, count ? number(count) : ""));
  return h("section", {}, heading(t("layers")), choices.filter(([, , count, always]) => count || always).map(line));
}

function loadBars() {
  const picture = state.view === "today" ? "today" : "plan";
  const open = data.outlets.filter((one) => ["kept", "new"].includes(outletRole(one, picture)));
  if (!open.length || !data.customers || !data.isWhole) return null;
  const counts = data.outlets.map((_, at) => outletCount(at, picture));
  const most = Math.max(1, ...counts);
  const bar = (one) => {
    const share = one.capacity ? counts[one.place] / one.capacity : counts[one.place] / most;
    const tone = one.capacity && share > 1 ? "over" : one.capacity && share > 0.85 ? "full" : "";
    return h(
      "button",
      { class: `load ${state.outlet === one.place ? "chosen" : ""}`, key: `outlet-${one.place}`, "aria-pressed": String(state.outlet === one.place), onclick: () => showOutlet(one.place) },
      h("span", { class: "load-name" }, icon((context) => drawOutlet(context, outletRole(one, picture), 6.5), 18), one.name),
      h("span", { class: "load-count" }, `${number(counts[one.place])}${one.capacity ? ` / ${number(one.capacity)}` : ""}`),
      h("span", { class: "bar" }, h("span", { class: tone, style: { width: `${Math.min(100, share * 100)}%` } })),
    );
  };
  const clear = state.outlet >= 0 && h("button", { class: "link", key: "outlet-clear", onclick: () => (map.closePopup(), update({ outlet: -1 })) }, t("clear"));
  return h("section", {}, heading(t("loads"), clear), open.sort((one, two) => counts[two.place] - counts[one.place]).map(bar));
}

function showOutlet(at) {
  const one = data.outlets[at];
  if (state.outlet !== at) map.panTo(latLng(one.x, one.y), { animate: false });
  openOutlet(at);
}
