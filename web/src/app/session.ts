/* Who reads, with what rights, in which case: GET /api/session, asked once at start and after signing in or out. */
import { csrf, denied, get, type Problem, send } from "./api";
import { PINS, route } from "./router";
import { store, useStore } from "./store";
import type { Basemap } from "../map/tiles";

export interface Session {
  name: string; /* of the account; "" without one */
  person: string; /* whose key signs; "": the case's own, or with accounts nobody's */
  role: string; /* nobody, reader, analyst, reviewer, admin */
  clearance: string;
  csrf: string;
  participant: string;
  exercise: boolean; /* an invented case: the banner says EXERCISE */
  listen: string;
  accounts?: boolean; /* false: this machine alone, nobody signs in */
  log_size: number;
  version: string;
  language?: string;
  own_coast?: boolean; /* what is reachable rests on another land mask than the coast that is drawn */
  basemap?: Basemap | null; /* what may lie below the coast */
}

export const session = store<Session | null>(null);
export const useSession = (): Session | null => useStore(session);

/* Why it is not known who reads: of the last question, where that failed. */
export const unknown = store<Problem | null>(null);

export async function refresh(): Promise<Session> {
  const s = await get<Session>("/api/session").catch((e: Problem) => {
    unknown.set(e);
    throw e;
  });
  unknown.set(null);
  csrf.set(s.csrf ?? "");
  session.set(s);
  return s;
}

export async function signIn(name: string, password: string): Promise<Session> {
  await send("POST", "/api/session", { name, password });
  return refresh();
}

export async function signOut(): Promise<void> {
  await send("DELETE", "/api/session").catch(() => undefined);
  await refresh();
}

/* A session that ended (an hour without use, a new password) shows the way in again. */
let asking = false;
denied.subscribe(() => {
  if (asking || session.get()?.role === "nobody") return;
  asking = true;
  refresh()
    .catch(() => undefined)
    .finally(() => (asking = false));
});

const RANK: Record<string, number> = { reader: 1, analyst: 2, reviewer: 3, admin: 4 };

/* What is done with alerts, tasks and notes is of the whole case as it is now: not for who is cleared for less, nor while
 * the page shows a past state. */
export function mayAct(): boolean {
  const up_to = session.get()?.clearance;
  return may("analyst") && (!up_to || up_to === "TLP:RED") && !PINS.some((pin) => route.get().params.has(pin));
}

/* Whether this person may do what needs at least that role (the server decides; this only greys out). */
export function may(role: "analyst" | "reviewer" | "admin"): boolean {
  const s = session.get();
  return !!s && (RANK[s.role] ?? 0) >= RANK[role];
}
