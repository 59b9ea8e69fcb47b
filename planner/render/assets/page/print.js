// One sheet of A3: the map is given the sheet's size before printing, and its own size after.
let framed = null;

function beforePrint() {
  if (framed) return;
  framed = map.getBounds();
  document.body.classList.add("printing");
  drawLegend();
  const show = state.view === "both" ? figureTable : figureCards;
  fill(document.getElementById("print-figures"), data.figures.length && show(data.figures.slice(0, 8)));
  map.invalidateSize({ animate: false, pan: false });
  map.fitBounds(framed, { animate: false });
  groundSheet.paint();
  planSheet.paint();
}

function afterPrint() {
  if (!framed) return;
  document.body.classList.remove("printing");
  drawLegend();
  fill(document.getElementById("print-figures"));
  map.invalidateSize({ animate: false, pan: false });
  map.fitBounds(framed, { animate: false });
  framed = null;
  redraw();
}

// The two sheets laid over each other, as the reader sees them.
function savePicture() {
  const sheets = [groundSheet._container, planSheet._container];
  const canvas = h("canvas", { width: sheets[0].width, height: sheets[0].height });
  for (const sheet of sheets) canvas.getContext("2d").drawImage(sheet, 0, 0);
  canvas.toBlob((blob) => {
    const link = h("a", { href: URL.createObjectURL(blob), download: "map.png" });
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}
