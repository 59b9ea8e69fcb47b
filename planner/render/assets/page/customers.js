// Customers: sized by contract, coloured by tier, minutes or manager, largest first.
const MANY = 2000;

function radiusOf(kva, zoom) {
  const grow = Math.max(0.62, Math.min(1.9, 1.3 ** (zoom - 11)));
  return Math.min(26, Math.max(2.8, (1.8 + Math.sqrt(kva) / 10.5) * grow));
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

const isLate = (at, picture) => (minutesOf(at, picture) ?? 0) > data.lateMin;

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

function drawCustomers(view, picture, visited) {
  if (!data.customers) return;
  if (data.customers.count > MANY) drawManyCustomers(view, picture, visited);
  else drawFewCustomers(view, picture, visited);
}

function drawFewCustomers(view, picture, visited) {
  const { context, zoom } = view;
  const { customers } = data;
  for (const at of customers.order) {
    if (!isShown(at, picture)) continue;
    const x = view.x(customers.xs[at]);
    const y = view.y(customers.ys[at]);
    const isQuiet = visited && !visited.has(at);
    const radius = radiusOf(customers.load[at], zoom) * (isQuiet ? 0.55 : 1);
    if (!view.holds(x, y, radius + 3)) continue;
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

// What each of many customers is painted with; kept until something else is chosen.
const paints = new Map();
function paintOf(picture, visited) {
  if (paints.has(picture)) return paints.get(picture);
  const { customers } = data;
  const colours = [];
  const paint = new Uint8Array(customers.count).fill(255);
  const numberOf = (colour) => {
    if (!colours.includes(colour)) colours.push(colour);
    return colours.indexOf(colour);
  };
  for (let at = 0; at < customers.count; at += 1) {
    if (isShown(at, picture)) paint[at] = numberOf(visited && !visited.has(at) ? data.colours.ground.quiet : customerColour(at, picture));
  }
  paints.set(picture, { paint, colours });
  return paints.get(picture);
}

// Small circles are stamped into a picture, dot by dot: as paths, a hundred thousand of them cost
// the browser a second at every step of the map. The few large ones are paths, one a colour.
function drawManyCustomers(view, picture, visited) {
  const { context, zoom, scale, dense } = view;
  const { order, xs, ys, load } = data.customers;
  const { paint, colours } = paintOf(picture, visited);
  const paths = colours.map(() => new Path2D());
  const [left, top] = [view.x(0), view.y(0)];
  const { min, max } = view.bounds;
  const stamp = stampOn(context.canvas, colours);
  for (const at of order) {
    if (paint[at] === 255) continue;
    const x = xs[at] * scale + left;
    const y = ys[at] * scale + top;
    if (x < min.x || x > max.x || y < min.y || y > max.y) continue;
    const radius = radiusOf(load[at], zoom) * 0.7;
    if (radius < 4) stamp.dot((x - min.x) * dense, (y - min.y) * dense, radius * dense, paint[at]);
    else {
      paths[paint[at]].moveTo(x + radius, y);
      paths[paint[at]].arc(x, y, radius, 0, 2 * Math.PI);
    }
  }
  context.globalAlpha = 0.8;
  paths.forEach((path, place) => {
    context.fillStyle = colours[place];
    context.fill(path);
  });
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(stamp.finish(), 0, 0);
  context.restore();
  context.globalAlpha = 1;
}

function stampOn({ width, height }, colours) {
  const picture = new ImageData(width, height);
  const dots = new Uint32Array(picture.data.buffer);
  const inks = Uint32Array.from(colours, (colour) => {
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
  const spans = new Map();
  const spansOf = (half) => {
    if (!spans.has(half)) {
      const reach = Math.floor(half / 2);
      spans.set(half, Int32Array.from({ length: 2 * reach + 1 }, (_, at) => Math.round(Math.sqrt(Math.max(0, (half * half) / 4 - (at - reach) ** 2)))));
    }
    return spans.get(half);
  };
  return {
    dot(x, y, radius, colour) {
      const rows = spansOf(Math.round(radius * 2));
      const [middle, first] = [Math.round(x), Math.round(y) - ((rows.length - 1) >> 1)];
      for (let at = 0; at < rows.length; at += 1) {
        const line = first + at;
        if (line < 0 || line >= height) continue;
        const end = line * width + Math.min(width, middle + rows[at] + 1);
        for (let dot = line * width + Math.max(0, middle - rows[at]); dot < end; dot += 1) dots[dot] = inks[colour];
      }
    },
    finish() {
      const sheet = new OffscreenCanvas(width, height);
      sheet.getContext("2d").putImageData(picture, 0, 0);
      return sheet;
    },
  };
}

function drawLines(view, picture, only) {
  const { context } = view;
  const { customers } = data;
  if (!customers) return;
  context.beginPath();
  for (let at = 0; at < customers.count; at += 1) {
    const outlet = outletOf(at, picture);
    if (outlet < 0 || (only >= 0 && outlet !== only) || !isShown(at, picture)) continue;
    context.moveTo(view.x(customers.xs[at]), view.y(customers.ys[at]));
    context.lineTo(view.x(data.outlets[outlet].x), view.y(data.outlets[outlet].y));
  }
  context.strokeStyle = data.colours.ground.ink;
  context.globalAlpha = only >= 0 ? 0.5 : 0.28;
  context.lineWidth = only >= 0 ? 1.1 : 0.7;
  context.stroke();
  context.globalAlpha = 1;
}

function customerAt(map, point, picture) {
  const { customers } = data;
  if (!customers) return -1;
  const zoom = map.getZoom();
  const scale = 2 ** zoom;
  const origin = map.getPixelOrigin();
  let best = -1;
  let nearest = 1;
  for (let at = 0; at < customers.count; at += 1) {
    const away = Math.hypot(customers.xs[at] * scale - origin.x - point.x, customers.ys[at] * scale - origin.y - point.y);
    const reach = Math.max(6, radiusOf(customers.load[at], zoom) + 2);
    if (away / reach < nearest && isShown(at, picture)) {
      nearest = away / reach;
      best = at;
    }
  }
  return best;
}
