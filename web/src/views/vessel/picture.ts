/* When one ship was heard, as a picture of its own (SVG): days across, hours of the day in UTC down, from the same quarters of an
 * hour as the strip on the page. Ink on white, with its caption below. Pure: no DOM. */
import { FOOT, fit, px, sheet, wrap, xml } from "../../parts/svg";
import { label } from "../../time/picture";
import { runs } from "./runs";
import type { Reception } from "./types";

export interface Words {
  title: string; /* whose */
  hours: string; /* of the axis that goes down: hour of the day, UTC */
  days: string; /* of the other: day, UTC */
  key: [heard: string, unheard: string, deaf: string];
  caption: string[];
  lang: string;
}

const LEFT = 56;
const HEAD = 34;
const QUARTER = 2; /* px */
const HEARD = "#275a86";
const KNOWN = "#e8ecf0";
const DEAF = "#e8a07f";
const INK = "#4a5866";

export function heardPicture(r: Reception, words: Words): string {
  const day = Math.max(6, Math.min(24, Math.floor(680 / r.days.length)));
  const width = Math.max(760, LEFT + r.days.length * day + 80);
  const bottom = HEAD + 96 * QUARTER;
  const caption = wrap(words.caption, width - 16);
  const foot = bottom + 40 + 3 * 18;
  const out = sheet(width, foot + caption.length * FOOT, words.lang);
  out.push(`<text x="8" y="18" font-weight="600">${xml(fit(words.title, width - 16))}</text>`);
  const rect = (cls: string, x: number, y: number, h: number, fill: string): string => `<rect class="${cls}" x="${px(x + 0.5)}" y="${px(HEAD + y * QUARTER)}" width="${day - 1}" height="${px(h * QUARTER)}" fill="${fill}"/>`;
  const [first, last] = [Date.parse(r.first) / 900e3, Date.parse(r.last) / 900e3];
  const every = Math.ceil(72 / day);
  r.days.forEach((d, i) => {
    const at = Date.parse(d.day + "T00:00Z") / 900e3;
    const x = LEFT + i * day;
    const from = Math.max(0, first - at);
    out.push(`<g><title>${xml(d.day)}</title>`, rect("known", x, from, Math.max(0, Math.min(96, last - at) - from), KNOWN));
    for (const [q, n] of runs(d.deaf)) out.push(rect("deaf", x, q, n, DEAF));
    for (const [q, n] of runs(d.heard)) out.push(rect("heard", x, q, n, HEARD));
    out.push("</g>");
    if (i % every === 0) out.push(label(x, bottom + 14, d.day));
  });
  for (const h of [0, 6, 12, 18, 24]) {
    out.push(`<line x1="${LEFT - 4}" x2="${LEFT + r.days.length * day}" y1="${HEAD + h * 4 * QUARTER}" y2="${HEAD + h * 4 * QUARTER}" stroke="#b9c3cc" stroke-width="0.6"/>`);
    out.push(label(LEFT - 8, HEAD + h * 4 * QUARTER + 4, String(h).padStart(2, "0"), ' text-anchor="end"'));
  }
  out.push(label(0, 0, words.hours, ` text-anchor="middle" transform="translate(14 ${(HEAD + bottom) / 2}) rotate(-90)"`), label(LEFT, bottom + 28, words.days));
  [HEARD, KNOWN, DEAF].forEach((fill, i) => out.push(`<rect x="${LEFT}" y="${bottom + 38 + i * 18}" width="16" height="10" fill="${fill}" stroke="${INK}" stroke-width="0.5"/>`, label(LEFT + 22, bottom + 47 + i * 18, words.key[i])));
  caption.forEach((line, i) => out.push(`<text x="8" y="${px(foot + 12 + i * FOOT)}" font-size="12">${xml(line)}</text>`));
  out.push("</svg>");
  return out.join("\n");
}
