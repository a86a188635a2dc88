/* The log, the newest entries first: what kind of act, when, signed by whom. */
import { useGet, type List } from "../../app/api";
import { t, tOr } from "../../app/i18n";
import { href } from "../../app/router";
import { Loading, ProblemBox, Table, Tag, Time, type Column } from "../../parts";
import type { Case, Entry } from "./types";

const PAGE = 1000;

export function Log() {
  const about = useGet<Case>("/api/case");
  const size = about.data?.log.size ?? 0;
  const got = useGet<List<Entry>>(about.data ? "/api/log" : null, { cursor: Math.max(0, size - PAGE), limit: PAGE });
  const names = new Map((about.data?.keys ?? []).map((k) => [k.key, k.person]));
  const signer = (e: Entry): string => (e.by_participant ? (about.data?.participant ?? t("case.participant")) : (names.get(e.signer) ?? e.signer.slice(0, 16)));
  const columns: Column<Entry>[] = [
    { id: "seq", label: t("case.entry_short"), num: true, value: (e) => e.seq, cell: (e) => <a href={href("/evidence", { tab: "log", entry: e.seq })}>{e.seq}</a> },
    { id: "time", label: t("case.when"), value: (e) => e.time, cell: (e) => <Time at={e.time} seconds /> },
    { id: "kind", label: t("case.act"), value: (e) => e.kind, cell: (e) => tOr("evidence.kind_" + e.kind, e.kind) },
    { id: "signer", label: t("case.signed_by"), value: signer },
    { id: "marking", label: t("case.marking"), value: (e) => e.marking, cell: (e) => <Tag>{e.marking}</Tag> },
    { id: "leaf", label: t("case.leaf"), value: (e) => e.leaf, cell: (e) => <code title={e.leaf}>{e.leaf.slice(0, 16)}</code> },
  ];
  const problem = about.problem ?? got.problem;
  if (problem) return <div class="case-pad"><ProblemBox problem={problem} retry={got.reload} /></div>;
  if (!got.data) return <Loading of={t("case.log")} />;
  return (
    <div class="case-stack">
      <div class="case-fill">
        <Table<Entry> name="log" label={t("case.log")} rows={got.data.items} id={(e) => String(e.seq)} columns={columns} sort="-seq" api="/api/log" total={size} />
      </div>
    </div>
  );
}
