/* A small map of one place: land, the place with its error, and ships around it. A click sets the place. What it shows
 * stands in words beside it; + and - change the scale, arrows move the place by a pixel.
 *
 *   <MiniMap here={{lat, lon}} error_m={500} ships={[{lat, lon, label, tone}]} onPick={(where) => ...} label="..." /> */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../app/i18n";
import { useStore } from "../../app/store";
import { color, drawn, theme } from "../../app/theme";
import { decodeCoast, type Coast } from "../../map/coast";
import { latOf, lonOf, mercX, mercY } from "../../map/geo";
import * as paint from "../../map/paint";
import type { Where } from "./pure";

export interface MapShip extends Where {
  label: string;
  tone: "there" | "near" | "far";
}

let held: Promise<Coast | null> | undefined;

function coast(): Promise<Coast | null> {
  const address = document.querySelector<HTMLMetaElement>('meta[name="plimsoll-coast"]')?.content;
  if (!address) return Promise.resolve(null);
  held ??= fetch(address)
    .then((r) => r.arrayBuffer())
    .then((bytes) => decodeCoast(new Uint8Array(bytes)))
    .catch(() => null);
  return held;
}

const COARSE = 2500; /* metres a pixel */

/* Metres a pixel at which everything that matters is in sight. */
function fit(here: Where | null, error_m: number, ships: MapShip[], size: number): number {
  if (!here) return 9000;
  const stretch = 1 / Math.cos((here.lat * Math.PI) / 180);
  let reach = Math.max(error_m * 2.2, 12000) * stretch;
  for (const s of ships.slice(0, 12)) {
    reach = Math.max(reach, Math.abs(mercX(s.lon) - mercX(here.lon)) * 1.2, Math.abs(mercY(s.lat) - mercY(here.lat)) * 1.2);
  }
  return Math.min(9000, (2 * Math.min(reach, 400000)) / size);
}

function draw(ctx: CanvasRenderingContext2D, f: paint.Frame, rings: Coast | null, here: Where | null, error_m: number, ships: MapShip[]): void {
  const c: paint.Colours = Object.fromEntries(paint.NAMES.map((n) => [n, color("--" + n)]));
  ctx.fillStyle = c.sea;
  ctx.fillRect(0, 0, f.w, f.h);
  paint.land(ctx, f, rings ? (f.res > COARSE ? rings.coarse : rings.fine) : [], c);
  paint.graticule(ctx, f, c, null);
  const at = (w: Where): [number, number] => [paint.px(f, mercX(w.lon)), paint.py(f, mercY(w.lat))];
  ctx.font = "11px system-ui, sans-serif";
  ctx.lineJoin = "round";
  const placed: [number, number][] = [];
  for (const s of [...ships].reverse()) {
    const [x, y] = at(s);
    ctx.beginPath();
    ctx.moveTo(x, y - 6);
    ctx.lineTo(x + 5, y + 5);
    ctx.lineTo(x - 5, y + 5);
    ctx.closePath();
    ctx.lineWidth = 3;
    ctx.strokeStyle = c.halo;
    ctx.stroke();
    ctx.fillStyle = s.tone === "there" ? c.accent : c.track;
    ctx.globalAlpha = s.tone === "far" ? 0.55 : 1;
    ctx.fill();
    ctx.globalAlpha = 1;
  }
  for (const s of ships.slice(0, 8)) {
    const [x, y] = at(s);
    if (placed.some(([px, py]) => Math.abs(px - x) < 90 && Math.abs(py - y) < 14)) continue;
    placed.push([x, y]);
    ctx.lineWidth = 3;
    ctx.strokeStyle = c.halo;
    ctx.strokeText(s.label, x + 8, y + 4);
    ctx.fillStyle = c.ink;
    ctx.fillText(s.label, x + 8, y + 4);
  }
  if (here) {
    const [x, y] = at(here);
    const r = error_m / Math.cos((here.lat * Math.PI) / 180) / f.res;
    if (r > 3) {
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.globalAlpha = 0.14;
      ctx.fillStyle = c.reach;
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.lineWidth = 1.2;
      ctx.strokeStyle = c.reach;
      ctx.stroke();
    }
    for (const [colour, width] of [
      [c.halo, 5],
      [c.reach, 2],
    ] as const) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.beginPath();
      ctx.arc(x, y, 6, 0, 2 * Math.PI);
      ctx.moveTo(x - 12, y);
      ctx.lineTo(x - 3, y);
      ctx.moveTo(x + 3, y);
      ctx.lineTo(x + 12, y);
      ctx.moveTo(x, y - 12);
      ctx.lineTo(x, y - 3);
      ctx.moveTo(x, y + 3);
      ctx.lineTo(x, y + 12);
      ctx.stroke();
    }
  }
  paint.graticule(ctx, f, { ...c, grid: "transparent" }, { foot: 8, free: () => true });
}

export function MiniMap(p: { here: Where | null; error_m?: number; ships?: MapShip[]; onPick?(where: Where): void; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [rings, setRings] = useState<Coast | null>(null);
  const [zoom, setZoom] = useState(1);
  const [width, setWidth] = useState(0);
  const frame = useRef<paint.Frame | null>(null);
  const centre = useRef<Where>({ lat: 37, lon: 127 });
  useStore(drawn);
  const look = useStore(theme);
  useEffect(() => void coast().then(setRings), []);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    if (canvas.current?.parentElement) watch.observe(canvas.current.parentElement);
    return () => watch.disconnect();
  }, []);
  const ships = p.ships ?? [];
  useEffect(() => {
    const el = canvas.current;
    if (!el || width < 20) return;
    const h = el.clientHeight;
    const ratio = devicePixelRatio || 1;
    el.width = Math.round(width * ratio);
    el.height = Math.round(h * ratio);
    const ctx = el.getContext("2d")!;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    /* The map moves only when the place leaves its middle. */
    const res = fit(p.here, p.error_m ?? 0, ships, Math.min(width, h)) / zoom;
    if (p.here) {
      const off = Math.max(Math.abs(mercX(p.here.lon) - mercX(centre.current.lon)) / width, Math.abs(mercY(p.here.lat) - mercY(centre.current.lat)) / h);
      if (off > res * 0.3 || !p.onPick) centre.current = p.here;
    }
    frame.current = { x: mercX(centre.current.lon), y: mercY(centre.current.lat), res, w: width, h };
    draw(ctx, frame.current, rings, p.here, p.error_m ?? 0, ships);
  }, [rings, width, zoom, look, drawn.get(), p.here?.lat, p.here?.lon, p.error_m, ships.length]);
  const pick = (x: number, y: number): void => {
    const f = frame.current;
    if (!f || !p.onPick) return;
    const lon = lonOf(f.x + (x - f.w / 2) * f.res);
    const digits = f.res < 300 ? 4 : 3;
    p.onPick({ lat: Number(latOf(f.y - (y - f.h / 2) * f.res).toFixed(digits)), lon: Number((((((lon + 180) % 360) + 360) % 360) - 180).toFixed(digits)) });
  };
  const onKey = (e: KeyboardEvent): void => {
    const step: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (e.key === "+" || e.key === "=") setZoom((z) => Math.min(64, z * 2));
    else if (e.key === "-") setZoom((z) => Math.max(1 / 16, z / 2));
    else if (step[e.key] && p.onPick && frame.current) {
      const f = frame.current;
      const far = e.shiftKey ? 20 : 2;
      const from = p.here ?? centre.current;
      pick(paint.px(f, mercX(from.lon)) + step[e.key][0] * far, paint.py(f, mercY(from.lat)) + step[e.key][1] * far);
    } else return;
    e.preventDefault();
  };
  return (
    <div class={"minimap" + (p.onPick ? " picks" : "")}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={p.label}
        tabIndex={0}
        onKeyDown={onKey}
        onClick={(e) => {
          const box = e.currentTarget.getBoundingClientRect();
          pick(e.clientX - box.left, e.clientY - box.top);
        }}
      />
      <span class="minimap-tools">
        <button type="button" aria-label={t("observe.zoom_in")} title={t("observe.zoom_in")} onClick={() => setZoom((z) => Math.min(64, z * 2))}>
          +
        </button>
        <button type="button" aria-label={t("observe.zoom_out")} title={t("observe.zoom_out")} onClick={() => setZoom((z) => Math.max(1 / 16, z / 2))}>
          −
        </button>
      </span>
    </div>
  );
}
