import { deflateSync } from 'node:zlib';

/** A small random generator (mulberry32), so that a seed always gives the same picture. */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const mix = (a, b, t) => a.map((value, i) => value + (b[i] - value) * t);

/** The colour of every pixel of a poster landscape: sky, sun, two ranges of hills. */
function painter(seed) {
  const next = random(seed);
  const skies = [
    [
      [74, 30, 84],
      [236, 120, 70],
      [38, 52, 48],
    ],
    [
      [70, 160, 220],
      [214, 236, 240],
      [40, 120, 90],
    ],
    [
      [10, 16, 46],
      [36, 60, 104],
      [16, 36, 52],
    ],
    [
      [120, 150, 170],
      [210, 214, 216],
      [90, 100, 110],
    ],
    [
      [240, 130, 110],
      [252, 214, 150],
      [120, 70, 90],
    ],
  ];
  const [top, low, ground] = skies[Math.floor(next() * skies.length)];
  const [sunX, sunY, sunR] = [0.2 + next() * 0.6, 0.15 + next() * 0.3, 0.06 + next() * 0.07];
  const [far, near, phase, pitch] = [0.5 + next() * 0.12, 0.68 + next() * 0.14, next() * 6, 5 + next() * 9];
  return (x, y) => {
    if (y > near + 0.05 * Math.sin(x * pitch + phase)) return ground;
    if (y > far + 0.09 * Math.abs(Math.sin(x * pitch * 0.8 + phase * 2)) - 0.05)
      return mix(ground, low, 0.45);
    if (Math.hypot(x - sunX, y - sunY) < sunR) return [255, 226, 140];
    return mix(top, low, y / far);
  };
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}

/** A PNG of the given size; the same seed gives the same bytes. */
export function poster(seed, width, height) {
  const paint = painter(seed);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0, at = 0; y < height; y++) {
    rows[at++] = 0;
    for (let x = 0; x < width; x++) for (const value of paint(x / width, y / height)) rows[at++] = value;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
