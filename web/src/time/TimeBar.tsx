/* The time bar: the whole span of the case, a window with two handles, marks of events, a strip of coverage, play.
 *
 *   <TimeBar whole={{from, to}} window={{from, to}} onWindow={(w) => ...}
 *     events={[{ id, type, start: ms, end: ms }]} selected={id} onSelect={(id) => ...}
 *     coverage={{ start: ms, step: ms, reports: [n, ...], states: ["heard", "silent", "nobody", "unknown", ...] }} caption={() => [...]} />
 *
 * Milliseconds since 1970. The strip says for each step: reports heard (the more the darker), somebody listened and heard
 * nothing (hatched), nobody listened or it is not known to this reader (empty, red line) — that is not the same. Keys: on a handle or on the window, left
 * and right move by 1 hour, with Shift by 1 day, Home and End go to the ends; on the button, Enter plays. While it plays, the
 * window moves by `speed` hours of data a second and begins again at the end; a window of the whole has nowhere to go, so play
 * begins with its first day (or quarter, of less than four days). Moves tell onWindow on every frame: draw what
 * is cheap, ask the server later. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { duration, number, utc } from "../app/format";
import { t } from "../app/i18n";
import { useStore } from "../app/store";
import { color, drawn } from "../app/theme";
import { saveSvg } from "../parts/save";
import { shapeOf } from "../parts/shapes";
import { eventName } from "../parts/small";
import { isEmpty, timePicture } from "./picture";
import { at, DAY, HOUR, moved, stretched, ticks, timeAt, type Span } from "./scale";

export interface BarEvent {
  id: string;
  type: string;
  start: number;
  end: number;
}

export interface Coverage {
  start: number;
  step: number;
  reports: number[];
  states: ("heard" | "silent" | "nobody" | "unknown")[]; /* unknown to a reader with a clearance, who may not see everything that was heard */
  ships?: number[];
  stations?: number[];
}

const SPEEDS = [1, 2, 6, 12, 24];
const STRIP = 10;

export function TimeBar(p: {
  whole: Span;
  window: Span;
  onWindow(w: Span): void;
  events?: BarEvent[];
  selected?: string | null;
  onSelect?(id: string): void;
  coverage?: Coverage | null;
  caption?(): string[]; /* below a saved picture: whose, under what filters, that it is a lead */
}) {
  const plot = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(600);
  const [speed, setSpeed] = useState(6);
  const [playing, setPlaying] = useState(false);
  const turn = useStore(drawn);
  const [hover, setHover] = useState<number | null>(null);
  const now = useRef(p);
  now.current = p;

  useLayoutEffect(() => {
    const el = plot.current;
    if (!el) return;
    const look = (): void => setWidth(Math.max(50, el.clientWidth));
    look();
    const watch = new ResizeObserver(look);
    watch.observe(el);
    return () => watch.disconnect();
  }, []);

  useEffect(() => {
    if (canvas.current) paint(canvas.current, width, p.whole, p.events ?? [], p.coverage ?? null, p.selected ?? null);
  }, [width, p.whole.from, p.whole.to, p.events, p.coverage, p.selected, turn]);

  useEffect(() => {
    if (!playing) return;
    let last = 0;
    let frame = requestAnimationFrame(function step(time) {
      const { whole, window: win, onWindow } = now.current;
      if (last) {
        const next = moved(whole, win, ((time - last) / 1000) * speed * HOUR);
        onWindow(next.to >= whole.to && win.to >= whole.to ? moved(whole, win, whole.from - win.from) : next);
      }
      last = time;
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, speed]);

  const play = (): void => {
    const { whole, window: win, onWindow } = now.current;
    if (!playing && win.from <= whole.from && win.to >= whole.to) onWindow({ from: whole.from, to: whole.from + Math.min(DAY, (whole.to - whole.from) / 4) });
    setPlaying(!playing);
  };
  const drag = (what: "from" | "to" | "span") => (e: PointerEvent) => {
    if (e.button !== 0) return;
    const el = e.currentTarget as HTMLElement;
    el.setPointerCapture(e.pointerId);
    const x0 = e.clientX;
    const first = p.window;
    const perPixel = (p.whole.to - p.whole.from) / width;
    const move = (m: PointerEvent): void => {
      const by = (m.clientX - x0) * perPixel;
      now.current.onWindow(what === "span" ? moved(p.whole, first, by) : stretched(p.whole, first, what, first[what] + by));
    };
    const up = (): void => {
      el.removeEventListener("pointermove", move);
      el.removeEventListener("pointerup", up);
      el.removeEventListener("pointercancel", up);
    };
    el.addEventListener("pointermove", move);
    el.addEventListener("pointerup", up);
    el.addEventListener("pointercancel", up);
  };
  const keys = (what: "from" | "to" | "span") => (e: KeyboardEvent) => {
    const by = e.shiftKey ? DAY : HOUR;
    const { whole, window: win } = p;
    const to = (t: number): Span => (what === "span" ? moved(whole, win, t - win.from) : stretched(whole, win, what, t));
    const here = what === "to" ? win.to : win.from;
    const next =
      e.key === "ArrowRight" || e.key === "ArrowUp"
        ? to(here + by)
        : e.key === "ArrowLeft" || e.key === "ArrowDown"
          ? to(here - by)
          : e.key === "Home"
            ? to(whole.from)
            : e.key === "End"
              ? to(whole.to)
              : null;
    if (!next) return;
    e.preventDefault();
    e.stopPropagation();
    p.onWindow(next);
  };
  const slider = (what: "from" | "to" | "span", label: string) => ({
    type: "button" as const,
    role: "slider" as const,
    "aria-label": label,
    "aria-orientation": "horizontal" as const,
    "aria-valuemin": p.whole.from / 1000,
    "aria-valuemax": p.whole.to / 1000,
    "aria-valuenow": Math.round((what === "to" ? p.window.to : p.window.from) / 1000),
    "aria-valuetext": utc(what === "to" ? p.window.to : p.window.from),
    onPointerDown: drag(what),
    onKeyDown: keys(what),
  });
  const pick = (e: MouseEvent): void => {
    const x = e.clientX - (plot.current?.getBoundingClientRect().left ?? 0);
    const y = e.clientY - (plot.current?.getBoundingClientRect().top ?? 0);
    const near = (p.events ?? [])
      .map((v) => ({ v, d: Math.abs(at(p.whole, width, v.start) - x) }))
      .sort((a, b) => a.d - b.d)[0];
    if (near && near.d < 6 && y > 16) p.onSelect?.(near.v.id);
    else {
      const middle = timeAt(p.whole, width, x) - (p.window.to - p.window.from) / 2;
      p.onWindow(moved(p.whole, p.window, middle - p.window.from));
    }
  };
  const save = (): void => {
    const c = p.coverage ?? null;
    const span = `${t("time.svg_window")} ${utc(p.window.from)} – ${utc(p.window.to)}`;
    const svg = timePicture(p.whole, p.window, p.events ?? [], c, (type) => shapeOf(type).colour, {
      event: eventName,
      utc,
      axis: t("time.svg_axis"),
      window: span,
      reports: c ? t("time.svg_reports", { step: duration(c.step / HOUR) }) : "",
      strip: [t("time.strip_heard"), t("time.strip_silent"), c ? emptyOf(c) : ""],
      caption: [...(p.caption?.() ?? []), span, ...(c ? [`${sumOf(c)}. ${t("time.svg_note")}`] : [])],
      lang: document.documentElement.lang,
    });
    saveSvg(svg, `time_${new Date(p.window.from).toISOString().slice(0, 10)}.svg`);
  };
  const left = at(p.whole, width, p.window.from);
  const right = at(p.whole, width, p.window.to);
  return (
    <div class="timebar" role="group" aria-label={t("time.label")}>
      <div class="timebar-play">
        <button type="button" class={playing ? "on" : ""} aria-pressed={playing} onClick={play}>
          {playing ? "❚❚ " + t("time.stop") : "▶ " + t("time.play")}
        </button>
        <div class="row">
          <select aria-label={t("time.speed")} value={String(speed)} onChange={(e) => setSpeed(Number(e.currentTarget.value))}>
            {SPEEDS.map((s) => (
              <option key={s} value={String(s)}>
                {t("time.speed_h", { n: s })}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div class="timebar-plot" ref={plot} onClick={(e) => (e.target === canvas.current || (e.target as HTMLElement).closest(".timebar-span") ? pick(e) : undefined)} onPointerMove={(e) => setHover(e.clientX - e.currentTarget.getBoundingClientRect().left)} onPointerLeave={() => setHover(null)}>
        <canvas ref={canvas} aria-hidden="true" />
        <button class="timebar-span" style={{ left: `${left}px`, width: `${Math.max(2, right - left)}px` }} {...slider("span", t("time.span"))} />
        <button class="timebar-handle" style={{ left: `${left}px` }} {...slider("from", t("time.start"))} />
        <button class="timebar-handle" style={{ left: `${right}px` }} {...slider("to", t("time.end"))} />
        {hover !== null && (
          <div class={"timebar-hover" + (hover > width / 2 ? " left" : "")} style={{ left: `${hover}px` }} aria-hidden="true">
            {reading(p.whole, width, hover, p.coverage ?? null)}
          </div>
        )}
      </div>
      <div class="timebar-read">
        <b>{utc(p.window.from)}</b>
        <b>{utc(p.window.to)}</b>
        <span class="muted">
          {duration((p.window.to - p.window.from) / HOUR)} {t("time.of", { length: duration((p.whole.to - p.whole.from) / HOUR) })}
        </span>
        <div class="row">
          <button type="button" class="small grow" onClick={() => p.onWindow(p.whole)}>
            {t("time.all")}
          </button>
          {p.caption && (
            <button type="button" class="small quiet timebar-save" onClick={save} title={t("time.svg")}>
              SVG
            </button>
          )}
        </div>
      </div>
      {p.coverage && (
        <p class="timebar-key">
          <i class="heard" /> {t("time.strip_heard")} <i class="silent" /> {t("time.strip_silent")} <i class="nobody" /> {emptyOf(p.coverage)}
          <span class="grow" />
          {sumOf(p.coverage)}
        </p>
      )}
    </div>
  );
}

const isUnknown = (c: Coverage): boolean => c.states.includes("unknown");
const emptyOf = (c: Coverage): string => t(isUnknown(c) ? "time.strip_unknown" : "time.strip_none");
const sumOf = (c: Coverage): string => t(isUnknown(c) ? "time.strip_sum_unknown" : "time.strip_sum", { n: c.states.filter(isEmpty).length, all: c.states.length, step: duration(c.step / HOUR) });

/* What is under the pointer: the time, and what was heard in this step. */
function reading(whole: Span, width: number, x: number, c: Coverage | null): string {
  const time = timeAt(whole, width, x);
  const i = c ? Math.floor((time - c.start) / c.step) : -1;
  if (!c || i < 0 || i >= c.reports.length) return utc(time);
  const state = c.states[i];
  const words = isEmpty(state) ? emptyOf(c) : state === "heard" ? t("time.reports", { n: number(c.reports[i]) }) + (c.ships?.[i] ? ", " + t("time.ships", { n: c.ships[i] }) : "") : t("time.strip_silent");
  return `${utc(time)} · ${words}`;
}

function paint(canvas: HTMLCanvasElement, width: number, whole: Span, events: BarEvent[], coverage: Coverage | null, selected: string | null): void {
  const height = canvas.clientHeight;
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  ctx.scale(ratio, ratio);
  ctx.clearRect(0, 0, width, height);
  const { step, times } = ticks(whole, width);
  ctx.font = "10.5px system-ui, sans-serif";
  ctx.textBaseline = "top";
  ctx.strokeStyle = color("--rule");
  ctx.fillStyle = color("--ink-2");
  for (const time of times) {
    const x = Math.round(at(whole, width, time)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, height - STRIP);
    ctx.stroke();
    const d = new Date(time).toISOString();
    ctx.fillText(step < DAY ? (time % DAY ? d.slice(11, 16) : d.slice(5, 10)) : d.slice(step >= 30 * DAY ? 0 : 5, 10), x + 3, 3);
  }
  if (coverage) strip(ctx, width, height, whole, coverage);
  /* Events: a bar for how long, in lanes by colour, so that kinds stay together. */
  const lanes = [...new Set(events.map((e) => shapeOf(e.type).colour))].sort();
  const room = height - 16 - STRIP - 4;
  const lane = Math.max(3, Math.min(9, room / Math.max(1, lanes.length)));
  for (const e of events) {
    const colour = shapeOf(e.type).colour;
    const x = at(whole, width, e.start);
    const w = Math.max(2, at(whole, width, e.end) - x);
    const y = 18 + lanes.indexOf(colour) * lane;
    ctx.fillStyle = color("--e-" + colour);
    ctx.globalAlpha = e.id === selected ? 1 : 0.75;
    ctx.fillRect(x, y, w, lane - 1.5);
    ctx.globalAlpha = 1;
    if (e.id === selected) {
      ctx.strokeStyle = color("--ink");
      ctx.strokeRect(x - 1.5, y - 1.5, w + 3, lane + 1.5);
    }
  }
}

function strip(ctx: CanvasRenderingContext2D, width: number, height: number, whole: Span, c: Coverage): void {
  const most = Math.max(1, ...c.reports);
  const ink = color("--accent");
  const bad = color("--bad");
  const pale = color("--ink-3");
  for (let i = 0; i < c.reports.length; i++) {
    const x = at(whole, width, c.start + i * c.step);
    const w = Math.max(1, (c.step / (whole.to - whole.from)) * width + 0.5);
    if (isEmpty(c.states[i])) {
      ctx.fillStyle = bad;
      ctx.globalAlpha = 0.25;
      ctx.fillRect(x, height - STRIP, w, STRIP);
      ctx.globalAlpha = 1;
      ctx.fillRect(x, height - 2, w, 2);
    } else if (!c.reports[i]) {
      ctx.fillStyle = pale;
      for (let k = 0; k < w; k += 4) ctx.fillRect(x + k, height - STRIP, 1, STRIP);
    } else {
      ctx.fillStyle = ink;
      ctx.globalAlpha = 0.15 + 0.6 * (c.reports[i] / most);
      ctx.fillRect(x, height - STRIP, w, STRIP);
      ctx.globalAlpha = 1;
    }
  }
}
