// Plain layers on a folium map. Text from the data reaches the page by textContent only.
function plannerLayers(map, blockId) {
  "use strict";
  const scene = JSON.parse(document.getElementById(blockId).textContent);
  const SHAPES = {
    kept: "M-9-9h18v18h-18z",
    new: "M0-12 3.5-4 12-3.7 5.3 1.6 7.5 10 0 5.2-7.5 10-5.3 1.6-12-3.7-3.5-4z",
    closed: "M-8-8h16v16h-16zM-4-4 4 4M4-4-4 4",
    "not chosen": "M0-7 7 0 0 7-7 0z",
  };
  const canvas = L.canvas({ padding: 0.3 });
  map.getContainer().style.background = scene.sea;
  document.documentElement.lang = scene.language;
  document.title ||= scene.layers.map((layer) => layer.title).join(" · ");

  function element(tag, text) {
    const one = document.createElement(tag);
    if (text !== undefined) one.textContent = text;
    return one;
  }

  function card(feature) {
    const box = element("div");
    box.append(element("strong", feature.name));
    const table = element("table");
    for (const [heading, value] of feature.facts) {
      const row = element("tr");
      row.append(element("td", heading), element("td", value));
      row.firstChild.style.color = "#56636e";
      row.lastChild.style.textAlign = "right";
      row.lastChild.style.paddingLeft = "12px";
      table.append(row);
    }
    box.append(table);
    return box;
  }

  function outletIcon(feature) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [key, value] of Object.entries({ width: 30, height: 30, viewBox: "-15 -15 30 30", role: "img" })) svg.setAttribute(key, value);
    svg.setAttribute("aria-label", feature.name);
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const isFull = feature.shape === "kept" || feature.shape === "new";
    path.setAttribute("d", SHAPES[feature.shape] || SHAPES.kept);
    path.setAttribute("fill", isFull ? feature.colour : "#fff");
    path.setAttribute("stroke", isFull ? "#fff" : feature.colour);
    path.setAttribute("stroke-width", "1.6");
    if (feature.shape === "not chosen") path.setAttribute("stroke-dasharray", "2.5 2");
    svg.append(path);
    return L.divIcon({ className: "", iconSize: [30, 30], iconAnchor: [15, 15], html: svg });
  }

  function draw({ style }, feature) {
    const look = { ...style, renderer: canvas, color: feature.colour, fillColor: feature.fill || feature.colour };
    if (feature.dashed) look.dashArray = "8 5";
    return L.geoJSON(feature.geometry, {
      style: () => look,
      pointToLayer: (_, spot) => (feature.shape
        ? L.marker(spot, { icon: outletIcon(feature), zIndexOffset: feature.shape === "not chosen" ? -1000 : 0 })
        : L.circleMarker(spot, { ...look, color: "#fff", weight: 1, radius: feature.radius || 5, fillOpacity: 0.88 })),
    });
  }

  // A number or a name inside its shape; as an element, so that its text is never read as markup.
  function label(feature, middle) {
    const box = element("div", feature.label);
    Object.assign(box.style, { color: feature.ink, font: "600 12px/16px system-ui, sans-serif", textAlign: "center", textShadow: feature.halo });
    return L.marker(middle, { interactive: false, zIndexOffset: 1000, icon: L.divIcon({ className: "", iconSize: [feature.spot ? 160 : 48, 16], html: box }) });
  }

  // An outlet stands where it stands: the number of its cell gives way, inside the cell.
  const outlets = [];
  const numbers = [];
  const ASIDE = [[0, 0], [0, 1], [0, -1], [1, 0], [-1, 0], [1, 1], [-1, -1], [1, -1], [-1, 1]];
  function giveWay() {
    const taken = outlets.map((one) => map.latLngToLayerPoint(one));
    for (const { marker, cell } of numbers) {
      const box = L.bounds([cell.getNorthWest(), cell.getSouthEast()].map((one) => map.latLngToLayerPoint(one)));
      const spots = ASIDE.map(([right, down]) => box.getCenter().add(box.getSize().scaleBy(L.point(right * 0.3, down * 0.3))));
      const room = (spot) => Math.min(26, ...taken.map((one) => one.distanceTo(spot)));
      const best = spots.reduce((one, two) => (room(two) > room(one) ? two : one));
      marker.setLatLng(map.layerPointToLatLng(best));
    }
  }

  const escaped = (text) => {
    const holder = element("span", text);
    return holder.innerHTML;
  };
  const overlays = {};
  const groups = [];
  const bounds = L.latLngBounds([]);
  scene.layers.forEach((layer, place) => {
    const group = L.featureGroup();
    for (const feature of layer.features) {
      const one = draw(layer.look, feature);
      if (feature.name || feature.facts.length) one.bindPopup(() => card(feature), { maxWidth: 340 });
      group.addLayer(one);
      if (feature.shape) outlets.push(one.getBounds().getCenter());
      if (!feature.label) continue;
      const cell = one.getBounds();
      const marker = label(feature, feature.spot || cell.getCenter());
      if (!feature.spot) numbers.push({ marker, cell });
      group.addLayer(marker);
    }
    if (!layer.look.waits) group.addTo(map);
    groups.push(group);
    if (layer.look.frames && layer.features.length) bounds.extend(group.getBounds());
    overlays[`<span data-layer="${place}">${escaped(layer.title)}</span>`] = group;
  });
  if (scene.layers.length > 1) L.control.layers(null, overlays, { collapsed: scene.layers.length > 6 }).addTo(map);
  for (const line of scene.foot) map.attributionControl.addAttribution(escaped(line));
  if (!bounds.isValid()) for (const group of groups) if (group.getLayers().length) bounds.extend(group.getBounds());
  const frame = () => bounds.isValid() && map.fitBounds(bounds, { padding: [20, 20], animate: false });
  frame();
  map.on("zoomend", giveWay);
  giveWay();
  // A notebook's frame gets its size after the map has begun.
  if (map.getSize().x < 50) {
    new ResizeObserver((_, watcher) => {
      map.invalidateSize({ animate: false });
      if (map.getSize().x < 50) return;
      frame();
      watcher.disconnect();
    }).observe(map.getContainer());
  }
}
