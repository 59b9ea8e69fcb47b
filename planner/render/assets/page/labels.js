// Names, placed greedily where they cover nothing that matters.
const overlaps = (one, two) => one[0] < two[2] && two[0] < one[2] && one[1] < two[3] && two[1] < one[3];

function drawText(context, text, x, y, style) {
  context.font = style.font;
  context.textAlign = style.align || "left";
  context.textBaseline = "middle";
  context.letterSpacing = style.spacing || "0px";
  context.lineJoin = "round";
  context.strokeStyle = "rgba(255,255,255,.92)";
  context.lineWidth = 3.4;
  context.strokeText(text, x, y);
  context.fillStyle = style.colour;
  context.fillText(text, x, y);
  context.letterSpacing = "0px";
}

// A district's name keeps out of the way of the outlets' names, by a step up or down.
function drawDistrictNames(view, taken) {
  if (!state.layers.districts || view.zoom < 9.25 || view.zoom > 13.5) return;
  const style = { font: `400 14px ${FONT}`, colour: "#6d665a", align: "center", spacing: state.language === "zh" ? "4px" : "1px" };
  for (const one of data.ground.districts) {
    const x = view.x(one.x);
    const y = view.y(one.y);
    if (!view.holds(x, y, 60)) continue;
    const step = [0, -18, 18, -34, 34].find((by) => !taken.some((other) => overlaps([x - 32, y + by - 9, x + 32, y + by + 9], other)));
    if (step !== undefined) drawText(view.context, say(one.name), x, y + step, style);
  }
}

const MOST_NAMES = 30;
// Finds a place for each outlet's name: best of six around it that covers nothing that matters.
function placeOutletNames(view, picture) {
  const shown = data.outlets.filter((one) => ["kept", "new", "closed"].includes(outletRole(one, picture)));
  const taken = shown.map((one) => boxAround(view, one.x, one.y, outletSize(one)));
  if (state.tab === "visits" && state.day >= 0 && data.customers) {
    for (const tour of toursShown()) {
      for (const { customer } of tour.stops) if (customer >= 0) taken.push(boxAround(view, data.customers.xs[customer], data.customers.ys[customer], 10));
    }
  }
  const names = [];
  // of a province seen whole, a few names are welcome and many are a thicket
  const hasRoom = view.zoom >= 9.25 || shown.length <= MOST_NAMES;
  if (state.layers.names && hasRoom) for (const one of shown) placeOutletName(view, one, taken, names);
  return { taken, names, picture };
}

function boxAround(view, worldPointX, worldPointY, size) {
  const x = view.x(worldPointX);
  const y = view.y(worldPointY);
  return [x - size, y - size, x + size, y + size];
}

const NAME_FONT = `700 12px ${FONT}`;
function placeOutletName(view, one, taken, names) {
  view.context.font = NAME_FONT;
  const text = one.name.length > 24 ? `${one.name.slice(0, 23)}…` : one.name;
  const width = view.context.measureText(text).width;
  const x = view.x(one.x);
  const y = view.y(one.y);
  if (!view.holds(x, y, width)) return;
  const away = outletSize(one) + 4;
  const spots = [[away, -9], [-away - width, -9], [-width / 2, -away - 17], [-width / 2, away - 2], [away, 4], [-away - width, 4]];
  const free = spots.map(([dx, dy]) => [x + dx, y + dy, x + dx + width, y + dy + 17]).filter((spot) => !taken.some((other) => overlaps(spot, other)));
  const box = free.find((spot) => spot[0] >= view.screen.min.x && spot[2] <= view.screen.max.x) || free[0];
  if (!box) return;
  taken.push(box);
  names.push({ one, text, box });
}

function drawOutletNames(view, { names, picture }) {
  const { context } = view;
  for (const { one, text, box } of names) {
    const role = outletRole(one, picture);
    const colour = { new: "#006B4E", closed: "#6B6B6B" }[role] || "#14304D";
    drawText(context, text, box[0], box[1] + 8.5, { font: NAME_FONT, colour });
    if (role !== "closed") continue;
    context.beginPath();
    context.moveTo(box[0], box[1] + 8.5);
    context.lineTo(box[2], box[1] + 8.5);
    context.strokeStyle = colour;
    context.lineWidth = 1.2;
    context.stroke();
  }
}
