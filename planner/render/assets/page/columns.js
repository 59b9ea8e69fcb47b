// Columns of very many customers, as planner/files/columns.py packs them. Each is read when it is
// first asked for: addresses wait for the first card.
const COLUMNS_MAGIC = 9;

async function readColumns(customers) {
  const block = document.getElementById("planner-columns");
  if (!block) return;
  const bytes = await gunzip(block.textContent);
  const size = new DataView(bytes.buffer).getUint32(COLUMNS_MAGIC, true);
  const start = COLUMNS_MAGIC + 4 + size;
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(COLUMNS_MAGIC + 4, start)));
  const body = bytes.subarray(start);
  for (const [name, one] of Object.entries(head)) lazily(customers, name, () => columnOf(one, body));
}

function lazily(holder, name, make) {
  Object.defineProperty(holder, name, {
    configurable: true, enumerable: true,
    get() {
      const value = make();
      Object.defineProperty(holder, name, { value, enumerable: true });
      return value;
    },
  });
}

function columnOf(head, body) {
  if (head.kind === "parted") return joined(head.parts.map((one) => columnOf(one, body)));
  const whole = wholeOf(head, body);
  if (head.kind === "number") return numbersOf(head.few ? Float64Array.from(whole, (one) => head.few[one]) : whole, head.scale);
  if (head.kind === "coded") return Array.from(whole, (one) => head.values[one]);
  if (head.kind === "digits") return Array.from(whole, (one) => (one ? String(one - 1).padStart(head.length, "0") : null));
  return textsOf(wholeOf(head.lengths, body), whole, head.characters);
}

// A part without anything but nothing comes back as numbers, all of them NaN.
function joined([before, middle, after]) {
  return Array.from(before, (one, row) => (one === null ? null : one + (middle[row] || "") + (after[row] || "")));
}

function wholeOf({ at, count, planes }, body) {
  const whole = planes > 4 ? new Float64Array(count) : new Uint32Array(count);
  for (let plane = planes - 1; plane >= 0; plane -= 1) {
    const first = at + plane * count;
    for (let row = 0; row < count; row += 1) whole[row] = whole[row] * 256 + body[first + row];
  }
  return whole;
}

// Numbers of up to four bytes are unfolded by their bits, which is many times faster.
function numbersOf(whole, scale) {
  const values = new Float64Array(whole.length);
  const isShort = whole instanceof Uint32Array;
  for (let row = 0; row < whole.length; row += 1) {
    const folded = whole[row] - 1;
    const isNegative = isShort ? folded & 1 : folded % 2;
    const size = isShort ? (folded + isNegative) >>> 1 : (folded + isNegative) / 2;
    values[row] = folded < 0 ? NaN : (isNegative ? -size : size) / scale;
  }
  return values;
}

function textsOf(lengths, places, characters) {
  const text = [];
  for (let from = 0; from < places.length; from += 8192) {
    text.push(String.fromCharCode(...places.subarray(from, from + 8192).map((one) => characters[one])));
  }
  const whole = text.join("");
  let end = 0;
  return Array.from(lengths, (one) => {
    if (one === 0) return null;
    end += one - 1;
    return whole.slice(end - one + 1, end);
  });
}
