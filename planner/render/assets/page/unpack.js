// Packed blocks of the page as bytes.
async function gunzip(letters) {
  const plain = new Blob([bytesOf(letters)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

// 13 bits in two of 91 letters, as planner/files/printable.py writes them; a last letter has six.
function bytesOf(letters) {
  const places = new Uint8Array(128);
  for (let code = 33, place = 0; code < 127; code += 1) if (!"<>&".includes(String.fromCharCode(code))) places[code] = place++;
  const isOdd = letters.length % 2;
  const bytes = new Uint8Array(((letters.length >> 1) * 13 + isOdd * 6) >> 3);
  let [held, size, to] = [0, 0, 0];
  for (let at = 0; at < letters.length; at += 2) {
    const isLast = isOdd && at === letters.length - 1;
    const bits = isLast ? 6 : 13;
    const pair = isLast ? places[letters.charCodeAt(at)] : places[letters.charCodeAt(at)] * 91 + places[letters.charCodeAt(at + 1)];
    held = (held << bits) | pair;
    for (size += bits; size >= 8; ) bytes[to++] = (held >> (size -= 8)) & 255;
  }
  return bytes;
}
