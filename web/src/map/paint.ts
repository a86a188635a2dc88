/* Draws on a 2D canvas: land, graticule, tracks, silences, events, ports, areas. Pure: a frame (what part of the world at
 * what scale) and colours come in, pixels go out; no state. Coordinates are Web Mercator metres; the world repeats. */
import { shapeOf } from "../parts/shapes";
import type { Ring } from "./coast";
import { HALF, lonOf, latOf, mercX, mercY } from "./geo";
import { lowerBound, type Track } from "./tracks";

export interface Frame {
  x: number; /* centre */
  y: number;
  res: number; /* metres a pixel */
  w: number; /* CSS pixels */
  h: number;
}

export type Colours = Record<string, string>;

export const NAMES = [
  "sea", "land", "coast", "grid", "track", "track-old", "track-sel", "reach", "halo", "ink", "ink-2", "paper", "accent",
  "e-gap", "e-meet", "e-rendezvous", "e-loiter", "e-port", "e-position", "e-identity", "e-area",
];

export const px = (f: Frame, x: number): number => (x - f.x) / f.res + f.w / 2;
export const py = (f: Frame, y: number): number => (f.y - y) / f.res + f.h / 2;

const MARGIN = 40; /* pixels beyond the edge that still count as in sight */

/* Copies of the world whose [west, east] meets the frame: shifts in metres. */
export function shifts(f: Frame, west: number, east: number): number[] {
  const half = (f.w / 2 + MARGIN) * f.res;
  const out: number[] = [];
  for (let k = Math.ceil((f.x - half - east) / (2 * HALF)); k <= Math.floor((f.x + half - west) / (2 * HALF)); k++) out.push(k * 2 * HALF);
  return out;
}

const tall = (f: Frame, south: number, north: number): boolean => {
  const half = (f.h / 2 + MARGIN) * f.res;
  return north > f.y - half && south < f.y + half;
};

/* Adds a ring to the path. Points that change no pixel are left out: nearer than 0.7 px to the last, or with both
 * neighbours beyond the same edge of the frame. */
function trace(path: Path2D, f: Frame, ring: Ring, shift: number, fill: boolean): void {
  const { xy } = ring;
  const n = xy.length;
  const k = 1 / f.res;
  const ox = f.w / 2 - (f.x - shift) * k;
  const oy = f.h / 2 + f.y * k;
  const left = -MARGIN;
  const right = f.w + MARGIN;
  const top = -MARGIN;
  const bottom = f.h + MARGIN;
  let lx = NaN;
  let ly = NaN;
  let code = 0;
  let heldX = 0;
  let heldY = 0;
  let held = false;
  const start = [xy[0] * k + ox, oy - xy[1] * k];
  path.moveTo(start[0], start[1]);
  for (let i = 0; i < n; i += 2) {
    const x = xy[i] * k + ox;
    const y = oy - xy[i + 1] * k;
    const c = (x < left ? 1 : 0) | (x > right ? 2 : 0) | (y < top ? 4 : 0) | (y > bottom ? 8 : 0);
    if (c & code) {
      code &= c;
      heldX = x;
      heldY = y;
      held = true;
      continue;
    }
    if (held) {
      path.lineTo(heldX, heldY);
      held = false;
      lx = heldX;
      ly = heldY;
    }
    if (c === 0 && code === 0 && Math.abs(x - lx) < 0.7 && Math.abs(y - ly) < 0.7) continue;
    path.lineTo(x, y);
    lx = x;
    ly = y;
    code = c;
  }
  if (held) path.lineTo(heldX, heldY);
  if (!ring.polar) path.closePath();
  else if (fill) {
    const pole = ring.north < 0 ? f.h + 1e5 : -1e5;
    path.lineTo(xy[n - 2] * k + ox, pole);
    path.lineTo(start[0], pole);
    path.closePath();
  }
}

export function land(ctx: CanvasRenderingContext2D, f: Frame, rings: Ring[], c: Colours): number {
  const path = new Path2D();
  const lines = new Path2D();
  let n = 0;
  for (const ring of rings) {
    if (!tall(f, ring.polar ? -3 * HALF : ring.south, ring.north)) continue;
    if (Math.max(ring.east - ring.west, ring.north - ring.south) < 1.2 * f.res) continue;
    for (const shift of shifts(f, ring.west, ring.east)) {
      trace(path, f, ring, shift, true);
      if (ring.polar) trace(lines, f, ring, shift, false);
      n++;
    }
  }
  ctx.fillStyle = c.land;
  ctx.fill(path);
  ctx.strokeStyle = c.coast;
  ctx.lineWidth = 0.8;
  ctx.lineJoin = "round";
  ctx.stroke(path);
  return n;
}

const STEPS = [30, 20, 10, 5, 2, 1, 0.5, 1 / 3, 1 / 6, 1 / 12, 1 / 30, 1 / 60, 1 / 120];

export function gridStep(res: number): number {
  const wanted = (res * 130 * 180) / HALF;
  return STEPS.reduce((best, s) => (Math.abs(Math.log(s / wanted)) < Math.abs(Math.log(best / wanted)) ? s : best));
}

function degrees(v: number, plus: string, minus: string): string {
  const a = Math.abs(v);
  const d = Math.floor(a + 1e-9);
  const m = Math.round((a - d) * 600) / 10;
  return `${d}°${m ? String(m) + "'" : ""}${v > 0 ? plus : v < 0 ? minus : ""}`;
}

/* The numbers of the graticule stand along its foot and its right side, `foot` px above its lower edge, where no box lies over them
 * (`free` says so of a place and half a size). */
export interface Numbers {
  foot: number;
  free(x: number, y: number, half: number): boolean;
}

/* What was drawn of them, and where: left, top, right, bottom. */
export interface Drawn {
  words: string[];
  places: [number, number, number, number][];
}

export function graticule(ctx: CanvasRenderingContext2D, f: Frame, c: Colours, numbers: Numbers | null): Drawn {
  const step = gridStep(f.res);
  const west = lonOf(f.x - (f.w / 2) * f.res);
  const east = lonOf(f.x + (f.w / 2) * f.res);
  const south = Math.max(-85, latOf(f.y - (f.h / 2) * f.res));
  const north = Math.min(85, latOf(f.y + (f.h / 2) * f.res));
  ctx.strokeStyle = c.grid;
  ctx.lineWidth = 1;
  ctx.beginPath();
  const lons: [number, number][] = [];
  const lats: [number, number][] = [];
  for (let i = Math.ceil(west / step); i * step <= east; i++) {
    const x = Math.round(px(f, mercX(i * step))) + 0.5;
    ctx.moveTo(x, 0);
    ctx.lineTo(x, f.h);
    lons.push([x, i * step]);
  }
  for (let i = Math.ceil(south / step); i * step <= north; i++) {
    const y = Math.round(py(f, mercY(i * step))) + 0.5;
    ctx.moveTo(0, y);
    ctx.lineTo(f.w, y);
    lats.push([y, i * step]);
  }
  ctx.stroke();
  const drawn: Drawn = { words: [], places: [] };
  if (!numbers) return drawn;
  ctx.font = "10.5px system-ui, sans-serif";
  ctx.textBaseline = "middle";
  const put = (words: string, x: number, y: number, align: CanvasTextAlign): void => {
    const half = ctx.measureText(words).width / 2 + 2;
    const middle = align === "right" ? x - half : x;
    if (middle - half < 0 || middle + half > f.w || !numbers.free(middle, y, half)) return;
    text(ctx, words, x, y, c, align, c["ink-2"]);
    drawn.words.push(words);
    drawn.places.push([middle - half, y - 6, middle + half, y + 6]);
  };
  const foot = f.h - numbers.foot;
  for (const [x, lon] of lons) put(degrees(((((lon + 180) % 360) + 360) % 360) - 180, "E", "W"), x, foot, "center");
  for (const [y, lat] of lats) if (y > 10 && y < foot - 14) put(degrees(lat, "N", "S"), f.w - 4, y, "right");
  return drawn;
}

function text(ctx: CanvasRenderingContext2D, s: string, x: number, y: number, c: Colours, align: CanvasTextAlign, ink: string): void {
  ctx.textAlign = align;
  ctx.lineWidth = 3;
  ctx.lineJoin = "round";
  ctx.strokeStyle = c.halo;
  ctx.strokeText(s, x, y);
  ctx.fillStyle = ink;
  ctx.fillText(s, x, y);
}

export interface TrackStyle {
  colour: string;
  width: number;
  from: number; /* ms */
  to: number;
}

/* The parts of the tracks within from..to. Returns how many points were in the window. Lines are stroked in pieces of some
 * hundred points: one long path is slow. */
export function tracks(ctx: CanvasRenderingContext2D, f: Frame, all: Iterable<Track>, s: TrackStyle): number {
  let points = 0;
  let inPath = 0;
  ctx.strokeStyle = s.colour;
  ctx.lineWidth = s.width;
  ctx.lineJoin = "bevel";
  ctx.lineCap = "butt";
  ctx.beginPath();
  const k = 1 / f.res;
  for (const track of all) {
    if (!tall(f, track.south, track.north)) continue;
    const { t, x: xs, y: ys, n, cut } = track;
    const first = lowerBound(t, n, s.from);
    const last = lowerBound(t, n, s.to);
    if (last <= first) continue;
    for (const shift of shifts(f, track.west, track.east)) {
      const ox = f.w / 2 - (f.x - shift) * k;
      const oy = f.h / 2 + f.y * k;
      points += last - first;
      let lx = Math.round(xs[first] * k + ox);
      let ly = Math.round(oy - ys[first] * k);
      let down = false; /* the pen is at lx, ly */
      for (let i = first + 1; i < last; i++) {
        const x = Math.round(xs[i] * k + ox);
        const y = Math.round(oy - ys[i] * k);
        if (cut[i]) {
          down = false;
          lx = x;
          ly = y;
          continue;
        }
        if (x - lx < 2 && lx - x < 2 && y - ly < 2 && ly - y < 2 && i + 1 < last && !cut[i + 1]) continue; /* less than 2 px */
        const out = (x < 0 && lx < 0) || (y < 0 && ly < 0) || (x > f.w && lx > f.w) || (y > f.h && ly > f.h);
        if (out) down = false;
        else {
          if (!down) ctx.moveTo(lx, ly);
          ctx.lineTo(x, y);
          down = true;
          if (++inPath > 400) {
            ctx.stroke();
            ctx.beginPath();
            ctx.moveTo(x, y);
            inPath = 0;
          }
        }
        lx = x;
        ly = y;
      }
    }
  }
  ctx.stroke();
  return points;
}

/* Where each ship was last at or before `at` (not longer ago than hold_ms): a small triangle along its way. Those that
 * `strong` names have the second colour. */
export function ships(ctx: CanvasRenderingContext2D, f: Frame, all: Iterable<Track>, at: number, hold_ms: number, strong: (t: Track) => boolean, colours: [string, string]): number {
  let n = 0;
  const paths = [new Path2D(), new Path2D()];
  for (const track of all) {
    const i = lowerBound(track.t, track.n, at + 1) - 1;
    if (i < 0 || at - track.t[i] > hold_ms) continue;
    const y = py(f, track.y[i]);
    if (y < -MARGIN || y > f.h + MARGIN) continue;
    for (const shift of shifts(f, track.x[i], track.x[i])) {
      const x = px(f, track.x[i] + shift);
      const back = i > 0 ? i - 1 : Math.min(1, track.n - 1);
      const sign = i > 0 ? 1 : -1;
      const dx = sign * (track.x[i] - track.x[back]);
      const dy = -sign * (track.y[i] - track.y[back]);
      const size = Math.hypot(dx, dy) || 1;
      const [u, v] = size === 1 && !dx ? [0, -1] : [dx / size, dy / size];
      const path = paths[Number(strong(track))];
      path.moveTo(x + 6 * u, y + 6 * v);
      path.lineTo(x - 4.5 * u - 3.6 * v, y - 4.5 * v + 3.6 * u);
      path.lineTo(x - 4.5 * u + 3.6 * v, y - 4.5 * v - 3.6 * u);
      path.closePath();
      n++;
    }
  }
  paths.forEach((path, i) => {
    ctx.fillStyle = colours[i];
    ctx.fill(path);
  });
  return n;
}

/* A silence: dashed from where it began to where it ended, with its duration on it where `taken` leaves room. Returns whether it was in sight. */
export function silence(ctx: CanvasRenderingContext2D, f: Frame, from: [number, number], to: [number, number], label: string, colour: string, c: Colours, strong: boolean, taken: [number, number, number, number][] = []): boolean {
  const xa0 = mercX(from[1]);
  const xb0 = mercX(to[1]);
  const ya = py(f, mercY(from[0]));
  const yb = py(f, mercY(to[0]));
  let seen = false;
  const near = xb0 - xa0 > HALF ? xb0 - 2 * HALF : xa0 - xb0 > HALF ? xb0 + 2 * HALF : xb0; /* the shorter way round */
  for (const shift of shifts(f, Math.min(xa0, near), Math.max(xa0, near))) {
    const xa = px(f, xa0 + shift);
    const xb = px(f, near + shift);
    ctx.setLineDash([6, 5]);
    ctx.lineCap = "butt";
    ctx.strokeStyle = colour;
    ctx.lineWidth = strong ? 2.6 : 1.5;
    ctx.beginPath();
    ctx.moveTo(xa, ya);
    ctx.lineTo(xb, yb);
    ctx.stroke();
    ctx.setLineDash([]);
    if (label && (strong || Math.hypot(xb - xa, yb - ya) > 90)) {
      ctx.font = (strong ? "600 " : "") + "11px system-ui, sans-serif";
      ctx.textBaseline = "middle";
      const [x, y] = [(xa + xb) / 2, (ya + yb) / 2];
      const half = ctx.measureText(label).width / 2 + 2;
      const box: [number, number, number, number] = [x - half, y - 8, x + half, y + 8];
      if (!taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) {
        taken.push(box);
        text(ctx, label, x, y, c, "center", c.ink);
      }
    }
    seen = true;
  }
  return seen;
}

const paths = new Map<string, [Path2D, Path2D | null]>();

function shape(ctx: CanvasRenderingContext2D, type: string, c: Colours): void {
  const s = shapeOf(type);
  let pair = paths.get(type);
  if (!pair) paths.set(type, (pair = [new Path2D(s.line), s.fill ? new Path2D(s.fill) : null]));
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.strokeStyle = c.halo;
  ctx.lineWidth = 4;
  ctx.stroke(pair[0]);
  ctx.strokeStyle = c["e-" + s.colour];
  ctx.lineWidth = 1.7;
  ctx.stroke(pair[0]);
  if (pair[1]) {
    ctx.fillStyle = c["e-" + s.colour];
    ctx.fill(pair[1]);
  }
}

/* The marks of events, drawn once and then copied: thousands of them a frame. */
export class Stamps {
  private held = new Map<string, HTMLCanvasElement>();
  constructor(
    private c: Colours,
    private ratio: number,
  ) {}
  /* size: 1 is 16 px. */
  mark(ctx: CanvasRenderingContext2D, x: number, y: number, type: string, size: number, alpha: number): void {
    const key = `${type} ${size}`;
    let stamp = this.held.get(key);
    if (!stamp) {
      const px = Math.ceil(22 * size * this.ratio);
      stamp = document.createElement("canvas");
      stamp.width = stamp.height = px;
      const own = stamp.getContext("2d")!;
      own.scale(size * this.ratio, size * this.ratio);
      own.translate(3, 3);
      shape(own, type, this.c);
      this.held.set(key, stamp);
    }
    const side = stamp.width / this.ratio;
    ctx.globalAlpha = alpha;
    ctx.drawImage(stamp, Math.round(x - side / 2), Math.round(y - side / 2), side, side);
  }
}

/* The chosen event: larger, on a disc. */
export function chosen(ctx: CanvasRenderingContext2D, x: number, y: number, type: string, c: Colours): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.beginPath();
  ctx.arc(0, 0, 17, 0, 2 * Math.PI);
  ctx.fillStyle = c.paper;
  ctx.globalAlpha = 0.85;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.lineWidth = 2;
  ctx.strokeStyle = c.accent;
  ctx.stroke();
  ctx.scale(1.5, 1.5);
  ctx.translate(-8, -8);
  shape(ctx, type, c);
  ctx.restore();
}

/* A word on a disc beside a mark: the rank of a lead. */
export function badge(ctx: CanvasRenderingContext2D, x: number, y: number, words: string, c: Colours): void {
  ctx.font = "700 10px system-ui, sans-serif";
  const w = Math.max(14, ctx.measureText(words).width + 7);
  ctx.beginPath();
  ctx.roundRect(x + 5, y - 16, w, 14, 7);
  ctx.fillStyle = c.ink;
  ctx.fill();
  ctx.strokeStyle = c.halo;
  ctx.lineWidth = 1.5;
  ctx.stroke();
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = c.paper;
  ctx.fillText(words, x + 5 + w / 2, y - 8.5);
}

/* Where positions cannot be true: a dotted line from where the ship was to where it said it was, a cross there. */
export function untrue(ctx: CanvasRenderingContext2D, f: Frame, from: [number, number], to: [number, number], c: Colours, alpha: number): void {
  const xa0 = mercX(from[1]);
  const xb0 = mercX(to[1]);
  const near = xb0 - xa0 > HALF ? xb0 - 2 * HALF : xa0 - xb0 > HALF ? xb0 + 2 * HALF : xb0;
  const ya = py(f, mercY(from[0]));
  const yb = py(f, mercY(to[0]));
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = c["e-position"];
  for (const shift of shifts(f, Math.min(xa0, near), Math.max(xa0, near))) {
    const x = px(f, near + shift);
    ctx.lineWidth = 1.2;
    ctx.setLineDash([1.5, 4]);
    ctx.beginPath();
    ctx.moveTo(px(f, xa0 + shift), ya);
    ctx.lineTo(x, yb);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.lineWidth = 1.6;
    ctx.beginPath();
    ctx.moveTo(x - 3.5, yb - 3.5);
    ctx.lineTo(x + 3.5, yb + 3.5);
    ctx.moveTo(x + 3.5, yb - 3.5);
    ctx.lineTo(x - 3.5, yb + 3.5);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

/* A circle of radius_m about a place; Mercator makes it larger towards the poles. */
export function circle(ctx: CanvasRenderingContext2D, f: Frame, lat: number, lon: number, radius_m: number, colour: string, alpha: number): void {
  const x0 = mercX(lon);
  const r = radius_m / Math.cos((lat * Math.PI) / 180) / f.res;
  if (r < 6) return;
  for (const shift of shifts(f, x0 - r * f.res, x0 + r * f.res)) {
    ctx.beginPath();
    ctx.arc(px(f, x0 + shift), py(f, mercY(lat)), r, 0, 2 * Math.PI);
    ctx.globalAlpha = 0.08 * alpha;
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.globalAlpha = 0.8 * alpha;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.2;
    ctx.setLineDash([8, 4, 2, 4]);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  ctx.globalAlpha = 1;
}

/* Where a corner would be set by the keyboard. */
export function cross(ctx: CanvasRenderingContext2D, f: Frame, c: Colours): void {
  const x = Math.round(f.w / 2) + 0.5;
  const y = Math.round(f.h / 2) + 0.5;
  for (const [colour, width] of [
    [c.halo, 4],
    [c.accent, 1.5],
  ] as [string, number][]) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(x - 12, y);
    ctx.lineTo(x + 12, y);
    ctx.moveTo(x, y - 12);
    ctx.lineTo(x, y + 12);
    ctx.stroke();
  }
}

export interface Port {
  id: string;
  name: string;
  lat: number;
  lon: number;
  state?: "fits" | "margin" | "not" | "open" | ""; /* within reach, barely, out of reach, undetermined */
  strong?: boolean; /* the one that a person points at */
  label?: string; /* beside the name: "slack 14 h" */
  lang?: string;
}

/* Ports as posts with their names where there is room; those that fit first. Returns the names that were drawn. */
export function ports(ctx: CanvasRenderingContext2D, f: Frame, all: Port[], c: Colours, avoid: [number, number, number, number][] = []): string[] {
  const drawn: string[] = [];
  const taken = [...avoid];
  const rank = (p: Port): number => (p.strong ? -1 : p.state ? ["fits", "margin", "open", "not"].indexOf(p.state) : 4);
  const seen: [Port, number, number][] = [];
  for (const port of all) {
    if (!port.state && !port.strong && f.res > 300) continue; /* thousands: only near */
    const x0 = mercX(port.lon);
    const y = py(f, mercY(port.lat));
    if (y < -MARGIN || y > f.h + MARGIN) continue;
    for (const shift of shifts(f, x0, x0)) {
      const x = px(f, x0 + shift);
      seen.push([port, x, y]);
      taken.push([x - 5, y - 5, x + 5, y + 5]);
    }
  }
  seen.sort(([a], [b]) => rank(a) - rank(b));
  for (const [port, x, y] of [...seen].reverse()) post(ctx, x, y, port, c);
  ctx.textBaseline = "middle";
  for (const [port, x, y] of seen) {
    ctx.font = (port.state === "fits" || port.state === "margin" ? "600 " : "") + (port.strong ? "13px" : "11px") + " system-ui, sans-serif";
    const words = port.name + (port.label ? " · " + port.label : "");
    const width = ctx.measureText(words).width;
    const spots: [number, number, CanvasTextAlign][] = [
      [x + 9, y, "left"],
      [x - 9, y, "right"],
      [x, y - 13, "center"],
      [x, y + 14, "center"],
    ];
    for (const [at, row, align] of spots) {
      const left = align === "left" ? at : align === "right" ? at - width : at - width / 2;
      const box: [number, number, number, number] = [left, row - 7, left + width, row + 7];
      if (!port.strong && taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) continue;
      taken.push(box);
      text(ctx, words, at, row, c, align, port.state === "not" ? c["ink-2"] : c.ink);
      break;
    }
    drawn.push(port.id);
  }
  return drawn;
}

/* Filled: fits; half filled: only just; dashed: undetermined; struck out: out of reach. */
function post(ctx: CanvasRenderingContext2D, x: number, y: number, port: Port, c: Colours): void {
  const r = port.strong ? 6 : 4.5;
  ctx.beginPath();
  ctx.rect(x - r, y - r, 2 * r, 2 * r);
  ctx.strokeStyle = c.halo;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fillStyle = port.state === "fits" ? c.reach : c.paper;
  ctx.fill();
  if (port.state === "margin") {
    ctx.fillStyle = c.reach;
    ctx.fillRect(x - r, y, 2 * r, r);
  }
  ctx.lineWidth = 1.6;
  ctx.strokeStyle = port.state ? c.reach : c["ink-2"];
  ctx.setLineDash(port.state === "open" ? [2, 2] : []);
  ctx.stroke();
  ctx.setLineDash([]);
  if (port.state !== "not") return;
  ctx.beginPath();
  ctx.moveTo(x - r, y - r);
  ctx.lineTo(x + r, y + r);
  ctx.stroke();
}

/* GeoJSON polygons that may touch (rows of cells): filled lightly as one, with a line round the whole of them. The line is what
 * is left of the shape moved by a pixel to all sides when the shape is taken away: no edge between two cells is drawn. */
export function sea(ctx: CanvasRenderingContext2D, f: Frame, geometry: { type: string; coordinates: unknown } | null, colour: string, ratio: number): void {
  if (!geometry) return;
  const sets = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.type === "MultiPolygon" ? (geometry.coordinates as unknown[]) : [];
  const path = new Path2D();
  for (const set of sets as [number, number][][][]) {
    let west = Infinity;
    let east = -Infinity;
    for (const [lon] of set[0] ?? []) {
      west = Math.min(west, mercX(lon));
      east = Math.max(east, mercX(lon));
    }
    for (const shift of shifts(f, west, east)) {
      for (const ring of set) {
        ring.forEach(([lon, lat], i) => {
          const x = px(f, mercX(lon) + shift);
          const y = py(f, mercY(lat));
          if (i) path.lineTo(x, y);
          else path.moveTo(x, y);
        });
        path.closePath();
      }
    }
  }
  const layer = (): [HTMLCanvasElement, CanvasRenderingContext2D] => {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(f.w * ratio);
    canvas.height = Math.round(f.h * ratio);
    const own = canvas.getContext("2d")!;
    own.setTransform(ratio, 0, 0, ratio, 0, 0);
    return [canvas, own];
  };
  const [mask, filled] = layer();
  filled.fillStyle = filled.strokeStyle = colour;
  filled.lineWidth = 0.7; /* closes the hair between two cells */
  filled.fill(path, "evenodd");
  filled.stroke(path);
  const [ring, edge] = layer();
  for (const [dx, dy] of [[-1.2, 0], [1.2, 0], [0, -1.2], [0, 1.2]]) edge.drawImage(mask, dx, dy, f.w, f.h);
  edge.globalCompositeOperation = "destination-out";
  edge.drawImage(mask, 0, 0, f.w, f.h);
  ctx.globalAlpha = 0.16;
  ctx.drawImage(mask, 0, 0, f.w, f.h);
  ctx.globalAlpha = 0.9;
  ctx.drawImage(ring, 0, 0, f.w, f.h);
  ctx.globalAlpha = 1;
}

/* A line of [lon, lat] with its corners: an area that is being drawn, a distance that is being measured. */
export function line(ctx: CanvasRenderingContext2D, f: Frame, at: [number, number][], colour: string, close: boolean, c: Colours): void {
  if (!at.length) return;
  const home = mercX(at[0][0]);
  const shift = shifts(f, home, home)[0] ?? Math.round((f.x - home) / (2 * HALF)) * 2 * HALF;
  const pts = at.map(([lon, lat]) => [px(f, mercX(lon) + shift), py(f, mercY(lat))]);
  ctx.beginPath();
  pts.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  if (close) ctx.closePath();
  ctx.lineJoin = "round";
  ctx.strokeStyle = c.halo;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  ctx.stroke();
  for (const [x, y] of pts) {
    ctx.beginPath();
    ctx.arc(x, y, 3.5, 0, 2 * Math.PI);
    ctx.fillStyle = c.paper;
    ctx.fill();
    ctx.stroke();
  }
}

export function label(ctx: CanvasRenderingContext2D, x: number, y: number, s: string, c: Colours): void {
  ctx.font = "600 12px system-ui, sans-serif";
  ctx.textBaseline = "middle";
  text(ctx, s, x, y, c, "left", c.ink);
}
