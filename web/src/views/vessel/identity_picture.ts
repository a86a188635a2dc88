/* Who a ship said it was, over time, as a picture of its own (SVG): under each field a line for each value and source, with bars
 * from when it was first heard to when it was last; what speaks against them in full over its bar. From the same lines as the chart
 * on the page; what lies wholly outside the picture has no bar, but its dates in its line. Ink on white, with its caption below. Pure: no DOM. */
import { FOOT, fit, px, sheet, wrap, xml } from "../../parts/svg";
import { axis, HEAD, label } from "../../time/picture";
import { at, type Span } from "../../time/scale";

export interface Bar {
  from: number; /* ms; NaN: from the beginning */
  to: number; /* NaN: to the end */
  what: string;
}

export interface Row {
  tone: "" | "paper" | "warn"; /* said by AIS; stated by a paper; a contradiction */
  text: string; /* the value and where it is from; of a contradiction all that is said of it */
  spans: Bar[];
}

export interface Words {
  title: string; /* whose */
  axis: string; /* of the times: UTC */
  key: Record<Row["tone"], string>;
  caption: string[];
  lang: string;
}

const WIDTH = 1000;
const LEFT = 320;
const RIGHT = WIDTH - 30;
const ROW = 18;
const TITLE = 24; /* above HEAD */
const FILL: Record<Row["tone"], string> = { "": "#275a86", paper: "#5b6300", warn: "#a3201a" };
const INK = "#4a5866";

function bars(row: Row, y: number, whole: Span): string[] {
  const x = (time: number): number => LEFT + at(whole, RIGHT - LEFT, Math.max(whole.from, Math.min(whole.to, time)));
  return row.spans.filter((s) => !(s.to < whole.from || s.from > whole.to)).map((s) => {
    const from = x(Number.isFinite(s.from) ? s.from : whole.from);
    const w = Math.max(2, x(Number.isFinite(s.to) ? s.to : whole.to) - from);
    return `<rect class="${row.tone || "said"}" x="${px(Math.min(from, RIGHT - w))}" y="${px(y + 4)}" width="${px(w)}" height="${row.tone === "warn" ? 5 : 10}" fill="${FILL[row.tone]}" fill-opacity="0.8"><title>${xml(s.what)}</title></rect>`;
  });
}

export function identityPicture(fields: [name: string, rows: Row[]][], whole: Span, words: Words): string {
  const drawn: string[] = [];
  let y = HEAD;
  for (const [name, rows] of fields) {
    drawn.push(`<text x="8" y="${y + 14}" font-weight="600">${xml(name)}</text>`);
    y += ROW;
    for (const row of rows) {
      const warn = row.tone === "warn";
      const lines = wrap([row.text], (warn ? WIDTH : LEFT) - 36);
      lines.forEach((line, i) => drawn.push(`<text x="20" y="${y + i * ROW + 13}"${warn ? ` fill="${FILL.warn}"` : ""}>${xml(line)}</text>`));
      drawn.push(...bars(row, warn ? y + lines.length * ROW : y, whole));
      y += (lines.length + Number(warn)) * ROW;
    }
  }
  const caption = wrap(words.caption, WIDTH - 16);
  const bottom = y + 6;
  const foot = bottom + 30;
  const out = sheet(WIDTH, TITLE + foot + caption.length * FOOT, words.lang);
  out.push(`<text x="8" y="18" font-weight="600">${xml(fit(words.title, WIDTH - 16))}</text>`, `<g transform="translate(0 ${TITLE})">`, ...axis(whole, LEFT, RIGHT, bottom, words.axis), ...drawn);
  const tones = (["", "paper", "warn"] as const).filter((tone) => !tone || fields.some(([, rows]) => rows.some((r) => r.tone === tone)));
  tones.forEach((tone, i) => out.push(`<rect x="${8 + i * 320}" y="${bottom + 8}" width="16" height="10" fill="${FILL[tone]}" stroke="${INK}" stroke-width="0.5"/>`, label(30 + i * 320, bottom + 17, fit(words.key[tone], 280, 6))));
  caption.forEach((line, i) => out.push(`<text x="8" y="${px(foot + 12 + i * FOOT)}" font-size="12">${xml(line)}</text>`));
  out.push("</g>", "</svg>");
  return out.join("\n");
}
