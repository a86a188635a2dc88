/* What is new, without a reload: GET /api/stream (text/event-stream). Each answer carries what came since Last-Event-ID
 * and ends; the browser asks again after the time that the server names. A pinned address (log=N) is never live.
 *
 *   useLive("event", (record) => reload());   // also "alert", "import", "log"; "*" for all */
import { useEffect } from "preact/hooks";
import { denied } from "./api";
import { route } from "./router";
import { store } from "./store";

type Listener = (data: unknown, kind: string) => void;

const listeners = new Map<string, Set<Listener>>();
let source: EventSource | null = null;
export const liveState = store<"off" | "waiting" | "live">("off");

function tell(kind: string, text: string): void {
  let data: unknown = text;
  try {
    data = JSON.parse(text);
  } catch {
    /* words */
  }
  for (const key of [kind, "*"]) for (const fn of [...(listeners.get(key) ?? [])]) fn(data, kind);
}

const KINDS = ["event", "alert", "import", "log", "task", "position"];

export function startLive(): void {
  if (source || route.get().params.has("log") || typeof EventSource === "undefined") return;
  source = new EventSource("/api/stream");
  liveState.set("waiting");
  source.onopen = () => liveState.set("live");
  source.onerror = () => {
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      liveState.set("off");
      denied.set(denied.get() + 1); /* refused, not unreachable: the session may have ended */
    }
  };
  for (const kind of KINDS) source.addEventListener(kind, (e) => tell(kind, (e as MessageEvent<string>).data));
}

export function onLive(kind: string, fn: Listener): () => void {
  if (!listeners.has(kind)) listeners.set(kind, new Set());
  listeners.get(kind)!.add(fn);
  return () => listeners.get(kind)?.delete(fn);
}

export function useLive(kind: string, fn: Listener): void {
  useEffect(() => onLive(kind, fn), [kind, fn]);
}
