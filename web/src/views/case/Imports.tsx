/* What was taken in, and what was refused: by reason, as a table with bars; of one import where one is chosen, else of all. */
import { useRef } from "preact/hooks";
import { useGet, type List } from "../../app/api";
import { number, size } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { useLive } from "../../app/live";
import { useParam } from "../../app/router";
import { Copy, Empty, Loading, ProblemBox, Table, Tag, Time, type Column } from "../../parts";
import { Running } from "./Running";
import type { Import } from "./types";

const isTable = (x: Import): boolean => x.kind === "observations";

function kindOf(x: Import): string {
  if (isTable(x)) return t("case.observations", { as: tOr("observe.as." + x.as, x.as ?? "") });
  return x.kind === "ais" ? t("case.ais") : (x.list ?? x.kind ?? "");
}

const taken = (x: Import): number | null => (x.kind === "ais" ? x.reports : isTable(x) ? (x.rows ?? null) : (x.entries ?? null));
/* What an entry does not say is no zero. */
const Refused = (p: { n: number | null }) => (p.n === null ? <span class="muted">{t("case.not_recorded")}</span> : p.n ? <span class="warn">{number(p.n)}</span> : <>0</>);

const columns = (): Column<Import>[] => [
  { id: "seq", label: t("case.entry_short"), num: true, value: (x) => x.seq },
  { id: "name", label: t("case.file"), value: (x) => x.name, cell: (x) => (
      <>
        <b>{x.name}</b> {x.withdrawn != null && <span class="muted">{t("case.withdrawn")}</span>}
      </>
    ) },
  { id: "kind", label: t("case.kind"), value: kindOf },
  { id: "at", label: t("case.taken_in"), value: (x) => x.at, cell: (x) => <Time at={x.at} /> },
  { id: "reports", label: t("case.reports"), num: true, value: taken },
  { id: "rejected", label: t("case.refused"), num: true, value: (x) => x.rejected, cell: (x) => <Refused n={x.rejected} /> },
  { id: "bytes", label: t("case.size"), num: true, value: (x) => x.bytes, cell: (x) => (x.bytes === null ? "" : size(x.bytes)) },
  { id: "source", label: t("case.source"), value: (x) => x.source },
  { id: "collector", label: t("case.collector"), value: (x) => x.collector },
  { id: "marking", label: t("case.marking"), value: (x) => x.marking, cell: (x) => <Tag>{x.marking}</Tag> },
  { id: "by", label: t("case.by"), value: (x) => x.by, hidden: true },
];

const refused = (reason: string): boolean => reason.startsWith("rejected.") || ["no_time", "bad_time", "too_long", "failures", "tag_checksum", "list.rejected"].includes(reason);

const FIELD = "rejected.field.";

function reasonOf(reason: string): string {
  if (!reason.startsWith(FIELD)) return tOr("case.reason_" + reason, reason);
  const field = reason.slice(FIELD.length);
  return t("case.reason_field", { field: tOr("observe.f." + field, field) });
}

function Counts(p: { counts: Record<string, number> | null }) {
  if (!p.counts) return <p class="muted">{t("case.not_counted")}</p>;
  const rows = Object.entries(p.counts).filter(([, n]) => n > 0);
  const most = Math.max(1, ...rows.map(([, n]) => n));
  if (!rows.length) return <p class="muted">{t("case.nothing_counted")}</p>;
  return (
    <table class="case-counts">
      <thead>
        <tr>
          <th scope="col">{t("case.reason")}</th>
          <th scope="col" class="num">
            {t("case.count")}
          </th>
          <th scope="col">
            <span class="visually-hidden">{t("case.share")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows
          .sort((a, b) => Number(refused(a[0])) - Number(refused(b[0])) || b[1] - a[1])
          .map(([reason, n]) => (
            <tr key={reason} class={refused(reason) ? "refused" : ""}>
              <td>{reasonOf(reason)}</td>
              <td class="num">{number(n)}</td>
              <td aria-hidden="true">
                <svg viewBox="0 0 100 10" preserveAspectRatio="none">
                  <rect x="0" y="1" width={Math.max(0.6, (100 * n) / most)} height="8" />
                </svg>
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

export function Imports() {
  const [chosen, choose] = useParam("import");
  const got = useGet<List<Import>>("/api/imports");
  const reload = useRef(got.reload);
  reload.current = got.reload;
  useLive("import", () => reload.current());
  if (got.problem) return <div class="case-pad"><ProblemBox problem={got.problem} retry={got.reload} /></div>;
  if (got.loading && !got.data) return <Loading of={t("case.imports")} />;
  const items = got.data?.items ?? [];
  const one = items.find((x) => String(x.seq) === chosen) ?? null;
  const uncounted = one ? 0 : Number(got.data?.summary.uncounted ?? 0);
  return (
    <div class="case-split">
      <div class="case-left">
        <Table<Import>
          name="imports"
          label={t("case.imports")}
          rows={items}
          id={(x) => String(x.seq)}
          columns={columns()}
          sort="-seq"
          selected={chosen || null}
          onSelect={(x) => choose(String(x.seq))}
          api="/api/imports"
          empty={
            <Empty title={t("case.no_import")}>
              <p>{t("case.no_import_next")}</p>
              <Copy text="plimsoll -C CASE import FILE" />
            </Empty>
          }
        />
      </div>
      <aside class="case-right" aria-label={t("case.counted")}>
        <section>
          <h3>{t("case.now")}</h3>
          <Running />
        </section>
        <section>
          <div class="row">
            <h3 class="grow">{one ? one.name : t("case.all_imports", { n: items.length })}</h3>
            {one && (
              <button type="button" class="quiet" onClick={() => choose(null)}>
                {t("case.show_all")}
              </button>
            )}
          </div>
          {one && (
            <dl class="facts">
              {one.first && (
                <>
                  <dt>{t("case.span")}</dt>
                  <dd>
                    <Time at={one.first} /> – <Time at={one.last} />
                  </dd>
                </>
              )}
              {one.published && (
                <>
                  <dt>{t("case.published")}</dt>
                  <dd>{one.published}</dd>
                </>
              )}
              {isTable(one) && (
                <>
                  <dt>{t("case.rows_kept")}</dt>
                  <dd>{one.rows === null || one.rows === undefined ? t("case.not_recorded") : number(one.rows)}</dd>
                </>
              )}
              {one.withdrawn != null && (
                <>
                  <dt>{t("case.withdrawn")}</dt>
                  <dd>{t("case.entry", { n: one.withdrawn })}</dd>
                </>
              )}
              {one.sheet && (
                <>
                  <dt>{t("case.sheet")}</dt>
                  <dd>{one.sheet}</dd>
                </>
              )}
              {one.note && (
                <>
                  <dt>{t("case.note")}</dt>
                  <dd>{one.note}</dd>
                </>
              )}
              <dt>{t("case.format")}</dt>
              <dd>{one.format ?? t("case.not_recorded")}</dd>
              <dt>SHA-256</dt>
              <dd>
                <code class="case-hash">{one.sha256 ?? t("case.not_recorded")}</code>
              </dd>
              <dt>{t("case.by")}</dt>
              <dd>{one.by}</dd>
            </dl>
          )}
          {uncounted > 0 && <p class="muted">{t("case.uncounted", { n: uncounted })}</p>}
          <Counts counts={one ? one.counts : ((got.data?.summary.counts ?? {}) as Record<string, number>)} />
        </section>
      </aside>
    </div>
  );
}
