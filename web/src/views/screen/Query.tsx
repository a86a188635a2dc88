/* One question: the form, its candidates, the chosen one. All of it in the address; judging keeps the question first. */
import { useEffect, useState } from "preact/hooks";
import { apiHref, send, useGet, type List } from "../../app/api";
import { t, tOr } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { href, setParams, useRoute } from "../../app/router";
import { may } from "../../app/session";
import { Empty, Field, Loading, ProblemBox, Said, Time, toast } from "../../parts";
import { bodyOf, keep, limited, save, useAgain, useAsk } from "./ask";
import { CandidateTable, Chosen, Split, usePick } from "./Candidates";
import { Age, type ListRow } from "./Lists";
import { candidatesOf, type Asked, type Kept, type Question } from "./types";

const KINDS = ["Person", "Company", "Organization", "Vessel", "LegalEntity", "PublicBody", "Airplane"];
const FIELDS = ["q", "kind", "birth", "country", "imo", "mmsi", "callsign", "list", "as_of", "min"] as const;

let asked_now = false; /* a question was just put: its answer takes the focus, so that the keys of judging work */

function Ask() {
  const { params } = useRoute();
  const lists = useGet<List<ListRow>>("/api/lists", { limit: 1000 });
  const [values, setValues] = useState(() => Object.fromEntries(FIELDS.map((f) => [f, params.get(f) ?? ""])) as Record<string, string>);
  const put = (name: string) => (e: { currentTarget: { value: string } }) => setValues((v) => ({ ...v, [name]: e.currentTarget.value }));
  const input = (name: string, label: string, more: { placeholder?: string; inputMode?: "numeric" | "decimal"; cls?: string } = {}) => (
    <div class={more.cls ?? ""}>
      <Field id={"ask-" + name} label={label}>
        <input id={"ask-" + name} type="text" autocomplete="off" spellcheck={false} value={values[name]} placeholder={more.placeholder} inputMode={more.inputMode} onInput={put(name)} />
      </Field>
    </div>
  );
  const submit = (e: Event): void => {
    e.preventDefault();
    asked_now = true;
    setParams({ ...Object.fromEntries(FIELDS.map((f) => [f, values[f].trim()])), entry: null, pick: null }, { push: true });
  };
  return (
    <form class="scr-ask" onSubmit={submit} aria-label={t("screen.ask_form")}>
      {input("q", t("screen.name"), { cls: "wide", placeholder: "리철민, Ri Chol-min, Сергей Волков" })}
      <Field id="ask-kind" label={t("screen.kind")}>
        <select id="ask-kind" value={values.kind} onChange={put("kind")}>
          <option value="">{t("screen.any_kind")}</option>
          {KINDS.map((k) => (
            <option key={k} value={k}>
              {tOr("screen.schema_" + k, k)}
            </option>
          ))}
        </select>
      </Field>
      {input("birth", t("screen.birth"), { placeholder: "1961-03-04" })}
      {input("country", t("screen.country"), { placeholder: "kp" })}
      {input("imo", "IMO", { inputMode: "numeric" })}
      {input("mmsi", "MMSI", { inputMode: "numeric" })}
      {input("callsign", t("screen.callsign"))}
      <Field id="ask-list" label={t("screen.list")}>
        <select id="ask-list" value={values.list} onChange={put("list")}>
          <option value="">{t("screen.all_lists")}</option>
          {(lists.data?.items ?? []).map((l) => (
            <option key={l.list} value={l.list}>
              {l.list}
            </option>
          ))}
        </select>
      </Field>
      {input("as_of", t("screen.as_of"), { placeholder: "2026-03-01" })}
      {input("min", t("screen.threshold"), { placeholder: "0.80", inputMode: "decimal" })}
      <button type="submit" class="primary scr-submit">
        {t("screen.ask")}
      </button>
    </form>
  );
}

/* Before anything is asked: against what it would be, and what waits. */
function Start() {
  const lists = useGet<List<ListRow>>("/api/lists", { limit: 1000 });
  const waiting = useGet<{ summary: { results: number; overdue: number } }>("/api/screen/waiting", { limit: 1 });
  const rows = lists.data?.items ?? [];
  return (
    <div class="scr-start">
      <section>
        <h2>{t("screen.start_lists")}</h2>
        {lists.data && !rows.length ? (
          <p>{t("screen.lists_none_next")}</p>
        ) : (
          <table>
            <tbody>
              {rows.map((l) => (
                <tr key={l.list}>
                  <th scope="row">{l.list}</th>
                  <td>{l.published ?? ""}</td>
                  <td>
                    <Age days={l.age_days} />
                  </td>
                  <td class="num">{t("screen.entries", { n: l.entries })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p class="small muted">{t("screen.start_lists_why")}</p>
      </section>
      {waiting.data && (
        <section>
          <h2>{t("screen.waiting")}</h2>
          <p>
            {waiting.data.summary.results ? (
              <a href={href("/screen?tab=waiting")}>{t("screen.start_waiting", { n: waiting.data.summary.results, late: waiting.data.summary.overdue })}</a>
            ) : (
              t("screen.waiting_none")
            )}
          </p>
        </section>
      )}
    </div>
  );
}

export function Query() {
  const { params } = useRoute();
  const get = (name: string): string => params.get(name) ?? "";
  const entry = get("entry");
  const question: Question = { name: get("q"), kind: get("kind"), birth: get("birth"), country: get("country"), imo: get("imo"), mmsi: get("mmsi"), callsign: get("callsign") };
  const options = { list: get("list"), as_of: get("as_of"), threshold: get("min") };
  const asking = question.name || question.imo || question.mmsi || question.callsign;
  const fresh = useAsk(!entry && asking ? question : null, options);
  const again = useAgain(entry || null);
  const got = entry ? again : fresh;
  const head = useGet<{ items: Kept[] }>(entry ? `/api/screenings/${entry}` : null, { limit: 1 });
  const kept = head.data?.items[0];
  const candidates = candidatesOf(got.data);
  const asked = (got.data?.items.find((x) => x.type === "asked") as Asked | undefined) ?? null;
  const [picked, pick] = usePick(candidates);
  const summary = got.data?.summary;
  const answer = summary?.answers[0];
  const refused = limited() ?? (entry ? undefined : question.mmsi || question.callsign ? t("screen.judge_numbers") : options.list ? t("screen.judge_one_list") : undefined);
  const keepIt = (reviewer: string): Promise<number> => keep(question, options, reviewer).then((n) => (setParams({ entry: n }), n));
  const about = async (reviewer: string): Promise<Record<string, string>> => ({ screening: String(entry || (await keepIt(reviewer))) });
  const csv = (): void => {
    send<string>("POST", "/api/screen.csv", bodyOf(question, options))
      .then((text) => save("candidates.csv", String(text)))
      .catch((e: Error) => toast(e.message, "bad"));
  };
  const done = (): void => {
    fresh.reload(); /* which of them shows it, may have changed meanwhile */
    again.reload();
  };
  const n = candidates.length;
  useKeys({ q: ["screen.key_question", () => document.getElementById("ask-q")?.focus()] });
  useEffect(() => {
    if (!got.data || got.loading || !asked_now) return;
    asked_now = false;
    document.querySelector<HTMLElement>(".scr-table .tbl-scroll")?.focus();
  }, [got.data, got.loading]);
  return (
    <Split
      left={
        <>
          <Ask key={FIELDS.map(get).join("\n")} />
          {got.problem ? (
            <ProblemBox problem={got.problem} retry={got.reload} />
          ) : !entry && !asking ? (
            <Empty asks title={t("screen.ask_something")}>{t("screen.ask_something_next")}</Empty>
          ) : !got.data ? (
            <Loading of={t("screen.candidates")} />
          ) : (
            <>
              <div class="scr-bar">
                <b role="status">{answer && answer.answer !== "candidates" ? tOr("screen.answer_" + answer.answer, answer.answer) : t("screen.n_candidates", { n })}</b>
                <span class="muted small">{t("screen.not_decision")}</span>
                <span class="grow" />
                {entry ? (
                  <span class="small">
                    <a href={href(`/evidence/log/${entry}`)}>{t("screen.kept_as", { n: entry })}</a> {kept?.at && <Time at={kept.at} />}{" "}
                    <a href={apiHref(`/api/screenings/${entry}.csv`)} download>
                      CSV
                    </a>
                  </span>
                ) : (
                  <>
                    <button type="button" class="small" onClick={csv}>
                      CSV
                    </button>
                    <button type="button" class="small" disabled={!may("analyst") || !!refused} title={refused ?? t("screen.keep_why")} onClick={() => void keepIt("").catch((e: Error) => toast(e.message, "bad"))}>
                      {t("screen.keep")}
                    </button>
                  </>
                )}
              </div>
              {answer?.why && (
                <p class="scr-note small">
                  <Said text={answer.why} />
                </p>
              )}
              {n > 0 && (
                <div class="scr-table">
                  <CandidateTable candidates={candidates} picked={picked} onPick={pick} />
                </div>
              )}
              {summary && <Searched summary={summary} />}
            </>
          )}
        </>
      }
      right={!entry && !asking ? <Start /> : <Chosen candidate={picked} asked={asked} about={about} refused={refused} done={done} />}
    />
  );
}

/* Against what was asked: a "none" is worth as much as its lists are new. */
export function Searched(p: { summary: { lists: { list: string; published: string | null; age_days: number | null; entries: number }[]; threshold: number; match: string } }) {
  const s = p.summary;
  return (
    <details class="scr-searched small">
      <summary>{t("screen.searched", { n: s.lists.length, threshold: s.threshold.toFixed(2) })}</summary>
      <ul>
        {s.lists.map((l) => (
          <li key={l.list}>
            <b>{l.list}</b> {l.published ?? t("screen.no_date")} · {t("screen.entries", { n: l.entries })}
            {l.age_days !== null && <> · {l.age_days < 0 ? t("screen.from_future") : t("screen.days_old", { n: l.age_days })}</>}
          </li>
        ))}
        <li class="muted mono">{s.match}</li>
      </ul>
    </details>
  );
}
