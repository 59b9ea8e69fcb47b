// The legend says what is on the map now; its circles are measured as the map's are.
const SAMPLES = [20000, 5000, 1000, 315];
let legend = null;
const ROOMY_PX = 640; // below, as in a notebook, the legend would hide a third of the map

function makeLegend(holder) {
  legend = h("aside", { class: "legend", "aria-label": t("legend") });
  holder.append(legend);
  state.legend = holder.clientWidth >= ROOMY_PX;
  L.DomEvent.disableClickPropagation(legend);
  L.DomEvent.disableScrollPropagation(legend);
  followers.push(drawLegend);
  map.on("zoomend", drawLegend);
}

// Whether customers are counted by squares is known once they are drawn.
function followBins() {
  if (legend && legend.dataset.binned !== String(bins.size > 0)) drawLegend();
}

function drawLegend() {
  legend.dataset.binned = bins.size > 0;
  const toggle = h("button", { class: "link", key: "legend", "aria-expanded": String(state.legend), onclick: () => update({ legend: !state.legend }) }, t(state.legend ? "hide" : "show"));
  const isVisits = state.tab === "visits" && data.tours;
  const isOpen = state.legend || document.body.classList.contains("printing");
  const parts = isOpen ? [isVisits ? tourKey() : customerKey(), isVisits ? null : sizeKey(), outletKey()] : [];
  fill(legend, h("header", {}, h("h2", {}, t("legend")), toggle), parts);
}

const keyLine = (draw, text, count = "", size = 18) => h("div", { class: "key" }, icon(draw, size), h("span", {}, text), h("small", {}, count));

function customerKey() {
  const { customers } = data;
  if (!customers) return null;
  const lines = [];
  if (state.colour === "time" && customers.time) return h("section", {}, h("h3", {}, t("bands")), bandKey(), lateKey());
  const coverKey = state.cover === "bands" ? [h("h3", {}, t("bands")), bandKey()] : null;
  if (state.colour === "manager" && customers.manager) {
    data.managers.forEach((one, at) => lines.push(keyLine((context) => drawBadge(context, at, "", 5.5), one.name, number(managerCount(at)))));
    return h("section", {}, h("h3", {}, t("managers")), lines, lateKey(), coverKey);
  }
  customers.tiers.forEach((_, tier) => lines.push(keyLine((context) => drawDot(context, tier, 6.5), tierName(tier), number(tierCount(tier)))));
  return h("section", {}, h("h3", {}, t("tiers")), lines, lateKey(), coverKey);
}

function bandKey() {
  return h("div", { class: "bands" }, data.colours.bands.map((colour, at) => h("div", {}, h("span", { style: { background: colour } }), bandName(at))));
}

function lateKey() {
  const { customers } = data;
  if (!customers.time || !state.layers.late) return null;
  const picture = state.view === "today" ? "today" : "plan";
  return keyLine((context) => {
    context.beginPath();
    context.arc(0, 0, 6, 0, 2 * Math.PI);
    context.fillStyle = "#c9d0d6";
    context.fill();
    context.lineWidth = 2;
    context.stroke();
  }, t("lateKey", { n: data.lateMin }), number(lateCount(picture)));
}

function sizeKey() {
  if (bins.size) return binKey();
  if (!data.customers || !data.customers.kva) return null;
  const unit = data.customers.sizeUnit;
  const isLarge = unit > 2;
  const samples = unit > 1 ? SAMPLES.map((one) => Number((one * unit).toPrecision(1))) : SAMPLES;
  const circle = (kva) => {
    const radius = radiusOf(kva, map.getZoom());
    return h("figure", {}, icon((context) => {
      context.beginPath();
      context.arc(0, 0, radius, 0, 2 * Math.PI);
      context.fillStyle = "#dde3e9";
      context.fill();
      context.strokeStyle = "#3f5b73";
      context.stroke();
    }, Math.ceil(radius * 2 + 3)), h("figcaption", {}, number(isLarge ? kva / 1000 : kva)));
  };
  return h("section", {}, h("h3", {}, t(isLarge ? "sizeMva" : "size")), h("div", { class: "sizes" }, samples.map(circle)));
}

function binKey() {
  const kinds = kindsOf(state.view === "today" ? "today" : "plan");
  const sample = { count: 120, radius: 13, kinds: kinds.colours.slice(0, 4).map((_, at) => [20, 30, 30, 40][at]) };
  return h("section", {}, keyLine((context) => drawBin(context, 0, 0, sample, kinds.colours), h("span", { class: "wide" }, t("binKey")), "", 30));
}

function outletKey() {
  if (!data.outlets.length) return null;
  const words = { kept: state.view === "today" ? "existing" : "kept", new: "new", closed: "closed", "not chosen": "notChosen" };
  const picture = state.view === "today" ? "today" : "plan";
  const counts = {};
  for (const one of data.outlets) {
    const role = outletRole(one, picture);
    if (role) counts[role] = (counts[role] || 0) + 1;
  }
  const lines = Object.keys(words).filter((role) => counts[role]).map((role) => keyLine((context) => drawOutlet(context, role, role === "not chosen" ? 6 : 7.5), t(words[role]), number(counts[role]), 20));
  return h("section", {}, h("h3", {}, t("outlets")), lines);
}

function tourKey() {
  const shown = new Set(toursShown().map((one) => one.manager));
  const stroke = (colour, dash) => (context) => {
    context.beginPath();
    context.moveTo(-9, 0);
    context.lineTo(9, 0);
    context.lineCap = "round";
    context.setLineDash(dash);
    context.lineWidth = 3.2;
    context.strokeStyle = colour;
    context.stroke();
  };
  const lines = data.managers.map((one, at) => shown.has(at) && keyLine(stroke(managerColour(at), []), one.name, number(toursShown().filter((tour) => tour.manager === at).reduce((sum, tour) => sum + tour.stops.length, 0)), 22));
  return h("section", {}, h("h3", {}, t("managers")), lines, state.day >= 0 && keyLine(stroke("#5b6770", [1, 6]), t("returnLeg"), "", 22));
}
