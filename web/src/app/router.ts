/* URL <-> state. A path is /VIEW or /VIEW/ID; the state of a view is the query. Nothing that a view shows is kept
 * anywhere else, so that a copied address shows the same. `log` and `known_at` in the query pin the case: app/api adds
 * them to every read, and links within the page keep them.
 *
 *   const [type, setType] = useParam("type");          // "" when absent
 *   const [open, setOpen] = useParam("open", "list");  // a default is never written into the address
 *   setParams({ from: "2026-03-01", to: null });       // several at once; null removes
 *   go("/vessel/299000020");  <a href={href("/vessel/1", { tab: "tracks" })}>
 *
 * Plain <a href="/..."> elements are routed too (main.tsx listens for clicks). */
import { store, useStore } from "./store";

export interface Route {
  view: string; /* "watch" */
  id: string; /* "" or what follows, decoded */
  params: URLSearchParams;
}

export const PINS = ["log", "known_at"];

export function parse(path: string, query: string): Route {
  const parts = path.split("/").filter(Boolean);
  const decode = (s: string): string => {
    try {
      return decodeURIComponent(s);
    } catch {
      return s;
    }
  };
  return { view: parts[0] || "watch", id: parts.slice(1).map(decode).join("/"), params: new URLSearchParams(query) };
}

/* The address of a route: parameters in the order of their names, empty ones left out, colons and commas readable. */
export function format(route: { view: string; id?: string; params?: URLSearchParams }): string {
  const path = "/" + route.view + (route.id ? "/" + route.id.split("/").map(encodeURIComponent).join("/") : "");
  const pairs = [...(route.params ?? [])].filter(([, v]) => v !== "").sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const query = pairs.map(([k, v]) => encodeURIComponent(k) + "=" + readable(v)).join("&");
  return query ? path + "?" + query : path;
}

function readable(s: string): string {
  return encodeURIComponent(s).replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%20/g, "+").replace(/%2F/g, "/");
}

const here = (): Route =>
  typeof location === "undefined" ? parse("/", "") : parse(location.pathname, location.search.slice(1));

export const route = store<Route>(here());
export const useRoute = (): Route => useStore(route);

export function listen(): void {
  addEventListener("popstate", () => route.set(here()));
}

/* Goes to a path of this page ("/vessel/1?tab=papers"); the pins of the present address stay unless it says others. */
export function go(to: string, options: { replace?: boolean } = {}): void {
  const url = new URL(to, location.origin);
  const next = parse(url.pathname, url.search.slice(1));
  for (const pin of PINS) {
    const held = route.get().params.get(pin);
    if (held && !next.params.has(pin)) next.params.set(pin, held);
  }
  if (next.params.get("log") === "0") next.params.delete("log"); /* log=0: leave the pinned state */
  const address = format(next);
  if (options.replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  route.set(next);
}

export type Change = Record<string, string | number | null | undefined>;

/* Changes parameters of the present view. Replaces the entry of the history unless `push`. */
export function setParams(change: Change, options: { push?: boolean } = {}): void {
  const now = route.get();
  const params = new URLSearchParams(now.params);
  for (const [k, v] of Object.entries(change)) {
    if (v === null || v === undefined || v === "") params.delete(k);
    else params.set(k, String(v));
  }
  const next = { ...now, params };
  const address = format(next);
  if (address === format(now)) return;
  if (options.push) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  route.set(next);
}

export function useParam(name: string, fallback = ""): [string, (value: string | null) => void] {
  const { params } = useRoute();
  const value = params.get(name) ?? fallback;
  return [value, (v) => setParams({ [name]: v === fallback ? null : v })];
}

/* An address within the page for <a href>, with the pins of the present one. */
export function href(path: string, change: Change = {}): string {
  const url = new URL(path, "http://x");
  const r = parse(url.pathname, url.search.slice(1));
  for (const [k, v] of Object.entries(change)) if (v !== null && v !== undefined && v !== "") r.params.set(k, String(v));
  for (const pin of PINS) {
    const held = route.get().params.get(pin);
    if (held && !r.params.has(pin)) r.params.set(pin, held);
  }
  return format(r);
}
