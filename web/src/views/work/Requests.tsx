/* Letters and their days: overdue first. */
import { useGet, type List } from "../../app/api";
import { t, tOr } from "../../app/i18n";
import { useParam } from "../../app/router";
import { Empty, Loading, ProblemBox, Table, Tag, Time, type Column } from "../../parts";
import { About } from "./About";
import type { Request } from "./types";

const TONE: Record<string, "bad" | "good" | undefined> = { overdue: "bad", answered: "good" };

const left = (r: Request): string =>
  r.days_left === null || r.state === "answered" || (r.state === "not_sent" && r.days_left < 0) ? "" : r.days_left < 0 ? t("work.days_over", { n: -r.days_left }) : t("work.days_left", { n: r.days_left });

const columns = (): Column<Request>[] => [
  { id: "state", label: t("work.state"), value: (r) => r.state, cell: (r) => <Tag tone={TONE[r.state]}>{tOr("work.letter_" + r.state, r.state)}</Tag>, choices: ["overdue", "waiting", "not_sent", "answered"], choiceLabel: (v) => tOr("work.letter_" + v, v) },
  { id: "due", label: t("work.due"), value: (r) => r.due ?? "" },
  { id: "left", label: t("work.left"), num: true, value: (r) => (r.state === "answered" ? null : r.days_left), cell: (r) => <span class={r.state === "overdue" ? "bad" : ""}>{left(r)}</span> },
  { id: "to", label: t("work.addressee"), value: (r) => r.to },
  { id: "template", label: t("work.letter"), value: (r) => tOr("work.template_" + r.template, r.template) },
  { id: "about", label: t("work.about"), value: (r) => r.about, cell: (r) => <About id={r.about} /> },
  { id: "sent", label: t("work.sent"), value: (r) => r.sent_at ?? "", cell: (r) => (r.sent_at ? <Time at={r.sent_at} /> : null) },
  { id: "reply", label: t("work.reply"), value: (r) => r.stance ?? "", cell: (r) => (r.replies ? <>{tOr("work.stance_" + (r.stance ?? "other"), r.stance ?? "")} <About id={r.reply} /></> : null) },
  { id: "id", label: "ID", value: (r) => r.id, cell: (r) => <About id={r.id} /> },
];

export function Requests() {
  const [chosen, choose] = useParam("letter");
  const got = useGet<List<Request>>("/api/requests", { limit: 1000 });
  if (got.problem) return <div class="work-pad"><ProblemBox problem={got.problem} retry={got.reload} /></div>;
  if (got.loading && !got.data) return <Loading of={t("work.letters")} />;
  return (
    <div class="work-stack">
      <div class="work-fill">
        <Table<Request>
          name="letters"
          label={t("work.letters")}
          rows={got.data?.items ?? []}
          id={(r) => r.id}
          columns={columns()}
          sort=""
          selected={chosen || null}
          onSelect={(r) => choose(r.id)}
          api="/api/requests"
          empty={
            <Empty title={t("work.no_letter")}>
              <p>{t("work.no_letter_next")}</p>
              <code>plimsoll -C CASE letter new request --to NAME</code>
            </Empty>
          }
        />
      </div>
    </div>
  );
}
