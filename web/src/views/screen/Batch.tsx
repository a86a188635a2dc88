/* Many at once: a CSV from a file or pasted. Each row has an answer; its candidates stand beside it. A kept batch is in the
 * address by its entry (batch=N); what nobody kept is gone with the page, and the page says so. */
import { useMemo, useRef, useState } from "preact/hooks";
import { apiHref, Problem, query, send } from "../../app/api";
import { saidOr, t, tOr } from "../../app/i18n";
import { href, setParams, useParam, useRoute } from "../../app/router";
import { may } from "../../app/session";
import { Empty, Field, Loading, Name, ProblemBox, Said, Table, Tag, Time, type Column } from "../../parts";
import { keep, limited, save, useAgain, useAsk, useWhole } from "./ask";
import { CandidateTable, Chosen, ReasonTags, Score, Split, usePick, Verdict } from "./Candidates";
import { csvOf, questionsOf } from "./csv";
import { Searched } from "./Query";
import { candidatesOf, type Answer, type Asked, type Candidate, type Kept, type Question } from "./types";

interface Row {
  id: string;
  query: string;
  answer: string;
  why: string | null;
  best: Candidate | null;
  n: number;
}

const EXAMPLE = "id,name,schema,birth_date,country,imo\n1,리철민,Person,1961,kp,\n2,Morning Pearl,Vessel,,,9074729\n";

function rowsOf(answer: Answer, questions: Map<string, Question> | null): Row[] {
  const by = new Map<string, Candidate[]>();
  for (const c of candidatesOf(answer)) by.set(c.query_id ?? "", [...(by.get(c.query_id ?? "") ?? []), c]);
  return answer.summary.answers.map((a) => {
    const all = by.get(a.query_id ?? "") ?? [];
    const q = questions?.get(a.query_id ?? "");
    return { id: a.query_id ?? "", query: all[0]?.query ?? q?.name ?? q?.imo ?? "", answer: a.answer, why: a.why, best: all[0] ?? null, n: all.length };
  });
}

/* A line for each candidate, and one for each row that has none. */
function tableOf(answer: Answer, rows: Row[]): string {
  const all = candidatesOf(answer);
  const head = ["id", "query", "answer", "why", "rank", "score", "list", "published", "entity", "reference", "caption", "matched_name", "reasons", "status"];
  const status = "candidate, not a decision";
  return csvOf([
    head,
    ...rows.flatMap((r) => {
      const of = all.filter((c) => (c.query_id ?? "") === r.id);
      if (!of.length) return [[r.id, r.query, r.answer, r.why, "", "", "", "", "", "", "", "", "", ""]];
      return of.map((c) => [r.id, c.query, r.answer, r.why, c.rank, c.score, c.list, c.published, c.entity, c.reference, c.caption, c.matched_name, c.reasons.map((x) => `${x.kind} ${x.effect}: ${x.detail}`).join("; "), status]);
    }),
  ]);
}

const ANSWERS = ["candidates", "none", "undetermined", "not_comparable"];

const columns = (): Column<Row>[] => [
  { id: "id", label: t("screen.row"), value: (r) => r.id },
  { id: "query", label: t("screen.asked"), value: (r) => r.query, cell: (r) => <Name text={r.query} /> },
  {
    id: "answer",
    label: t("screen.answer"),
    value: (r) => r.answer,
    cell: (r) => (
      <span title={r.why ? saidOr(r.why) : undefined}>
        <Tag tone={r.answer === "candidates" || r.answer === "undetermined" ? "warn" : undefined}>{tOr("screen.answer_" + r.answer, r.answer)}</Tag>
      </span>
    ),
    choices: ANSWERS,
    choiceLabel: (v) => tOr("screen.answer_" + v, v),
  },
  { id: "best", label: t("screen.best"), value: (r) => r.best?.caption ?? "", cell: (r) => r.best && <Name text={r.best.caption} /> },
  { id: "score", label: t("screen.score"), value: (r) => r.best?.score ?? null, cell: (r) => r.best && <Score score={r.best.score} /> },
  { id: "list", label: t("screen.list"), value: (r) => r.best?.list ?? "" },
  { id: "n", label: t("screen.more"), num: true, value: (r) => (r.n > 1 ? r.n - 1 : null) },
  { id: "why", label: t("screen.why"), value: (r) => r.best?.reasons.map((x) => saidOr(x.detail)).join(" ") ?? saidOr(r.why ?? ""), cell: (r) => (r.best ? <ReasonTags candidate={r.best} /> : <Said text={r.why ?? ""} />) },
  { id: "judged", label: t("screen.judged"), value: (r) => r.best?.decision?.verdict ?? "", cell: (r) => r.best?.decision && <Verdict verdict={r.best.decision.verdict} stands={r.best.decision.stands} /> },
];

export function Batch() {
  const { params } = useRoute();
  const entry = params.get("batch") ?? "";
  const [rowId] = useParam("row");
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [fresh, setFresh] = useState<{ answer: Answer; text: string; entry: string } | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const kept = useWhole(entry);
  const answer = entry ? kept.data : (fresh?.answer ?? null);
  const questions = useMemo(() => (fresh && fresh.entry === entry ? questionsOf(fresh.text) : null), [fresh, entry]);
  const rows = useMemo(() => (answer?.summary?.answers ? rowsOf(answer, questions) : []), [answer, questions]);
  const row = rows.find((r) => r.id === rowId) ?? null;

  const again = useAgain(entry && row ? entry : null, row?.id ?? "");
  const asked = useAsk(!entry && row ? (questions?.get(row.id) ?? null) : null, {});
  const got = entry ? again : asked;
  const candidates = candidatesOf(got.data);
  const [picked, pick] = usePick(candidates);
  const question = row ? questions?.get(row.id) : undefined;
  const head = kept.data?.items.find((x): x is Kept => x.type === "screening");
  const about = async (reviewer: string): Promise<Record<string, string>> =>
    entry && row ? { screening: `${entry}:${row.id}` } : { screening: String(await keep({ ...question, id: undefined }, {}, reviewer)) };

  const run = async (keepIt: boolean): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const a = await send<Answer>("POST", query("/api/screen/batch", { keep: keepIt ? 1 : "", name: name || "pasted.csv" }), text, "text/csv");
      const made = a.items.find((x): x is Kept => x.type === "screening");
      setFresh({ answer: a, text, entry: made ? String(made.entry) : "" });
      setParams({ batch: made ? made.entry : null, row: null, pick: null }, { push: true });
    } catch (e) {
      setProblem(e as Error);
    } finally {
      setBusy(false);
    }
  };
  const csv = (): void => {
    if (answer) save("screened.csv", tableOf(answer, rows));
  };
  const take = (f: File | undefined): void => {
    if (!f) return;
    setName(f.name);
    void f.text().then(setText);
  };
  const s = answer?.summary;
  return (
    <Split
      left={
        <>
          <div
            class="scr-batch"
            onDragOver={(e) => e.preventDefault()}
            onDrop={(e) => {
              e.preventDefault();
              take(e.dataTransfer?.files[0]);
            }}
          >
            <Field id="batch-text" label={t("screen.batch_csv")} help={t("screen.batch_help")}>
              <textarea id="batch-text" rows={rows.length ? 3 : 8} class="mono" spellcheck={false} value={text} placeholder={EXAMPLE} aria-describedby="batch-text-help" onInput={(e) => setText(e.currentTarget.value)} />
            </Field>
            <div class="row">
              <input ref={file} type="file" accept=".csv,text/csv" class="visually-hidden" tabIndex={-1} aria-label={t("screen.file")} onChange={(e) => take(e.currentTarget.files?.[0])} />
              <button type="button" onClick={() => file.current?.click()}>
                {t("screen.file")}
              </button>
              <span class="muted small">{name}</span>
              <span class="grow" />
              <button type="button" disabled={busy || !text.trim()} onClick={() => void run(false)}>
                {t("screen.ask")}
              </button>
              <button type="button" class="primary" disabled={busy || !text.trim() || !may("analyst") || !!limited()} title={limited() ?? t("screen.keep_why")} onClick={() => void run(true)}>
                {t("screen.ask_keep")}
              </button>
            </div>
          </div>
          {problem && <ProblemBox problem={problem instanceof Problem ? problem : new Problem(-1, { detail: problem.message })} />}
          {entry && kept.problem && <ProblemBox problem={kept.problem} />}
          {busy && <Loading />}
          {s && (
            <div class="scr-bar">
              <b role="status">{t("screen.batch_counts", { rows: s.queries, hits: s.with_candidates, none: s.none, open: s.undetermined + s.not_comparable })}</b>
              {s.row_errors > 0 && <Tag tone="bad">{t("screen.row_errors", { n: s.row_errors })}</Tag>}
              {s.values_left_out > 0 && <Tag tone="warn">{t("screen.left_out", { n: s.values_left_out })}</Tag>}
              <span class="grow" />
              {entry ? (
                <span class="small">
                  <a href={href(`/evidence/log/${entry}`)}>{t("screen.kept_as", { n: entry })}</a> {head?.at && <Time at={head.at} />}{" "}
                  <a href={apiHref(`/api/screenings/${entry}`)}>JSON</a>
                </span>
              ) : (
                <span class="small muted">{t("screen.not_kept")}</span>
              )}
              <button type="button" class="small scr-csv" onClick={csv}>
                {t("screen.result_csv")}
              </button>
            </div>
          )}
          {answer ? (
            <div class="scr-table tall">
              <Table<Row> name="batch" label={t("screen.batch")} rows={rows} id={(r) => r.id} columns={columns()} sort="" selected={rowId || null} onSelect={(r) => setParams({ row: r.id, pick: null })} />
            </div>
          ) : (
            !busy && !entry && !problem && <Empty asks title={t("screen.batch_none")}>{t("screen.batch_none_next")}</Empty>
          )}
          {entry && kept.data?.next && <p class="scr-note small">{t("screen.batch_cut")}</p>}
          {s && <Searched summary={s} />}
        </>
      }
      right={
        !row ? (
          <Empty asks title={t("screen.pick_row")}>{t("screen.pick_row_next")}</Empty>
        ) : got.problem ? (
          <ProblemBox problem={got.problem} retry={got.reload} />
        ) : !got.data ? (
          <Loading of={t("screen.candidates")} />
        ) : (
          <>
            {candidates.length > 1 && (
              <div class="scr-few">
                <CandidateTable candidates={candidates} picked={picked} onPick={pick} />
              </div>
            )}
            <Chosen candidate={picked} asked={(got.data.items.find((x) => x.type === "asked") as Asked | undefined) ?? null} about={about} done={() => got.reload()} />
          </>
        )
      }
    />
  );
}
