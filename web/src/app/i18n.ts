/* Words of the page in English and Korean, from the one table text/. t("key", {n: 3}) replaces {n}. Components that use
 * t() are drawn again on a change of language, because App is keyed by it. */
import { TEXT, type TextKey } from "../text";
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

export const language = store<Language>(first());
export const useLanguage = (): Language => useStore(language);

export function setLanguage(next: Language): void {
  try {
    localStorage.setItem("plimsoll.language", next);
  } catch {
    /* private window: it lasts as long as the page */
  }
  document.documentElement.lang = next;
  language.set(next);
}

export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  const pair = TEXT[key];
  const text = pair[language.get() === "ko" ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/* For keys made of data ("event." + type): the words if there are any, else the data with spaces for underlines. */
export function tOr(key: string, fallback: string): string {
  return key in TEXT ? t(key as TextKey) : fallback.replace(/_/g, " ");
}
