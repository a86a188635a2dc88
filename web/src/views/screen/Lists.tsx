/* The lists of the case with their publications and ages, and what changed in the newest; the watch list; decisions. */
import { useEffect, useState } from "preact/hooks";
import { send, useGet, type List } from "../../app/api";
import { t, tOr } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { useLive } from "../../app/live";
import { href, useParam } from "../../app/router";
import { may } from "../../app/session";
import { Dialog, Empty, Form, Loading, Name, ProblemBox, Said, Table, Tag, Time, toast, type Column } from "../../parts";
import { limited } from "./ask";
import { Score, Verdict } from "./Candidates";
import type { Decision, Ruling } from "./types";

const mayFollow = (): boolean => may("analyst") && !limited();
const mayUndo = (): boolean => may("reviewer") && !limited();

export interface ListRow {
  list: string;
  format: string;
  published: string | null;
  age_days: number | null;
  newest: boolean;
  entries: number;
  names: number;
  vessels: number;
  rejected: number;
  entry: number;
  sha256: string;
  since: string | null;
  added: number | null;
  changed: number | null;
  removed: number | null;
}

interface DiffLine {
  type: string;
  change?: string;
  id?: string;
  reference?: string;
  caption?: string;
  schema?: string;
  [key: string]: unknown;
}

export function Age(p: { days: number | null }) {
  if (p.days === null) return <Tag tone="warn">{t("screen.no_date")}</Tag>;
  if (p.days < 0) return <Tag tone="warn">{t("screen.from_future")}</Tag>;
  return <Tag tone={p.days > 30 ? "warn" : "good"}>{t("screen.days_old", { n: p.days })}</Tag>;
}

const listColumns = (): Column<ListRow>[] => [
  { id: "list", label: t("screen.list"), value: (l) => l.list, cell: (l) => <b>{l.list}</b> },
  { id: "published", label: t("screen.published"), value: (l) => l.published },
  { id: "age", label: t("screen.age"), value: (l) => l.age_days, cell: (l) => <Age days={l.age_days} /> },
  { id: "entries", label: t("screen.n_entries"), num: true, value: (l) => l.entries },
  { id: "names", label: t("screen.n_names"), num: true, value: (l) => l.names },
  { id: "vessels", label: t("screen.n_vessels"), num: true, value: (l) => l.vessels },
  { id: "rejected", label: t("screen.rejected"), num: true, value: (l) => l.rejected, title: t("screen.rejected_why") },
  { id: "changes", label: t("screen.changes"), value: (l) => (l.added === null ? null : l.added + (l.changed ?? 0) + (l.removed ?? 0)), cell: (l) => (l.added === null ? <span class="muted">{t("screen.first_copy")}</span> : `+${l.added} ~${l.changed} −${l.removed}`) },
  { id: "format", label: t("screen.format"), value: (l) => l.format },
  { id: "entry", label: t("screen.log_entry"), num: true, value: (l) => l.entry, cell: (l) => <a href={href(`/evidence/log/${l.entry}`)}>{l.entry}</a> },
  { id: "sha256", label: "SHA-256", value: (l) => l.sha256, cell: (l) => <code title={l.sha256}>{l.sha256.slice(0, 12)}</code> },
];

export function Lists() {
  const got = useGet<List<ListRow>>("/api/lists", { all: 1, limit: 1000 });
  useLive("import", got.reload);
  const [chosen, choose] = useParam("of");
  const rows = got.data?.items ?? [];
  const row = rows.find((l) => `${l.list}@${l.published}` === chosen) ?? null;
  const required = useGet<List<{ list: string; max_days: number | null }>>("/api/requirements");
  const diff = useGet<List<DiffLine>>(row && row.added !== null ? `/api/lists/${encodeURIComponent(row.list)}/diff` : null, { limit: 1000, from: row?.since ?? "", to: row?.published ?? "" });
  if (got.problem) return <ProblemBox problem={got.problem} retry={got.reload} />;
  if (!got.data) return <Loading of={t("screen.lists")} />;
  return (
    <div class="scr-stack">
      {required.data && (
        <p class="scr-bar small">
          <b>{t("screen.required")}</b>{" "}
          {required.data.items.length ? required.data.items.map((r) => <Tag key={r.list}>{r.max_days === null ? r.list : t("screen.required_days", { list: r.list, n: r.max_days })}</Tag>) : <span class="muted">{t("screen.required_none")}</span>}
          <span class="muted">{t("screen.second_from", { score: Number(required.data.summary.second_reviewer).toFixed(2) })}</span>
        </p>
      )}
      <div class="scr-table tall">
        <Table<ListRow>
          name="lists"
          label={t("screen.lists")}
          rows={rows}
          id={(l) => `${l.list}@${l.published}`}
          columns={listColumns()}
          sort="list"
          selected={chosen || null}
          onSelect={(l) => choose(`${l.list}@${l.published}`)}
          api="/api/lists?all=1"
          empty={<Empty title={t("screen.lists_none")}>{t("screen.lists_none_next")}</Empty>}
        />
      </div>
      {row && row.added !== null && (
        <section class="scr-under">
          <h2>{t("screen.diff_of", { list: row.list, from: row.since ?? "", to: row.published ?? "" })}</h2>
          {diff.problem ? (
            <ProblemBox problem={diff.problem} />
          ) : !diff.data ? (
            <Loading />
          ) : (
            <ul class="scr-diff">
              {diff.data.items.map((d, i) => (
                <li key={i}>
                  <Tag>{String(d.change ?? d.type)}</Tag> <Name text={String(d.caption ?? d.id ?? "")} /> <span class="muted mono">{String(d.reference ?? "")}</span>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </div>
  );
}

/* ---- what the case follows ---- */

interface WatchLine {
  type: "item" | "hit";
  item?: number;
  since?: string;
  name?: string | null;
  imo?: string | null;
  mmsi?: string | null;
  birth_date?: string | null;
  country?: string | null;
  schema?: string | null;
  by?: string;
  note?: string | null;
  query_id?: string;
  query?: string;
  score?: number | null;
  list?: string;
  entity?: string;
  caption?: string;
  decision?: Ruling | null;
}

export function WatchList() {
  const got = useGet<List<WatchLine>>("/api/watch-list", { limit: 1000 });
  useLive("log", got.reload);
  const [adding, setAdding] = useState(false);
  useEffect(() => {
    if (adding) requestAnimationFrame(() => document.getElementById("follow-name")?.focus());
  }, [adding]);
  useKeys({ a: ["screen.key_add", () => mayFollow() && setAdding(true)] });
  if (got.problem) return <ProblemBox problem={got.problem} retry={got.reload} />;
  if (!got.data) return <Loading of={t("screen.watch_list")} />;
  const items = got.data.items.filter((x) => x.type === "item");
  const hits = got.data.items.filter((x) => x.type === "hit");
  const undetermined = got.data.summary.undetermined as string | null;
  const columns: Column<WatchLine>[] = [
    { id: "name", label: t("screen.name"), value: (i) => i.name ?? "", cell: (i) => <Name text={i.name ?? ""} /> },
    { id: "imo", label: "IMO", value: (i) => i.imo },
    { id: "mmsi", label: "MMSI", value: (i) => i.mmsi },
    { id: "birth", label: t("screen.birth"), value: (i) => i.birth_date },
    { id: "country", label: t("screen.country"), value: (i) => i.country },
    {
      id: "hits",
      label: t("screen.hits"),
      value: (i) => hits.filter((h) => h.query_id === String(i.item)).map((h) => h.caption).join(" "),
      cell: (i) => (
        <span class="scr-tags">
          {hits
            .filter((h) => h.query_id === String(i.item))
            .map((h, k) => (
              <span key={k} class="row nowrap">
                <Name text={h.caption ?? ""} /> <Tag>{h.list}</Tag> <Score score={h.score ?? null} /> {h.decision && <Verdict verdict={h.decision.verdict} stands={h.decision.stands} />}
              </span>
            ))}
        </span>
      ),
    },
    { id: "since", label: t("screen.followed_since"), value: (i) => i.since, cell: (i) => <Time at={i.since} /> },
    { id: "by", label: t("screen.by"), value: (i) => i.by },
    { id: "note", label: t("screen.note"), value: (i) => i.note, hidden: true },
    {
      id: "remove",
      label: t("screen.unfollow"),
      value: () => "",
      cell: (i) => (
        <button
          type="button"
          class="quiet small"
          disabled={!mayFollow()}
          onClick={() =>
            void send("DELETE", `/api/watch-list/${i.item}`)
              .then(() => got.reload())
              .catch((e: Error) => toast(e.message, "bad"))
          }
        >
          {t("screen.unfollow")}
        </button>
      ),
    },
  ];
  return (
    <div class="scr-stack">
      {undetermined && (
        <p class="lead">
          <Said text={undetermined} />
        </p>
      )}
      <div class="scr-table tall">
        <Table<WatchLine>
          name="followed"
          label={t("screen.watch_list")}
          rows={items}
          id={(i) => String(i.item)}
          columns={columns}
          sort=""
          api="/api/watch-list"
          tools={
            <button type="button" disabled={!mayFollow()} onClick={() => setAdding(true)}>
              {t("screen.follow")} <kbd>a</kbd>
            </button>
          }
          empty={
            <Empty title={t("screen.watch_none")}>
              {t("screen.watch_none_next")}{" "}
              <button type="button" disabled={!mayFollow()} onClick={() => setAdding(true)}>
                {t("screen.follow")}
              </button>
            </Empty>
          }
        />
      </div>
      <Dialog title={t("screen.follow")} open={adding} close={() => setAdding(false)}>
        <Form
          id="follow"
          submit={t("screen.follow")}
          fields={[
            { name: "name", label: t("screen.name"), wide: true },
            { name: "imo", label: "IMO", type: "number" },
            { name: "mmsi", label: "MMSI", type: "number" },
            { name: "birth", label: t("screen.birth"), placeholder: "1961-03-04" },
            { name: "country", label: t("screen.country"), placeholder: "kp" },
            { name: "text", label: t("screen.note"), wide: true },
          ]}
          onSubmit={async (v) => {
            const a = await send<{ summary: { new_hits: number } }>("POST", "/api/watch-list", Object.fromEntries(Object.entries(v).filter(([, x]) => x.trim())));
            toast(t("screen.followed", { n: a.summary.new_hits }));
            setAdding(false);
            got.reload();
          }}
        />
      </Dialog>
    </div>
  );
}

/* ---- every decision ---- */

const decisionColumns = (): Column<Decision>[] => [
  { id: "at", label: t("screen.when"), value: (d) => d.at, cell: (d) => <Time at={d.at} /> },
  { id: "verdict", label: t("screen.verdict"), value: (d) => d.verdict, cell: (d) => <Verdict verdict={d.verdict} stands={!d.withdrawn} />, choices: ["match", "no_match", "unsure"], choiceLabel: (v) => tOr("screen." + v, v) },
  { id: "query", label: t("screen.asked"), value: (d) => d.query, cell: (d) => <Name text={d.query} /> },
  { id: "caption", label: t("screen.listed"), value: (d) => d.caption, cell: (d) => <Name text={d.caption} /> },
  { id: "list", label: t("screen.list"), value: (d) => d.list },
  { id: "by", label: t("screen.reviewer"), value: (d) => d.by },
  { id: "reason", label: t("screen.reason"), value: (d) => d.reason, cell: (d) => tOr("screen.reason_" + d.reason, d.reason) },
  { id: "text", label: t("screen.reason_text"), value: (d) => d.text },
  { id: "withdrawn", label: t("screen.withdrawn"), value: (d) => String(d.withdrawn), cell: (d) => (d.withdrawn ? <Tag tone="warn">{t("screen.withdrawn")}</Tag> : null) },
  { id: "entry", label: t("screen.log_entry"), num: true, value: (d) => d.entry, cell: (d) => <a href={href(`/evidence/log/${d.entry}`)}>{d.entry}</a> },
];

export function Decisions() {
  const got = useGet<List<Decision>>("/api/decisions", { limit: 1000 });
  useLive("log", got.reload);
  const [chosen, choose] = useParam("decision");
  const picked = got.data?.items.find((d) => String(d.entry) === chosen) ?? null;
  const undo = (): void => {
    if (!picked || picked.withdrawn || !mayUndo()) return;
    send("POST", "/api/decisions/undo", { entry: picked.entry })
      .then(() => {
        toast(t("screen.undone", { n: picked.entry }));
        got.reload();
      })
      .catch((e: Error) => toast(e.message, "bad"));
  };
  useKeys({ z: ["screen.key_undo", undo] });
  if (got.problem) return <ProblemBox problem={got.problem} retry={got.reload} />;
  if (!got.data) return <Loading of={t("screen.decisions")} />;
  return (
    <div class="scr-table tall whole">
      <Table<Decision>
        name="decisions"
        label={t("screen.decisions")}
        rows={got.data.items}
        id={(d) => String(d.entry)}
        columns={decisionColumns()}
        sort=""
        selected={chosen || null}
        onSelect={(d) => choose(String(d.entry))}
        api="/api/decisions"
        tools={
          <button type="button" disabled={!picked || picked.withdrawn || !mayUndo()} onClick={undo}>
            {t("screen.undo")} <kbd>z</kbd>
          </button>
        }
        empty={<Empty title={t("screen.decisions_none")}>{t("screen.decisions_none_next")}</Empty>}
      />
    </div>
  );
}
