// Puts the page together.
function build() {
  const header = h("header", { class: "top" });
  const tabs = h("div", { class: "tabs", role: "tablist", "aria-label": t("panel") });
  const panels = Object.fromEntries(TABS.map((key) => [key, h("div", { class: "tab", role: "tabpanel", id: `panel-${key}`, "aria-labelledby": `tab-${key}`, tabindex: 0 })]));
  const stage = h("div", { id: "map", role: "application", "aria-label": t("map") });
  const holder = h("main", { class: "stage" }, stage, h("div", { id: "print-figures" }), h("p", { class: "attribution" }));
  document.getElementById("app").append(header, h("section", { class: "panel", "aria-label": t("panel") }, tabs, Object.values(panels)), holder);
  return { header, tabs, panels, stage, holder };
}

const DRAW = { overview: drawOverview, visits: drawVisits, customers: drawTable };

// Tabs differ in width and in what covers the map: who has not moved it stays at home.
function followTab() {
  const wasAtHome = isAtHome();
  map.invalidateSize({ animate: false });
  if (wasAtHome) goHome();
}

function follow(parts) {
  return (patch) => {
    document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
    document.title = say(data.title);
    const isResized = document.body.dataset.tab !== state.tab;
    document.body.dataset.tab = state.tab;
    document.body.dataset.view = state.view;
    drawHeader(parts.header);
    drawTabs(parts.tabs);
    for (const key of TABS) parts.panels[key].hidden = key !== state.tab;
    DRAW[state.tab](parts.panels[state.tab]);
    parts.holder.querySelector(".attribution").textContent = `${data.tiles ? data.tiles.attribution : t("attribution")} · Leaflet`;
    if (isResized) followTab();
    if ("language" in patch && map._popup?.isOpen() && state.customer >= 0) map._popup.setContent(customerCard(state.customer));
    redraw();
  };
}

async function start() {
  data = unfold(await readData());
  nameSides(data.sides);
  const asked = readHash();
  Object.assign(state, asked);
  const parts = build();
  document.body.dataset.tab = state.tab;
  makeMap(parts.stage);
  makeSwipe(parts.holder);
  makeLegend(parts.holder);
  makeCalendar(parts.holder);
  followers.push(follow(parts));
  update({});
  addSheets();
  goTo(asked.spot);
  if (state.customer >= 0) openCustomer(state.customer, true);
  else if (state.outlet >= 0) openPopup(latLng(data.outlets[state.outlet].x, data.outlets[state.outlet].y), outletCard(data.outlets[state.outlet]));
  window.addEventListener("hashchange", () => {
    const next = readHash();
    update(next);
    goTo(next.spot);
  });
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", afterPrint);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.outlet >= 0) update({ outlet: -1 });
  });
  window.__planner = { state, update, map, data, bins };
}

start();
