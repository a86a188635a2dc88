/* Candidates as a table, and beside it the chosen one. The choice stands in the address (pick=LIST:ENTITY); without one
 * the first is shown. */
import type { ComponentChildren } from "preact";
import { saidOr, t, tOr } from "../../app/i18n";
import { useParam } from "../../app/router";
import { Empty, Meter, Name, Table, Tag, type Column } from "../../parts";
import { CandidateDetail, effectText, kindName } from "./Candidate";
import { Judge, verdictTone } from "./Judge";
import { keyOf, type Asked, type Candidate } from "./types";

export function Score(p: { score: number | null }) {
  return p.score === null ? <span class="muted">{t("screen.not_comparable")}</span> : <Meter value={p.score} label={t("screen.score")} text={p.score.toFixed(2)} />;
}

export function Verdict(p: { verdict: string; stands?: boolean }) {
  return (
    <Tag tone={p.stands === false ? undefined : verdictTone(p.verdict)}>
      {tOr("screen." + p.verdict, p.verdict)}
      {p.stands === false ? " …" : ""}
    </Tag>
  );
}

export function ReasonTags(p: { candidate: Candidate }) {
  return (
    <span class="scr-tags">
      {p.candidate.reasons.map((r, i) => (
        <span key={i} class={"scr-tag " + (r.effect > 0 ? "for" : r.effect < 0 ? "against" : "open")} title={saidOr(r.detail)}>
          {kindName(r.kind)} {effectText(r.effect)}
        </span>
      ))}
    </span>
  );
}

const columns = (): Column<Candidate>[] => [
  { id: "score", label: t("screen.score"), value: (c) => c.score, cell: (c) => <Score score={c.score} /> },
  { id: "name", label: t("screen.name"), value: (c) => c.caption, cell: (c) => <Name text={c.caption} /> },
  { id: "list", label: t("screen.list"), value: (c) => c.list },
  { id: "why", label: t("screen.why"), value: (c) => c.reasons.map((r) => saidOr(r.detail)).join(" "), cell: (c) => <ReasonTags candidate={c} /> },
  { id: "judged", label: t("screen.judged"), value: (c) => c.decision?.verdict ?? "", cell: (c) => (c.decision ? <Verdict verdict={c.decision.verdict} stands={c.decision.stands} /> : null) },
];

export function usePick(candidates: Candidate[]): [Candidate | null, (c: Candidate) => void] {
  const [pick, setPick] = useParam("pick");
  return [candidates.find((c) => keyOf(c) === pick) ?? candidates[0] ?? null, (c) => setPick(keyOf(c))];
}

export function CandidateTable(p: { candidates: Candidate[]; picked: Candidate | null; onPick(c: Candidate): void; empty?: ComponentChildren }) {
  return (
    <Table<Candidate>
      plain
      name="cand"
      label={t("screen.candidates")}
      rows={p.candidates}
      id={keyOf}
      columns={columns()}
      sort=""
      selected={p.picked ? keyOf(p.picked) : null}
      onSelect={p.onPick}
      empty={p.empty}
    />
  );
}

export function Chosen(p: { candidate: Candidate | null; asked?: Asked | null; about(reviewer: string): Promise<Record<string, string>>; refused?: string; done(): void }) {
  if (!p.candidate) return <Empty asks title={t("screen.pick_none")}>{t("screen.pick_none_next")}</Empty>;
  return (
    <CandidateDetail
      key={keyOf(p.candidate)}
      candidate={p.candidate}
      asked={p.asked}
      judge={<Judge candidate={p.candidate} about={p.about} refused={p.refused} done={p.done} />}
    />
  );
}

/* Beside each other; on a narrow page below each other. */
export function Split(p: { left: ComponentChildren; right: ComponentChildren }) {
  return (
    <div class="scr-split">
      <div class="scr-left">{p.left}</div>
      <aside class="scr-right" aria-label={t("screen.candidate")}>
        {p.right}
      </aside>
    </div>
  );
}
