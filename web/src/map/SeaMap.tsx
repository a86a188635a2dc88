/* The map: OpenLayers moves the view (canvas, no WebGL, no tiles); everything is drawn by map/paint.
 *
 *   <SeaMap tracks={Track[]} window={[t0, t1]} outside="fade" events={MapEvent[]} selected={id} onSelect={(id|null) => ..}
 *     vessel={mmsi} reach={GeoJSON geometry} ports={Port[]} area={[[lon,lat],..]} onArea={(ring|null) => ..}
 *     fit={{ box: [w,s,e,n], key: "what" }} name="map">notes over the map</SeaMap>
 *
 * tracks: map/tracks.ts (keep the array while it is the same data: a new one is drawn anew). window: milliseconds; inside it
 * tracks are bright, outside faded or hidden; ships are triangles where they were last heard at its end. Points more than 2 h
 * apart are not joined; silences (events with `from` and `to` of type gap) are dashed, with their duration. Events in the
 * window are whole, others faint; none is left out. selected: ringed. reach: a Polygon or MultiPolygon. ports: paint.Port,
 * state "fits" filled. area: a filter that was drawn. fit: the view goes there whenever `key` changes. name: the place of the
 * view in the address (?map=lat,lon,zoom). Tools: draw, measure, PNG; by keyboard, arrows and + - move, Space sets a corner
 * in the middle while drawing. window.plimsoll.debug() says what is drawn; tests read it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import OlMap from "ol/Map.js";
import View from "ol/View.js";
import Layer from "ol/layer/Layer.js";
import type { FrameState } from "ol/Map.js";
import { defaults as interactions } from "ol/interaction/defaults.js";
import { getBytes } from "../app/api";
import { duration, number, place } from "../app/format";
import { t } from "../app/i18n";
import { route, setParams } from "../app/router";
import { color, drawn } from "../app/theme";
import { decodeCoast, type Coast } from "./coast";
import { distance, HALF, latOf, lonOf, mercX, mercY } from "./geo";
import * as paint from "./paint";
import type { Track } from "./tracks";

export interface MapEvent {
  id: string;
  type: string;
  lat: number;
  lon: number;
  start: number; /* ms */
  end: number;
  hours?: number;
  mmsi?: number[];
  from?: [number, number] | null; /* lat, lon where a silence began and ended */
  to?: [number, number] | null;
}

export interface SeaMapProps {
  tracks?: Track[];
  window?: [number, number];
  outside?: "fade" | "hide";
  events?: MapEvent[];
  selected?: string | null;
  onSelect?(id: string | null): void;
  vessel?: number | null;
  reach?: { type: string; coordinates: unknown } | null;
  ports?: paint.Port[];
  area?: [number, number][] | null;
  onArea?(area: [number, number][] | null): void;
  fit?: { box: [number, number, number, number]; key: string } | null;
  name?: string;
  children?: ComponentChildren;
}

const GAP_MS = 2 * 3600e3;
const SPARE = 0.3; /* of the view, on each side, drawn ahead of a pan */

let coast: Coast | null | undefined; /* undefined: not asked yet; null: there is none */

async function loadCoast(): Promise<Coast | null> {
  if (coast !== undefined) return coast;
  const address = document.querySelector<HTMLMetaElement>('meta[name="plimsoll-coast"]')?.content;
  if (!address) return (coast = null);
  const bytes = await fetch(address).then((r) => (r.ok ? r.arrayBuffer() : getBytes("/api/coast")));
  return (coast = decodeCoast(new Uint8Array(bytes)));
}

/* A picture of a part of the world somewhat larger than the view, blitted while the view moves. */
class Picture {
  canvas = document.createElement("canvas");
  frame: paint.Frame | null = null;
  key = "";
  draw(ctx: CanvasRenderingContext2D, f: paint.Frame, ratio: number, key: string, busy: boolean, make: (c: CanvasRenderingContext2D, f: paint.Frame) => void): void {
    const held = this.frame;
    const covers =
      held !== null &&
      Math.abs(f.x - held.x) + (f.w / 2) * f.res <= (held.w / 2) * held.res + f.res &&
      Math.abs(f.y - held.y) + (f.h / 2) * f.res <= (held.h / 2) * held.res + f.res;
    const same = held !== null && this.key === key && Math.abs(held.res / f.res - 1) < 1e-6;
    const zooming = busy && held !== null && this.key === key && held.res / f.res > 0.5 && held.res / f.res < 2 && !same;
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
  points: number;
  ships: number;
  events: number;
  silences: number;
  ports: string[];
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

class Painter {
  props: SeaMapProps = {};
  coast: Coast | null = null;
  tool: Tool = null;
  colours: paint.Colours = {};
  canvas = document.createElement("canvas");
  base = new Picture();
  bright = new Picture();
  last: Drawn = { rings: 0, points: 0, ships: 0, events: 0, silences: 0, ports: [], ms: 0 };
  frame: paint.Frame | null = null;

  readColours(): void {
    this.colours = Object.fromEntries(paint.NAMES.map((n) => [n, color("--" + n)]));
    this.base.key = this.bright.key = "";
  }

  render(state: FrameState): HTMLElement {
    const began = performance.now();
    const [w, h] = state.size;
    const ratio = state.pixelRatio;
    if (this.canvas.width !== Math.round(w * ratio) || this.canvas.height !== Math.round(h * ratio)) {
      this.canvas.width = Math.round(w * ratio);
      this.canvas.height = Math.round(h * ratio);
      Object.assign(this.canvas.style, { position: "absolute", width: "100%", height: "100%", left: "0", top: "0" });
    }
    const ctx = this.canvas.getContext("2d")!;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const f: paint.Frame = { x: state.viewState.center[0], y: state.viewState.center[1], res: state.viewState.resolution, w, h };
    this.frame = f;
    const busy = state.viewHints[0] > 0 || state.viewHints[1] > 0;
    const { tracks = [], window: win, outside = "fade", vessel } = this.props;
    const c = this.colours;
    const [from, to] = win ?? [-Infinity, Infinity];
    this.base.draw(ctx, f, ratio, `${idOf(this.coast)} ${outside === "fade" && win ? idOf(tracks) : 0}`, busy, (own, big) => {
      own.fillStyle = c.sea;
      own.fillRect(0, 0, big.w, big.h);
      const rings = this.coast ? (big.res > 2500 ? this.coast.coarse : this.coast.fine) : [];
      this.last.rings = paint.land(own, big, rings, c);
      paint.graticule(own, big, c, false);
      if (outside === "fade" && win) {
        paint.tracks(own, big, tracks, { colour: c["track-old"], width: 0.8, from: -Infinity, to: Infinity, gap_ms: GAP_MS });
      }
    });
    if (this.props.reach) paint.polygons(ctx, f, this.props.reach, c.reach, []);
    this.bright.draw(ctx, f, ratio, `${idOf(tracks)} ${from} ${to} ${vessel ?? 0}`, busy, (own, big) => {
      this.last.points = paint.tracks(own, big, tracks, { colour: c.track, width: 1.3, from, to, gap_ms: GAP_MS });
      if (vessel) {
        paint.tracks(own, big, tracks.filter((x) => x.mmsi === vessel), { colour: c["track-sel"], width: 2.4, from, to, gap_ms: GAP_MS });
      }
    });
    this.overlay(ctx, f, from, to);
    this.last.ms = performance.now() - began;
    return this.canvas;
  }

  overlay(ctx: CanvasRenderingContext2D, f: paint.Frame, from: number, to: number): void {
    const { tracks = [], events = [], selected, vessel, ports = [], area } = this.props;
    const c = this.colours;
    this.last.silences = 0;
    for (const e of events) {
      if (e.type !== "gap" || !e.from || !e.to) continue;
      const strong = e.id === selected;
      if (!strong && (e.end < from || e.start > to)) continue;
      this.last.silences += Number(paint.silence(ctx, f, e.from, e.to, duration(e.hours), strong ? c.reach : c["e-gap"], c, strong));
    }
    this.last.ships = Number.isFinite(to) ? paint.ships(ctx, f, tracks, to, GAP_MS, (x) => (x.mmsi === vessel ? c["track-sel"] : c.track)) : 0;
    this.last.ports = paint.ports(ctx, f, ports, c);
    let n = 0;
    const order = [...events].sort((a, b) => Number(a.id === selected) - Number(b.id === selected));
    for (const e of order) {
      const x0 = mercX(e.lon);
      for (const shift of paint.shifts(f, x0, x0)) {
        const state = e.id === selected ? "selected" : e.end < from || e.start > to ? "faint" : "";
        paint.mark(ctx, paint.px(f, x0 + shift), paint.py(f, mercY(e.lat)), e.type, c, state);
        n++;
      }
    }
    this.last.events = n;
    if (area) paint.line(ctx, f, area, c.accent, true, c);
    if (this.tool) {
      const pts = this.tool.at ? [...this.tool.points, this.tool.at] : this.tool.points;
      paint.line(ctx, f, pts, c.accent, this.tool.mode === "draw", c);
      if (this.tool.mode === "measure" && pts.length > 1) {
        const end = pts[pts.length - 1];
        paint.label(ctx, paint.px(f, mercX(end[0])) + 10, paint.py(f, mercY(end[1])) - 10, t("map.nm", { n: number(length(pts) / 1852, 1) }), c);
      }
    }
    paint.graticule(ctx, { ...f }, { ...c, grid: "transparent" }, true);
  }

  /* The event nearest to a place of the canvas within 14 px; a second click on the same place takes the next below. */
  hit(x: number, y: number): string | null {
    const f = this.frame;
    if (!f) return null;
    const near = (this.props.events ?? [])
      .flatMap((e) => paint.shifts(f, mercX(e.lon), mercX(e.lon)).map((s) => ({ id: e.id, d: Math.hypot(paint.px(f, mercX(e.lon) + s) - x, paint.py(f, mercY(e.lat)) - y) })))
      .filter((e) => e.d < 14)
      .sort((a, b) => a.d - b.d);
    if (!near.length) return null;
    const at = near.findIndex((e) => e.id === this.props.selected);
    return near[(at + 1) % near.length].id;
  }
}

const length = (pts: [number, number][]): number => pts.slice(1).reduce((sum, p, i) => sum + distance(pts[i][1], pts[i][0], p[1], p[0]), 0);

function firstView(name: string): View {
  const [lat, lon, zoom] = (route.get().params.get(name) ?? "").split(",").map(Number);
  const given = [lat, lon, zoom].every(Number.isFinite);
  return new View({
    center: given ? [mercX(lon), mercY(lat)] : [mercX(128), mercY(38)],
    zoom: given ? zoom : 5,
    minZoom: 1.5,
    maxZoom: 15,
    enableRotation: false,
    extent: [-3 * HALF, mercY(-84), 3 * HALF, mercY(84.5)],
    constrainOnlyCenter: true,
  });
}

export function SeaMap(p: SeaMapProps) {
  const host = useRef<HTMLDivElement>(null);
  const map = useRef<OlMap | null>(null);
  const painter = useRef<Painter>(null as unknown as Painter);
  if (!painter.current) painter.current = new Painter();
  const props = useRef(p);
  props.current = p;
  const [mode, setMode] = useState<"" | "draw" | "measure">("");
  const [pointer, setPointer] = useState("");
  const [scale, setScale] = useState({ px: 60, text: "" });
  const [noCoast, setNoCoast] = useState(false);
  const name = p.name ?? "map";

  const redraw = (): void => {
    map.current?.getLayers().item(0)?.changed();
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
    const view = firstView(name);
    const layer = new Layer({ render: (state: FrameState) => painter.current.render(state) });
    painter.current.readColours();
    const m = new OlMap({
      target: host.current!,
      layers: [layer],
      view,
      controls: [],
      interactions: interactions({ altShiftDragRotate: false, pinchRotate: false, doubleClickZoom: true }),
    });
    map.current = m;
    const lonLat = (c: number[]): [number, number] => [lonOf(((((c[0] + HALF) % (2 * HALF)) + 2 * HALF) % (2 * HALF)) - HALF), latOf(c[1])];
    m.on("pointermove", (e) => {
      if (e.dragging) return;
      const [lon, lat] = lonLat(e.coordinate);
      setPointer(place(lat, lon));
      const tool = painter.current.tool;
      if (tool) {
        if (tool.at || tool.mode === "draw" || tool.points.length) {
          painter.current.tool = { ...tool, at: [lon, lat] };
          redraw();
        }
      } else host.current?.parentElement?.classList.toggle("over", painter.current.hit(e.pixel[0], e.pixel[1]) !== null);
    });
    m.on("click", (e) => {
      if (painter.current.tool && painterMode()) return corner(lonLat(e.coordinate));
      const id = painter.current.hit(e.pixel[0], e.pixel[1]);
      props.current.onSelect?.(id);
    });
    m.on("dblclick", (e) => {
      if (!painterMode()) return undefined;
      finish();
      e.preventDefault();
      return false;
    });
    m.on("moveend", () => {
      const [lon, lat] = lonLat(view.getCenter() ?? [0, 0]);
      setParams({ [name]: `${lat.toFixed(3)},${lon.toFixed(3)},${(view.getZoom() ?? 5).toFixed(2)}` });
      const metres = (view.getResolution() ?? 1) * Math.cos((lat * Math.PI) / 180);
      const wanted = (metres * 100) / 1852;
      const power = 10 ** Math.floor(Math.log10(wanted));
      const n = [1, 2, 5, 10].map((k) => k * power).filter((k) => k <= wanted).pop() ?? power;
      setScale({ px: (n * 1852) / metres, text: t("map.nm", { n: String(Number(n.toPrecision(2))) }) });
    });
    const painterMode = (): boolean => !!host.current?.parentElement?.classList.contains("crosshair");
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
        center: lonLat(view.getCenter() ?? [0, 0]),
        zoom: view.getZoom(),
        tracks: props.current.tracks?.length ?? 0,
        selected: props.current.selected ?? null,
        window: props.current.window ?? null,
        reach: !!props.current.reach,
        area: props.current.area ?? null,
      }),
    };
    return () => {
      stop();
      m.setTarget(undefined);
      m.dispose();
      map.current = null;
    };
  }, []);

  painter.current.props = p;
  useEffect(redraw, [p.tracks, p.window?.[0], p.window?.[1], p.events, p.selected, p.vessel, p.reach, p.ports, p.area, p.outside]);

  const fitKey = useRef("");
  useEffect(() => {
    if (!p.fit || p.fit.key === fitKey.current || !map.current) return;
    const first = fitKey.current === "";
    fitKey.current = p.fit.key;
    if (first && route.get().params.has(name)) return; /* the address says where */
    const [w, s, e, n] = p.fit.box;
    map.current.getView().fit([mercX(w), mercY(s), mercX(e), mercY(n)], { padding: [50, 50, 50, 50], maxZoom: 10, duration: first ? 0 : 250 });
  }, [p.fit?.key]);

  const zoom = (by: number): void => {
    const view = map.current?.getView();
    view?.animate({ zoom: (view.getZoom() ?? 5) + by, duration: 150 });
  };
  const save = (): void => {
    painter.current.canvas.toBlob((blob) => {
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
    const center = map.current?.getView().getCenter();
    if (e.key === " " && center) corner([lonOf(center[0]), latOf(center[1])]);
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
  return (
    <div class={"map" + (mode ? " crosshair" : "")} onKeyDown={onKeyDown}>
      <div class="map-canvas" ref={host} tabIndex={0} role="application" aria-label={t("map.label")} />
      <div class="map-tools">
        <MapButton label={t("map.zoom_in")} d="M8 3v10M3 8h10" onClick={() => zoom(1)} />
        <MapButton label={t("map.zoom_out")} d="M3 8h10" onClick={() => zoom(-1)} />
        {p.onArea && <MapButton label={t("map.draw")} d="M3 4l9-2 2 8-7 4-5-5z" on={mode === "draw"} onClick={() => start("draw")} />}
        {p.onArea && p.area && <MapButton label={t("map.clear")} d="M4 4l8 8M12 4l-8 8" onClick={() => p.onArea?.(null)} />}
        <MapButton label={t("map.measure")} d="M2 11L11 2l3 3-9 9zM5 8l1.5 1.5M8 5l1.5 1.5" on={mode === "measure"} onClick={() => start("measure")} />
        <MapButton label={t("map.png")} d="M8 2v8M4.5 7L8 10.5 11.5 7M3 13.5h10" onClick={save} />
      </div>
      {mode && (
        <p class="map-note" role="status">
          {mode === "draw" ? t("map.draw_how") : t("map.measure_how")}
        </p>
      )}
      {!mode && noCoast && <p class="map-note">{t("map.no_coast")}</p>}
      {p.children}
      <div class="map-foot">
        <span class="map-scale">
          {scale.text}
          <i style={{ width: `${scale.px}px` }} />
        </span>
        <span class="mono">{pointer}</span>
        <span class="muted">{t("map.coast_of")}</span>
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
