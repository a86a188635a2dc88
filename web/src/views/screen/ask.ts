/* Asking: a question that nobody keeps (POST /api/screen), or what a kept screening asked, asked again today. */
import { useEffect, useState } from "preact/hooks";
import { ask, get, Problem, send, useGet, type Got } from "../../app/api";
import { t } from "../../app/i18n";
import { PINS, route } from "../../app/router";
import { session, useSession } from "../../app/session";
import type { Answer, Question } from "./types";

export interface Options {
  list?: string;
  as_of?: string;
  threshold?: string;
  limit?: number;
}

const filled = (q: Question): Question => Object.fromEntries(Object.entries(q).filter(([, v]) => v)) as Question;

export function bodyOf(question: Question, options: Options): Record<string, unknown> {
  const body: Record<string, unknown> = { queries: [filled(question)], limit: options.limit ?? 20 };
  if (options.list) body.lists = [options.list];
  if (options.as_of) body.as_of = options.as_of;
  if (options.threshold && Number.isFinite(Number(options.threshold))) body.threshold = Number(options.threshold);
  return body;
}

export function useAsk(question: Question | null, options: Options): Got<Answer> {
  const session = useSession(); /* the token of POST comes with it */
  const key = question && session ? JSON.stringify(bodyOf(question, options)) : "";
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<{ of: string; data: Answer | null; problem: Problem | null }>({ of: "", data: null, problem: null });
  useEffect(() => {
    if (!key) return setState({ of: "", data: null, problem: null });
    let live = true;
    ask<Answer>("/api/screen", JSON.parse(key))
      .then((data) => live && setState({ of: key, data, problem: null }))
      .catch((e: Error) => live && setState({ of: key, data: null, problem: e instanceof Problem ? e : new Problem(0, { detail: e.message }) }));
    return () => {
      live = false;
    };
  }, [key, turn]);
  return { data: state.of ? state.data : null, problem: state.problem, loading: !!question && state.of !== key, reload: () => setTurn((n) => n + 1) };
}

/* row "": the only question of the screening. */
export const useAgain = (entry: number | string | null, row = ""): Got<Answer> =>
  useGet<Answer>(entry === null || entry === "" ? null : `/api/screenings/${entry}/now`, { row, limit: 20 });

/* Every record of a kept screening, page by page: a table that says "all" holds all. */
export function useWhole(entry: string): { data: Answer | null; problem: Problem | null; loading: boolean; reload(): void } {
  const [state, setState] = useState<{ of: string; data: Answer | null; problem: Problem | null; loading: boolean }>({ of: "", data: null, problem: null, loading: false });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    if (!entry) return;
    setState((s) => ({ of: entry, data: s.of === entry ? s.data : null, problem: null, loading: true }));
    void (async () => {
      try {
        const pages: Answer[] = [];
        let cursor: string | null = null;
        do {
          const page: Answer = await get<Answer>(`/api/screenings/${entry}`, { limit: 1000, cursor }, stop.signal);
          pages.push(page);
          cursor = page.next;
        } while (cursor);
        setState({ of: entry, data: { ...pages[0], items: pages.flatMap((page) => page.items), next: null }, problem: null, loading: false });
      } catch (e) {
        if ((e as Error).name !== "AbortError") setState({ of: entry, data: null, problem: e instanceof Problem ? e : new Problem(-1, { detail: String(e) }), loading: false });
      }
    })();
    return () => stop.abort();
  }, [entry, turn]);
  return entry && state.of === entry ? { ...state, reload: () => setTurn((n) => n + 1) } : { data: null, problem: null, loading: !!entry, reload: () => setTurn((n) => n + 1) };
}

export async function keep(question: Question, options: Options, by: string): Promise<number> {
  const body = bodyOf(question, options);
  if (by) body.by = by;
  const answer = await send<Answer>("POST", "/api/screen?keep=1", body);
  const kept = answer.items.find((x) => x.type === "screening");
  if (!kept || kept.type !== "screening") throw new Problem(-1, { detail: "the server did not say which entry it is" });
  return kept.entry;
}

/* Why somebody may not keep or judge: the page shows a past state; or whoever is cleared for less than all sees less than
 * what is kept. */
export function limited(): string | undefined {
  if (PINS.some((pin) => route.get().params.has(pin))) return t("screen.pinned");
  const up_to = session.get()?.clearance;
  return up_to && up_to !== "TLP:RED" ? t("screen.limited", { marking: up_to }) : undefined;
}

/* What a made file gives to the reader's disk. */
export function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
