// A canvas that follows the map. `draw` gets a view: how world units become points on the map.
const Sheet = L.Renderer.extend({
  initialize(draw, options) {
    this._draw = draw;
    this._frame = 0;
    this.cost = 0;
    L.Renderer.prototype.initialize.call(this, options);
  },
  _initContainer() {
    this._container = h("canvas", { "aria-hidden": "true" });
    this._context = this._container.getContext("2d");
  },
  _destroyContainer() {
    cancelAnimationFrame(this._frame);
    this._container.remove();
  },
  _updatePaths() {},
  getEvents() {
    // While the map is dragged the sheet is drawn anew only when that is quick.
    return { ...L.Renderer.prototype.getEvents.call(this), move: () => this.cost < 20 && this.later() };
  },
  // One step of the map asks for several updates; they become one drawing in the next frame.
  later() {
    cancelAnimationFrame(this._frame);
    this._frame = requestAnimationFrame(() => this._map && this.paint());
  },
  _update() {
    if (this._bounds) this.later();
    else this.paint();
  },
  paint() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const begun = performance.now();
    const size = this._bounds.getSize();
    const dense = document.body.classList.contains("printing") ? 2 : Math.min(2, window.devicePixelRatio || 1);
    const canvas = this._container;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = Math.round(size.x * dense);
    canvas.height = Math.round(size.y * dense);
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    this._context.setTransform(dense, 0, 0, dense, -this._bounds.min.x * dense, -this._bounds.min.y * dense);
    this._draw(viewOf(this._map, this._context, this._bounds, dense));
    this.cost = performance.now() - begun;
  },
});

// Without a canvas it is still how points are found: `bounds` are then those of the screen.
function viewOf(map, context = null, bounds = screenOf(map), dense = 1) {
  const zoom = map.getZoom();
  const scale = 2 ** zoom;
  const origin = map.getPixelOrigin();
  return {
    map, context, zoom, scale, bounds, dense,
    screen: screenOf(map),
    x: (x) => x * scale - origin.x,
    y: (y) => y * scale - origin.y,
    world: (margin) => [(bounds.min.x - margin + origin.x) / scale, (bounds.min.y - margin + origin.y) / scale,
      (bounds.max.x + margin + origin.x) / scale, (bounds.max.y + margin + origin.y) / scale],
    sees: (box) => box[2] * scale - origin.x >= bounds.min.x && box[0] * scale - origin.x <= bounds.max.x
      && box[3] * scale - origin.y >= bounds.min.y && box[1] * scale - origin.y <= bounds.max.y,
    holds: (x, y, margin) => x >= bounds.min.x - margin && x <= bounds.max.x + margin && y >= bounds.min.y - margin && y <= bounds.max.y + margin,
  };
}

const screenOf = (map) => L.bounds(map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(map.getSize()));

function trace(view, line, close) {
  const { context } = view;
  context.moveTo(view.x(line[0]), view.y(line[1]));
  for (let at = 2; at < line.length; at += 2) context.lineTo(view.x(line[at]), view.y(line[at + 1]));
  if (close) context.closePath();
}

function traceShape(view, shape, close = true) {
  view.context.beginPath();
  for (const line of shape.lines) trace(view, line, close);
}
