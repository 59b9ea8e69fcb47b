// How words and numbers are said.
const side = () => (state.language === "zh" ? 0 : 1);
const say = (text) => text[state.language];
function t(key, values = {}) {
  let text = WORDS[key][side()];
  for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
  return text;
}

const isNothing = (value) => value === null || value === undefined || Number.isNaN(value);
const formats = new Map();
function number(value, decimals = 0) {
  if (isNothing(value)) return t("none");
  if (!formats.has(decimals)) {
    formats.set(decimals, new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
  }
  return formats.get(decimals).format(value);
}

function fact(style, value) {
  if (isNothing(value)) return t("none");
  if (style === "flag") return t(value ? "yes" : "no");
  if (typeof value === "number") {
    if (style === "short") return number(value, Number.isInteger(value) ? 0 : Number.isInteger(value * 10) ? 1 : 2);
    if (style === "clock") return `${String(Math.floor(Math.round(value) / 60)).padStart(2, "0")}:${String(Math.round(value) % 60).padStart(2, "0")}`;
    return number(value, { whole: 0, tenth: 1, hundredth: 2, degree: 5 }[style] ?? 1);
  }
  return Object.hasOwn(data.words, value) ? say(data.words[value]) : String(value);
}

// Dates are whole days and know no time zone.
const dayOf = (iso) => new Date(`${iso}T00:00:00Z`);
function dayName(iso) {
  const day = dayOf(iso);
  const weekday = WEEKDAYS[side()][day.getUTCDay()];
  return state.language === "zh"
    ? `${day.getUTCMonth() + 1}月${day.getUTCDate()}日 周${weekday}`
    : `${weekday} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
}

function change(figure) {
  if (figure.before === null || figure.value === null) return null;
  const by = figure.value - figure.before;
  const text = number(Math.abs(by), figure.decimals);
  if (!/[1-9]/.test(text)) return { text: t("same"), short: "0", tone: "even" };
  const good = figure.better === "neither" ? "even" : (by > 0) === (figure.better === "higher") ? "better" : "worse";
  const signed = `${by > 0 ? "+" : "−"}${text}`;
  return { text: `${by > 0 ? "▲" : "▼"} ${signed} ${t("fromToday")}`, short: signed, tone: good };
}

// Black or white, whichever can be read on a colour: WCAG's contrast is even at a luminance of 0.18.
function inkOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#000" : "#fff";
}

const tierColour = (tier) => data.colours.tiers[data.customers.tiers[tier]] || data.colours.otherTier;
const tierName = (tier) => data.customers.tiers[tier] || t("other");
const managerColour = (at) => (at < 0 ? data.colours.otherTier : data.colours.managers[at % data.colours.managers.length]);
const isHollow = (at) => at >= 0 && Math.floor(at / data.colours.managers.length) % 2 === 1;
function bandOf(minutes) {
  const band = data.bandEnds.findIndex((end) => minutes <= end);
  return band < 0 ? data.bandEnds.length : band;
}
const bandName = (band) => (band < data.bandEnds.length ? `≤${data.bandEnds[band]}` : `>${data.bandEnds.at(-1)}`);
const bandColour = (minutes) => (isNothing(minutes) ? data.colours.otherTier : data.colours.bands[bandOf(minutes)]);
