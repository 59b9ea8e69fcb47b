// Working days with the number of visits, as weeks; a card on the map, or in the panel when narrow.
let calendar = null;
let playing = 0;

function makeCalendar(holder) {
  if (!data.tours || !data.tours.days.length) return;
  const months = [...new Set(data.tours.days.map((day) => day.slice(0, 7)))];
  calendar = { box: h("section", { class: "calendar floating" }), holder, months, month: 0, day: -1 };
  holder.append(calendar.box);
  L.DomEvent.disableClickPropagation(calendar.box);
  L.DomEvent.disableScrollPropagation(calendar.box);
  calendar.box.addEventListener("keydown", onCalendarKey);
  window.matchMedia("(max-width: 820px)").addEventListener("change", () => update({}));
  followers.push(drawCalendar);
}

// The weeks of one month, Monday first; each day is its place in the list, -1 for a free one.
function weeksOf(month) {
  const weeks = new Map();
  data.tours.days.forEach((iso, at) => {
    if (!iso.startsWith(month)) return;
    const day = dayOf(iso);
    const weekday = (day.getUTCDay() + 6) % 7;
    const monday = new Date(day - weekday * 86400000).toISOString().slice(0, 10);
    if (!weeks.has(monday)) weeks.set(monday, new Array(7).fill(-1));
    weeks.get(monday)[weekday] = at;
  });
  return [...weeks].sort((one, two) => (one[0] < two[0] ? -1 : 1));
}

function drawCalendar() {
  const { box, months } = calendar;
  box.hidden = state.tab !== "visits";
  if (box.hidden) {
    stopPlay();
    return;
  }
  if (state.day !== calendar.day && state.day >= 0) calendar.month = months.indexOf(data.tours.days[state.day].slice(0, 7));
  calendar.day = state.day;
  const weeks = weeksOf(months[calendar.month]);
  const counts = new Array(data.tours.days.length).fill(0);
  for (const tour of data.tours.tours) if (state.manager < 0 || tour.manager === state.manager) counts[tour.day] += tour.stops.length;
  const most = Math.max(1, ...counts);
  const weekdays = data.tours.days.map((day) => (dayOf(day).getUTCDay() + 6) % 7);
  const columns = [0, 1, 2, 3, 4, 5, 6].filter((at) => at < 5 || weekdays.includes(at));
  const cell = (at) => at < 0
    ? h("td", { class: "free", "aria-hidden": "true" })
    : h("td", {}, h("button", {
      key: `day-${at}`, "aria-pressed": String(state.day === at), "aria-label": `${dayName(data.tours.days[at])} · ${counts[at]} ${t("visitCount")}`,
      title: dayName(data.tours.days[at]), style: { background: heat(counts[at] / most) }, onclick: () => pickDay(state.day === at ? -1 : at),
    }, counts[at] ? number(counts[at]) : "·"));
  const page = (by, word, sign) => h("button", {
    class: "step", key: word, "aria-label": t(word), title: t(word), disabled: !months[calendar.month + by],
    onclick: () => {
      calendar.month += by;
      drawCalendar();
    },
  }, sign);
  const head = h("tr", {}, h("td", {}), columns.map((at) => h("th", { scope: "col" }, WEEKDAYS[side()][(at + 1) % 7])));
  const rows = weeks.map(([monday, days]) => h("tr", {}, h("th", { scope: "row", title: t("week") }, shortDay(monday)), columns.map((at) => cell(days[at]))));
  fill(
    box,
    h("header", {}, h("div", { class: "month" }, page(-1, "previousMonth", "‹"), h("h2", { "aria-live": "polite" }, monthName(months[calendar.month])), page(1, "nextMonth", "›")),
      h("button", { key: "play", "aria-pressed": String(playing > 0), onclick: togglePlay }, playing ? `■ ${t("stop")}` : `▶ ${t("play")}`),
      h("button", { key: "all-days", "aria-pressed": String(state.day < 0), onclick: () => pickDay(-1) }, t("allDays"))),
    h("div", { class: "weeks" }, h("table", {}, h("thead", {}, head), h("tbody", {}, rows))),
  );
}

function placeCalendar(slot) {
  if (!calendar) return;
  const isNarrow = window.matchMedia("(max-width: 820px)").matches;
  calendar.box.classList.toggle("floating", !isNarrow);
  (isNarrow ? slot : calendar.holder).append(calendar.box);
}

const monthName = (month) => (state.language === "zh" ? `${month.slice(0, 4)}年${Number(month.slice(5))}月` : `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`);
const shortDay = (iso) => `${Number(iso.slice(5, 7))}/${Number(iso.slice(8))}`;

// From white to the blue of the load bars, dark ink readable on all of it.
function heat(share) {
  const mix = (from, to) => Math.round(from + (to - from) * Math.min(1, share));
  return `rgb(${mix(240, 130)} ${mix(246, 182)} ${mix(251, 219)})`;
}

function pickDay(day) {
  stopPlay();
  update({ day });
}

function onCalendarKey(event) {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -5, ArrowDown: 5 }[event.key];
  if (!by) return;
  event.preventDefault();
  const day = Math.max(0, Math.min(data.tours.days.length - 1, state.day + by));
  pickDay(day);
  calendar.box.querySelector(`[data-key="day-${day}"]`)?.focus();
}

function togglePlay() {
  if (playing) {
    stopPlay();
    update({});
    return;
  }
  playing = window.setInterval(() => update({ day: (state.day + 1) % data.tours.days.length }), 1600);
  update({ day: Math.max(0, state.day) });
}

function stopPlay() {
  window.clearInterval(playing);
  playing = 0;
}
