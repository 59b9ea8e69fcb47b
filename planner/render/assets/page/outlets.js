// Outlets are told apart by shape: kept a square with a bolt, new a star, closed a crossed box.
const SIZES = { A: 13.5, B: 12, C: 10.5, D: 9 };
const outletSize = (one) => SIZES[one.class] || 10.5;

// Which outlets a view shows, and as what.
function outletRole(one, picture) {
  const decision = one.decision || "kept";
  if (picture === "today") return decision === "kept" || decision === "closed" ? "kept" : null;
  if (decision === "not chosen") return state.layers.unused && state.tab !== "visits" ? decision : null;
  return decision;
}

const drawOutlets = (view, picture) => drawRoles(view, picture, ["kept", "new", "closed"]);
const drawCandidates = (view, picture) => drawRoles(view, picture, ["not chosen"]);

function drawRoles(view, picture, roles) {
  const { context } = view;
  for (const one of [...data.outlets].reverse()) {
    const role = outletRole(one, picture);
    if (!roles.includes(role)) continue;
    const x = view.x(one.x);
    const y = view.y(one.y);
    if (!view.holds(x, y, 20)) continue;
    context.save();
    context.translate(x, y);
    if (state.outlet >= 0 && state.outlet !== one.place) context.globalAlpha = 0.45;
    drawOutlet(context, role, outletSize(one));
    context.restore();
  }
}

function drawOutlet(context, role, size) {
  const colour = data.colours.outlets[role] || data.colours.outlets.kept;
  if (role === "kept") drawSquare(context, colour, size);
  else if (role === "new") drawStar(context, colour, size * 1.25);
  else if (role === "closed") drawCrossed(context, colour, size * 0.72);
  else drawDiamond(context, colour, 6);
}

function drawSquare(context, colour, size) {
  context.beginPath();
  context.roundRect(-size, -size, 2 * size, 2 * size, size * 0.3);
  context.fillStyle = colour;
  context.fill();
  context.strokeStyle = "#fff";
  context.lineWidth = 1.6;
  context.stroke();
  context.beginPath();
  for (const [x, y] of [[0.12, -0.68], [-0.46, 0.14], [-0.06, 0.14], [-0.16, 0.68], [0.46, -0.16], [0.04, -0.16]]) context.lineTo(x * size, y * size);
  context.closePath();
  context.fillStyle = "#fff";
  context.fill();
}

function drawStar(context, colour, size) {
  context.beginPath();
  for (let at = 0; at < 10; at += 1) {
    const reach = at % 2 ? size * 0.45 : size;
    const angle = (at * Math.PI) / 5 - Math.PI / 2;
    context.lineTo(reach * Math.cos(angle), reach * Math.sin(angle));
  }
  context.closePath();
  context.lineJoin = "round";
  context.strokeStyle = "#fff";
  context.lineWidth = 3;
  context.stroke();
  context.fillStyle = colour;
  context.fill();
}

function drawCrossed(context, colour, size) {
  context.beginPath();
  context.roundRect(-size, -size, 2 * size, 2 * size, 2);
  context.fillStyle = "rgba(255,255,255,.92)";
  context.fill();
  context.moveTo(-size * 0.5, -size * 0.5);
  context.lineTo(size * 0.5, size * 0.5);
  context.moveTo(size * 0.5, -size * 0.5);
  context.lineTo(-size * 0.5, size * 0.5);
  context.strokeStyle = colour;
  context.lineWidth = 1.8;
  context.stroke();
}

function drawDiamond(context, colour, size) {
  context.beginPath();
  context.moveTo(0, -size);
  context.lineTo(size, 0);
  context.lineTo(0, size);
  context.lineTo(-size, 0);
  context.closePath();
  context.fillStyle = "rgba(255,255,255,.85)";
  context.fill();
  context.setLineDash([2.2, 1.8]);
  context.strokeStyle = colour;
  context.lineWidth = 1.3;
  context.stroke();
  context.setLineDash([]);
}

function outletAt(view, point, picture) {
  return data.outlets.findIndex((one) => outletRole(one, picture)
    && Math.hypot(view.x(one.x) - point.x, view.y(one.y) - point.y) < outletSize(one) + 2);
}
