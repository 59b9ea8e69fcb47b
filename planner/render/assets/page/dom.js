// The only way elements are made: text goes in as text, never as markup.
function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  dress(element, props);
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}

function dress(element, props) {
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "style") for (const [name, one] of Object.entries(value)) element.style.setProperty(name, one);
    else if (key === "key") element.dataset.key = value;
    else if (key === "value") element.value = value;
    else if (key === "checked") element.checked = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
}

// Replaces what an element holds, and gives the focus back to the part that had it.
function fill(element, ...children) {
  const had = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  element.replaceChildren(...children.flat(2).filter(Boolean));
  if (!had) return;
  for (const one of element.querySelectorAll("[data-key]")) {
    if (one.dataset.key === had) {
      one.focus({ preventScroll: true });
      break;
    }
  }
}

function icon(draw, size = 18) {
  const canvas = h("canvas", { class: "icon", "aria-hidden": "true", width: size * 2, height: size * 2, style: { width: `${size}px`, height: `${size}px` } });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  context.translate(size / 2, size / 2);
  draw(context);
  return canvas;
}

const heading = (text, extra) => h("h2", {}, text, extra);
