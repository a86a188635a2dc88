/* The keys of the page: one map from which the `?` overlay is drawn. A view adds its own while it is shown:
 *
 *   useKeys({ y: ["screen.key.match", () => decide("match")], "Shift+U": ["screen.key.undo", undo] });
 *
 * Keys are e.key, with "Ctrl+" or "Shift+" before where needed ("?" and capitals are as typed); "g w" is g then w.
 * They rest while a person types in a field, except Escape, and while a dialog is open. Later ones win. */
import { useEffect, useRef } from "preact/hooks";
import type { TextKey } from "./i18n";
import { store } from "./store";

export type KeyMap = Record<string, [TextKey, (e: KeyboardEvent) => void]>;

const layers: { current: KeyMap }[] = [];
export const shown = store(0); /* counts changes, for the overlay */
const SECOND_MS = 5000; /* the second key of two may come so much later: hands may be slow, and so may a busy page */
let pending = "";
let pendingAt = 0;

export function activeKeys(): [string, TextKey][] {
  const seen = new Map<string, TextKey>();
  for (const layer of layers) for (const [key, [what]] of Object.entries(layer.current)) seen.set(key, what);
  return [...seen];
}

function typing(e: KeyboardEvent): boolean {
  const el = e.target as HTMLElement | null;
  if (!el || !el.closest) return false;
  if (el.closest("textarea, select, [contenteditable=true]")) return true;
  const input = el.closest("input");
  return !!input && !["checkbox", "radio", "button", "submit", "range"].includes(input.type);
}

function onKey(e: KeyboardEvent): void {
  if (e.defaultPrevented || e.isComposing || e.altKey || e.metaKey) return;
  const dialog = document.querySelector("dialog[open]");
  if (dialog || (typing(e) && e.key !== "Escape")) return;
  let name = e.key;
  if (e.shiftKey && name.length > 1) name = "Shift+" + name;
  if (e.ctrlKey) name = "Ctrl+" + name;
  const two = pending && e.timeStamp - pendingAt < SECOND_MS ? pending + " " + name : "";
  pending = "";
  for (const key of [two, name]) {
    if (!key) continue;
    for (let i = layers.length - 1; i >= 0; i--) {
      const entry = layers[i].current[key];
      if (entry) {
        e.preventDefault();
        entry[1](e);
        return;
      }
    }
  }
  if (layers.some((l) => Object.keys(l.current).some((k) => k.startsWith(name + " ")))) {
    pending = name;
    pendingAt = e.timeStamp;
  }
}

export function listenKeys(): void {
  addEventListener("keydown", onKey);
}

/* under: those of the frame round all views, which never stand before a view's own. */
export function useKeys(map: KeyMap, under = false): void {
  const layer = useRef(map);
  layer.current = map;
  useEffect(() => {
    if (under) layers.unshift(layer);
    else layers.push(layer);
    shown.set(shown.get() + 1);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      shown.set(shown.get() + 1);
    };
  }, []);
}
