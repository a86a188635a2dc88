/* The drawing of a claim's evidence as a picture of its own (SVG), for a report or a letter: the same boxes and lines as on the
 * page, in ink on white, with what it is said below. No script, no style sheet, nothing from elsewhere. Pure: no DOM. */
import { FOOT, fit, sheet, wrap, xml as text } from "../../parts/svg";
import type { Box, Drawing } from "./layout";

const ORIGINS = ["#1f6f9f", "#8a5a00", "#5b4a9c", "#2f7d4f", "#9c3d6e", "#5f6b1f"]; /* told apart by those who do not see red, too; each has its name beside it */

export interface Words {
  title(id: string): string;
  foot(id: string): string;
  origin(key: string): string;
  edge(kind: string, text: string): string;
  caption: string[]; /* below the drawing, a line each */
  lang: string;
}

const colour = (origin: number | null): string => (origin === null ? "#777777" : ORIGINS[origin % ORIGINS.length]);

function node(b: Box, title: string, foot: string, stroke: string, dashed: boolean): string {
  return (
    `<g><title>${text(title)}</title><rect x="${b.x}" y="${b.y}" width="${b.w}" height="${b.h}" rx="6" fill="#ffffff" stroke="${stroke}" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ""}/>` +
    `<text x="${b.x + 10}" y="${b.y + 22}" font-weight="600">${text(fit(title, b.w - 20))}</text>` +
    `<text x="${b.x + 10}" y="${b.y + b.h - 10}" font-size="11" fill="#555555">${text(fit(foot, b.w - 20))}</text></g>`
  );
}

function stroke(cls: string, origin: string): string {
  if (/circular/.test(cls)) return 'stroke="#b3261e" stroke-width="2" stroke-dasharray="6 4"';
  if (/against/.test(cls)) return 'stroke="#b3261e" stroke-width="1.4"';
  return `stroke="${/origin/.test(cls) ? origin : "#777777"}" stroke-width="1.5"`;
}

export function pictureOf(d: Drawing, claim: string, circular: Set<string>, words: Words): string {
  const caption = wrap(words.caption, d.width - 16);
  const height = d.height + 16 + caption.length * FOOT;
  const out = [
    ...sheet(d.width, height, words.lang),
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#777777"/></marker></defs>',
  ];
  for (const b of d.bands) out.push(`<rect x="${d.claim.w + 20}" y="${b.y}" width="${d.width - d.claim.w - 20}" height="${b.h}" rx="6" fill="${colour(b.origin)}" fill-opacity="0.07"/>`);
  for (const l of d.lines) {
    const of = /\bo(\d)\b/.exec(l.cls);
    out.push(`<path d="${text(l.d)}" fill="none" ${stroke(l.cls, colour(of ? Number(of[1]) : null))}${l.edge && l.edge.class !== "support" ? ' marker-end="url(#arrow)"' : ""}/>`);
    if (l.label) out.push(`<text x="${l.label.x}" y="${l.label.y}" font-size="11" fill="#555555" text-anchor="middle">${text(words.edge(l.edge?.kind ?? "", l.label.text))}</text>`);
  }
  out.push(node(d.claim, words.title(claim), words.foot(claim), "#1f4f7a", false));
  for (const b of d.bands) {
    for (const [id, box] of d.boxes) if (b.nodes.some((n) => n.id === id)) out.push(node(box, words.title(id), words.foot(id), circular.has(id) ? "#b3261e" : colour(b.origin), circular.has(id)));
    out.push(node(b.pill, words.origin(b.key), b.circular ? "⟲" : "", b.circular ? "#b3261e" : colour(b.origin), b.circular));
  }
  caption.forEach((line, i) => out.push(`<text x="8" y="${d.height + 24 + i * FOOT}" font-size="12">${text(line)}</text>`));
  out.push("</svg>");
  return out.join("\n");
}
