/* Words of the page in English and Korean, from the one table text/, of which the build makes a file for each language
 * (build.mjs); the page loads the one that is read. t("key", {n: 3}) replaces {n}, and {n|y|ies} by what stands for one or for
 * any other number. Components that use t() are drawn again
 * on a change of language, because App is keyed by it. */
import type { TextKey } from "../text";
import type { Group } from "../text/said";
import { store, useStore } from "./store";

export type Language = "en" | "ko";
export type { TextKey };

function first(): Language {
  try {
    const kept = localStorage.getItem("plimsoll.language");
    if (kept === "en" || kept === "ko") return kept;
    return navigator.language.startsWith("ko") ? "ko" : "en";
  } catch {
    return "en";
  }
}

const tables: Partial<Record<Language, Partial<Record<string, string>>>> = {};

/* Before anything is drawn in that language. */
export async function loadWords(of: Language): Promise<void> {
  if (tables[of]) return;
  const address = document.querySelector<HTMLMetaElement>(`meta[name=plimsoll-words-${of}]`)?.content ?? "";
  tables[of] = (await (await fetch(address)).json()) as Record<string, string>;
}

export const language = store<Language>(first());
export const useLanguage = (): Language => useStore(language);

export function setLanguage(next: Language): void {
  try {
    localStorage.setItem("plimsoll.language", next);
  } catch {
    /* private window: it lasts as long as the page */
  }
  loadWords(next)
    .then(() => {
      document.documentElement.lang = next;
      language.set(next);
    })
    .catch(() => undefined); /* the server is gone: the page says so elsewhere, and stays as it is */
}

const word = (key: string): string | undefined => tables[language.get()]?.[key];

export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  const text = (word(key) ?? key).replace(/\{(\w+)\|([^|{}]*)\|([^|{}]*)\}/g, (whole, name: string, one: string, many: string) => (!(name in values) ? whole : String(values[name]) === "1" ? one : many));
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/* For keys made of data ("event." + type): the words if there are any, else the data with spaces for underlines. */
export function tOr(key: string, fallback: string): string {
  return word(key) !== undefined ? t(key as TextKey) : fallback.replace(/_/g, " ");
}

/* A sentence of the program in the reader's language, or "" where the table has it not (text/said). What it put in stays as {a},
 * or as the number {n}, {m}, or the number or day {x}. At a capital stand its own words, said in that language too as far as they
 * are known: at {A} a sentence, at the letters below a list of parts, each of its own group alone, because words that somebody else
 * put in ("about", "a date") may read like parts of another. */
const GROUPS: { [letter: string]: Group } = { S: "spelling", T: "spelling", W: "names", K: "kind", P: "amount", Q: "amount", L: "ids" };
const VALUES: { [letter: string]: string } = { n: "[\\d,.]+?", m: "[\\d,.]+?", x: "(?:circa )?[\\d,./-]+?" };
type Pattern = [pattern: RegExp, words: string];
const patterns: Partial<Record<string, Pattern[]>> = {};
function patternsOf(start: "said:" | `within:${Group}:`, value: string): Pattern[] {
  const of = language.get();
  return (patterns[of + start] ??= Object.entries(tables[of] ?? {})
    .filter(([key]) => key.startsWith(start))
    .map(([key, words]): Pattern => [new RegExp("^" + key.slice(start.length).replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w)\}/g, (_, name: string) => `(?<${name}>${VALUES[name] ?? value + "+?"})`) + "$"), words ?? ""]));
}

function found(text: string, all: Pattern[]): string {
  for (const [pattern, words] of all) {
    const match = pattern.exec(text);
    if (match) return words.replace(/\{(\w)\}/g, (_, name: string) => own(name, match.groups![name]!));
  }
  return "";
}

const sentence = (text: string): string => found(text, patternsOf("said:", "[^;]"));
const orNumbers = (text: string): string => sentence(text) || (/[A-Za-z]{2}/.test(text) ? "" : text); /* "C17", "5 + 4 = 9" */

function own(letter: string, text: string): string {
  if (letter >= "a") return text;
  return letter in GROUPS ? parts(text, GROUPS[letter]) : sentence(text) || text;
}

/* In a part a comma stands only within a number. */
function parts(text: string, group: Group): string {
  return text.split(", ").map((x) => found(x, patternsOf(`within:${group}:`, "(?:[^;,]|,(?! ))")) || x).join(", ");
}

/* For titles, tables and choices; what is shown as a text of its own is marked as English where it is (parts/said). */
export const saidOr = (text: string): string => saidAs(text) || text;

/* How a name is spelled ("as written"), by itself. */
export const saidSpelling = (text: string): string => (language.get() === "en" ? text : parts(text, "spelling"));

export function saidAs(text: string): string {
  if (language.get() === "en") return "";
  const whole = orNumbers(text);
  if (whole || !text.includes("; ")) return whole;
  const parts = text.split("; ").map(orNumbers);
  return parts.every(Boolean) ? parts.join("; ") : "";
}
