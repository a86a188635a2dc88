/* Writes small PMTiles archives (version 3) for the tests, by the specification and by no code of the program:
 * node pmtiles.mjs FILE KIND [leaves] [gzip]; node pmtiles.mjs FILE tile Z X Y, or tile mvt: one tile as it is in them. KIND png: tiles of one colour, zooms 0 to 3 of the whole world, but for 3/0/0; KIND
 * mvt: vector tiles of zooms 0 to 2 with water, a road and a named place. leaves: tiles of zoom 2 and above stand in leaf
 * directories. gzip: directories and metadata packed. */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { deflateSync, gzipSync } from "node:zlib";

const varint = (v) => {
  const out = [];
  for (v = BigInt(v); v > 127n; v >>= 7n) out.push(Number(v & 127n) | 128);
  return Buffer.from([...out, Number(v)]);
};

/* The curve by its turning rule: a quarter is a copy that is mirrored, kept, kept, mirrored the other way. */
function curve(z) {
  if (z === 0) return [[0, 0]];
  const half = 2 ** (z - 1);
  const below = curve(z - 1);
  return [
    ...below.map(([x, y]) => [y, x]),
    ...below.map(([x, y]) => [x, y + half]),
    ...below.map(([x, y]) => [x + half, y + half]),
    ...below.map(([x, y]) => [2 * half - 1 - y, half - 1 - x]),
  ];
}

/* ---- a PNG of one colour ---- */

function crc(bytes) {
  let c = ~0;
  for (const b of bytes) {
    c ^= b;
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
  }
  return ~c >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

export function png(side, [r, g, b]) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(3 * side, Buffer.from([r, g, b]))]);
  const rows = Buffer.concat(Array(side).fill(row));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/* ---- a vector tile (Mapbox Vector Tile 2.1): protobuf by hand ---- */

const field = (n, bytes) => Buffer.concat([varint((n << 3) | 2), varint(bytes.length), bytes]);
const number = (n, v) => Buffer.concat([varint(n << 3), varint(v)]);
const packed = (n, values) => field(n, Buffer.concat(values.map(varint)));
const zigzag = (v) => (v < 0 ? -2 * v - 1 : 2 * v);

/* A path of tile units: MoveTo, LineTo..., ClosePath for a ring. */
function path(points, ring) {
  let [px, py] = [0, 0];
  const to = ([x, y]) => {
    const step = [zigzag(x - px), zigzag(y - py)];
    [px, py] = [x, y];
    return step;
  };
  const first = to(points[0]);
  const rest = points.slice(1).flatMap(to);
  return [(1 << 3) | 1, ...first, ...(rest.length ? [((points.length - 1) << 3) | 2, ...rest] : []), ...(ring ? [(1 << 3) | 7] : [])];
}

function layer(name, type, geometry, tags) {
  const keys = Object.keys(tags);
  const feature = Buffer.concat([packed(2, keys.flatMap((_, i) => [i, i])), number(3, type), packed(4, geometry)]);
  const value = (v) => (typeof v === "string" ? field(1, Buffer.from(v)) : number(5, v));
  return field(3, Buffer.concat([number(15, 2), field(1, Buffer.from(name)), field(2, feature), ...keys.map((k) => field(3, Buffer.from(k))), ...Object.values(tags).map((v) => field(4, value(v))), number(5, 4096)]));
}

export function mvt() {
  const box = [[0, 2048], [4096, 2048], [4096, 4096], [0, 4096]]; /* the lower half is water */
  return Buffer.concat([
    layer("earth", 3, path([[0, 0], [4096, 0], [4096, 4096], [0, 4096]], true), { kind: "earth" }),
    layer("water", 3, path(box, true), { kind: "ocean" }),
    layer("roads", 2, path([[0, 0], [4096, 1024]], false), { kind: "major_road" }),
    layer("places", 1, path([[2048, 1024]], false), { name: "Testport", "name:ko": "시험항", population_rank: 9 }),
  ]);
}

/* ---- the archive ---- */

function directory(items) {
  const columns = [
    items.map((e, i) => e.id - (i ? items[i - 1].id : 0)),
    items.map((e) => e.run),
    items.map((e) => e.n),
    items.map((e, i) => (i && e.at === items[i - 1].at + items[i - 1].n ? 0 : e.at + 1)),
  ];
  return Buffer.concat([varint(items.length), ...columns.flat().map(varint)]);
}

/* tiles: [[id, bytes], ...] in order; equal neighbours become a run. */
export function archive(tiles, { kind, max_zoom, leaves = false, gzip = false, metadata = {}, packed_tiles = false }) {
  const pack = (bytes) => (gzip ? gzipSync(bytes) : bytes);
  const items = [];
  const data = [];
  const held = new Map();
  let at = 0;
  for (const [id, bytes] of tiles) {
    const stored = packed_tiles ? gzipSync(bytes) : bytes;
    const key = stored.toString("latin1");
    if (!held.has(key)) {
      held.set(key, { at, n: stored.length });
      data.push(stored);
      at += stored.length;
    }
    const last = items[items.length - 1];
    if (last && last.at === held.get(key).at && last.id + last.run === id) last.run++;
    else items.push({ id, run: 1, ...held.get(key) });
  }
  let root = items;
  const below = [];
  if (leaves) {
    root = items.filter((e) => e.id < 5);
    let leaf_at = 0;
    for (const from of [5, 21]) {
      const part = items.filter((e) => e.id >= from && e.id < (from === 5 ? 21 : Infinity));
      const bytes = pack(directory(part));
      root.push({ id: part[0].id, run: 0, n: bytes.length, at: leaf_at });
      below.push(bytes);
      leaf_at += bytes.length;
    }
  }
  const parts = [pack(directory(root)), pack(Buffer.from(JSON.stringify(metadata))), Buffer.concat(below), Buffer.concat(data)];
  const head = Buffer.alloc(127);
  head.write("PMTiles\x03", 0, "latin1");
  let place = 127;
  parts.forEach((part, i) => {
    head.writeBigUInt64LE(BigInt(place), 8 + 16 * i);
    head.writeBigUInt64LE(BigInt(part.length), 16 + 16 * i);
    place += part.length;
  });
  head.writeBigUInt64LE(BigInt(tiles.length), 72);
  head.writeBigUInt64LE(BigInt(items.length), 80);
  head.writeBigUInt64LE(BigInt(data.length), 88);
  head.set([0, gzip ? 2 : 1, packed_tiles ? 2 : 1, { mvt: 1, png: 2 }[kind], 0, max_zoom], 96);
  [-1800000000, -850000000, 1800000000, 850000000].forEach((v, i) => head.writeInt32LE(v, 102 + 4 * i));
  return Buffer.concat([head, ...parts]);
}

export const ATTRIBUTION = '<a href="https://maps.example/">&copy; Nobody &amp; Sons</a>';

/* Colours tell the tiles apart: red by x, green by y, blue by zoom. */
export const colour = (z, x, y) => [40 + x * 20, 40 + y * 20, 60 * z];

export function make(kind, flags = []) {
  const tiles = [];
  let id = 0;
  const max_zoom = kind === "mvt" ? 2 : 3;
  for (let z = 0; z <= max_zoom; z++) {
    for (const [x, y] of curve(z)) {
      if (kind === "mvt") tiles.push([id, mvt()]);
      else if (!(z === 3 && x === 0 && y === 0)) tiles.push([id, png(16, colour(z, x, y))]);
      id++;
    }
  }
  return archive(tiles, { kind, max_zoom, leaves: flags.includes("leaves"), gzip: flags.includes("gzip"), packed_tiles: kind === "mvt", metadata: { name: "test", attribution: ATTRIBUTION } });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, kind, ...flags] = process.argv.slice(2);
  const one = flags[0] === "mvt" ? mvt : () => png(16, colour(...flags.map(Number)));
  writeFileSync(file, kind === "tile" ? one() : make(kind, flags));
}
