// Reading the data block. Text from it only ever reaches the page as text (dom.js) or on a canvas.
async function readData() {
  const block = document.getElementById("planner-data");
  const isPacked = block.type === "application/gzip";
  const read = JSON.parse(isPacked ? new TextDecoder().decode(await gunzip(block.textContent)) : block.textContent);
  if (read.customers) await readColumns(read.customers);
  return read;
}

// The world is Mercator at zoom 0: 256 units wide, so that a screen is one multiplication away.
const worldX = (lon) => (lon / 360 + 0.5) * 256;
function worldY(lat) {
  const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
}
const worldLat = (y) => (Math.atan(Math.sinh(Math.PI * (1 - y / 128))) * 180) / Math.PI;
const worldLon = (x) => (x / 256 - 0.5) * 360;
const latLng = (x, y) => L.latLng(worldLat(y), worldLon(x));

function toWorld(steps, grid) {
  const line = new Float64Array(steps.length);
  let x = 0;
  let y = 0;
  for (let at = 0; at < steps.length; at += 2) {
    x += steps[at];
    y += steps[at + 1];
    line[at] = worldX(x / grid);
    line[at + 1] = worldY(y / grid);
  }
  return line;
}

function boxOf(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (let at = 0; at < line.length; at += 2) {
      box[0] = Math.min(box[0], line[at]);
      box[1] = Math.min(box[1], line[at + 1]);
      box[2] = Math.max(box[2], line[at]);
      box[3] = Math.max(box[3], line[at + 1]);
    }
  }
  return box;
}

function shapeOf(rings, grid) {
  const lines = rings.map((ring) => toWorld(ring, grid));
  return { lines, box: boxOf(lines) };
}

function unfold(data) {
  const grid = data.grid;
  const ground = data.ground;
  for (const one of ground.land) one.shape = shapeOf(one.rings, grid);
  for (const one of ground.districts) Object.assign(one, { x: worldX(one.lon), y: worldY(one.lat) });
  ground.edges = ground.borders.map((line) => shapeOf([line], grid));
  ground.lines = ground.roads.map((rank) => rank.map((line) => shapeOf([line], grid)));
  for (const view of ["plan", "today"]) {
    for (const one of data.areas[view]) one.shape = shapeOf(one.rings, grid);
    for (const one of data.bands[view]) {
      one.shape = shapeOf(one.rings, grid);
      one.places = one.spots.map(([lon, lat]) => [worldX(lon), worldY(lat)]);
    }
  }
  data.outlets.forEach((one, place) => Object.assign(one, { place, x: worldX(one.lon), y: worldY(one.lat) }));
  if (data.customers) unfoldCustomers(data.customers, grid);
  if (data.tours) unfoldTours(data.tours, grid);
  return data;
}

const NUMBERS = ["kva", "kwh", "time", "todayTime"];

// Numbers that are not known become NaN, so that every column of numbers is one of the same kind.
function unfoldCustomers(customers, grid) {
  for (const key of NUMBERS) if (Array.isArray(customers[key])) customers[key] = Float64Array.from(customers[key], (one) => one ?? NaN);
  const count = customers.x.length;
  const xs = new Float64Array(count);
  const ys = new Float64Array(count);
  let lon = 0;
  let lat = 0;
  for (let at = 0; at < count; at += 1) {
    lon += customers.x[at];
    lat += customers.y[at];
    xs[at] = worldX(lon / grid);
    ys[at] = worldY(lat / grid);
  }
  Object.assign(customers, { count, xs, ys, counted: new Map() });
  lazily(customers, "load", () => loadsOf(customers));
  lazily(customers, "order", () => largestFirst(customers.load));
  lazily(customers, "sizeUnit", () => sizeUnitOf(customers));
}

// Where the register has no contract, the load stands in: 40 % of the hours of a year.
function loadsOf({ kva, kwh, count }) {
  if (kva) return kva.map((one) => one || 0);
  return kwh ? kwh.map((one) => (one || 0) / 3504) : new Float64Array(count).fill(500);
}

// Numbers sort by themselves far faster than by a function, so load and place are made one number:
// whole kVA above, the place in the 24 bits below.
function largestFirst(load) {
  const keys = load.map((one, at) => Math.round(one) * 16777216 + (16777215 - at)).sort().reverse();
  return Uint32Array.from(keys, (key) => 16777215 - (key % 16777216));
}

function unfoldTours(tours, grid) {
  for (const one of tours.tours) {
    one.lines = one.legs.map((leg) => toWorld(leg, grid));
    one.box = boxOf(one.lines);
  }
  tours.visits = new Map();
  for (const tour of tours.tours) {
    for (const { customer } of tour.stops) {
      if (customer < 0) continue;
      if (!tours.visits.has(customer)) tours.visits.set(customer, []);
      tours.visits.get(customer).push(tours.days[tour.day]);
    }
  }
  for (const days of tours.visits.values()) days.sort();
}
