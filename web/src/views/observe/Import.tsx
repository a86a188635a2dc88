/* A file: an AIS recording or an official list, or a table of observations. Of a table: look at its columns, its first rows and those that would be left out; then take it in. The choices
 * stand in the address, the file in the page alone. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Problem, query, send } from "../../app/api";
import { size, utc } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { href, setParams, useParam } from "../../app/router";
import { may } from "../../app/session";
import { Copy, Field as Row, Loading, Name, ProblemBox, Said } from "../../parts";
import { labelOf } from "./Control";
import { WITNESSES } from "./groups";
import type { Filing, Kind } from "./types";

interface Mapping {
  type: "mapping";
  by: string;
  columns: string;
  header: string[];
  fields: (string | null)[];
}
interface RowItem {
  type: "row";
  line: number;
  cells: string[];
  fault: string | null;
}
interface Rejected {
  type: "rejected";
  line: number;
  offset: number;
  why: string;
}
interface FileItem {
  type: "import";
  file: string;
  status: "imported" | "known";
  entry: number;
  kind?: string;
  messages?: number;
  reports?: number;
  from?: string | null;
  to?: string | null;
  list?: string;
  entries?: number;
  rejected?: number | { [why: string]: number };
}
interface Answer {
  items: (Mapping | RowItem | Rejected | FileItem | { type: "observation" })[];
  summary: { detection?: { events_added: number }; read: number; results: number; rejected: number; undated?: number; entry: number | null; known: number | null; journal: number; refused?: string; note?: string };
}

const MOST_TABLE = 32;
const MOST_FILE = 64; /* MB */
const FILE = "file"; /* ?as=file: no table of observations */
const SHOWN = 200; /* rows that are left out, told one by one */

const columnsOf = (header: string[], fields: (string | null)[]): string =>
  fields.flatMap((f, i) => (f ? [`${f}=${header[i].replace(/,/g, ",,")}`] : [])).join(",");

const quoted = (s: string): string => (/^[\w@%+=:,./-]+$/.test(s) ? s : `'${s.replace(/'/g, "'\\''")}'`);

export function Import(p: { kind: Kind; markings: string[]; sources: Filing[] }) {
  const [as, setAs] = useParam("as", "sighting");
  const [sheet, setSheet] = useParam("sheet");
  const [source] = useParam("source");
  const [collector] = useParam("collector");
  const [marking] = useParam("marking");
  const [columns, setColumns] = useParam("columns");
  const [list] = useParam("list");
  const [date] = useParam("date");
  const isFile = as === FILE;
  const most = isFile ? MOST_FILE : MOST_TABLE;
  const [file, setFile] = useState<File | null>(null);
  const [seen, setSeen] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState<Answer | null>(null);
  const turn = useRef(0);
  const ask = (path: string, with_marking: boolean): string =>
    query(path, isFile ? { name: file?.name ?? "", source, collector, list, date, marking } : { name: file?.name ?? "", as, sheet, source, collector, columns, marking: with_marking ? marking : "" });

  useEffect(() => {
    if (!file || isFile) return;
    const mine = ++turn.current;
    setProblem(null);
    setBusy(true);
    send<Answer>("POST", ask("/api/import/preview", false), file, "application/octet-stream")
      .then((answer) => mine === turn.current && setSeen(answer))
      .catch((e: Problem) => {
        if (mine !== turn.current) return;
        setProblem(e);
        setSeen(null);
      })
      .finally(() => mine === turn.current && setBusy(false));
  }, [file, as, sheet, columns, source, collector]);

  const take = async (e: Event): Promise<void> => {
    e.preventDefault();
    setTried(true);
    if (!marking) {
      document.getElementById("import-marking")?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      setDone(await send<Answer>("POST", ask("/api/import", true), file as File, "application/octet-stream"));
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  };

  const mapping = seen?.items.find((x): x is Mapping => x.type === "mapping");
  const rows = (seen?.items ?? []).filter((x): x is RowItem => x.type === "row");
  const rejected = (seen?.items ?? []).filter((x): x is Rejected => x.type === "rejected");
  const fields = p.kind.fields.filter((f) => !f.program && f.name !== "as" && f.name !== "label" && f.type !== "ref" && f.type !== "refs");
  const sheets = /sheet/i.test(problem?.detail ?? "") ? [...(problem?.detail ?? "").matchAll(/"([^"]+)"/g)].map((m) => m[1]) : [];
  const choose = (i: number, field: string): void => {
    if (!mapping) return;
    const next = mapping.fields.map((f, k) => (k === i ? field || null : f === field ? null : f));
    setColumns(columnsOf(mapping.header, next));
  };
  if (!may("analyst")) {
    return (
      <div class="empty">
        <h2>{t("observe.cannot")}</h2>
        <p>{t("observe.cannot_next")}</p>
      </div>
    );
  }
  const again = (): void => {
    setDone(null);
    setFile(null);
    setSeen(null);
    setTried(false);
    setParams({ columns: null, sheet: null, list: null, date: null });
  };
  const taken = done?.items.find((x): x is FileItem => x.type === "import");
  if (done && taken) return <Taken item={taken} events={done.summary.detection?.events_added ?? 0} again={again} />;
  if (done) {
    const id = `O${done.summary.entry ?? done.summary.known}`;
    return (
      <div class="stack">
        <p class="saved" role="status">
          {done.summary.entry === null ? t("observe.t_known", { id }) : t("observe.t_done", { n: done.summary.results, id })}
          {done.summary.rejected > 0 && ` · ${t("observe.t_refused", { n: done.summary.rejected })}`}
        </p>
        <div class="row">
          <a class="button primary" href={`/observe?kind=observation&filings.q=${id}.&id=${id}.1`}>
            {t("observe.t_show")}
          </a>
          <button type="button" onClick={again}>
            {t("observe.t_another")}
          </button>
        </div>
      </div>
    );
  }
  const command = `plimsoll -C CASE import ${quoted(file?.name ?? "FILE")} --as ${as}${sheet ? ` --sheet ${quoted(sheet)}` : ""}${columns ? ` --columns ${quoted(columns)}` : ""}${source ? ` --source ${source}` : ""}${collector ? ` --collector ${quoted(collector)}` : ""}${marking ? ` --marking ${marking}` : " --preview"}`;
  const whoMaySee = (
    <fieldset class="group marking">
      <legend>{t("observe.group_who")}</legend>
      <Row id="import-marking" label={t("observe.marking")} required fault={tried && !marking ? t("observe.marking_needed") : undefined}>
        <select
          id="import-marking"
          value={marking}
          aria-required="true"
          aria-invalid={tried && !marking ? "true" : undefined}
          aria-describedby={tried && !marking ? "import-marking-fault" : undefined}
          onChange={(e) => setParams({ marking: e.currentTarget.value })}
        >
          <option value="">{t("observe.marking_choose")}</option>
          {p.markings.map((m) => (
            <option key={m} value={m}>
              {t(`observe.m.${m}` as "observe.m.TLP:RED")}
            </option>
          ))}
        </select>
      </Row>
    </fieldset>
  );
  const text = (name: string, value: string, label: string, help?: string) => (
    <Row id={"import-" + name} label={label} help={help}>
      <input id={"import-" + name} type="text" autocomplete="off" value={value} aria-describedby={help ? `import-${name}-help` : undefined} onChange={(e) => setParams({ [name]: e.currentTarget.value.trim() })} />
    </Row>
  );
  return (
    <form class="stack import" onSubmit={take} aria-label={t("observe.t_title")}>
      <p class="muted">{isFile ? t("observe.t_recording_intro") : t("observe.t_intro")}</p>
      <fieldset class="group">
        <div class="fields">
          <Row id="import-file" label={t("observe.t_file")}>
            <input
              id="import-file"
              type="file"
              accept={isFile ? undefined : ".csv,.tsv,.txt,.xlsx,text/csv"}
              onChange={(e) => {
                const next = e.currentTarget.files?.[0] ?? null;
                setSeen(null);
                if (next && next.size > most * 1048576) {
                  setFile(null);
                  setProblem(new Problem(-1, { detail: t("observe.t_large", { n: most }) }));
                } else {
                  setFile(next);
                  setProblem(null);
                }
                if (columns) setColumns(null);
              }}
            />
          </Row>
          <Row id="import-as" label={t("observe.t_as")}>
            <select
              id="import-as"
              value={as}
              onChange={(e) => {
                setParams({ source: null, columns: null, sheet: null });
                setSeen(null);
                setProblem(null);
                setAs(e.currentTarget.value);
              }}
            >
              <option value={FILE}>{t("observe.t_recording")}</option>
              {WITNESSES.map((w) => (
                <option key={w} value={w}>
                  {t("observe.t_of", { what: tOr("observe.as." + w, w) })}
                </option>
              ))}
            </select>
          </Row>
          {isFile ? (
            text("source", source, t("observe.t_who"))
          ) : (
            <Row id="import-source" label={labelOf("source")}>
              <select id="import-source" value={source} onChange={(e) => setParams({ source: e.currentTarget.value })}>
                <option value="">{t("observe.no_source")}</option>
                {p.sources.map((s) => (
                  <option key={s.id} value={s.id ?? ""}>
                    {s.alias} · {s.label ?? s.id}
                  </option>
                ))}
              </select>
            </Row>
          )}
          {text("collector", collector, labelOf("collector"))}
          {isFile && text("list", list, t("observe.t_list"), t("observe.t_list_help"))}
          {isFile && text("date", date, t("observe.t_date"), t("observe.t_date_help"))}
          {(sheets.length > 0 || sheet) && (
            <Row id="import-sheet" label={t("observe.t_sheet")} help={t("observe.t_sheet_help")}>
              <select id="import-sheet" value={sheet} aria-describedby="import-sheet-help" onChange={(e) => setSheet(e.currentTarget.value)}>
                <option value="">{t("form.choose")}</option>
                {[...new Set([...(sheet ? [sheet] : []), ...sheets])].map((s) => (
                  <option key={s} value={s}>
                    {s}
                  </option>
                ))}
              </select>
            </Row>
          )}
        </div>
      </fieldset>
      {busy && !seen && !isFile && <Loading of={file ? `${file.name}, ${size(file.size)}` : ""} />}
      <ProblemBox problem={problem} />
      {isFile && file && (
        <>
          {whoMaySee}
          <div class="row foot">
            <button type="submit" class="primary" disabled={busy}>
              {t("observe.t_take")}
            </button>
            <span class="muted">
              <bdi>{file.name}</bdi>, {size(file.size)}
            </span>
            {busy && <span role="status">{t("observe.t_taking")}</span>}
          </div>
        </>
      )}
      {!isFile && seen && mapping && (
        <>
          <fieldset class="group">
            <legend>{t("observe.t_columns")}</legend>
            <p class="small muted">
              {tOr("observe.t_by." + mapping.by, mapping.by)}
              {seen.summary.note && ` · ${seen.summary.note}`}
            </p>
            <div class="scroll-x" tabIndex={0} role="group" aria-label={t("observe.t_first")}>
              <table class="preview">
                <thead>
                  <tr>
                    <th scope="col" class="num">
                      {t("observe.t_line")}
                    </th>
                    {mapping.header.map((h, i) => (
                      <th scope="col" key={i} class={mapping.fields[i] ? "" : "out"}>
                        <span class="head">
                          <Name text={h} />
                        </span>
                        <select aria-label={`${h}: ${t("observe.t_columns")}`} value={mapping.fields[i] ?? ""} onChange={(e) => choose(i, e.currentTarget.value)}>
                          <option value="">{t("observe.t_leave")}</option>
                          {fields.map((f) => (
                            <option key={f.name} value={f.name}>
                              {labelOf(f.name)}
                            </option>
                          ))}
                        </select>
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((r) => (
                    <tr key={r.line} class={r.fault ? "bad-row" : ""} title={r.fault ?? undefined}>
                      <td class="num muted">{r.line}</td>
                      {mapping.header.map((_, i) => (
                        <td key={i} class={mapping.fields[i] ? "" : "out"}>
                          <Name text={r.cells[i] ?? ""} />
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </fieldset>
          <section class="stack">
            <h3>{t("observe.t_count", { kept: seen.summary.results, rows: seen.summary.read })}</h3>
            {(seen.summary.undated ?? 0) > 0 && <p class="warn">{t("observe.t_undated", { n: seen.summary.undated ?? 0 })}</p>}
            {seen.summary.refused && (
              <div class="problem" role="alert">
                <h3>{t("observe.t_whole")}</h3>
                <p>
                  <Said text={seen.summary.refused} />
                </p>
              </div>
            )}
            {rejected.length === 0 ? (
              <p class="good">{t("observe.t_none_refused")}</p>
            ) : (
              <>
                <p class="warn">{t("observe.t_refused", { n: seen.summary.rejected })}</p>
                <div class="scroll-x refused" tabIndex={0} role="group" aria-label={t("observe.t_refused", { n: seen.summary.rejected })}>
                  <table class="short">
                    <thead>
                      <tr>
                        <th scope="col" class="num">
                          {t("observe.t_line")}
                        </th>
                        <th scope="col">{t("observe.t_why")}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {rejected.slice(0, SHOWN).map((r) => (
                        <tr key={r.line}>
                          <td class="num mono">{r.line}</td>
                          <td>
                            <Said text={r.why} />
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              </>
            )}
          </section>
          {whoMaySee}
          <div class="row foot">
            <button type="submit" class="primary" disabled={busy || !!seen.summary.refused || seen.summary.results === 0}>
              {t("observe.t_import", { n: seen.summary.results })}
            </button>
            {busy && <span role="status">{t("observe.saving")}</span>}
          </div>
          <details>
            <summary class="small muted">{t("observe.t_command")}</summary>
            <Copy text={command} />
          </details>
        </>
      )}
    </form>
  );
}

function Taken(p: { item: FileItem; events: number; again(): void }) {
  const { item } = p;
  const rejected = typeof item.rejected === "object" ? Object.values(item.rejected).reduce((sum, n) => sum + n, 0) : (item.rejected ?? 0);
  return (
    <div class="stack">
      <p class="saved" role="status">
        {item.status === "known"
          ? t("observe.t_known_file", { n: item.entry })
          : item.kind === "ais"
            ? t("observe.t_took_ais", { messages: item.messages ?? 0, reports: item.reports ?? 0, events: p.events })
            : t("observe.t_took_list", { list: item.list ?? "", n: item.entries ?? 0 })}
      </p>
      <p class="muted">
        <bdi>{item.file}</bdi>
        {item.from && item.to && ` · ${t("observe.t_span", { from: utc(item.from), to: utc(item.to) })}`}
        {rejected > 0 && ` · ${t("observe.t_rejected", { n: rejected })}`}
      </p>
      <div class="row">
        <a class="button primary" href={href(item.kind && item.kind !== "ais" ? "/screen" : "/watch")}>
          {item.kind && item.kind !== "ais" ? t("view.screen") : t("observe.t_to_watch")}
        </a>
        <a class="button" href={href("/case")}>
          {t("observe.t_to_case")}
        </a>
        <button type="button" onClick={p.again}>
          {t("observe.t_another")}
        </button>
      </div>
    </div>
  );
}
