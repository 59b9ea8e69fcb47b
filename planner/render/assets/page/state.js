// What is chosen. It is also in the address after "#", so that a link opens the same view.
const state = {
  view: "plan", tab: "overview", language: "zh", colour: "tier", manager: -1, outlet: -1, customer: -1,
  day: -1, hiddenTiers: new Set(), sort: "kva", ascending: false, legend: true, more: false, swipe: 0.5,
  layers: { areas: true, lines: false, late: true, names: true, unused: true, roads: true, districts: true },
};
let data = null;
const followers = [];

function update(patch) {
  Object.assign(state, patch);
  masks.clear();
  writeHash();
  for (const follow of followers) follow(patch);
}

const HASH = {
  v: { read: (text) => ["plan", "today", "both"].includes(text) && { view: text }, write: () => state.view !== "plan" && state.view },
  t: { read: (text) => TABS.includes(text) && { tab: text }, write: () => state.tab !== "overview" && state.tab },
  l: { read: (text) => ["zh", "en"].includes(text) && { language: text }, write: () => state.language !== data.language && state.language },
  c: { read: (text) => ["tier", "time", "manager"].includes(text) && { colour: text }, write: () => state.colour !== "tier" && state.colour },
  d: { read: (text) => place("day", data.tours ? data.tours.days.indexOf(text) : -1), write: () => state.day >= 0 && data.tours.days[state.day] },
  m: { read: (text) => place("manager", data.managers.findIndex((one) => one.id === text)), write: () => state.manager >= 0 && data.managers[state.manager].id },
  o: { read: (text) => place("outlet", data.outlets.findIndex((one) => one.id === text)), write: () => state.outlet >= 0 && data.outlets[state.outlet].id },
  a: { read: (text) => place("customer", data.customers ? data.customers.id.indexOf(text) : -1), write: () => state.customer >= 0 && data.customers.id[state.customer] },
};
const TABS = ["overview", "visits", "customers"];
const place = (key, at) => at >= 0 && { [key]: at };

function readHash() {
  const patch = { view: "plan", tab: "overview", language: data.language, colour: "tier", day: -1, manager: -1, outlet: -1, customer: -1 };
  for (const [key, text] of new URLSearchParams(location.hash.slice(1))) {
    if (Object.hasOwn(HASH, key)) Object.assign(patch, HASH[key].read(text) || {});
  }
  return patch;
}

function writeHash() {
  const said = new URLSearchParams();
  for (const [key, one] of Object.entries(HASH)) {
    const text = one.write();
    if (text) said.set(key, text);
  }
  const hash = said.toString();
  if (hash !== location.hash.slice(1)) history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
}
