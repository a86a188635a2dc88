/* The arithmetic of the time bar, apart from what is drawn: places of times, ticks, moved windows. Milliseconds. */

export const HOUR = 3600e3;
export const DAY = 24 * HOUR;

export interface Span {
  from: number;
  to: number;
}

export const at = (whole: Span, width: number, t: number): number => ((t - whole.from) / (whole.to - whole.from)) * width;

export const timeAt = (whole: Span, width: number, x: number): number => whole.from + (x / width) * (whole.to - whole.from);

const STEPS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 365 * DAY];

/* Times of ticks, at least 70 px apart, on whole steps of UTC. */
export function ticks(whole: Span, width: number): { step: number; times: number[] } {
  const wanted = ((whole.to - whole.from) / Math.max(1, width)) * 70;
  const step = STEPS.find((s) => s >= wanted) ?? STEPS[STEPS.length - 1];
  const times: number[] = [];
  for (let t = Math.ceil(whole.from / step) * step; t <= whole.to; t += step) times.push(t);
  return { step, times };
}

/* A window moved whole by `by`, kept within. */
export function moved(whole: Span, win: Span, by: number): Span {
  const length = win.to - win.from;
  const from = Math.max(whole.from, Math.min(whole.to - length, win.from + by));
  return { from, to: from + length };
}

/* One end moved; the window keeps at least a minute and stays within. */
export function stretched(whole: Span, win: Span, end: "from" | "to", to: number): Span {
  const least = 60e3;
  if (end === "from") return { from: Math.max(whole.from, Math.min(to, win.to - least)), to: win.to };
  return { from: win.from, to: Math.min(whole.to, Math.max(to, win.from + least)) };
}
