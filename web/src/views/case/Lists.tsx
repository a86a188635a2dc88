/* The lists and how old they are. */
import { useGet, type List } from "../../app/api";
import { number } from "../../app/format";
import { t } from "../../app/i18n";
import { href, useParam } from "../../app/router";
import { Copy, Empty, Loading, ProblemBox, Table, Tag, type Column } from "../../parts";
import type { ListRow } from "./types";

const STALE = 30; /* days: nothing is refused here, only marked; `require` sets a limit that counts */

const columns = (): Column<ListRow>[] => [
  { id: "list", label: t("case.list"), value: (r) => r.list, cell: (r) => <a href={href("/screen", { tab: "lists" })}>{r.list}</a> },
  { id: "published", label: t("case.published"), value: (r) => r.published ?? "" },
  { id: "age", label: t("case.age"), num: true, value: (r) => r.age_days, cell: (r) => (r.age_days === null || r.age_days === undefined ? <span class="muted">{t("case.no_day")}</span> : <Tag tone={r.age_days > STALE ? "warn" : undefined}>{t("case.days", { n: number(r.age_days) })}</Tag>) },
  { id: "entries", label: t("case.list_entries"), num: true, value: (r) => r.entries },
  { id: "rejected", label: t("case.refused"), num: true, value: (r) => r.rejected as number | null },
];

export function Lists() {
  const [all, setAll] = useParam("all");
  const got = useGet<List<ListRow>>("/api/lists", { all, limit: 1000 });
  if (got.problem) return <div class="case-pad"><ProblemBox problem={got.problem} retry={got.reload} /></div>;
  if (got.loading && !got.data) return <Loading of={t("case.lists")} />;
  return (
    <Table<ListRow>
      name="lists"
      label={t("case.lists")}
      rows={got.data?.items ?? []}
      id={(r) => r.list + "@" + (r.published ?? String(r.seq ?? ""))}
      columns={columns()}
      sort="-age"
      api="/api/lists"
      tools={
        <button type="button" aria-pressed={all ? "true" : "false"} onClick={() => setAll(all ? null : "1")}>
          {t("case.all_copies")}
        </button>
      }
      empty={
        <Empty title={t("case.no_list")}>
          <p>{t("case.no_list_next")}</p>
          <Copy text="plimsoll -C CASE fetch" />
        </Empty>
      }
    />
  );
}
