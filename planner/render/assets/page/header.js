// Title, what is compared with what, language, print.
function drawHeader(holder) {
  const has = data.customers && (data.customers.todayOutlet || data.customers.todayTime);
  const view = (key) => h("button", { key: `view-${key}`, "aria-pressed": String(state.view === key), onclick: () => chooseView(key) }, t(key));
  fill(
    holder,
    h("h1", {}, say(data.title)),
    h("p", {}, say(data.subtitle)),
    has && h("div", { class: "segments", role: "group", "aria-label": t("views") }, ["today", "plan", "both"].map(view)),
    h("button", { key: "language", "aria-label": t("languageLong"), onclick: () => update({ language: state.language === "zh" ? "en" : "zh" }) }, t("language")),
    h("button", { key: "picture", class: "wide-only", onclick: savePicture }, t("picture")),
    h("button", { key: "print", class: "wide-only", onclick: () => window.print() }, t("print")),
  );
}

// In a comparison the minutes are what changes, so they give the colours; what was there before
// comes back after it.
let before = null;
function chooseView(view) {
  const patch = { view };
  if (view === "both" && state.view !== "both") {
    before = { colour: state.colour, cover: state.cover };
    if (data.customers.time) patch.colour = "time";
    if (data.bands.plan.length) patch.cover = "bands";
  } else if (view !== "both" && before) {
    Object.assign(patch, before);
    before = null;
  }
  update(patch);
}

function drawTabs(holder) {
  const tab = (key) => h("button", {
    role: "tab", id: `tab-${key}`, key: `tab-${key}`, "aria-selected": String(state.tab === key), "aria-controls": `panel-${key}`, tabindex: state.tab === key ? 0 : -1,
    onclick: () => chooseTab(key), onkeydown: (event) => moveTab(event, key),
  }, t(key));
  fill(holder, TABS.filter((key) => key !== "visits" || data.tours).map(tab));
}

function chooseTab(tab) {
  update({ tab, day: tab === "visits" && state.day < 0 && data.tours.days.length ? 0 : state.day });
}

function moveTab(event, key) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by) return;
  const known = TABS.filter((one) => one !== "visits" || data.tours);
  const next = known[(known.indexOf(key) + by + known.length) % known.length];
  chooseTab(next);
  document.getElementById(`tab-${next}`).focus();
}
