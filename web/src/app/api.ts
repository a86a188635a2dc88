/* Reads and writes of the API. Every read carries the pins of the address (log, known_at); every write the token of the
 * session. Errors come as Problem (RFC 9457) with the server's words; no network is a Problem too.
 *
 *   const { data, problem, loading, reload } = useGet<List<Event>>("/api/events", { type, from, to });
 *   const claim = await send<Claim>("POST", "/api/decisions", { ... });   // throws Problem
 *
 * useGet(null) asks nothing. Parameters that are "", null or undefined are left out; their order does not matter. While a
 * new answer is on its way the old one stays (loading is true). */
import { useEffect, useRef, useState } from "preact/hooks";
import { PINS, route, useRoute } from "./router";
import { store } from "./store";

export type Params = Record<string, string | number | boolean | null | undefined>;

export interface List<T> {
  items: T[];
  summary: { results: number; known_at?: string; lead?: string; [key: string]: unknown };
  next: string | null;
}

export class Problem extends Error {
  status: number; /* 0: the server cannot be reached */
  code: string;
  detail: string;
  title: string;
  field: string; /* of a form, where the refusal is about one; "" */
  constructor(status: number, body: { title?: string; detail?: string; code?: string; field?: string }) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.status = status;
    this.title = body.title ?? "";
    this.detail = body.detail ?? "";
    this.code = body.code ?? "";
    this.field = body.field ?? "";
  }
}

/* The token against forged requests (from /api/session), and the size of the log after the last write. */
export const csrf = store("");
export const written = store(0);

/* Up to which marking this reader sees a case that holds what is marked above it ("": all is seen): "nothing" is then no word of
 * the case. By the newest answer that says so ("above TLP:GREEN"), until something is read without: what failed says nothing
 * of it. The marking is the answer's own, which may come before it is known who reads. */
export const withheld = store("");

/* How often the server said 401: somebody must sign in (again). */
export const denied = store(0);

export function query(path: string, params: Params = {}): string {
  const [base, held] = path.split("?", 2);
  const all = new URLSearchParams(held ?? "");
  for (const [k, v] of Object.entries(params)) if (v !== "" && v !== null && v !== undefined) all.set(k, String(v));
  all.sort();
  const text = all.toString().replace(/%3A/g, ":").replace(/%2C/g, ",");
  return text ? base + "?" + text : base;
}

/* An address of the API with the pins, for links: apiHref("/api/events.csv", { type: "gap" }). */
export function apiHref(path: string, params: Params = {}): string {
  const pins: Params = {};
  for (const pin of PINS) pins[pin] = route.get().params.get(pin);
  return query(path, { ...params, ...pins });
}

/* "/api/events?type=gap", "csv" -> "/api/events.csv?type=gap" */
export function withSuffix(path: string, suffix: string): string {
  const [base, rest] = path.split("?", 2);
  return base.replace(/\.(json|csv|geojson)$/, "") + "." + suffix + (rest ? "?" + rest : "");
}

async function answer(request: Promise<Response>, reads = true): Promise<Response> {
  let response: Response;
  try {
    response = await request;
  } catch (e) {
    if ((e as Error).name === "AbortError") throw e;
    throw new Problem(0, {});
  }
  const hidden = response.headers.get("x-plimsoll-withheld")?.replace(/^above /, "");
  if (hidden || (reads && response.ok)) withheld.set(hidden ?? "");
  if (response.status === 401 && !response.url.endsWith("/api/session")) denied.set(denied.get() + 1);
  if (!response.ok) {
    const body = (await response.json().catch(() => ({}))) as Record<string, string>;
    throw new Problem(response.status, body);
  }
  return response;
}

const HEADERS = { accept: "application/json" };

/* What the first view will ask, asked before anything is drawn; given once, to whoever asks for it first. */
const early = new Map<string, Promise<Response>>();

export function ahead(path: string, params: Params = {}): void {
  const address = apiHref(path, params);
  const response = fetch(address, { headers: HEADERS });
  response.catch(() => undefined); /* whoever asks for it is told */
  early.set(address, response);
}

async function read(address: string, signal?: AbortSignal): Promise<Response> {
  const asked = early.get(address);
  early.delete(address);
  const response = asked && (await asked.catch(() => undefined));
  return response?.ok ? response : fetch(address, { headers: HEADERS, signal }); /* refused before somebody signed in: anew */
}

export async function get<T>(path: string, params: Params = {}, signal?: AbortSignal): Promise<T> {
  return (await answer(read(apiHref(path, params), signal))).json() as Promise<T>;
}

export async function getBytes(path: string, params: Params = {}): Promise<ArrayBuffer> {
  return (await answer(fetch(apiHref(path, params)))).arrayBuffer();
}

/* `body` is sent as JSON; a Blob, string or ArrayBuffer as it is, with `type` as its Content-Type. */
export async function send<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown, type?: string): Promise<T> {
  early.clear(); /* somebody may sign in or out */
  const raw = body instanceof Blob || body instanceof ArrayBuffer || typeof body === "string";
  const headers: Record<string, string> = { ...HEADERS, "x-plimsoll-token": csrf.get() };
  if (body !== undefined) headers["content-type"] = type ?? (raw ? "application/octet-stream" : "application/json");
  const payload = body === undefined ? undefined : raw ? (body as BodyInit) : JSON.stringify(body);
  const response = await answer(fetch(path, { method, headers, body: payload }), false);
  const text = await response.text();
  written.set(written.get() + 1);
  return (text && response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text) as T;
}

/* A question too long for an address: a POST that changes nothing. */
export async function ask<T>(path: string, body: unknown, type?: string, signal?: AbortSignal): Promise<T> {
  const raw = body instanceof Blob || body instanceof ArrayBuffer || typeof body === "string";
  const headers: Record<string, string> = { ...HEADERS, "x-plimsoll-token": csrf.get(), "content-type": type ?? (raw ? "application/octet-stream" : "application/json") };
  return (await answer(fetch(path, { method: "POST", headers, body: raw ? (body as BodyInit) : JSON.stringify(body), signal }), false)).json() as Promise<T>;
}

export interface Got<T> {
  data: T | null;
  problem: Problem | null;
  loading: boolean;
  reload(): void;
}

export function useGet<T>(path: string | null, params: Params = {}): Got<T> {
  const { params: held } = useRoute();
  const pins: Params = {};
  for (const pin of PINS) pins[pin] = held.get(pin);
  const address = path === null ? null : query(path, { ...params, ...pins });
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<{ data: T | null; problem: Problem | null; of: string | null }>({
    data: null,
    problem: null,
    of: null,
  });
  const base = useRef("");
  useEffect(() => {
    if (address === null || path === null) {
      setState({ data: null, problem: null, of: null });
      return;
    }
    if (base.current !== path) {
      base.current = path;
      setState({ data: null, problem: null, of: null }); /* another thing: nothing old is shown as the new */
    }
    const stop = new AbortController();
    answer(read(address, stop.signal))
      .then((r) => r.json())
      .then((data: T) => stop.signal.aborted || setState({ data, problem: null, of: address }))
      .catch((e: Error) => {
        if (e.name === "AbortError" || stop.signal.aborted) return;
        setState({ data: null, problem: e instanceof Problem ? e : new Problem(0, { detail: e.message }), of: address });
      });
    return () => stop.abort();
  }, [address, turn]);
  return {
    data: state.data,
    problem: state.problem,
    loading: address !== null && state.of !== address,
    reload: () => setTurn((n) => n + 1),
  };
}
