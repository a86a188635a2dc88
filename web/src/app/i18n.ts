/* Words of the page in English and Korean, from the one table text/, of which the build makes a file for each language
 * (build.mjs); the page loads the one that is read. t("key", {n: 3}) replaces {n}, and {n|y|ies} by what stands for one or for
 * any other number. Components that use t() are drawn again
 * on a change of language, because App is keyed by it. */
import type { TextKey } from "../text";
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

/* A sentence of the program in the reader's language, or "" where the table has it not (text/said); what it put in stays. */
const sentences: Partial<Record<Language, [pattern: RegExp, words: string][]>> = {};
export function saidAs(text: string): string {
  const of = language.get();
  if (of === "en") return "";
  const all = (sentences[of] ??= Object.entries(tables[of] ?? {})
    .filter(([key]) => key.startsWith("said:"))
    .map(([key, words]): [RegExp, string] => [new RegExp("^" + key.slice(5).replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w)\}/g, "(?<$1>[^;]+?)") + "$"), words ?? ""]));
  const one = (part: string): string => {
    for (const [pattern, words] of all) {
      const found = pattern.exec(part);
      if (found) return words.replace(/\{(\w)\}/g, (whole, name: string) => found.groups?.[name] ?? whole);
    }
    return "";
  };
  const whole = one(text);
  if (whole || !text.includes("; ")) return whole;
  const parts = text.split("; ").map(one);
  return parts.every(Boolean) ? parts.join("; ") : "";
}
