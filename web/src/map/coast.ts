/* Reads the coastline (docs/format/coast.md; its address stands in index.html) into rings of Web Mercator metres. Not trusted to be well
 * formed: what is not a whole coastline throws. A second, coarser set is for whole oceans. */
import { mercX, mercY } from "./geo";

export interface Ring {
  xy: Float64Array; /* x, y, x, y, ... */
  polar: boolean; /* goes round the Earth: the fill is closed by the pole, the line is not */
  west: number;
  east: number;
  south: number;
  north: number;
}

export interface Coast {
  fine: Ring[];
  coarse: Ring[];
  points: number;
}

const MAGIC = "PLCOAST\n";

export function decodeCoast(bytes: Uint8Array): Coast {
  for (let i = 0; i < MAGIC.length; i++) if (bytes[i] !== MAGIC.charCodeAt(i)) throw new Error("not a coastline");
  let at = MAGIC.length + 32;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      if (at >= bytes.length || scale > 2 ** 49) throw new Error("the coastline breaks off");
      const b = bytes[at++];
      value += (b & 127) * scale;
      if (b < 128) return value;
      scale *= 128;
    }
  };
  const signed = (): number => {
    const v = varint();
    return v % 2 ? -(v + 1) / 2 : v / 2;
  };
  if (varint() !== 1) throw new Error("a coastline of another version");
  const unit = 1 / varint();
  const rings = varint();
  const points = varint();
  if (points * 2 > bytes.length) throw new Error("the coastline breaks off");
  const fine: Ring[] = [];
  const coarse: Ring[] = [];
  for (let r = 0; r < rings; r++) {
    const head = varint();
    const n = Math.floor(head / 2);
    if (n * 2 > bytes.length - at) throw new Error("the coastline breaks off");
    const xy = new Float64Array(2 * n);
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < n; i++) {
      lon += signed();
      lat += signed();
      xy[2 * i] = mercX(lon * unit);
      xy[2 * i + 1] = mercY(lat * unit);
    }
    const ring = boxed(xy, head % 2 === 1);
    fine.push(ring);
    const rough = thinned(ring);
    if (rough) coarse.push(rough);
  }
  if (at !== bytes.length) throw new Error("bytes behind the coastline");
  return { fine, coarse, points };
}

function boxed(xy: Float64Array, polar: boolean): Ring {
  const ring: Ring = { xy, polar, west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (let i = 0; i < xy.length; i += 2) {
    ring.west = Math.min(ring.west, xy[i]);
    ring.east = Math.max(ring.east, xy[i]);
    ring.south = Math.min(ring.south, xy[i + 1]);
    ring.north = Math.max(ring.north, xy[i + 1]);
  }
  return ring;
}

const ROUGH_M = 4000;

/* Every point at least 4 km from the last kept; null for islands of less than twice that. */
function thinned(ring: Ring): Ring | null {
  if (Math.max(ring.east - ring.west, ring.north - ring.south) < 2 * ROUGH_M) return null;
  const { xy } = ring;
  const out: number[] = [xy[0], xy[1]];
  for (let i = 2; i < xy.length; i += 2) {
    const k = out.length;
    if (Math.abs(xy[i] - out[k - 2]) + Math.abs(xy[i + 1] - out[k - 1]) >= ROUGH_M) out.push(xy[i], xy[i + 1]);
  }
  return out.length < 6 ? null : { ...ring, xy: Float64Array.from(out) };
}
