/* Places in a report's text: bytes of the server and characters of the editor, which statement stands where, what is
 * marked in which line, and how a reference gets into a mark. No page here: web/test/report.test.mjs tries it. */
import type { Checked, Fault, Statement } from "./types";

/* For bytes of UTF-8 (any order), the places in the string. What lies behind its end is its end. */
export function placesOf(text: string, bytes: number[]): number[] {
  const order = bytes.map((b, i) => [b, i]).sort((a, b) => a[0] - b[0]);
  const places = new Array<number>(bytes.length).fill(text.length);
  let at = 0;
  let byte = 0;
  for (const [wanted, i] of order) {
    while (at < text.length && byte < wanted) {
      const c = text.charCodeAt(at);
      const pair = c >= 0xd800 && c < 0xdc00 && at + 1 < text.length;
      byte += c < 0x80 ? 1 : c < 0x800 ? 2 : pair ? 4 : 3;
      at += pair ? 2 : 1;
    }
    places[i] = at;
  }
  return places;
}

export interface Range {
  from: number;
  to: number;
  kind: string; /* of the statement, or "" for a fault that is of none */
  id: string;
  tone: "" | "warning" | "error";
  why: string[];
}

/* Where every statement stands, with the worst that was said of it; and faults that are of no statement, as the line in
 * which they are. */
export function rangesOf(checked: Checked): Range[] {
  const { statements, faults, text } = checked;
  const places = placesOf(text, [...statements.flatMap((s) => [s.offset, s.end]), ...faults.map((f) => f.offset)]);
  const ranges = statements.map((s, i): Range => {
    const own = faults.filter((f) => f.statement === s.statement);
    return { from: places[2 * i], to: places[2 * i + 1], kind: s.kind, id: s.statement, tone: toneOf(own), why: own.map((f) => f.why) };
  });
  faults.forEach((f, i) => {
    if (f.statement !== null && statements.some((s) => s.statement === f.statement)) return;
    if (f.line === null) return;
    const from = places[2 * statements.length + i];
    const end = text.indexOf("\n", from);
    ranges.push({ from, to: end < 0 ? text.length : end, kind: "", id: "", tone: f.severity, why: [f.why] });
  });
  return ranges.sort((a, b) => a.from - b.from || a.to - b.to);
}

function toneOf(faults: Fault[]): Range["tone"] {
  return faults.some((f) => f.severity === "error") ? "error" : faults.length ? "warning" : "";
}

/* The same ranges in a text that was changed since: what lies before or behind the change stays with its words, what was
 * changed is left out until it is checked again. */
export function follow(ranges: Range[], was: string, is: string): Range[] {
  if (was === is) return ranges;
  const most = Math.min(was.length, is.length);
  let head = 0;
  while (head < most && was.charCodeAt(head) === is.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < most - head && was.charCodeAt(was.length - 1 - tail) === is.charCodeAt(is.length - 1 - tail)) tail++;
  const shift = is.length - was.length;
  return ranges
    .filter((r) => r.to <= head || r.from >= was.length - tail)
    .map((r) => (r.to <= head ? r : { ...r, from: r.from + shift, to: r.to + shift }));
}

export interface Piece {
  text: string;
  range?: Range;
  mark?: boolean; /* the {mark ...} itself */
}

/* Each line as pieces, for the layer below the letters; equal lines without ranges are cheap. */
export function linesOf(text: string, ranges: Range[]): Piece[][] {
  const lines: Piece[][] = [];
  let at = 0;
  let next = 0;
  for (const line of text.split("\n")) {
    const end = at + line.length;
    const pieces: Piece[] = [];
    let here = at;
    while (next < ranges.length && ranges[next].to <= at) next++;
    for (let i = next; i < ranges.length && ranges[i].from < end; i++) {
      const r = ranges[i];
      const from = Math.max(r.from, here);
      const to = Math.min(r.to, end);
      if (to <= from) continue;
      if (from > here) pieces.push({ text: text.slice(here, from) });
      const whole = text.slice(from, to);
      const mark = r.from >= at && whole.startsWith("{") ? whole.indexOf("}") + 1 : 0;
      if (mark > 0) pieces.push({ text: whole.slice(0, mark), range: r, mark: true });
      if (to - from > mark) pieces.push({ text: whole.slice(mark), range: r });
      here = to;
    }
    if (here < end || !pieces.length) pieces.push({ text: text.slice(here, end) });
    lines.push(pieces);
    at = end + 1;
  }
  return lines;
}

/* The statement at that place, or the last that began before it in the same paragraph. */
export function rangeAt(ranges: Range[], at: number): Range | undefined {
  return ranges.find((r) => r.kind !== "" && r.from <= at && at <= r.to);
}

/* The text with a reference put into the mark of the statement at that place (cites= is made where it is missing; one that
 * is there already changes nothing), or, outside of any statement, at the place itself. */
export function withCite(text: string, at: number, id: string): { text: string; at: number } {
  const open = text.lastIndexOf("{", Math.max(0, at));
  const close = open < 0 ? -1 : text.indexOf("}", open);
  const between = open < 0 ? "" : text.slice(open, at);
  const word = /^\{(finding|assessment|background|method|recommendation)\b/.test(text.slice(open, open + 20));
  if (open < 0 || close < 0 || !word || /\n[ \t\r]*\n/.test(between)) {
    return { text: text.slice(0, at) + id + text.slice(at), at: at + id.length };
  }
  const mark = text.slice(open, close);
  const cites = /\bcites=("?)([^\s"}]*)/.exec(mark);
  if (!cites) {
    const added = ` cites=${id}`;
    return { text: text.slice(0, close) + added + text.slice(close), at: close > at ? at : at + added.length };
  }
  if (cites[2].split(",").includes(id)) return { text, at };
  const end = open + cites.index + cites[0].length;
  const added = (cites[2] ? "," : "") + id;
  return { text: text.slice(0, end) + added + text.slice(end), at: end > at ? at : at + added.length };
}

/* A statement to begin with, as docs/format/report.md has it, with an id that stands nowhere yet. */
export function markOf(kind: Statement["kind"], text: string): string {
  let n = 1;
  const id = (): string => `${kind[0]}-${n}`;
  while (new RegExp(`\\bid=${id()}\\b`).test(text)) n++;
  const more: Record<string, string> = {
    finding: " cites=",
    assessment: " cites= likelihood=likely confidence=moderate",
    recommendation: ' actor="" priority=medium',
  };
  return `{${kind} id=${id()}${more[kind] ?? ""}} `;
}
