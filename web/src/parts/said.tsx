/* A sentence of the server: in the reader's language where its key or the sentence itself is known (text/said), else as the
 * server says it, in English. */
import { saidAs, t, tOr, type TextKey } from "../app/i18n";

const KEYS: [start: string, at: string][] = [
  ["class.", "vessel.innocent_"],
  ["event.", "watch.lead_but_"],
  ["", "watch.against_"],
];

function known(keyed: { key: string; values: string[] }): string {
  const [start, at] = KEYS.find(([from]) => keyed.key.startsWith(from))!;
  const key = at + keyed.key.slice(start.length);
  const [a = "", b = "", c = ""] = keyed.values;
  return tOr(key, "") && t(key as TextKey, { a, b, c });
}

export function Said(p: { text: string; keyed?: { key: string; values: string[] } | null }) {
  const words = (p.keyed ? known(p.keyed) : "") || saidAs(p.text);
  return words ? <span>{words}</span> : <span lang="en">{p.text}</span>;
}
