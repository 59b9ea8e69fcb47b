// Customers: sized by contract, coloured by tier, minutes or manager, largest first.
function radiusOf(kva, zoom) {
  const grow = Math.max(0.62, Math.min(1.9, 1.3 ** (zoom - 11)));
  return Math.min(26, Math.max(2.8, (1.8 + Math.sqrt(kva / data.customers.sizeUnit) / 10.5) * grow));
}

// Circles are made for contracts of a city. Where one customer in twenty is larger, as among steel
// works, all are drawn smaller in proportion, or they would be discs of one size.
// Of very many, some thousands say as much.
const LARGE_KVA = 20000;
function sizeUnitOf({ load, count }) {
  const every = Math.ceil(count / 4000);
  const some = load.filter((_, at) => at % every === 0).sort();
  return count ? Math.max(1, some[some.length - 1 - Math.floor(some.length / 20)] / LARGE_KVA) : 1;
}

function isShown(at, picture) {
  const { customers } = data;
  if (state.hiddenTiers.has(customers.tier[at])) return false;
  if (state.manager >= 0 && customers.manager && customers.manager[at] !== state.manager) return false;
  return state.outlet < 0 || outletOf(at, picture) === state.outlet;
}

function outletOf(at, picture) {
  const { customers } = data;
  const ids = picture === "today" && customers.todayOutlet ? customers.todayOutlet : customers.outlet;
  return ids ? ids[at] : -1;
}

function minutesOf(at, picture) {
  const { customers } = data;
  const minutes = picture === "today" && customers.todayTime ? customers.todayTime : customers.time;
  return minutes ? minutes[at] : null;
}

function customerColour(at, picture) {
  if (state.colour === "time") return bandColour(minutesOf(at, picture));
  if (state.colour === "manager" && data.customers.manager) return managerColour(data.customers.manager[at]);
  return tierColour(data.customers.tier[at]);
}

const isLate = (at, picture) => minutesOf(at, picture) > data.lateMin;

// Which customers the reader has not put aside; kept until something else is chosen.
const masks = new Map();
function shownNow(picture) {
  if (masks.has(picture)) return masks.get(picture);
  const shown = new Uint8Array(data.customers.count);
  for (let at = 0; at < shown.length; at += 1) shown[at] = isShown(at, picture);
  masks.set(picture, shown);
  return shown;
}

// How many customers there are of each value; counted once, for the page asks at every step.
function countBy(key, values) {
  const { counted } = data.customers;
  if (!counted.has(key)) {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    counted.set(key, counts);
  }
  return counted.get(key);
}

const tierCount = (tier) => countBy("tier", data.customers.tier).get(tier) || 0;
const managerCount = (at) => countBy("manager", data.customers.manager).get(at) || 0;
const outletCount = (at, picture) => countBy(`outlet-${picture}`, (picture === "today" && data.customers.todayOutlet) || data.customers.outlet || []).get(at) || 0;
function lateCount(picture) {
  const minutes = (picture === "today" && data.customers.todayTime) || data.customers.time || [];
  const key = `late-${picture}`;
  if (!data.customers.counted.has(key)) data.customers.counted.set(key, minutes.reduce((count, one) => count + (one > data.lateMin), 0));
  return data.customers.counted.get(key);
}

// Very many customers in view would hide each other: they are counted by squares instead.
function drawCustomers(view, picture, visited) {
  if (!data.customers) return;
  const inView = customersInView(view, picture);
  bins.delete(picture);
  if (inView.length > MOST_POINTS) drawBins(view, picture, inView, visited !== null);
  else drawPoints(view, picture, inView, visited);
}

function customersInView(view, picture) {
  const { xs, ys, count } = data.customers;
  const shown = shownNow(picture);
  const [left, top, right, bottom] = view.world(30);
  const found = new Uint32Array(count);
  let length = 0;
  for (let at = 0; at < count; at += 1) {
    if (shown[at] && xs[at] >= left && xs[at] <= right && ys[at] >= top && ys[at] <= bottom) found[length++] = at;
  }
  return found.subarray(0, length);
}

function drawPoints(view, picture, inView, visited) {
  const { context, zoom } = view;
  const { customers } = data;
  for (const at of largestOf(inView)) {
    const x = view.x(customers.xs[at]);
    const y = view.y(customers.ys[at]);
    const isQuiet = visited && !visited.has(at);
    const radius = radiusOf(customers.load[at], zoom) * (isQuiet ? 0.55 : 1);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.globalAlpha = isQuiet ? 0.6 : 0.88;
    context.fillStyle = isQuiet ? data.colours.ground.quiet : customerColour(at, picture);
    context.fill();
    context.globalAlpha = 1;
    const isRinged = !isQuiet && state.layers.late && isLate(at, picture);
    context.strokeStyle = isRinged ? "#000" : "#fff";
    context.lineWidth = isRinged ? 2 : 1;
    context.stroke();
    if (!isQuiet && state.colour === "tier") drawTierMark(context, x, y, radius, customers.tiers[customers.tier[at]]);
    if (at === state.customer) drawHalo(context, x, y, radius);
  }
}

// Tiers are told by a mark as well as by colour: VIP an inner ring, T1 a dot.
function drawTierMark(context, x, y, radius, tier) {
  if (radius < 4.5 || (tier !== "VIP" && tier !== "T1")) return;
  context.beginPath();
  context.arc(x, y, tier === "VIP" ? radius * 0.55 : Math.max(1.4, radius * 0.22), 0, 2 * Math.PI);
  if (tier === "VIP") {
    context.strokeStyle = "rgba(255,255,255,.9)";
    context.lineWidth = Math.max(1.2, radius * 0.13);
    context.stroke();
  } else {
    context.fillStyle = "rgba(255,255,255,.92)";
    context.fill();
  }
}

function drawHalo(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius + 4, 0, 2 * Math.PI);
  context.strokeStyle = "#14304D";
  context.lineWidth = 2.5;
  context.stroke();
}

const largestOf = (some) => some.slice().sort((one, two) => data.customers.load[two] - data.customers.load[one] || one - two);

function drawLines(view, picture, only) {
  const { context } = view;
  const { customers } = data;
  if (!customers) return;
  const shown = shownNow(picture);
  context.beginPath();
  for (let at = 0; at < customers.count; at += 1) {
    const outlet = outletOf(at, picture);
    if (outlet < 0 || (only >= 0 && outlet !== only) || !shown[at]) continue;
    context.moveTo(view.x(customers.xs[at]), view.y(customers.ys[at]));
    context.lineTo(view.x(data.outlets[outlet].x), view.y(data.outlets[outlet].y));
  }
  context.strokeStyle = data.colours.ground.ink;
  context.globalAlpha = only >= 0 ? 0.5 : 0.28;
  context.lineWidth = only >= 0 ? 1.1 : 0.7;
  context.stroke();
  context.globalAlpha = 1;
}

function customerAt(view, point, picture) {
  if (!data.customers || bins.has(picture)) return -1;
  const { xs, ys, load, count } = data.customers;
  const shown = shownNow(picture);
  let best = -1;
  let nearest = 1;
  for (let at = 0; at < count; at += 1) {
    const [right, down] = [Math.abs(view.x(xs[at]) - point.x), Math.abs(view.y(ys[at]) - point.y)];
    if (right > 32 || down > 32 || !shown[at]) continue;
    const away = Math.hypot(right, down) / Math.max(6, radiusOf(load[at], view.zoom) + 2);
    if (away >= nearest) continue;
    nearest = away;
    best = at;
  }
  return best;
}
