/* The time bar as a picture of its own (SVG): events in lanes by type, and when anybody listened, step by step, from the same
 * data as the bar on the page. Ink on white, with its caption below. Pure: no DOM. */
import { FOOT, fit, px, sheet, wrap, xml } from "../parts/svg";
import { at, DAY, ticks, type Span } from "./scale";
import type { BarEvent, Coverage } from "./TimeBar";

export interface Words {
  event(type: string): string;
  utc(ms: number): string;
  axis: string; /* of the times: UTC */
  window: string;
  reports: string; /* the unit of the strip's height: reports per 6 h */
  strip: [heard: string, silent: string, nobody: string];
  caption: string[];
  lang: string;
}

const WIDTH = 1000;
const LEFT = 190;
const RIGHT = 30;
const PLOT = WIDTH - LEFT - RIGHT;
export const HEAD = 44; /* above what is drawn: the days, and the years over them */
const LANE = 18;
const STRIP = 60;
const LEAST = 1.5; /* px of a step with reports, so that none looks like one without */
const INK = "#4a5866";
const HEARD = "#0b5cad";
const NOBODY = "#a3201a";
/* As the lanes of the page in its light dress; each has its name beside it. */
const COLOURS: Record<string, string> = { gap: "#c2410c", meet: "#0060a8", rendezvous: "#a0267e", loiter: "#936200", port: "#00735a", position: "#5b6300", identity: "#5b3fb0", area: "#4a5866" };

export const label = (x: number, y: number, words: string, rest = ""): string => `<text x="${px(x)}" y="${px(y)}" font-size="11" fill="${INK}"${rest}>${xml(words)}</text>`;
const box = (x: number, y: number, w: number, h: number, rest: string, title = ""): string => `<rect x="${px(x)}" y="${px(y)}" width="${px(w)}" height="${px(h)}" ${rest}${title ? `><title>${xml(title)}</title></rect>` : "/>"}`;

/* Lines of days (or hours) from HEAD down to `bottom`, between `left` and `right`, with what they are before them. */
export function axis(whole: Span, left: number, right: number, bottom: number, words: string): string[] {
  const { step, times } = ticks(whole, right - left);
  const out = [label(8, HEAD - 10, words)];
  let year = "";
  for (const time of times) {
    const x = left + at(whole, right - left, time);
    const d = new Date(time).toISOString();
    out.push(`<line x1="${px(x)}" x2="${px(x)}" y1="${HEAD - 6}" y2="${px(bottom)}" stroke="#d3dae1"/>`);
    if (x > right - 6) continue; /* no room for its words */
    out.push(label(x + 3, HEAD - 10, step < DAY && time % DAY ? d.slice(11, 16) : d.slice(step >= 30 * DAY ? 0 : 5, 10)));
    if (d.slice(0, 4) !== year) out.push(label(x + 3, HEAD - 24, (year = d.slice(0, 4))));
  }
  return out;
}

function lanes(whole: Span, events: BarEvent[], colourOf: (type: string) => string, words: Words): { out: string[]; height: number } {
  const types = [...new Set(events.map((e) => e.type))].sort((a, b) => colourOf(a).localeCompare(colourOf(b)) || a.localeCompare(b));
  const out = types.map((type, i) => label(8, HEAD + i * LANE + 13, fit(`${words.event(type)} (${events.filter((e) => e.type === type).length})`, LEFT - 16, 6)));
  for (const e of events) {
    const from = Math.max(whole.from, Math.min(e.start, whole.to));
    const to = Math.max(from, Math.min(e.end, whole.to));
    const x = LEFT + at(whole, PLOT, from);
    const w = Math.max(2, at(whole, PLOT, to) - at(whole, PLOT, from));
    out.push(box(x, HEAD + types.indexOf(e.type) * LANE + 3, w, LANE - 6, `fill="${COLOURS[colourOf(e.type)] ?? INK}" fill-opacity="0.75"`, `${words.event(e.type)} ${words.utc(e.start)} – ${words.utc(e.end)} ${e.id.slice(0, 12)}`));
  }
  return { out, height: types.length * LANE };
}

/* Of hearing nothing in such a step nothing follows. */
export const isEmpty = (state: Coverage["states"][number]): boolean => state === "nobody" || state === "unknown";

/* Steps next to each other that are the same without a height are one box. */
function strip(whole: Span, c: Coverage, top: number, words: Words): string[] {
  const most = Math.max(1, ...c.reports);
  const bottom = top + STRIP;
  const out = [label(LEFT - 6, top + 10, String(most), ' text-anchor="end"'), label(LEFT - 6, bottom, "0", ' text-anchor="end"'), label(8, top + 26, fit(words.reports, LEFT - 30, 6))];
  const kind = (i: number): number => (isEmpty(c.states[i]) ? 2 : c.reports[i] > 0 ? 0 : 1);
  for (let i = 0; i < c.reports.length; ) {
    let n = 1;
    while (kind(i) > 0 && i + n < c.reports.length && kind(i + n) === kind(i)) n++;
    const from = Math.max(whole.from, c.start + i * c.step);
    const to = Math.min(whole.to, c.start + (i + n) * c.step);
    const title = `${words.utc(c.start + i * c.step)} – ${words.utc(c.start + (i + n) * c.step)}: ${kind(i) === 0 ? c.reports[i] + " " : ""}${words.strip[kind(i)]}`;
    if (to > from) {
      const x = LEFT + at(whole, PLOT, from);
      const w = at(whole, PLOT, to) - at(whole, PLOT, from);
      const h = Math.max(LEAST, (STRIP * c.reports[i]) / most);
      if (kind(i) === 0) out.push(box(x, bottom - h, w, h, `class="heard" fill="${HEARD}"`, title));
      else if (kind(i) === 1) out.push(box(x, top, w, STRIP, 'class="silent" fill="url(#silent)"', title));
      else out.push(box(x, top, w, STRIP, `class="nobody" fill="${NOBODY}" fill-opacity="0.25"`, title), box(x, bottom - 3, w, 3, `fill="${NOBODY}"`));
    }
    i += n;
  }
  out.push(`<path d="M${LEFT} ${px(top)}V${px(bottom)}H${LEFT + PLOT}" fill="none" stroke="${INK}"/>`);
  const key = [`fill="${HEARD}"`, 'fill="url(#silent)"', `fill="${NOBODY}" fill-opacity="0.25"`];
  words.strip.forEach((w, i) => out.push(box(LEFT + (i * PLOT) / 3, bottom + 10, 16, 10, key[i] + ` stroke="${INK}" stroke-width="0.5"`), label(LEFT + (i * PLOT) / 3 + 22, bottom + 19, fit(w, PLOT / 3 - 30, 6))));
  return out;
}

export function timePicture(whole: Span, win: Span, events: BarEvent[], coverage: Coverage | null, colourOf: (type: string) => string, words: Words): string {
  const drawn = lanes(whole, events, colourOf, words);
  const top = HEAD + drawn.height + 14;
  const bottom = coverage ? top + STRIP : HEAD + Math.max(LANE, drawn.height);
  const caption = wrap(words.caption, WIDTH - 16);
  const foot = bottom + (coverage ? 44 : 24);
  const [left, right] = [LEFT + at(whole, PLOT, win.from), LEFT + at(whole, PLOT, win.to)];
  const out = sheet(WIDTH, foot + caption.length * FOOT, words.lang);
  out.push('<defs><pattern id="silent" width="4" height="8" patternUnits="userSpaceOnUse"><rect width="1.2" height="8" fill="#5f6d7a"/></pattern></defs>');
  out.push(box(left, HEAD - 6, Math.max(2, right - left), bottom - HEAD + 6, 'class="window" fill="#0b5cad" fill-opacity="0.08" stroke="#0b5cad" stroke-width="0.8"', words.window));
  out.push(...axis(whole, LEFT, LEFT + PLOT, bottom, words.axis), ...drawn.out, ...(coverage ? strip(whole, coverage, top, words) : []));
  caption.forEach((line, i) => out.push(`<text x="8" y="${px(foot + 6 + i * FOOT)}" font-size="12">${xml(line)}</text>`));
  out.push("</svg>");
  return out.join("\n");
}
