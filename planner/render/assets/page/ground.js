// The ground: sea, land, hills, roads, district borders and their names.
const ROAD_STYLES = [{ colour: "road_minor", width: 1, from: 11.5 }, { colour: "road_main", width: 1.9, from: 9 }, { colour: "road_major", width: 2.4, from: 0 }];
const FONT = '"Segoe UI", "Helvetica Neue", Arial, "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';

function drawGround(view) {
  if (hasTiles()) {
    if (state.layers.districts) drawBorders(view);
    return;
  }
  const { context, bounds } = view;
  const colour = data.colours.ground;
  const hasLand = data.ground.land.some((one) => one.kind === "land");
  context.fillStyle = hasLand ? colour.sea : colour.land;
  context.fillRect(bounds.min.x, bounds.min.y, bounds.getSize().x, bounds.getSize().y);
  context.lineJoin = "round";
  context.lineCap = "round";
  for (const one of data.ground.land) {
    if (!view.sees(one.shape.box)) continue;
    traceShape(view, one.shape);
    context.fillStyle = colour[one.kind];
    context.fill("evenodd");
    if (one.kind !== "land" && one.kind !== "beyond") continue;
    context.strokeStyle = colour.shore;
    context.lineWidth = 1;
    context.stroke();
  }
  if (state.layers.districts) drawBorders(view);
  if (isBare()) drawDegrees(view);
}

// Where the scenario names no ground at all, degrees say where one is and how far it is.
const isBare = () => ["land", "borders"].every((key) => !data.ground[key].length) && data.ground.roads.every((rank) => !rank.length);
const DEGREE_STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
function drawDegrees(view) {
  const { context, bounds, screen } = view;
  const [left, top, right, bottom] = view.world(0);
  const step = DEGREE_STEPS.find((one) => (worldLon(right) - worldLon(left)) / one <= 8) || 20;
  const decimals = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  const style = { font: `400 11px ${FONT}`, colour: "#7b8791" };
  const line = (from, to, text) => {
    context.strokeStyle = "#dcd8ce";
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
    drawText(context, text, Math.max(from[0], screen.min.x) + 4, Math.max(from[1], screen.min.y + 18) - 8, style);
  };
  for (let lon = Math.ceil(worldLon(left) / step) * step; lon < worldLon(right); lon += step) {
    const x = view.x(worldX(lon));
    line([x, bounds.min.y], [x, bounds.max.y], `${number(Math.abs(lon), decimals)}° ${lon < 0 ? "W" : "E"}`);
  }
  for (let lat = Math.ceil(worldLat(bottom) / step) * step; lat < worldLat(top); lat += step) {
    const y = view.y(worldY(lat));
    line([bounds.min.x, y], [bounds.max.x, y], `${number(Math.abs(lat), decimals)}° ${lat < 0 ? "S" : "N"}`);
  }
}

function drawRoads(view) {
  if (!state.layers.roads || hasTiles()) return;
  const { context } = view;
  const colour = data.colours.ground;
  const grow = Math.max(0.7, Math.min(2.2, 1.25 ** (view.zoom - 11)));
  context.lineJoin = "round";
  context.lineCap = "round";
  data.ground.lines.forEach((lines, rank) => {
    const style = ROAD_STYLES[rank];
    if (view.zoom < style.from) return;
    context.beginPath();
    for (const one of lines) if (view.sees(one.box)) trace(view, one.lines[0]);
    if (rank === 2) {
      context.strokeStyle = colour.road_casing;
      context.lineWidth = 4.2 * grow;
      context.stroke();
    }
    context.strokeStyle = colour[style.colour];
    context.lineWidth = style.width * grow;
    context.stroke();
  });
}

function drawBorders(view) {
  const { context } = view;
  context.strokeStyle = data.colours.ground.district;
  context.lineWidth = 1.1;
  context.setLineDash([7, 4, 2, 4]);
  context.beginPath();
  for (const one of data.ground.edges) if (view.sees(one.box)) trace(view, one.lines[0]);
  context.stroke();
  context.setLineDash([]);
}

function drawAreas(view, picture) {
  const { context } = view;
  for (const one of data.areas[picture]) {
    if (!view.sees(one.shape.box)) continue;
    const isDim = state.outlet >= 0 && state.outlet !== one.outlet;
    traceShape(view, one.shape);
    context.globalAlpha = isDim ? 0.1 : 0.34;
    context.fillStyle = data.colours.areas[one.colour];
    context.fill("evenodd");
    context.globalAlpha = isDim ? 0.25 : 0.8;
    context.strokeStyle = "#fff";
    context.lineWidth = 2.4;
    context.stroke();
    context.strokeStyle = "#3f5b73";
    context.lineWidth = 0.8;
    context.stroke();
  }
  context.globalAlpha = 1;
}

function drawBands(view, picture) {
  const { context } = view;
  for (const one of data.bands[picture]) {
    if (!view.sees(one.shape.box)) continue;
    traceShape(view, one.shape);
    context.globalAlpha = 0.36;
    context.fillStyle = data.colours.bands[one.band];
    context.fill("evenodd");
    context.globalAlpha = 0.9;
    context.strokeStyle = "#fff";
    context.lineWidth = 1.1;
    context.stroke();
  }
  context.globalAlpha = 1;
}

// The minutes are written on the bands as well: colour alone does not say which is the farther one.
function drawBandNames(view, picture, taken) {
  const style = { font: `600 11.5px ${FONT}`, colour: "#3a4753", align: "center" };
  for (const one of data.bands[picture]) {
    for (const [x, y] of one.places.map((place) => [view.x(place[0]), view.y(place[1])])) {
      const box = [x - 24, y - 8, x + 24, y + 8];
      if (!view.holds(x, y, 0) || taken.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      drawText(view.context, `${bandName(one.band)} ${t("min")}`, x, y, style);
    }
  }
}
