// Tiles under the map: the user's own, carried in the page, or a server's that the scenario names.
const BLANK = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

function addTiles() {
  const { tiles } = data;
  if (!tiles) return;
  const options = { minNativeZoom: tiles.least, maxNativeZoom: tiles.most, maxZoom: 17 };
  if (tiles.url) {
    L.tileLayer(tiles.url, options).addTo(map);
    return;
  }
  const images = JSON.parse(document.getElementById("planner-tiles").textContent);
  const Carried = L.TileLayer.extend({ getTileUrl: ({ x, y, z }) => images[`${z}/${x}/${y}`] || BLANK });
  new Carried("", options).addTo(map);
}

// On paper all is one sheet of its own drawing; tiles would lie under it unseen.
const hasTiles = () => Boolean(data.tiles) && !document.body.classList.contains("printing");
