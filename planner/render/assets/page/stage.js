// The map: two sheets, the pointer, and what is drawn in which order.
let map = null;
let groundSheet = null;
let planSheet = null;
let hovered = -1;
let home = null;

function makeMap(element) {
  map = L.map(element, { zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 90, maxZoom: 17, minZoom: 4, zoomControl: false, attributionControl: false, fadeAnimation: false, trackResize: false });
  L.control.zoom({ position: "topright", zoomInTitle: "+", zoomOutTitle: "−" }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  for (const [name, order] of [["ground", 210], ["plan", 420]]) map.createPane(name).style.zIndex = order;
  map.setView([0, 0], 4);
  goHome();
  new ResizeObserver(followSize).observe(element);
  map.on("mousemove", onPointer);
  map.on("mouseout", () => setHovered(-1));
  map.on("click", onClick);
  map.on("moveend", keepSpot);
  map.on("popupclose", () => state.customer >= 0 && update({ customer: -1 }));
  return map;
}

// Comes last, so that the first picture is drawn once.
function addSheets() {
  addTiles();
  groundSheet = new Sheet(drawGround, { pane: "ground", padding: 0.15 }).addTo(map);
  planSheet = new Sheet(drawPlan, { pane: "plan", padding: 0.15 }).addTo(map);
}

function redraw() {
  groundSheet?.later();
  planSheet?.later();
}

// All that is planned; and the whole land, where it reaches not far beyond.
function homeBox() {
  const points = data.outlets.filter((one) => one.decision !== "not chosen").map((one) => [one.x, one.y]);
  const planned = points.length || data.customers?.count ? boxOf([Float64Array.from(points.flat()), customerLine()]) : null;
  const land = boxOf(data.ground.land.filter((one) => one.kind === "land").flatMap((one) => one.shape.lines));
  if (!Number.isFinite(land[0])) return planned;
  if (!planned) return land;
  const reach = (box) => Math.max(box[2] - box[0], box[3] - box[1]);
  const isInside = planned.every((edge, at) => (at < 2 ? land[at] <= edge : land[at] >= edge));
  return isInside && reach(land) < 1.4 * reach(planned) ? land : planned;
}

function customerLine() {
  const { xs = [], ys = [] } = data.customers || {};
  const line = new Float64Array(2 * xs.length);
  for (let at = 0; at < xs.length; at += 1) {
    line[2 * at] = xs[at];
    line[2 * at + 1] = ys[at];
  }
  return line;
}

function goHome() {
  const box = homeBox();
  if (!box) return;
  // the legend stands on the right; the calendar at the foot would hide the stops of a day
  const isWide = map.getSize().x > 900;
  const besides = isWide ? 190 : 16;
  const below = isWide && state.tab === "visits" && data.tours ? 186 : 16;
  home = null;
  map.fitBounds(L.latLngBounds(latLng(box[0], box[1]), latLng(box[2], box[3])), { animate: false, maxZoom: 15, paddingTopLeft: [16, 16], paddingBottomRight: [besides, below] });
  home = { center: map.getCenter(), zoom: map.getZoom() };
  keepSpot();
}

const isAtHome = () => home !== null && map.getZoom() === home.zoom && map.getCenter().equals(home.center);

// Where the reader has moved to is part of the address; home is not, for it depends on the window.
function keepSpot() {
  if (framed) return;
  const { lat, lng } = map.getCenter();
  state.spot = isAtHome() ? null : [Number(lat.toFixed(5)), Number(lng.toFixed(5)), map.getZoom()];
  writeHash();
}

function goTo(spot) {
  if (spot) map.setView([spot[0], spot[1]], spot[2], { animate: false });
  else if (!isAtHome()) goHome();
}

// A notebook's frame gets its size after the page has begun: home is followed until the reader moves.
function followSize() {
  if (framed || !map) return;
  const wasAtHome = isAtHome();
  const wasHidden = map.getSize().x < 50 || map.getSize().y < 50;
  map.invalidateSize({ animate: false, pan: false });
  if (wasAtHome || wasHidden) goHome();
  redraw();
}

function drawPlan(view) {
  // A printed canvas wipes what lies under it before it is drawn: on paper the sheets are one.
  if (document.body.classList.contains("printing")) drawGround(view);
  if (state.view === "both") drawBoth(view);
  else drawPicture(view, state.view);
  followBins();
}

function drawBoth(view) {
  const split = swipeAt(view);
  const { min, max } = view.bounds;
  for (const [picture, from, to] of [["today", min.x, split], ["plan", split, max.x]]) {
    view.context.save();
    view.context.beginPath();
    view.context.rect(from, min.y, to - from, max.y - min.y);
    view.context.clip();
    drawPicture(view, picture);
    view.context.restore();
  }
}

function drawPicture(view, picture) {
  const isVisits = state.tab === "visits" && data.tours !== null;
  if (!isVisits) drawCover(view, picture);
  drawRoads(view);
  const names = placeOutletNames(view, picture);
  drawDistrictNames(view, names.taken);
  if (state.cover === "bands" && !isVisits) drawBandNames(view, picture, names.taken);
  const only = state.outlet >= 0 ? state.outlet : hovered;
  if (!isVisits && (state.layers.lines || only >= 0)) drawLines(view, picture, only);
  const visited = visitedNow();
  if (isVisits) {
    drawCustomers(view, picture, visited);
    drawTours(view);
    drawOutlets(view, picture);
    drawStops(view);
    drawTourNames(view, names.taken);
  } else {
    drawCandidates(view, picture);
    drawCustomers(view, picture, null);
    drawOutlets(view, picture);
  }
  drawOutletNames(view, names);
}

function drawCover(view, picture) {
  if (state.cover === "areas") drawAreas(view, picture);
  else if (state.cover === "bands") drawBands(view, picture);
}

// Which picture lies under the pointer.
function pictureAt(containerX) {
  if (state.view !== "both") return state.view;
  return containerX < map.getSize().x * state.swipe ? "today" : "plan";
}

function whatIsAt(event) {
  const picture = pictureAt(event.containerPoint.x);
  const view = viewOf(map);
  const outlet = outletAt(view, event.layerPoint, picture);
  const customer = outlet < 0 ? customerAt(view, event.layerPoint, picture) : -1;
  return { picture, outlet, customer, bin: outlet < 0 && customer < 0 ? binAt(view, event.layerPoint, picture) : null };
}

function onPointer(event) {
  const { picture, outlet, customer, bin } = whatIsAt(event);
  map.getContainer().classList.toggle("pointing", outlet >= 0 || customer >= 0 || bin !== null);
  setHovered(outlet);
  if (outlet >= 0) showTip(event, outletTip(data.outlets[outlet]));
  else if (customer >= 0) showTip(event, customerTip(customer, picture));
  else if (bin) showTip(event, binTip(bin));
  else hideTip();
}

function setHovered(outlet) {
  if (outlet < 0) hideTip();
  if (outlet === hovered) return;
  hovered = outlet;
  planSheet.later();
}

let tip = null;
function showTip(event, lines) {
  if (!tip) tip = document.body.appendChild(h("div", { class: "tip", role: "status" }));
  tip.hidden = false;
  tip.replaceChildren(...lines.map((line, at) => h(at ? "div" : "strong", {}, line)));
  const { clientX, clientY } = event.originalEvent;
  const x = Math.min(clientX + 14, window.innerWidth - tip.offsetWidth - 8);
  const y = clientY + 18 + tip.offsetHeight > window.innerHeight ? clientY - tip.offsetHeight - 10 : clientY + 18;
  tip.style.transform = `translate(${x}px, ${y}px)`;
}
function hideTip() {
  if (tip) tip.hidden = true;
}

function onClick(event) {
  const { outlet, customer, bin } = whatIsAt(event);
  if (outlet >= 0) openOutlet(outlet);
  else if (customer >= 0) openCustomer(customer);
  else if (bin) map.setView(latLng(bin.x, bin.y), map.getZoom() + 1.5, { animate: false });
  else if (state.outlet >= 0) update({ outlet: -1 });
}

function openCustomer(at, fly = false) {
  map.closePopup();
  update({ customer: at });
  const spot = latLng(data.customers.xs[at], data.customers.ys[at]);
  if (fly) map.setView(spot, Math.max(map.getZoom(), 12.5), { animate: false });
  openPopup(spot, customerCard(at));
}

function openOutlet(place) {
  map.closePopup();
  update({ outlet: state.outlet === place ? -1 : place });
  if (state.outlet >= 0) openPopup(latLng(data.outlets[place].x, data.outlets[place].y), outletCard(data.outlets[place]));
}

function openPopup(spot, card) {
  L.popup({ maxWidth: 340, minWidth: 250, maxHeight: Math.max(200, map.getSize().y - 110), autoPanPadding: [20, 20] }).setLatLng(spot).setContent(card).openOn(map);
}
