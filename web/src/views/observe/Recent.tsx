/* What was filed, the newest first, each observation with its verdict beside AIS; the chosen one beside the table. */
import { useMemo } from "preact/hooks";
import { useGet, type List } from "../../app/api";
import { place } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { useParam } from "../../app/router";
import { Empty, Loading, Name, ProblemBox, Table, Time, type Column } from "../../parts";
import { VerdictTag } from "./Beside";
import { kindName, Record } from "./Record";
import type { Filing, Sighting, Verdict } from "./types";

const COMPARED_MOST = 500; /* observations that are compared at once */
const VERDICTS: Verdict[] = ["explained", "unexplained", "contradicted", "undetermined"];

/* What a filing about others is about. */
const relation = (f: Filing): string => {
  const word = [f.reliability, f.credibility, f.action, f.verdict, f.what, f.way].find((x) => typeof x === "string") as string | undefined;
  const pair = [f.child ?? f.claim ?? f.about ?? f.finding ?? f.letter ?? f.item, f.parent ?? f.evidence ?? word].filter((x) => x).map(String);
  return pair.join(" ← ");
};

const what = (f: Filing): string =>
  [f.subject, f.alias, f.title, f.who && `${f.who} ${f.did ?? ""}`, f.statement, f.original, f.seen_name, f.place, f.mmsi, f.imo, f.quantity, f.text]
    .map((x) => (typeof x === "string" ? x : ""))
    .find((x) => x) ?? relation(f);

const columns = (verdicts: Map<string, Verdict>): Column<Filing>[] => [
  { id: "id", label: t("observe.col_id"), value: (f) => Number(f.id?.match(/\d+/)?.[0] ?? 0) * 1e6 + Number(f.id?.split(".")[1] ?? 0), cell: (f) => <span class="mono">{f.id}</span> },
  { id: "kind", label: t("observe.col_kind"), value: kindName, cell: kindName },
  { id: "subject", label: t("observe.col_subject"), value: what, cell: (f) => <Name text={what(f)} /> },
  { id: "observed", label: t("observe.col_observed"), value: (f) => f.observed ?? "", cell: (f) => (f.observed ? f.observed.includes("T") ? <Time at={f.observed} /> : f.observed : "") },
  { id: "place", label: t("observe.col_place"), value: (f) => place(f.lat, f.lon) || (f.place ?? ""), hidden: true },
  {
    id: "beside",
    label: t("observe.col_beside"),
    value: (f) => verdicts.get(f.id ?? "") ?? "",
    cell: (f) => (verdicts.has(f.id ?? "") ? <VerdictTag verdict={verdicts.get(f.id ?? "")!} /> : null),
    choices: VERDICTS,
    choiceLabel: (v) => tOr("observe." + v, v),
  },
  { id: "by", label: t("observe.col_by"), value: (f) => f.by ?? "", hidden: true },
  { id: "at", label: t("observe.col_filed"), value: (f) => f.at, cell: (f) => <Time at={f.at} /> },
];

export function Recent() {
  const [chosen, choose] = useParam("id");
  const [kind] = useParam("kind");
  const got = useGet<List<Filing>>("/api/filings", { kind });
  const items = useMemo(() => (got.data?.items ?? []).filter((f) => f.id), [got.data]);
  const few = got.data !== null && items.filter((f) => f.type === "observation").length <= COMPARED_MOST;
  const compared = useGet<List<Sighting>>(few ? "/api/sightings" : null);
  const verdicts = useMemo(() => new Map((compared.data?.items ?? []).map((s) => [s.id, s.verdict])), [compared.data]);
  if (got.problem) return <ProblemBox problem={got.problem} retry={got.reload} />;
  if (!got.data) return <Loading of={t("observe.recent")} />;
  return (
    <div class={"recent" + (chosen ? " chosen" : "")}>
      <div class="recent-table">
        <Table<Filing>
          name="filings"
          label={t("observe.recent")}
          rows={items}
          id={(f) => f.id ?? ""}
          columns={columns(verdicts)}
          sort="-id"
          selected={chosen || null}
          onSelect={(f) => choose(f.id)}
          onOpen={(f) => choose(f.id)}
          api={kind ? `/api/filings?kind=${kind}` : "/api/filings"}
          total={items.length}
          empty={<Empty title={t("observe.none")}>{t("observe.none_next")}</Empty>}
        />
      </div>
      {chosen && (
        <aside class="recent-side">
          <Record key={chosen} id={chosen} changed={got.reload} />
        </aside>
      )}
    </div>
  );
}
