/* One report: its text with the check beside it as it is typed, what each sentence rests on, its page, its state.
 *
 * Address: /report/ID?tab=preview|rests|state|verify&s=STATEMENT (the sentence in hand). What is typed and not kept lives
 * in this page alone (docs/adr/0054), and stays while one looks at other views. */
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ask, Problem, send, useGet, type List } from "../../app/api";
import { t } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { useLive } from "../../app/live";
import { go, href, setParams, useParam, useRoute } from "../../app/router";
import { may, session } from "../../app/session";
import { Drop, Loading, ProblemBox, Tabs, Tag, Time, toast, useDrop } from "../../parts";
import { Editor, type EditorHandle } from "./Editor";
import { Insert } from "./Insert";
import { follow, markOf, placesOf, rangeAt, rangesOf, withCite } from "./places";
import { Preview } from "./Preview";
import { CheckLine, Problems } from "./Problems";
import { State } from "./State";
import { Support } from "./Support";
import type { Checked, Checklist, Fault, Ref, Report, Statement, Summary } from "./types";

const unsaved = new Map<string, string>(); /* by the edition that it revises */
const fresh = new Map<string, { of: string; report: Report; text: string }>(); /* editions made here: the desk stays as it is */
const KINDS: Statement["kind"][] = ["finding", "assessment", "background", "method", "recommendation"];

async function checkText(text: string, signal: AbortSignal): Promise<Checked> {
  type Line = Statement | Ref | Fault | Checklist | { type: "release"; allowed: boolean; why: string };
  const list = await ask<List<Line>>("/api/reports/check", { text }, undefined, signal);
  const of = <T extends Line["type"]>(type: T): Extract<Line, { type: T }>[] => list.items.filter((x): x is Extract<Line, { type: T }> => x.type === type);
  const release = of("release")[0] ?? { allowed: false, why: "" };
  return { text, statements: of("statement"), refs: of("ref"), faults: of("problem"), checklists: of("checklist"), release, summary: list.summary as unknown as Summary };
}

export function Work(p: { id: string }) {
  const state = useGet<Report>(`/api/reports/${encodeURIComponent(p.id)}`);
  const kept = useGet<{ id: string; text: string }>(`/api/reports/${encodeURIComponent(p.id)}/text`);
  const desk = useRef({ id: p.id, n: 0 });
  const made = fresh.get(p.id);
  if (desk.current.id !== p.id) desk.current = { id: p.id, n: desk.current.n + (made?.of === desk.current.id ? 0 : 1) };
  if (kept.problem || (state.problem && !state.data)) {
    return (
      <div class="page">
        <ProblemBox problem={kept.problem ?? state.problem} retry={() => (kept.reload(), state.reload())} />
        <p>
          <a href={href("/report")}>{t("report.all")}</a>
        </p>
      </div>
    );
  }
  const report = state.data ?? made?.report;
  const text = kept.data?.text ?? made?.text;
  if (!report || text === undefined || (kept.data && kept.data.id !== report.id)) return <Loading of={p.id} />;
  return <Desk key={desk.current.n} report={report} kept={text} reload={state.reload} />;
}

function Desk(p: { report: Report; kept: string; reload(): void }) {
  const { report } = p;
  const { params } = useRoute();
  const pinned = params.has("log") || params.has("known_at");
  const [text, setText] = useState(unsaved.get(report.id) ?? p.kept);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [refused, setRefused] = useState<Problem | null>(null);
  const [inserting, setInserting] = useState(false);
  const [here, setHere] = useParam("s");
  const [tab] = useParam("tab", "preview");
  const [dropped, setDropped] = useState<File[]>([]);
  const editor = useRef<EditorHandle | null>(null);
  const print = useRef<(() => void) | null>(null);
  const fault = useRef(-1);
  const caret = useRef(-1); /* -1: the text was not touched yet */
  const dirty = text !== p.kept;
  const readOnly = pinned || (!!report.replaced_by && !dirty) || !may("analyst"); /* who was writing may finish: saving tells */

  useEffect(() => {
    if (dirty) unsaved.set(report.id, text);
    else unsaved.delete(report.id);
    const warn = (e: BeforeUnloadEvent): void => {
      if (unsaved.size) e.preventDefault();
    };
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [text, dirty]);

  useEffect(() => {
    const stop = new AbortController();
    setBusy(true);
    const timer = setTimeout(
      () => {
        checkText(text, stop.signal)
          .then((c) => {
            setChecked(c);
            setProblem(null);
            setBusy(false);
          })
          .catch((e: Error) => {
            if (e.name === "AbortError") return;
            setProblem(e instanceof Problem ? e : new Problem(0, { detail: e.message }));
            setBusy(false);
          });
      },
      checked ? 350 : 0,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);

  const found = useMemo(() => (checked ? rangesOf(checked) : []), [checked]);
  const ranges = useMemo(() => (checked ? follow(found, checked.text, text) : []), [found, text]);

  const onPlace = (at: number): void => {
    caret.current = at;
    const id = rangeAt(ranges, at)?.id ?? "";
    if (!id && checked?.text !== text) return; /* it is being typed: the next check tells */
    if (id !== here) setHere(id || null);
  };
  const toStatement = (id: string): void => {
    const r = ranges.find((x) => x.id === id && x.kind);
    if (r) editor.current?.select(r.from, r.from);
  };
  const toFault = (f: Fault, index: number): void => {
    fault.current = index;
    if (!checked || f.line === null) return;
    const [was] = placesOf(checked.text, [f.offset]);
    const r = ranges.find((x) => x.id === f.statement && x.kind);
    const from = r ? r.from : Math.min(was, text.length);
    const end = text.indexOf("\n", from);
    editor.current?.select(from, r ? r.to : end < 0 ? text.length : end);
  };
  const nextFault = (step: number): void => {
    const all = checked?.faults ?? [];
    if (!all.length) return toast(t("report.no_faults"));
    fault.current = (fault.current + step + all.length + (fault.current < 0 && step < 0 ? 1 : 0)) % all.length;
    toFault(all[fault.current], fault.current);
  };

  /* What is typed becomes a sentence with the next check. */
  useEffect(() => {
    if (caret.current >= 0) onPlace(caret.current);
  }, [ranges]);

  /* Started once by a link to a sentence. */
  const started = useRef(false);
  useEffect(() => {
    if (started.current || !ranges.length) return;
    started.current = true;
    if (here) toStatement(here);
  }, [ranges]);

  const save = useCallback(
    async (over?: string): Promise<string | null> => {
      if (readOnly && !over) return null;
      setRefused(null);
      try {
        const next = await send<Report>("PUT", `/api/reports/${over ?? report.id}/text`, { text });
        unsaved.delete(report.id);
        fresh.set(next.id, { of: report.id, report: next, text });
        toast(t("report.kept", { id: next.id }));
        if (next.id !== report.id) go(href(`/report/${next.id}`, Object.fromEntries(params)), { replace: true });
        return next.id;
      } catch (e) {
        setRefused(e instanceof Problem ? e : new Problem(0, { detail: (e as Error).message }));
        return null;
      }
    },
    [text, report.id, readOnly, params],
  );

  const insert = (id: string): void => {
    const next = withCite(text, Math.max(0, caret.current), id);
    setText(next.text);
    caret.current = next.at;
    setTimeout(() => editor.current?.select(next.at, next.at), 80); /* behind the dialog, which gives the focus back */
  };
  const begin = (kind: Statement["kind"]): void => {
    const at = caret.current < 0 ? text.length : caret.current;
    const mark = markOf(kind, text);
    const lead = at > 0 && text[at - 1] !== "\n" ? "\n\n" : "";
    const next = text.slice(0, at) + lead + mark + text.slice(at);
    setText(next);
    setTimeout(() => editor.current?.select(at + lead.length + mark.length, at + lead.length + mark.length), 0);
  };
  const toPrint = (): void => {
    if (print.current) print.current();
    else setParams({ tab: null }), setTimeout(() => print.current?.(), 1500);
  };
  const actions: Record<string, () => void> = {
    "Ctrl+s": () => void save(),
    "Ctrl+k": () => !readOnly && setInserting(true),
    "Ctrl+p": toPrint,
    F8: () => nextFault(1),
    "Shift+F8": () => nextFault(-1),
  };
  const onKey = (e: KeyboardEvent): void => {
    const name = (e.ctrlKey || e.metaKey ? "Ctrl+" : "") + (e.shiftKey && e.key.length > 1 ? "Shift+" : "") + (e.key.length === 1 ? e.key.toLowerCase() : e.key);
    if (e.key === "Escape") {
      e.preventDefault();
      document.getElementById("preview-tab-preview")?.focus();
      document.querySelector<HTMLElement>(".desk-side [role=tab][aria-selected=true]")?.focus();
    } else if (actions[name] && !e.isComposing) {
      e.preventDefault();
      e.stopPropagation();
      actions[name]();
    }
  };
  useLive("log", p.reload);
  useKeys({
    "Ctrl+s": ["report.key.save", actions["Ctrl+s"]],
    "Ctrl+k": ["report.key.insert", actions["Ctrl+k"]],
    "Ctrl+p": ["report.key.print", actions["Ctrl+p"]],
    F8: ["report.key.next", actions.F8],
    "Shift+F8": ["report.key.last", actions["Shift+F8"]],
    e: ["report.key.edit", () => editor.current?.select(Math.max(0, caret.current), Math.max(0, caret.current))],
  });
  useDrop((files) => {
    setDropped(files);
    setParams({ tab: "verify" });
  }, tab !== "verify");

  const lead = checked ? checked.summary.reviewed < checked.summary.findings : !!report.lead;
  return (
    <div class="desk">
      <header class="desk-head">
        <div class="desk-title">
          <a href={href("/report")} class="small">
            {t("report.all")}
          </a>
          <h1>{report.title}</h1>
          <span class="row small">
            <code>{report.id}</code>
            <select
              aria-label={t("report.edition")}
              value={report.id}
              onChange={(e) => go(href(`/report/${e.currentTarget.value}`))}
            >
              {report.editions.map((x, i) => (
                <option key={x.id} value={x.id}>
                  {t("report.edition_of", { n: i + 1, all: report.editions.length })}
                </option>
              ))}
            </select>
            <Time at={report.at} /> <span class="muted">{report.by}</span>
            {lead ? <Tag tone="warn">{t("part.lead")}</Tag> : <Tag tone="good">{t("report.all_reviewed")}</Tag>}
            {report.released.length > 0 && <Tag tone="good">{t("report.released")}</Tag>}
            {dirty && <Tag tone="warn">{t("report.dirty")}</Tag>}
          </span>
        </div>
        <div class="row">
          <button type="button" class="primary" disabled={readOnly || !dirty} onClick={() => void save()} title={t("report.save_why")}>
            {t("report.save")} <kbd>Ctrl S</kbd>
          </button>
          <button type="button" onClick={() => setParams({ tab: "state" })}>
            {t("report.build")}
          </button>
          <button type="button" onClick={toPrint}>
            {t("report.print")}
          </button>
          <a class="button" href={`/api/reports/${report.id}.html`} target="_blank" rel="noopener">
            {t("report.page")}
          </a>
        </div>
      </header>
      {report.replaced_by && (
        <p class="desk-note">
          {t("report.replaced", { id: report.replaced_by })} <a href={href(`/report/${report.replaced_by}`)}>{t("report.look_at", { id: report.replaced_by })}</a>
        </p>
      )}
      {refused && (
        <div class="desk-note">
          <ProblemBox problem={refused} />
          {refused.status === 409 && <Newer id={report.id} over={(id) => void save(id)} />}
        </div>
      )}
      <div class="desk-text">
        <div class="desk-tools" role="toolbar" aria-label={t("report.tools")}>
          {KINDS.map((kind) => (
            <button key={kind} type="button" class={"kind k-" + kind} disabled={readOnly} onClick={() => begin(kind)} title={t("report.begin", { kind: t(`report.kind.${kind}`) })}>
              + {t(`report.kind.${kind}`)}
            </button>
          ))}
          <span class="grow" />
          <button type="button" disabled={readOnly} onClick={() => setInserting(true)}>
            {t("report.cite")} <kbd>Ctrl K</kbd>
          </button>
        </div>
        <Editor text={text} ranges={ranges} here={here} readOnly={readOnly} onText={setText} onPlace={onPlace} onKey={onKey} handle={(h) => (editor.current = h)} />
        <div class="desk-check">
          <CheckLine checked={checked} busy={busy} />
          {problem && <ProblemBox problem={problem} />}
          <Problems checked={checked} at={fault.current} onGo={toFault} />
          <p class="visually-hidden" id="report-keys">
            {t("report.keys")}
          </p>
        </div>
      </div>
      <aside class="desk-side" aria-label={t("report.beside")}>
        <Tabs
          name="tab"
          label={t("report.beside")}
          tabs={[
            {
              id: "preview",
              label: t("report.preview"),
              body: () => <Preview text={text} id={report.id} pinned={pinned} here={here} onPick={toStatement} frame={(f) => (print.current = f)} />,
            },
            { id: "rests", label: t("report.rests"), body: () => <Support checked={checked} here={here} onGo={(s) => toStatement(s.statement)} /> },
            {
              id: "state",
              label: t("report.state"),
              body: () => <State report={report} pinned={pinned} dirty={dirty} save={() => save()} onBuilt={p.reload} />,
            },
            { id: "verify", label: t("report.verify"), body: () => <Drop files={dropped} /> },
          ]}
        />
      </aside>
      <Insert open={inserting} close={() => setInserting(false)} onInsert={insert} />
    </div>
  );
}

/* What to do when somebody was quicker. */
function Newer(p: { id: string; over(id: string): void }) {
  const now = useGet<Report>(`/api/reports/${p.id}`);
  const last = now.data?.editions[now.data.editions.length - 1]?.id;
  if (!last || last === p.id || !session.get()) return null;
  return (
    <p class="row">
      <a class="button" href={href(`/report/${last}`)} target="_blank" rel="noopener">
        {t("report.look_at", { id: last })}
      </a>
      <button type="button" onClick={() => p.over(last)}>
        {t("report.save_over", { id: last })}
      </button>
    </p>
  );
}
