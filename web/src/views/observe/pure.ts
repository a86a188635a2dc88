/* What a form understands, without a page: positions, times, numbers of ships, and words that may name a source. */

export interface Where {
  lat: number;
  lon: number;
}

const round = (x: number): number => Math.round(x * 1e6) / 1e6;

/* One angle: "38.2", "-38.2", "38 12.0 N", "38°12'30\"N", "N38 12". null where it is none. */
function angle(text: string, plus: string, minus: string, most: number): number | null {
  const letters = text.match(/[NSEW]/gi) ?? [];
  if (letters.length > 1) return null;
  const letter = letters[0]?.toUpperCase() ?? "";
  if (letter && letter !== plus && letter !== minus) return null;
  const bare = text.replace(/[NSEW]/gi, " ").trim();
  const parts = bare.split(/[\s°º˚'′’"″”:]+/).filter(Boolean);
  if (!parts.length || parts.length > 3 || parts.some((p, i) => !/^[+-]?\d+(\.\d+)?$/.test(p) || (i > 0 && /^[+-]/.test(p)))) return null;
  if (parts.slice(0, -1).some((p) => p.includes("."))) return null; /* only the last part has a fraction */
  const [d, m = 0, s = 0] = parts.map(Number);
  if (m >= 60 || s >= 60) return null;
  const negative = parts[0].startsWith("-");
  if (negative && letter) return null;
  const value = Math.abs(d) + m / 60 + s / 3600;
  if (value > most) return null;
  return round(negative || letter === minus ? -value : value);
}

/* "38.2, 124.9", "38.2 124.9", "38 12.0 N 124 54.0 E", "38°12.00'N 124°54.00'E", "N38 12 E124 54". Latitude first. */
export function readPosition(text: string): Where | null {
  const s = text.trim().replace(/−/g, "-");
  let a = "";
  let b = "";
  const comma = s.split(/[,;/]/);
  const lettered = s.match(/^(.*?[NS])\s*[,;/]?\s*(.+)$/i);
  const before = s.match(/^([NS].+?)\s*[,;/]?\s*([EW].+)$/i);
  if (before) [, a, b] = before;
  else if (comma.length === 2) [a, b] = comma;
  else if (lettered && /[EW]/i.test(lettered[2])) [, a, b] = lettered;
  else {
    const words = s.split(/\s+/);
    if (words.length === 2) [a, b] = words;
    else if (words.length === 4 && !/[NSEW]/i.test(s)) [a, b] = [words.slice(0, 2).join(" "), words.slice(2).join(" ")];
    else return null;
  }
  const lat = angle(a, "N", "S", 90);
  const lon = angle(b, "E", "W", 180);
  return lat === null || lon === null ? null : { lat, lon };
}

export const decimal = (w: Where): string => `${w.lat}, ${w.lon}`;

export type When = { kind: "instant"; iso: string; at: number } | { kind: "span"; text: string } | null;

const MONTH = "(?:0[1-9]|1[0-2])";
const DAY = "(?:0[1-9]|[12]\\d|3[01])";
const DATE = `\\d{4}(?:-${MONTH}(?:-${DAY})?)?`;

/* An instant (a missing zone is UTC), or an imprecise date as the program takes it. null: neither. */
export function readWhen(text: string): When {
  const s = text.trim();
  const m = s.match(/^(\d{4}-\d\d-\d\d)[T ](\d\d):?(\d\d)(?::?(\d\d))?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i);
  if (m) {
    const zone = !m[5] || /^(z|utc)$/i.test(m[5]) ? "Z" : m[5].replace(/^([+-]\d\d):?(\d\d)$/, "$1:$2");
    const at = Date.parse(`${m[1]}T${m[2]}:${m[3]}:${m[4] ?? "00"}${zone}`);
    const day = new Date(Date.parse(m[1] + "T00:00Z"));
    if (!Number.isFinite(at) || !Number.isFinite(day.getTime()) || day.toISOString().slice(0, 10) !== m[1]) return null;
    return { kind: "instant", iso: new Date(at).toISOString().replace(/\.000Z$/, "Z"), at };
  }
  if (!new RegExp(`^(?:circa )?${DATE}(?:/${DATE})?$`).test(s)) return null;
  const whole = s.replace("circa ", "").split("/");
  for (const d of whole) {
    if (d.length === 10 && new Date(Date.parse(d + "T00:00Z")).toISOString().slice(0, 10) !== d) return null;
  }
  return { kind: "span", text: s };
}

/* The first moment that a time may mean, in ms; NaN for none. */
export function firstMoment(text: string): number {
  const w = readWhen(text);
  if (!w) return NaN;
  return w.kind === "instant" ? w.at : Date.parse((w.text.replace("circa ", "").split("/")[0] + "-01-01").slice(0, 10) + "T00:00Z");
}

/* The last one: the end of the day, month or year. */
export function lastMoment(text: string): number {
  const w = readWhen(text);
  if (!w) return NaN;
  if (w.kind === "instant") return w.at;
  const [y, m, d] = (w.text.replace("circa ", "").split("/").pop() ?? "").split("-").map(Number);
  return d ? Date.UTC(y, m - 1, d + 1) - 1 : m ? Date.UTC(y, m, 1) - 1 : Date.UTC(y + 1, 0, 1) - 1;
}

export function goodImo(text: string): boolean {
  const m = text.trim().match(/^(?:IMO\s*)?(\d{7})$/i);
  if (!m) return false;
  const sum = [...m[1].slice(0, 6)].reduce((s, c, i) => s + Number(c) * (7 - i), 0);
  return sum % 10 === Number(m[1][6]);
}

export const goodMmsi = (text: string): boolean => /^\d{9}$/.test(text.trim());

export type Hint = "email" | "phone" | "paper" | "name";

/* What in a text might name a person who must not be named. A hint, no verdict: it misses much and errs at times. */
export function sourceHint(text: string): Hint | null {
  if (/[\w.+-]+@[\w-]+\.[\w.]+/.test(text)) return "email";
  if (/\b(?:passport|여권|주민등록|신분증|ID card)\b[^\n]{0,20}\d/i.test(text) || /(?<![\dA-Z])[A-Z]{1,2}\d{7,8}(?!\d)/.test(text) || /(?<!\d)\d{6}-[1-4]\d{6}(?!\d)/.test(text)) return "paper";
  const phone = text.match(/(?<![\d.])(?:\+\d{1,3}[ -.]?)?(?:\(?0?\d{1,4}\)?[ -.])\d{3,4}[ -.]\d{3,4}(?![\d.])/);
  if (phone && phone[0].replace(/\D/g, "").length >= 9) return "phone";
  if (/\b(?:Mr|Mrs|Ms|Dr|Capt|Captain|Lt|Sgt)\.? [A-Z][a-z]+/.test(text) || /my name is/i.test(text) || /[가-힣]{2,4} ?(?:씨|선장|기관장|항해사|대위|중위)(?![가-힣])/.test(text) || /제 이름은/.test(text)) return "name";
  return null;
}

/* What of a form is kept over a reload, and where: nothing of a form about a protected person. */
export interface Draft {
  values: Record<string, string>;
  position: string;
}

const key = (kind: string): string => "plimsoll.draft." + kind;

export function loadDraft(kind: string): Draft | null {
  try {
    const d = JSON.parse(sessionStorage.getItem(key(kind)) ?? "null") as Draft | null;
    return d && typeof d.values === "object" && typeof d.position === "string" ? d : null;
  } catch {
    return null;
  }
}

export function saveDraft(kind: string, draft: Draft | null): void {
  try {
    if (draft && (draft.position || Object.values(draft.values).some(Boolean))) sessionStorage.setItem(key(kind), JSON.stringify(draft));
    else sessionStorage.removeItem(key(kind));
  } catch {
    /* a private window: nothing is kept, and nothing is lost but a reload */
  }
}
