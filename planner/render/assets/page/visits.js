// The panel's second tab: the tours of a day, stop by stop.
function drawVisits(holder) {
  const { tours } = data;
  if (!tours) {
    fill(holder, h("p", { class: "quiet" }, t("noTours")));
    return;
  }
  const slot = h("div", { class: "calendar-slot" });
  fill(holder, slot, managerChips(), state.day < 0 ? allTours() : dayTours());
  placeCalendar(slot);
}

function dayTours() {
  const tours = toursOf(state.day, state.manager).sort((one, two) => one.manager - two.manager || (one.start < two.start ? -1 : 1));
  const step = (by, word, sign) => h("button", { class: "step", key: word, "aria-label": t(word), title: t(word), onclick: () => update({ day: Math.max(0, Math.min(data.tours.days.length - 1, state.day + by)) }) }, sign);
  const title = h("div", { class: "day" }, step(-1, "previousDay", "‹"), h("h2", { "aria-live": "polite" }, dayName(data.tours.days[state.day])), step(1, "nextDay", "›"));
  return h("section", {}, title, tours.length ? tours.map(tourCard) : h("p", { class: "quiet" }, t("noTours")));
}

function tourCard(tour) {
  const facts = [`${tour.stops.length} ${t("stops")}`, tour.km === null ? "" : `${number(tour.km, tour.km < 10 ? 1 : 0)} km`, tour.end && `${tour.end} ${t("back")}`];
  return h(
    "section",
    { class: "tour" },
    h("header", {}, h("button", { class: "link", key: `tour-${tour.id}`, title: t("frame"), onclick: () => frame([tour]) }, managerTag(tour.manager)), h("small", {}, facts.filter(Boolean).join(" · "))),
    h("ol", {}, tour.stops.map((stop) => h("li", {}, h(
      "button",
      { class: stop.customer === state.customer && stop.customer >= 0 ? "chosen" : "", key: `stop-${tour.id}-${stop.stop}`, onclick: () => stop.customer >= 0 && openCustomer(stop.customer) },
      icon((context) => drawBadge(context, tour.manager, String(stop.stop), 8), 20),
      h("time", {}, stop.arrive),
      h("span", {}, stop.customer >= 0 ? data.customers.name[stop.customer] : ""),
      h("small", {}, stop.service === null ? "" : `${number(stop.service)}′`),
    )))),
  );
}

function allTours() {
  const rows = data.managers.map((one, at) => {
    const own = data.tours.tours.filter((tour) => tour.manager === at);
    return { at, tours: own.length, stops: own.reduce((sum, tour) => sum + tour.stops.length, 0), km: own.reduce((sum, tour) => sum + (tour.km || 0), 0) };
  }).filter((one) => one.tours && (state.manager < 0 || one.at === state.manager));
  const head = h("tr", {}, [t("manager"), t("tours"), t("visitCount"), "km"].map((text) => h("th", { scope: "col" }, text)));
  const line = (one) => h("tr", {}, h("th", { scope: "row" }, managerTag(one.at)), [one.tours, one.stops, one.km].map((value) => h("td", {}, number(value))));
  return h("section", {}, heading(t("allTours")), h("table", { class: "compare" }, h("thead", {}, head), h("tbody", {}, rows.map(line))));
}
