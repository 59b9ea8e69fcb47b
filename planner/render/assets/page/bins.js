// Squares of the map with more customers than can be told apart: how many, and of which kinds.
const MOST_POINTS = 3000;
const BIN_SIZE = 44;
const bins = new Map();

// What tells customers apart now: names and colours of the kinds, and the kind of each customer.
function kindsOf(picture) {
  const { customers } = data;
  if (state.colour === "time" && customers.time) {
    return { colours: [...data.colours.bands, data.colours.otherTier], of: (at) => (isNothing(minutesOf(at, picture)) ? data.bandEnds.length + 1 : bandOf(minutesOf(at, picture))) };
  }
  if (state.colour === "manager" && customers.manager) {
    return { colours: [...data.managers.map((_, at) => managerColour(at)), data.colours.otherTier], of: (at) => (customers.manager[at] < 0 ? data.managers.length : customers.manager[at]) };
  }
  return { colours: customers.tiers.map((_, tier) => tierColour(tier)), of: (at) => customers.tier[at] };
}

// Squares hold still while the map moves: they are counted from the corner of the world. Their
// sums lie in one plain table each, for there are a few hundred squares and very many customers.
function countBins(view, picture, inView) {
  const { xs, ys, load } = data.customers;
  const { colours, of } = kindsOf(picture);
  const scale = view.scale / BIN_SIZE;
  const [left, top, right, bottom] = view.world(30).map((one) => Math.floor(one * scale));
  const columns = right - left + 1;
  const size = columns * (bottom - top + 1);
  const [counts, loads, x, y] = [0, 1, 2, 3].map(() => new Float64Array(size));
  const kinds = new Uint32Array(size * colours.length);
  for (let place = 0; place < inView.length; place += 1) {
    const at = inView[place];
    const square = (Math.floor(ys[at] * scale) - top) * columns + Math.floor(xs[at] * scale) - left;
    counts[square] += 1;
    loads[square] += load[at];
    x[square] += xs[at];
    y[square] += ys[at];
    kinds[square * colours.length + of(at)] += 1;
  }
  const all = [];
  counts.forEach((count, square) => count && all.push({
    count, load: loads[square], x: x[square] / count, y: y[square] / count,
    radius: Math.min(BIN_SIZE / 2 - 1, 7 + 1.9 * Math.log2(count)),
    kinds: kinds.subarray(square * colours.length, (square + 1) * colours.length),
  }));
  return { colours, all: all.sort((one, two) => one.count - two.count) };
}

function drawBins(view, picture, inView, isQuiet) {
  const counted = countBins(view, picture, inView);
  bins.set(picture, counted);
  for (const one of counted.all) {
    const [x, y] = [view.x(one.x), view.y(one.y)];
    if (view.holds(x, y, one.radius)) drawBin(view.context, x, y, one, isQuiet ? null : counted.colours);
  }
}

// A ring with the shares of the kinds around the number of customers.
function drawBin(context, x, y, one, colours) {
  const thick = Math.max(2.5, one.radius * 0.26);
  context.beginPath();
  context.arc(x, y, one.radius + 1, 0, 2 * Math.PI);
  context.fillStyle = "rgba(255,255,255,.94)";
  context.fill();
  context.lineWidth = thick;
  let from = -Math.PI / 2;
  one.kinds.forEach((count, kind) => {
    if (!count) return;
    const to = from + (count / one.count) * 2 * Math.PI;
    context.beginPath();
    context.arc(x, y, one.radius - thick / 2, from, to);
    context.strokeStyle = colours ? colours[kind] : data.colours.ground.quiet;
    context.stroke();
    from = to;
  });
  if (one.radius < 10) return;
  context.font = `600 ${Math.max(9, one.radius * 0.56)}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colours ? data.colours.ground.ink : "#5b6770";
  context.fillText(shortCount(one.count), x, y + 0.5);
}

const shortCount = (count) => (count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 9950 ? 1 : 0)}k`);

function binAt(view, point, picture) {
  const isThere = (one) => Math.hypot(view.x(one.x) - point.x, view.y(one.y) - point.y) <= one.radius;
  return bins.get(picture)?.all.filter(isThere).pop() || null;
}

const binTip = (one) => [`${number(one.count)} ${t("seen")}`, data.customers.kva && `${number(one.load / 1000)} MVA`, t("binHint")].filter(Boolean);
