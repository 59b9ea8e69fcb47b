// Tours along the road: colour says the manager, a number the stop, dashes the way back.
const toursShown = () => (data.tours ? data.tours.tours.filter((one) => (state.day < 0 || one.day === state.day) && (state.manager < 0 || one.manager === state.manager)) : []);
const toursOf = (day, manager) => data.tours.tours.filter((one) => one.day === day && (manager < 0 || one.manager === manager));

function drawTours(view) {
  const { context } = view;
  context.lineJoin = "round";
  context.lineCap = "round";
  const tours = toursShown().filter((one) => view.sees(one.box));
  if (state.day < 0) {
    context.globalAlpha = 0.3;
    context.lineWidth = 1.4;
    for (const one of tours) {
      context.strokeStyle = managerColour(one.manager);
      traceShape(view, one, false);
      context.stroke();
    }
    context.globalAlpha = 1;
    return;
  }
  for (const one of tours) drawTour(view, one);
}

function drawTour(view, tour) {
  const { context } = view;
  const colour = managerColour(tour.manager);
  const legs = tour.lines.map((line) => beside(view, line, 3.2));
  legs.forEach((leg, place) => {
    const isBack = legs.length > 1 && place === legs.length - 1;
    context.beginPath();
    leg.forEach(([x, y]) => context.lineTo(x, y));
    context.strokeStyle = "rgba(255,255,255,.9)";
    context.lineWidth = isBack ? 4.6 : 5.8;
    context.stroke();
    context.strokeStyle = colour;
    context.lineWidth = isBack ? 2.6 : 3.4;
    if (isBack) context.setLineDash([2, 7]);
    context.stroke();
    context.setLineDash([]);
    if (isHollow(tour.manager) && !isBack) {
      context.strokeStyle = "#fff";
      context.lineWidth = 1.2;
      context.stroke();
    }
  });
  for (const leg of legs) drawArrows(context, leg, colour);
}

// The line in map points, moved to the right of travel so that there and back lie side by side.
function beside(view, line, by) {
  const points = [];
  for (let at = 0; at < line.length; at += 2) {
    const x = view.x(line[at]);
    const y = view.y(line[at + 1]);
    const last = points.at(-1);
    if (!last || Math.hypot(x - last[0], y - last[1]) > 2.5 || at === line.length - 2) points.push([x, y]);
  }
  return points.map(([x, y], at) => {
    const [x0, y0] = points[Math.max(0, at - 1)];
    const [x1, y1] = points[Math.min(points.length - 1, at + 1)];
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    return [x - ((y1 - y0) / length) * by, y + ((x1 - x0) / length) * by];
  });
}

function drawArrows(context, leg, colour) {
  let walked = 0;
  let next = 45;
  for (let at = 1; at < leg.length; at += 1) {
    const [x0, y0] = leg[at - 1];
    const [x1, y1] = leg[at];
    const length = Math.hypot(x1 - x0, y1 - y0);
    while (length > 4 && walked + length >= next) {
      const share = (next - walked) / length;
      drawArrow(context, x0 + (x1 - x0) * share, y0 + (y1 - y0) * share, Math.atan2(y1 - y0, x1 - x0), colour);
      next += 150;
    }
    walked += length;
  }
}

function drawArrow(context, x, y, angle, colour) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(6.5, 0);
  context.lineTo(-4.5, -5);
  context.lineTo(-2, 0);
  context.lineTo(-4.5, 5);
  context.closePath();
  context.fillStyle = colour;
  context.strokeStyle = "#fff";
  context.lineWidth = 1.6;
  context.stroke();
  context.fill();
  context.restore();
}

// Brings tours into view, beside the cards that lie on the map.
function frame(tours) {
  if (!tours.length) return;
  const box = boxOf(tours.flatMap((one) => one.lines));
  const isWide = map.getSize().x > 900;
  map.fitBounds(L.latLngBounds(latLng(box[0], box[1]), latLng(box[2], box[3])), {
    animate: false, maxZoom: 14, paddingTopLeft: [isWide ? 60 : 24, 40], paddingBottomRight: [isWide ? 250 : 24, isWide ? 130 : 24],
  });
}

// Whose tour it is stands beside one of its stops, for colours alone are soon mixed up.
function drawTourNames(view, taken) {
  if (state.day < 0 || state.manager >= 0 || !data.customers) return;
  for (const tour of toursShown()) {
    const name = data.managers[tour.manager].name;
    view.context.font = NAME_FONT;
    const width = Math.min(160, view.context.measureText(name).width);
    const spots = tour.stops.filter((one) => one.customer >= 0).flatMap(({ customer }) => {
      const [x, y] = [view.x(data.customers.xs[customer]), view.y(data.customers.ys[customer])];
      return [[x + 13, y - 8.5], [x - 13 - width, y - 8.5], [x - width / 2, y - 29], [x - width / 2, y + 12]];
    });
    const box = spots.map(([x, y]) => [x, y, x + width, y + 17]).find((spot) => !taken.some((other) => overlaps(spot, other)));
    if (!box) continue;
    taken.push(box);
    drawText(view.context, name, box[0], box[1] + 8.5, { font: NAME_FONT, colour: "#1d2a36" });
  }
}

function drawStops(view) {
  if (state.day < 0 || !data.customers) return;
  const { context } = view;
  for (const tour of toursShown()) {
    for (const stop of [...tour.stops].reverse()) {
      if (stop.customer < 0) continue;
      const x = view.x(data.customers.xs[stop.customer]);
      const y = view.y(data.customers.ys[stop.customer]);
      context.save();
      context.translate(x, y);
      drawBadge(context, tour.manager, String(stop.stop), 10);
      if (stop.customer === state.customer) drawHalo(context, 0, 0, 10);
      context.restore();
    }
  }
}

function drawBadge(context, manager, text, radius) {
  const colour = managerColour(manager);
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fillStyle = isHollow(manager) ? "#fff" : colour;
  context.fill();
  context.strokeStyle = isHollow(manager) ? colour : "#fff";
  context.lineWidth = isHollow(manager) ? 2.6 : 1.8;
  context.stroke();
  if (!text) return;
  context.fillStyle = isHollow(manager) ? "#000" : inkOn(colour);
  context.font = `700 ${radius * 1.15}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, 0, 0.5);
}

function visitedNow() {
  if (state.tab !== "visits" || !data.tours) return null;
  const visited = new Set();
  if (state.day >= 0) for (const tour of toursShown()) for (const stop of tour.stops) visited.add(stop.customer);
  return visited;
}
