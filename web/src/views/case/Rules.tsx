/* By which thresholds the case detects, and what the profiles say beside. */
import { useGet, type List } from "../../app/api";
import { saidOr, t } from "../../app/i18n";
import { useParam } from "../../app/router";
import { Loading, ProblemBox, Said, Table, Tag, type Column } from "../../parts";
import type { RuleRow } from "./types";

const plain = (n: number): string => String(Number(n.toFixed(4)));

const columns = (): Column<RuleRow>[] => [
  { id: "section", label: t("case.section"), value: (r) => r.section },
  { id: "key", label: t("case.key"), value: (r) => r.key, cell: (r) => <code>{r.key}</code> },
  { id: "counts", label: t("case.counts_as"), value: (r) => r.counts },
  { id: "value", label: t("case.value"), num: true, value: (r) => r.value, cell: (r) => <b class={r.value !== r.default ? "warn" : ""}>{plain(r.value)}</b> },
  { id: "default", label: t("case.profile_default"), num: true, value: (r) => r.default, cell: (r) => plain(r.default) },
  { id: "sensitive", label: t("case.profile_sensitive"), num: true, value: (r) => r.sensitive, cell: (r) => <span class={r.sensitive === r.default ? "muted" : ""}>{plain(r.sensitive)}</span> },
  { id: "strict", label: t("case.profile_strict"), num: true, value: (r) => r.strict, cell: (r) => <span class={r.strict === r.default ? "muted" : ""}>{plain(r.strict)}</span> },
  { id: "text", label: t("case.meaning"), value: (r) => saidOr(r.text), cell: (r) => <Said text={r.text} /> },
];

export function Rules() {
  const [chosen, choose] = useParam("rule");
  const got = useGet<List<RuleRow>>("/api/rules");
  if (got.problem) return <div class="case-pad"><ProblemBox problem={got.problem} retry={got.reload} /></div>;
  if (!got.data) return <Loading of={t("case.rules")} />;
  const sum = got.data.summary as unknown as { hash: string; profile: string | null; set_by_entry: number | null };
  const one = got.data.items.find((r) => `${r.section}.${r.key}` === chosen);
  return (
    <div class="case-stack">
      <div class="case-bar row">
        <Tag tone={sum.profile ? undefined : "warn"}>{sum.profile ? t("case.by_profile", { name: sum.profile }) : t("case.by_own")}</Tag>
        <span class="muted">{sum.set_by_entry === null ? t("case.never_set") : t("case.set_by", { n: sum.set_by_entry })}</span>
        <span class="grow" />
        <code class="case-hash small" title={t("case.rules_hash")}>
          {sum.hash}
        </code>
      </div>
      <div class="case-fill">
        <Table<RuleRow> name="rules" label={t("case.rules")} rows={got.data.items} id={(r) => `${r.section}.${r.key}`} columns={columns()} sort="" selected={chosen || null} onSelect={(r) => choose(`${r.section}.${r.key}`)} api="/api/rules" />
      </div>
      {one && (
        <section class="case-under" aria-label={t("case.meaning")}>
          <h3>
            <code>
              {one.section}.{one.key}
            </code>{" "}
            {one.counts} {plain(one.value)}
          </h3>
          <p><Said text={one.text} /></p>
        </section>
      )}
    </div>
  );
}
