// A zip of texts, stored without compression: what a person would pack a folder with.
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}

/** Numbers of the given widths, little-endian. */
function numbers(...pairs) {
  return Buffer.concat(pairs.map(([width, value]) => {
    const bytes = Buffer.alloc(width);
    bytes.writeUIntLE(value, 0, width);
    return bytes;
  }));
}

/** `files`: text by name. */
export function zip(files) {
  const [parts, directory] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, data] = [Buffer.from(name), Buffer.from(text)];
    // Version, UTF-8 names, stored, 1 January 2026, digest and sizes.
    const head = numbers([2, 20], [2, 0x800], [2, 0], [2, 0], [2, 0x5c21], [4, crc32(data)], [4, data.length], [4, data.length], [2, path.length], [2, 0]);
    const local = Buffer.concat([numbers([4, 0x04034b50]), head, path, data]);
    directory.push(Buffer.concat([numbers([4, 0x02014b50], [2, 20]), head, numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), path]));
    parts.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const count = directory.length;
  return Buffer.concat([...parts, index, numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, index.length], [4, offset], [2, 0])]);
}
