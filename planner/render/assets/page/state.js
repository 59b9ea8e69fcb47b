// What is chosen. It is also in the address after "#", so that a link opens the same view.
const LAYERS = { lines: false, late: true, names: true, unused: true, roads: true, districts: true };
const CHOSEN = () => ({
  view: "plan", tab: "overview", language: data.language, colour: "tier", cover: "areas", manager: -1, outlet: -1, customer: -1,
  day: -1, hiddenTiers: new Set(), layers: { ...LAYERS }, swipe: 0.5, spot: null,
});
const state = { sort: "kva", ascending: false, page: 0, legend: true, more: false };
let data = null;
const followers = [];

function update(patch) {
  Object.assign(state, patch);
  masks.clear();
  writeHash();
  for (const follow of followers) follow(patch);
}

const oneOf = (key, known, usual) => ({ read: (text) => known.includes(text) && { [key]: text }, write: () => state[key] !== usual() && state[key] });
const idIn = (key, ids) => ({
  read: (text) => ids().indexOf(text) >= 0 && { [key]: ids().indexOf(text) },
  write: () => state[key] >= 0 && ids()[state[key]],
});
const TABS = ["overview", "visits", "customers"];
const HASH = {
  v: oneOf("view", ["plan", "today", "both"], () => "plan"),
  t: oneOf("tab", TABS, () => "overview"),
  l: oneOf("language", ["zh", "en"], () => data.language),
  c: oneOf("colour", ["tier", "time", "manager"], () => "tier"),
  k: oneOf("cover", ["areas", "bands", "none"], () => "areas"),
  d: idIn("day", () => data.tours?.days || []),
  m: idIn("manager", () => data.managers.map((one) => one.id)),
  o: idIn("outlet", () => data.outlets.map((one) => one.id)),
  a: idIn("customer", () => data.customers?.id || []),
  h: { read: (text) => ({ hiddenTiers: new Set(text.split(".").map(Number)) }), write: () => [...state.hiddenTiers].sort().join(".") },
  y: { read: readLayers, write: () => Object.keys(LAYERS).filter((key) => state.layers[key] !== LAYERS[key]).join(".") },
  w: { read: (text) => text > 0 && text < 1 && { swipe: Number(text) }, write: () => state.view === "both" && state.swipe !== 0.5 && state.swipe.toFixed(3) },
  p: { read: readSpot, write: () => state.spot && state.spot.join("_") },
};

// Layers that are named are the other way round than usual.
function readLayers(text) {
  const layers = { ...LAYERS };
  for (const key of text.split(".")) if (Object.hasOwn(LAYERS, key)) layers[key] = !LAYERS[key];
  return { layers };
}

function readSpot(text) {
  const spot = text.split("_").map(Number);
  return spot.length === 3 && spot.every(Number.isFinite) && { spot };
}

function readHash() {
  const patch = CHOSEN();
  for (const [key, text] of new URLSearchParams(location.hash.slice(1))) {
    if (Object.hasOwn(HASH, key)) Object.assign(patch, HASH[key].read(text) || {});
  }
  return patch;
}

// A frame of a notebook has no address of its own.
function writeHash() {
  if (location.protocol === "about:") return;
  const said = new URLSearchParams();
  for (const [key, one] of Object.entries(HASH)) {
    const text = one.write();
    if (text) said.set(key, text);
  }
  const hash = said.toString();
  if (hash !== location.hash.slice(1)) history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
}
