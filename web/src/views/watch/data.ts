/* What the Watch view reads: the events page by page, and what of them is worth a look first. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ahead, get, Problem, type List, type Params } from "../../app/api";
import { ms } from "../../app/format";
import { route } from "../../app/router";
import { HOUR } from "../../time/scale";
import type { ListedLead, PlEvent } from "./types";

export const EVENTS_MAX = 50000;
export const TRACK_POINTS = 100000;
const PAGE = 1000;
const AGAIN_MS = 2000;
const MISSING_MS = 20000; /* until somebody had detection run, which may be never */
const SHOW_MS = 400; /* between two drawings while pages come in */

/* What a list of tens of thousands does not need; the detail asks for the whole record. */
function slim(e: PlEvent): PlEvent {
  const { evidence: _e, rule: _r, inputs: _i, profiles: _p, ...rest } = e as PlEvent & { profiles?: unknown };
  return rest;
}

export interface Events {
  items: PlEvent[];
  done: boolean; /* every page is there, or it was cut */
  cut: boolean; /* there are more than EVENTS_MAX */
  pending: boolean; /* something was imported that detection is still to read: asked again until it has */
  missing: number; /* imports that detection did not read, and nobody is at it: what is shown is not all */
  problem: Problem | null;
  fresh: string[]; /* ids that came live */
  add(e: PlEvent): void;
  reload(): void;
}

/* Every event of a question, through the cursor. `key` names the question: another one starts anew, the same one keeps what is
 * shown until the new answer is there. */
export function useEvents(params: Params, key: string): Events {
  const [state, setState] = useState({ items: [] as PlEvent[], done: false, cut: false, pending: false, missing: 0, problem: null as Problem | null, fresh: [] as string[] });
  const [turn, setTurn] = useState(0);
  const loaded = useRef(""); /* the question that the items answer */
  const asked = useRef(params);
  asked.current = params;
  useEffect(() => {
    const stop = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    void (async () => {
      const items: PlEvent[] = [];
      let cursor: string | null = null;
      let shown = 0;
      let pending = false;
      let missing = 0;
      try {
        do {
          const page: List<PlEvent> = await get<List<PlEvent>>("/api/events", { ...asked.current, limit: PAGE, cursor }, stop.signal);
          for (const e of page.items) items.push(slim(e));
          cursor = page.next;
          const left = (page.summary.undetected ?? {}) as { imports?: number; running?: boolean };
          missing = left.running ? 0 : (left.imports ?? 0);
          pending = page.summary.detected === false && !missing;
          const now = performance.now();
          if (cursor && items.length < EVENTS_MAX && now - shown > SHOW_MS && turn === 0) {
            shown = now;
            setState((s) => ({ ...s, items: items.slice() }));
          }
        } while (cursor && items.length < EVENTS_MAX);
        const again_asked = loaded.current === key + " ";
        setState((s) => {
          const had = new Set(s.items.map((e) => e.id));
          const fresh = again_asked ? items.filter((e) => !had.has(e.id)).map((e) => e.id) : [];
          return { items, done: true, cut: cursor !== null, pending, missing, problem: null, fresh: fresh.length ? [...s.fresh, ...fresh] : s.fresh };
        });
        loaded.current = key + " ";
        if ((pending || missing) && !pinned()) again = setTimeout(() => setTurn((n) => n + 1), pending ? AGAIN_MS : MISSING_MS);
      } catch (e) {
        if ((e as Error).name !== "AbortError") setState((s) => ({ ...s, done: true, problem: e instanceof Problem ? e : new Problem(0, { detail: String(e) }) }));
      }
    })();
    return () => {
      stop.abort();
      clearTimeout(again);
    };
  }, [key, turn]);
  const add = useCallback((e: PlEvent) => {
    setState((s) => {
      const at = s.items.findIndex((x) => x.id === e.id);
      const items = at < 0 ? [...s.items, slim(e)] : s.items.map((x, i) => (i === at ? slim(e) : x));
      return { ...s, items, fresh: at < 0 ? [...s.fresh, e.id] : s.fresh };
    });
  }, []);
  return { ...state, add, reload: useCallback(() => setTurn((n) => n + 1), []) };
}

/* Before the first view is drawn: what it asks for, unless a past state is shown, which is asked for in turn. */
export function askAhead(): void {
  if (pinned()) return;
  ahead("/api/tracks", { max: TRACK_POINTS });
  ahead("/api/events", { limit: PAGE });
  ahead("/api/leads");
}

export const pinned = (): boolean => ["log", "known_at"].some((k) => route.get().params.has(k));

export const gradeOf = (e: PlEvent): string => (e.type === "gap" ? (e.expected_reception?.grade ?? "") : "");
export const endOf = (e: PlEvent): number => (e.end ? ms(e.end) : ms(e.start) + e.hours * HOUR);
export const callsThatFit = (e: PlEvent): NonNullable<PlEvent["calls"]> => (e.calls ?? []).filter((c) => c.verdict === "reachable" || c.verdict === "marginal");
const most = (e: PlEvent): number => Math.max(0, ...(e.calls ?? []).filter((c) => c.verdict === "reachable").map((c) => c.slack_h ?? 0));

/* Groups of what is worth a look first, in this order; each begins with the strongest. What an area explains, what reception
 * explains and what was not possible never is among them. */
export type Group = "listed" | "silent_call" | "rendezvous" | "identity" | "silence";
export const GROUPS: Group[] = ["listed", "silent_call", "rendezvous", "identity", "silence"];

export interface Found {
  group: Group;
  key: string; /* event id, or "ship-MMSI" */
  event?: PlEvent;
  lead?: ListedLead;
}

export function groupOf(e: PlEvent): Group | null {
  if (e.explained_by) return null;
  if (e.type === "gap") {
    if (gradeOf(e) !== "unexpected") return null;
    return (e.calls ?? []).some((c) => c.verdict === "reachable") ? "silent_call" : "silence";
  }
  if (e.type === "possible_rendezvous") return e.feasible === true && e.expected_reception?.grade !== "expected" ? "rendezvous" : null;
  if (e.type === "encounter") return e.habit ? null : "rendezvous";
  if (e.type === "identity_change_candidate" || e.type === "synthetic_track") return "identity";
  return null;
}

/* Within a group: silences by the hours that a call would leave over; inferred meetings before seen ones, then the longer. */
function strength(e: PlEvent): number {
  if (e.type === "gap") return most(e) * 1000 + e.hours;
  if (e.type === "identity_change_candidate") return 1e6;
  return (e.type === "possible_rendezvous" ? 1e5 : 0) + e.hours;
}

export function leadsOf(events: PlEvent[], listed: ListedLead[]): Found[] {
  const found: Found[] = listed.map((lead) => ({ group: "listed", key: `ship-${lead.mmsi}`, lead }));
  const named = new Set(listed.map((l) => l.mmsi));
  const value = (e: PlEvent): number => strength(e) + (e.vessels.some((v) => named.has(v.mmsi)) ? 1e9 : 0);
  const others: { group: Group; key: string; event: PlEvent; v: number }[] = [];
  for (const event of events) {
    const group = groupOf(event);
    if (group) others.push({ group, key: event.id, event, v: value(event) });
  }
  others.sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || b.v - a.v || (a.key < b.key ? -1 : 1));
  return [...found, ...others.map(({ group, key, event }) => ({ group, key, event }))];
}

/* The first of each group are numbered, in the list and on the map. */
export const FEW = 3;
export function ranksOf(found: Found[]): Map<string, number> {
  const ranks = new Map<string, number>();
  const seen = new Map<Group, number>();
  for (const f of found) {
    const n = (seen.get(f.group) ?? 0) + 1;
    seen.set(f.group, n);
    if (n <= FEW) ranks.set(f.key, ranks.size + 1);
  }
  return ranks;
}
