/* Tracks as columns: what the map draws. From GET /api/tracks, whose items are
 *
 *   { track, mmsi, name, start: "2026-03-01T00:00:51Z", n, t: [0, 30, ...], lat: [3840000, 12, ...], lon: [12649000, ...],
 *     breaks: [216, ...] }
 *
 * t in seconds, lat and lon in 1/100,000 degree; the first of each is itself (t from `start`), each further one the
 * difference to the one before; breaks: before which points the ship was not heard for two hours (without it, points two hours
 * apart). The server thins them (zoom, window) but keeps the ends of every silence. */
import { ms } from "../app/format";
import { mercX, mercY } from "./geo";

export interface TrackItem {
  track: string;
  mmsi: number;
  name?: string | null;
  start: string;
  n: number;
  t: number[];
  lat: number[];
  lon: number[];
  breaks?: number[];
}

export const GAP_MS = 2 * 3600e3;

export interface Track {
  key: string;
  mmsi: number;
  name: string;
  n: number;
  t: Float64Array; /* ms since 1970, rising */
  x: Float64Array; /* Web Mercator, metres */
  y: Float64Array;
  cut: Uint8Array; /* 1: not joined to the point before */
  west: number;
  east: number;
  south: number;
  north: number;
}

export function trackOf(item: TrackItem): Track {
  const n = Math.min(item.t.length, item.lat.length, item.lon.length);
  const track: Track = {
    key: item.track,
    mmsi: item.mmsi,
    name: item.name ?? "",
    n,
    t: new Float64Array(n),
    x: new Float64Array(n),
    y: new Float64Array(n),
    cut: new Uint8Array(n),
    west: Infinity,
    east: -Infinity,
    south: Infinity,
    north: -Infinity,
  };
  let t = ms(item.start);
  let lat = 0;
  let lon = 0;
  for (let i = 0; i < n; i++) {
    t += item.t[i] * 1000;
    lat += item.lat[i];
    lon += item.lon[i];
    const x = mercX(lon / 1e5);
    const y = mercY(lat / 1e5);
    if (!item.breaks && i && item.t[i] * 1000 > GAP_MS) track.cut[i] = 1;
    track.t[i] = t;
    track.x[i] = x;
    track.y[i] = y;
    track.west = Math.min(track.west, x);
    track.east = Math.max(track.east, x);
    track.south = Math.min(track.south, y);
    track.north = Math.max(track.north, y);
  }
  for (const i of item.breaks ?? []) if (i < n) track.cut[i] = 1;
  return track;
}

export const tracksOf = (items: TrackItem[]): Track[] => items.map(trackOf).filter((t) => t.n > 0);

/* The first index whose value is at least v (n when none is). */
export function lowerBound(sorted: Float64Array, n: number, v: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (sorted[mid] < v) low = mid + 1;
    else high = mid;
  }
  return low;
}
