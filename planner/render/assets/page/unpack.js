// Packed blocks of the page as bytes.
async function gunzip(letters) {
  const plain = new Blob([bytesOf(letters)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

// 13 bits in two of 91 letters, as planner/files/printable.py writes them; a last letter has six.
function bytesOf(letters) {
  const places = new Uint8Array(128);
  for (let code = 33, place = 0; code < 127; code += 1) if (!"<>&".includes(String.fromCharCode(code))) places[code] = place++;
  const codes = new TextEncoder().encode(letters);
  const even = codes.length - (codes.length % 2);
  const bytes = new Uint8Array(((even >> 1) * 13 + (codes.length - even) * 6) >> 3);
  let [held, size, to] = [0, 0, 0];
  for (let at = 0; at < even; at += 2) {
    held = (held << 13) | (places[codes[at]] * 91 + places[codes[at + 1]]);
    size += 13;
    bytes[to++] = held >> (size -= 8);
    if (size >= 8) bytes[to++] = held >> (size -= 8);
  }
  if (even < codes.length && size >= 2) bytes[to] = (held << (8 - size)) | (places[codes[even]] >> (size - 2));
  return bytes;
}
