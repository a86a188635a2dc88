/* Who reads, with what rights, in which case: GET /api/session, asked once at start and after signing in or out. */
import { csrf, get, send } from "./api";
import { store, useStore } from "./store";

export interface Session {
  person: string;
  role: string; /* reader, analyst, reviewer, admin; "" when signed out */
  clearance: string;
  csrf: string;
  participant: string;
  exercise: boolean; /* an invented case: the banner says EXERCISE */
  listen: string;
  accounts?: boolean; /* false: this machine alone, nobody signs in */
  log_size: number;
  version: string;
  language?: string;
}

export const session = store<Session | null>(null);
export const useSession = (): Session | null => useStore(session);

export async function refresh(): Promise<Session> {
  const s = await get<Session>("/api/session");
  csrf.set(s.csrf ?? "");
  session.set(s);
  return s;
}

export async function signIn(name: string, password: string): Promise<Session> {
  await send("POST", "/api/session", { name, password });
  return refresh();
}

export async function signOut(): Promise<void> {
  await send("DELETE", "/api/session");
  session.set(null);
  await refresh().catch(() => undefined);
}

const RANK: Record<string, number> = { reader: 1, analyst: 2, reviewer: 3, admin: 4 };

/* Whether this person may do what needs at least that role (the server decides; this only greys out). */
export function may(role: "analyst" | "reviewer" | "admin"): boolean {
  const s = session.get();
  return !!s && (RANK[s.role] ?? 0) >= RANK[role];
}
