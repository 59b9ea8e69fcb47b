// Today on the left, the plan on the right, and a handle between them.
function swipeAt(view) {
  return view.map.containerPointToLayerPoint([view.map.getSize().x * state.swipe, 0]).x;
}

function makeSwipe(holder) {
  const handle = h("input", { class: "swipe", type: "range", min: 0, max: 1000, "aria-label": t("swipe"), value: state.swipe * 1000 });
  const line = h("div", { class: "swipe-line", "aria-hidden": "true" }, h("span", {}, "⇆"));
  const left = h("span", { class: "side left" });
  const right = h("span", { class: "side right" });
  const box = h("div", { class: "swipe-box" }, line, left, right, handle);
  holder.append(box);
  const place = () => {
    box.hidden = state.view !== "both";
    line.style.left = `${state.swipe * 100}%`;
    left.textContent = t("today");
    right.textContent = t("plan");
    handle.setAttribute("aria-label", t("swipe"));
  };
  const drag = (event) => {
    const frame = holder.getBoundingClientRect();
    state.swipe = Math.max(0.02, Math.min(0.98, (event.clientX - frame.left) / frame.width));
    handle.value = state.swipe * 1000;
    place();
    planSheet.later();
  };
  line.addEventListener("pointerdown", (event) => {
    line.setPointerCapture(event.pointerId);
    line.addEventListener("pointermove", drag);
    event.preventDefault();
  });
  for (const end of ["pointerup", "pointercancel"]) line.addEventListener(end, () => {
    line.removeEventListener("pointermove", drag);
    writeHash();
  });
  handle.addEventListener("input", () => {
    state.swipe = Math.max(0.02, Math.min(0.98, handle.value / 1000));
    place();
    planSheet.later();
  });
  handle.addEventListener("change", writeHash);
  L.DomEvent.disableClickPropagation(line);
  followers.push(place);
}
