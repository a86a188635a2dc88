/* The map: map/move moves the view, everything is drawn by map/paint on one 2D canvas (no WebGL); map/tiles below the coast.
 *
 *   <SeaMap tracks={Track[]} window={[t0, t1]} outside="fade" events={MapEvent[]} selected={id} onSelect={(id|null) => ..}
 *     vessel={mmsi} reach={GeoJSON geometry} ports={Port[]} area={[[lon,lat],..]} onArea={(ring|null) => ..}
 *     onShip={(mmsi) => ..} title={(event) => "words on hover"} fit={{ box: [w,s,e,n], key: "what" }} name="map">notes over
 *     the map</SeaMap>
 *
 * tracks: map/tracks.ts (keep the array while it is the same data: a new one is drawn anew). window: milliseconds; inside it
 * tracks are bright, outside faded or hidden; ships are triangles where they were last heard at its end. Points more than 2 h
 * apart are not joined; silences (events with `from` and `to` of type gap) are dashed, with their duration. Events in the
 * window are whole, others faint; none is left out. selected: ringed. reach: a Polygon or MultiPolygon. ports: paint.Port,
 * state "fits" filled. area: a filter that was drawn. fit: the view goes there whenever `key` changes. name: the place of the
 * view in the address (?map=lat,lon,zoom). Tools: draw, measure, PNG; by keyboard, arrows and + - move, Space sets a corner
 * in the middle while drawing; Shift and a drag, or the tool, zooms to a box. An event's `weight` makes its mark larger (a
 * lead, with its `label`) or smaller (what is everyday); `radius_m` draws a circle about it. window.plimsoll.debug() says what is drawn; tests read it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { getBytes } from "../app/api";
import { duration, number, place } from "../app/format";
import { t } from "../app/i18n";
import { route, setParams } from "../app/router";
import { color, drawn } from "../app/theme";
import { decodeCoast, type Coast } from "./coast";
import { distance, HALF, latOf, lonOf, mercX, mercY } from "./geo";
import { Mover, resOf, zoomOf, type View } from "./move";
import * as paint from "./paint";
import { useSession } from "../app/session";
import { captioned } from "../parts/save";
import { hostOf, tilesOf, useBackground, type Tiles } from "./tiles";
import { GAP_MS, lowerBound, type Track } from "./tracks";

export interface MapEvent {
  id: string;
  type: string;
  lat: number;
  lon: number;
  start: number; /* ms */
  end: number;
  hours?: number;
  mmsi?: number[];
  from?: [number, number] | null; /* lat, lon where a silence began and ended, or a false position lies */
  to?: [number, number] | null;
  weight?: -1 | 0 | 1; /* everyday, other, worth a look */
  label?: string; /* of a lead: its rank */
  radius_m?: number;
}

export interface MapHandle {
  tool(which: "draw" | "measure" | "box"): void;
  save(): void; /* what is seen, as a PNG file */
}

export interface SeaMapProps {
  tracks?: Track[];
  window?: [number, number];
  outside?: "fade" | "hide";
  events?: MapEvent[];
  selected?: string | null;
  onSelect?(id: string | null): void;
  onShip?(mmsi: number): void;
  title?(event: MapEvent): string;
  vessel?: number | null;
  also?: number[]; /* more ships that stand out: who met it */
  focus?: [number, number] | null; /* ms: when the chosen ships' tracks are bold; without it always */
  reach?: { type: string; coordinates: unknown } | null;
  ports?: paint.Port[];
  area?: [number, number][] | null;
  onArea?(area: [number, number][] | null): void;
  fit?: { box: [number, number, number, number]; key: string } | null;
  quick?: boolean; /* a hand moves the window: of thousands of events those outside it come back when it rests */
  caption?(): string[]; /* lines below a saved picture: what it shows, on what assumptions */
  handle?: { current: MapHandle | null }; /* filled while the map stands */
  whole?: [number, number, number, number] | null; /* what "show everything" shows: west, south, east, north */
  name?: string;
  children?: ComponentChildren;
}

const OVER_MAP = ".map-tools, .map-note, .map-over > *, .vs-map-note, .map-legend, .map-foot > *";
const SPARE = 0.3; /* of the view, on each side, drawn ahead of a pan */

let coast: Promise<Coast | null> | undefined; /* undefined: not asked yet; null: there is none */

export function loadCoast(): Promise<Coast | null> {
  coast ??= readCoast().catch((e: unknown) => {
    coast = undefined;
    throw e;
  });
  return coast;
}

async function readCoast(): Promise<Coast | null> {
  const address = document.querySelector<HTMLMetaElement>('meta[name="plimsoll-coast"]')?.content;
  if (!address) return null;
  const bytes = await fetch(address).then((r) => (r.ok ? r.arrayBuffer() : getBytes("/api/coast")));
  return decodeCoast(new Uint8Array(bytes));
}

/* A layer: new content is drawn as it is; content that is drawn again, or that the view moves over, becomes a picture of
 * somewhat more than is seen, which is copied from then on. (To change a picture and to copy it in the same
 * frame costs a copy of all its pixels, so what changes on every frame is never a picture.) */
class Picture {
  canvas = document.createElement("canvas");
  frame: paint.Frame | null = null;
  key = "";
  private last: paint.Frame | null = null;
  draw(ctx: CanvasRenderingContext2D, f: paint.Frame, ratio: number, key: string, busy: boolean, make: (c: CanvasRenderingContext2D, f: paint.Frame) => void): void {
    const held = this.frame;
    const covers =
      held !== null &&
      Math.abs(f.x - held.x) + (f.w / 2) * f.res <= (held.w / 2) * held.res + f.res &&
      Math.abs(f.y - held.y) + (f.h / 2) * f.res <= (held.h / 2) * held.res + f.res;
    const same = held !== null && this.key === key && Math.abs(held.res / f.res - 1) < 1e-6;
    const zooming = busy && held !== null && this.key === key && held.res / f.res > 0.5 && held.res / f.res < 2 && !same;
    const moved = busy || (this.last !== null && (this.last.x !== f.x || this.last.y !== f.y || this.last.res !== f.res));
    this.last = f;
    if (!zooming && !(same && covers) && !moved && this.key !== key) {
      this.key = key;
      this.frame = null;
      ctx.save();
      make(ctx, f);
      ctx.restore();
      return;
    }
    if (!zooming && !(same && covers)) {
      const big: paint.Frame = { ...f, w: Math.ceil(f.w * (1 + 2 * SPARE)), h: Math.ceil(f.h * (1 + 2 * SPARE)) };
      const w = Math.round(big.w * ratio);
      const h = Math.round(big.h * ratio);
      if (this.canvas.width !== w || this.canvas.height !== h) {
        this.canvas.width = w;
        this.canvas.height = h;
      }
      const own = this.canvas.getContext("2d")!;
      own.setTransform(ratio, 0, 0, ratio, 0, 0);
      own.clearRect(0, 0, big.w, big.h);
      make(own, big);
      this.frame = big;
      this.key = key;
    }
    const pic = this.frame!;
    const scale = pic.res / f.res;
    const x = paint.px(f, pic.x) - (pic.w / 2) * scale;
    const y = paint.py(f, pic.y) - (pic.h / 2) * scale;
    ctx.drawImage(this.canvas, scale === 1 ? Math.round(x) : x, scale === 1 ? Math.round(y) : y, pic.w * scale, pic.h * scale);
  }
}

interface Drawn {
  rings: number;
  tiles: number;
  points: number;
  ships: number;
  events: number;
  silences: number;
  ports: string[];
  untrue: number;
  circles: number;
  labels: string[];
  numbers: string[]; /* of the graticule */
  places: [number, number, number, number][]; /* of those */
  ms: number;
}

let uid = 0;
const ids = new WeakMap<object, number>();
const idOf = (o: object | null | undefined): number => {
  if (!o) return 0;
  if (!ids.has(o)) ids.set(o, ++uid);
  return ids.get(o)!;
};

type Tool = { mode: "draw" | "measure"; points: [number, number][]; at: [number, number] | null } | null;

/* Mercator places of the events of one array, counted once. */
const places = new WeakMap<MapEvent[], { xs: Float64Array; ys: Float64Array }>();
function placesOf(events: MapEvent[]): { xs: Float64Array; ys: Float64Array } {
  let p = places.get(events);
  if (!p) places.set(events, (p = { xs: Float64Array.from(events, (e) => mercX(e.lon)), ys: Float64Array.from(events, (e) => mercY(e.lat)) }));
  return p;
}

class Painter {
  props: SeaMapProps = {};
  coast: Coast | null = null;
  tiles: Tiles | null = null;
  tool: Tool = null;
  colours: paint.Colours = {};
  canvas = document.createElement("canvas");
  base = new Picture();
  bright = new Picture();
  marks = new Picture();
  sea = new Picture();
  stamps: paint.Stamps | null = null;
  last: Drawn = { rings: 0, tiles: 0, points: 0, ships: 0, events: 0, silences: 0, untrue: 0, circles: 0, labels: [], numbers: [], places: [], ports: [], ms: 0 };
  frame: paint.Frame | null = null;

  readColours(): void {
    this.colours = Object.fromEntries(paint.NAMES.map((n) => [n, color("--" + n)]));
    this.base.key = this.bright.key = this.marks.key = this.sea.key = "";
    this.stamps = null;
  }

  render(v: View, w: number, h: number, busy: boolean): void {
    if (w < 2 || h < 2) return;
    const began = performance.now();
    const ratio = devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(w * ratio) || this.canvas.height !== Math.round(h * ratio)) {
      this.canvas.width = Math.round(w * ratio);
      this.canvas.height = Math.round(h * ratio);
      Object.assign(this.canvas.style, { position: "absolute", width: "100%", height: "100%", left: "0", top: "0" });
    }
    const ctx = this.canvas.getContext("2d")!;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const f: paint.Frame = { ...v, w, h };
    this.frame = f;
    const { tracks = [], window: win, outside = "fade", vessel } = this.props;
    const c = this.colours;
    const [from, to] = win ?? [-Infinity, Infinity];
    this.base.draw(ctx, f, ratio, `${idOf(this.coast)} ${this.tiles ? idOf(this.tiles) + "." + this.tiles.version : ""} ${outside === "fade" && win ? idOf(tracks) : 0}`, busy, (own, big) => {
      own.fillStyle = c.sea;
      own.fillRect(0, 0, big.w, big.h);
      const rings = this.coast ? (big.res > 2500 ? this.coast.coarse : this.coast.fine) : [];
      this.last.rings = paint.land(own, big, rings, c);
      this.last.tiles = this.tiles?.draw(own, big, c) ?? 0; /* above the land, which is all there is where they have none */
      if (this.last.tiles) paint.land(own, big, rings, { ...c, land: "transparent" }); /* the coast again, above them */
      paint.graticule(own, big, c, null);
      if (outside === "fade" && win) {
        paint.tracks(own, big, tracks, { colour: c["track-old"], width: 0.8, from: -Infinity, to: Infinity });
      }
    });
    const { reach } = this.props;
    if (reach) this.sea.draw(ctx, f, ratio, String(idOf(reach)), busy, (own, big) => paint.sea(own, big, reach, c.reach, ratio));
    const bold = new Set([...(vessel ? [vessel] : []), ...(this.props.also ?? [])]);
    const { focus } = this.props;
    this.bright.draw(ctx, f, ratio, `${idOf(tracks)} ${from} ${to} ${[...bold]} ${focus}`, busy, (own, big) => {
      own.globalAlpha = bold.size ? 0.4 : big.res > 2000 ? 0.7 : 1; /* the chosen one stands out */
      this.last.points = paint.tracks(own, big, tracks, { colour: c.track, width: 1, from, to } /* at most 1: Skia draws hairlines many times faster */);
      own.globalAlpha = 1;
      if (bold.size) {
        const own_tracks = tracks.filter((x) => bold.has(x.mmsi));
        if (focus) paint.tracks(own, big, own_tracks, { colour: c["track-sel"], width: 1, from, to });
        const part = { from: Math.max(from, focus?.[0] ?? from), to: Math.min(to, focus?.[1] ?? to) };
        paint.tracks(own, big, own_tracks, { colour: c.halo, width: 5, ...part });
        paint.tracks(own, big, own_tracks, { colour: c["track-sel"], width: 2.4, ...part });
      }
    });
    this.stamps ??= new paint.Stamps(c, ratio);
    const { events = [], selected } = this.props;
    this.marks.draw(ctx, f, ratio, `${idOf(events)} ${from} ${to} ${this.skips()}`, busy, (own, big) => this.events(own, big, events, from, to));
    this.overlay(ctx, f, to, events.find((e) => e.id === selected));
    this.last.ms = performance.now() - began;
  }

  skips(): boolean {
    return !!this.props.quick && (this.props.events?.length ?? 0) > 4000;
  }

  /* Every event: what the lines and circles of its kind are, then its mark; the leads on top. */
  events(ctx: CanvasRenderingContext2D, f: paint.Frame, events: MapEvent[], from: number, to: number): void {
    const c = this.colours;
    const last = this.last;
    last.events = last.silences = last.untrue = last.circles = 0;
    last.labels = [];
    const taken: [number, number, number, number][] = [];
    const out = (e: MapEvent): boolean => e.end < from || e.start > to;
    for (const e of events) {
      const faint = out(e);
      if (e.type === "gap" && e.from && e.to) {
        if (faint) continue;
        const words = duration(e.hours);
        last.silences += Number(paint.silence(ctx, f, e.from, e.to, words, c["e-gap"], c, false, taken));
      } else if ((e.type === "position_jump" || e.type === "synthetic_track") && e.from && e.to) {
        paint.untrue(ctx, f, e.from, e.to, c, faint ? 0.2 : 0.8);
        last.untrue++;
      } else if (e.radius_m) {
        paint.circle(ctx, f, e.lat, e.lon, e.radius_m, c["e-area"], faint ? 0.3 : 1);
        last.circles++;
      }
    }
    const { xs, ys } = placesOf(events);
    const skip = this.skips();
    for (const weight of [-1, 0, 1]) {
      const size = weight < 0 ? 0.72 : weight > 0 ? 1.15 : 0.9;
      for (let i = 0; i < events.length; i++) {
        const e = events[i];
        if ((e.weight ?? 0) !== weight) continue;
        const faint = out(e);
        if (faint && skip) continue;
        const y = paint.py(f, ys[i]);
        for (const shift of paint.shifts(f, xs[i], xs[i])) {
          last.events++;
          if (y < -40 || y > f.h + 40) continue;
          const x = paint.px(f, xs[i] + shift);
          this.stamps!.mark(ctx, x, y, e.type, size, faint ? 0.35 : 1);
          if (e.label && !faint) {
            paint.badge(ctx, x, y, e.label, c);
            last.labels.push(e.label);
          }
        }
      }
    }
    ctx.globalAlpha = 1;
  }

  overlay(ctx: CanvasRenderingContext2D, f: paint.Frame, to: number, selected: MapEvent | undefined): void {
    const { tracks = [], vessel, ports = [], area } = this.props;
    const c = this.colours;
    this.last.ships = Number.isFinite(to) ? paint.ships(ctx, f, tracks, to, GAP_MS, (x) => x.mmsi === vessel || !!this.props.also?.includes(x.mmsi), [c.track, c["track-sel"]]) : 0;
    if (selected?.type === "gap" && selected.from && selected.to) paint.silence(ctx, f, selected.from, selected.to, "", c.reach, c, true);
    const avoid: [number, number, number, number][] = [];
    if (selected) {
      const x = paint.px(f, mercX(selected.lon));
      const y = paint.py(f, mercY(selected.lat));
      avoid.push([x - 20, y - 20, x + 20, y + 20], [x - 26, y + 20, x + 60, y + 36]);
    }
    this.last.ports = paint.ports(ctx, f, ports, c, avoid);
    if (selected) {
      const x0 = mercX(selected.lon);
      for (const shift of paint.shifts(f, x0, x0)) {
        const x = paint.px(f, x0 + shift);
        const y = paint.py(f, mercY(selected.lat));
        paint.chosen(ctx, x, y, selected.type, c);
        if (selected.type === "gap") paint.label(ctx, x - 22, y + 28, duration(selected.hours), c);
      }
    }
    if (area) paint.line(ctx, f, area, c.accent, true, c);
    if (this.tool) {
      paint.cross(ctx, f, c);
      const pts = this.tool.at ? [...this.tool.points, this.tool.at] : this.tool.points;
      paint.line(ctx, f, pts, c.accent, this.tool.mode === "draw", c);
      if (this.tool.mode === "measure" && pts.length > 1) {
        const end = pts[pts.length - 1];
        paint.label(ctx, paint.px(f, mercX(end[0])) + 10, paint.py(f, mercY(end[1])) - 10, t("map.nm", { n: number(length(pts) / 1852, 1) }), c);
      }
    }
    const drawn = paint.graticule(ctx, { ...f }, { ...c, grid: "transparent" }, { foot: 40, free: this.boxes() });
    this.last.numbers = drawn.words;
    this.last.places = drawn.places;
  }

  /* Whether a number of the graticule at that place lies under none of the boxes that stand over the map. */
  boxes(): paint.Numbers["free"] {
    const own = this.canvas.getBoundingClientRect();
    const all = [...(this.canvas.closest(".map")?.querySelectorAll(OVER_MAP) ?? [])].map((e) => e.getBoundingClientRect()).filter((r) => r.width > 0);
    return (x, y, half) => all.every((r) => x + half < r.left - own.left || x - half > r.right - own.left || y + 8 < r.top - own.top || y - 8 > r.bottom - own.top);
  }

  /* The ship whose mark or line, within the window, is nearest to a place of the canvas. */
  ship(x: number, y: number): number | null {
    const f = this.frame;
    const { tracks = [], window: win } = this.props;
    if (!f) return null;
    let best = 8 * f.res;
    let mmsi: number | null = null;
    const [from, to] = win ?? [-Infinity, Infinity];
    const at_y = f.y - (y - f.h / 2) * f.res;
    for (const track of tracks) {
      for (const shift of paint.shifts(f, track.west, track.east)) {
        const at_x = f.x + (x - f.w / 2) * f.res - shift;
        if (at_x < track.west - best || at_x > track.east + best || at_y < track.south - best || at_y > track.north + best) continue;
        const last = lowerBound(track.t, track.n, to);
        for (let i = lowerBound(track.t, track.n, from); i < last; i++) {
          const d = Math.hypot(track.x[i] - at_x, track.y[i] - at_y);
          if (d < best) {
            best = d;
            mmsi = track.mmsi;
          }
        }
      }
    }
    return mmsi;
  }

  /* The event nearest to a place of the canvas within 14 px; a second click on the same place takes the next below. */
  hit(x: number, y: number): string | null {
    const f = this.frame;
    if (!f) return null;
    const { events = [] } = this.props;
    const { xs, ys } = placesOf(events);
    const near: { id: string; d: number }[] = [];
    for (let i = 0; i < events.length; i++) {
      const dy = paint.py(f, ys[i]) - y;
      if (dy > 14 || dy < -14) continue;
      for (const shift of paint.shifts(f, xs[i], xs[i])) {
        const d = Math.hypot(paint.px(f, xs[i] + shift) - x, dy);
        if (d < 14) near.push({ id: events[i].id, d });
      }
    }
    if (!near.length) return null;
    near.sort((p, q) => p.d - q.d);
    const at = near.findIndex((e) => e.id === this.props.selected);
    return near[(at + 1) % near.length].id;
  }
}

const length = (pts: [number, number][]): number => pts.slice(1).reduce((sum, p, i) => sum + distance(pts[i][1], pts[i][0], p[1], p[0]), 0);

function firstView(name: string): View {
  const [lat, lon, zoom] = (route.get().params.get(name) ?? "").split(",").map(Number);
  const given = [lat, lon, zoom].every(Number.isFinite);
  return given ? { x: mercX(lon), y: mercY(lat), res: resOf(zoom) } : { x: mercX(128), y: mercY(38), res: resOf(5) };
}

/* A copy of a canvas with lines of words below it. */
function withLines(from: HTMLCanvasElement, lines: string[], c: paint.Colours): HTMLCanvasElement {
  const ratio = devicePixelRatio || 1;
  const high = lines.length ? (lines.length * 17 + 12) * ratio : 0;
  const out = document.createElement("canvas");
  out.width = from.width;
  out.height = from.height + high;
  const ctx = out.getContext("2d")!;
  ctx.fillStyle = c.paper;
  ctx.fillRect(0, 0, out.width, out.height);
  ctx.drawImage(from, 0, 0);
  ctx.setTransform(ratio, 0, 0, ratio, 0, from.height);
  ctx.fillStyle = c.ink;
  ctx.textBaseline = "top";
  lines.forEach((line, i) => {
    ctx.font = (i ? "" : "600 ") + "12px system-ui, sans-serif";
    ctx.fillText(line, 10, 6 + i * 17, out.width / ratio - 20);
  });
  return out;
}

export function SeaMap(p: SeaMapProps) {
  const host = useRef<HTMLDivElement>(null);
  const map = useRef<Mover | null>(null);
  const painter = useRef<Painter>(null as unknown as Painter);
  if (!painter.current) painter.current = new Painter();
  const props = useRef(p);
  props.current = p;
  const [mode, setMode] = useState<"" | "draw" | "measure" | "box">("");
  const boxing = useRef(false);
  boxing.current = mode === "box";
  const tip = useRef<HTMLDivElement>(null);
  const [pointer, setPointer] = useState("");
  const [scale, setScale] = useState({ px: 60, text: "" });
  const [noCoast, setNoCoast] = useState(false);
  const background = useBackground();
  const own_coast = useSession()?.own_coast ?? false;
  const name = p.name ?? "map";
  const given = useRef(route.get().params.has(name)); /* the address says where */
  const placed = useRef(given.current);

  const redraw = (): void => {
    map.current?.ask();
  };
  const setTool = (tool: Tool): void => {
    painter.current.tool = tool;
    setMode(tool?.mode ?? "");
    redraw();
  };
  const finish = (): void => {
    const tool = painter.current.tool;
    if (tool?.mode === "draw" && tool.points.length >= 3) props.current.onArea?.(tool.points);
    if (tool?.mode === "measure" && tool.points.length > 1) {
      painter.current.tool = { ...tool, at: null };
      setMode("");
      redraw();
      return;
    }
    setTool(null);
  };
  const corner = (at: [number, number]): void => {
    const tool = painter.current.tool;
    if (!tool) return;
    const last = tool.points[tool.points.length - 1];
    if (last && last[0] === at[0] && last[1] === at[1]) return;
    painter.current.tool = { ...tool, points: [...tool.points, at] };
    redraw();
  };

  useEffect(() => {
    painter.current.readColours();
    host.current!.append(painter.current.canvas);
    let rest: ReturnType<typeof setTimeout> | undefined; /* the address is written when the map has come to rest */
    const lonLat = (c: number[]): [number, number] => [lonOf(((((c[0] + HALF) % (2 * HALF)) + 2 * HALF) % (2 * HALF)) - HALF), latOf(c[1])];
    const m = new Mover(
      host.current!,
      {
        draw: () => painter.current.render(m.view, m.w, m.h, m.busy),
        rest: () => rested(),
        click: (x, y) => {
          if (drawing()) return corner(lonLat(m.place(x, y)));
          const id = painter.current.hit(x, y);
          const ship = id === null && props.current.onShip ? painter.current.ship(x, y) : null;
          if (ship !== null) props.current.onShip?.(ship);
          else props.current.onSelect?.(id);
        },
        double: () => {
          if (!drawing()) return false;
          finish();
          return true;
        },
        hover: (x, y) => {
          const [lon, lat] = lonLat(m.place(x, y));
          setPointer(place(lat, lon));
          const tool = painter.current.tool;
          if (!tool) return point(x, y);
          if (drawing() && (tool.at || tool.mode === "draw" || tool.points.length)) {
            painter.current.tool = { ...tool, at: [lon, lat] };
            redraw();
          }
        },
        boxing: () => boxing.current,
        boxed: () => setMode(""),
      },
      firstView(name),
    );
    map.current = m;
    const point = (x: number, y: number): void => {
      const id = painter.current.hit(x, y);
      host.current?.parentElement?.classList.toggle("over", id !== null);
      const el = tip.current;
      if (!el) return;
      const event = id === null ? undefined : props.current.events?.find((v) => v.id === id);
      const words = event && props.current.title ? props.current.title(event) : "";
      el.hidden = !words;
      el.textContent = words;
      el.style.transform = `translate(${Math.round(x + 14)}px, ${Math.round(y + 14)}px)`;
    };
    const drawing = (): boolean => !!host.current?.parentElement?.classList.contains("crosshair");
    const rested = (): void => {
      const [lon, lat] = lonLat([m.view.x, m.view.y]);
      clearTimeout(rest);
      rest = setTimeout(() => {
        if (placed.current || m.touched) setParams({ [name]: `${lat.toFixed(3)},${lon.toFixed(3)},${zoomOf(m.view.res).toFixed(2)}` });
      }, 150);
      const metres = m.view.res * Math.cos((lat * Math.PI) / 180);
      const wanted = (metres * 100) / 1852;
      const power = 10 ** Math.floor(Math.log10(wanted));
      const n = [1, 2, 5, 10].map((k) => k * power).filter((k) => k <= wanted).pop() ?? power;
      const next = { px: Math.round((n * 1852) / metres), text: t("map.nm", { n: String(Number(n.toPrecision(2))) }) };
      setScale((s) => (s.px === next.px && s.text === next.text ? s : next));
    };
    rested();
    loadCoast()
      .then((c) => {
        painter.current.coast = c;
        setNoCoast(c === null);
        redraw();
      })
      .catch(() => setNoCoast(true));
    const stop = drawn.subscribe(() => {
      painter.current.readColours();
      redraw();
    });
    const global = globalThis as unknown as { plimsoll: Record<string, unknown> };
    global.plimsoll = {
      ...global.plimsoll,
      map: m,
      debug: () => ({
        ...painter.current.last,
        coast: painter.current.coast?.points ?? 0,
        center: lonLat([m.view.x, m.view.y]),
        zoom: zoomOf(m.view.res),
        tracks: props.current.tracks?.length ?? 0,
        selected: props.current.selected ?? null,
        window: props.current.window ?? null,
        reach: !!props.current.reach,
        area: props.current.area ?? null,
      }),
    };
    return () => {
      clearTimeout(rest);
      stop();
      m.end();
      map.current = null;
    };
  }, []);

  painter.current.props = p;
  painter.current.tiles = tilesOf(background, redraw);
  useEffect(redraw, [background, p.tracks, p.window?.[0], p.window?.[1], p.events, p.selected, p.vessel, p.also?.join(), p.focus?.[0], p.focus?.[1], p.reach, p.ports, p.area, p.outside, p.quick]);

  const fitKey = useRef("");
  useEffect(() => {
    if (!p.fit || p.fit.key === fitKey.current || !map.current) return;
    const first = fitKey.current === "";
    fitKey.current = p.fit.key;
    placed.current = true;
    if (first && given.current) return;
    fitTo(p.fit.box, first);
  }, [p.fit?.key]);
  const fitTo = ([w, s, e, n]: [number, number, number, number], at_once = false): void => {
    const m = map.current;
    if (!m) return;
    const edge = Math.min(60, (m.w || 800) / 8, (m.h || 600) / 8);
    m.fit([mercX(w), mercY(s), mercX(e), mercY(n)], edge, 11, at_once ? 0 : 250);
  };

  const zoom = (by: number): void => {
    map.current?.zoomBy(by);
  };
  const save = (): void => {
    const lines = props.current.caption?.() ?? captioned([t("shell.lead")], [t("map.coast_of")]);
    let from = painter.current.canvas;
    if (background?.origin && map.current) { /* a canvas with another host's pictures cannot be read: drawn again without them */
      const clean = new Painter();
      Object.assign(clean, { props: props.current, coast: painter.current.coast, tool: painter.current.tool, colours: painter.current.colours });
      clean.render(map.current.view, map.current.w, map.current.h, false);
      from = clean.canvas;
      lines.push(t("map.tiles_left_out", { host: hostOf(background) }));
    } else if (background?.credit) lines.push(background.credit);
    withLines(from, lines, painter.current.colours).toBlob((blob) => {
      if (!blob) return;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = "plimsoll-map.png";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 5000);
    });
  };
  const onKeyDown = (e: KeyboardEvent): void => {
    if (!mode) return;
    if (mode === "box" && e.key === "Escape") setMode("");
    const v = map.current?.view;
    if (e.key === " " && v) corner([lonOf(v.x), latOf(v.y)]);
    else if (e.key === "Enter") finish();
    else if (e.key === "Escape") setTool(null);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const start = (next: "draw" | "measure"): void => {
    setTool(mode === next ? null : { mode: next, points: [], at: null });
    host.current?.focus();
  };
  if (p.handle) p.handle.current = { tool: (which) => (which === "box" ? setMode("box") : start(which)), save };
  return (
    <div class={"map" + (mode === "box" ? " boxing" : mode ? " crosshair" : "")} onKeyDown={onKeyDown}>
      <div class="map-canvas" ref={host} tabIndex={0} role="application" aria-label={t("map.label")} />
      <div class="map-tools">
        <MapButton label={t("map.zoom_in")} d="M8 3v10M3 8h10" onClick={() => zoom(1)} />
        <MapButton label={t("map.zoom_out")} d="M3 8h10" onClick={() => zoom(-1)} />
        <MapButton label={t("map.box")} d="M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11M6 6h4v4H6z" on={mode === "box"} onClick={() => setMode(mode === "box" ? "" : "box")} />
        {p.whole && <MapButton label={t("map.whole")} d="M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 1 0 0-12.4M1.8 8h12.4M8 1.8c-4 4-4 8.4 0 12.4c4-4 4-8.4 0-12.4" onClick={() => fitTo(p.whole!)} />}
        {p.onArea && <MapButton label={t("map.draw")} d="M3 4l9-2 2 8-7 4-5-5z" on={mode === "draw"} onClick={() => start("draw")} />}
        {p.onArea && p.area && <MapButton label={t("map.clear")} d="M4 4l8 8M12 4l-8 8" onClick={() => p.onArea?.(null)} />}
        <MapButton label={t("map.measure")} d="M2 11L11 2l3 3-9 9zM5 8l1.5 1.5M8 5l1.5 1.5" on={mode === "measure"} onClick={() => start("measure")} />
        <MapButton label={t("map.png")} d="M8 2v8M4.5 7L8 10.5 11.5 7M3 13.5h10" onClick={save} />
      </div>
      {mode && (
        <p class="map-note" role="status">
          {mode === "draw" ? t("map.draw_how") : mode === "box" ? t("map.box_how") : t("map.measure_how")}
        </p>
      )}
      {!mode && noCoast && <p class="map-note">{t("map.no_coast")}</p>}
      <div class="map-tip" ref={tip} hidden />
      {p.children}
      <div class="map-foot">
        <span class="map-scale">
          {scale.text}
          <i style={{ width: `${scale.px}px` }} />
        </span>
        <span class="mono">{pointer}</span>
        <span class="muted" title={own_coast ? t("map.own_coast") : undefined}>
          {t("map.coast_of")}
          {own_coast && " · " + t("map.own_coast_short")}
          {background?.credit && <bdi> · {background.credit}</bdi>}
        </span>
      </div>
    </div>
  );
}

function MapButton(p: { label: string; d: string; on?: boolean; onClick(): void }) {
  return (
    <button type="button" aria-label={p.label} title={p.label} aria-pressed={p.on} onClick={p.onClick}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={p.d} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
      </svg>
    </button>
  );
}
