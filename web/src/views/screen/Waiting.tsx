/* What waits for judgement, oldest first, and beside it the pair: y, n, u and on to the next. */
import { useGet, type List } from "../../app/api";
import { t, tOr } from "../../app/i18n";
import { useLive } from "../../app/live";
import { useParam } from "../../app/router";
import { Empty, Loading, Name, ProblemBox, Table, Tag, Time, type Column } from "../../parts";
import { keep, useAgain, useAsk } from "./ask";
import { Chosen, Score, Split, Verdict } from "./Candidates";
import { candidatesOf, keyOf, type Asked, type WaitingPair } from "./types";

const STATES = ["open", "unsure", "second_reviewer", "expired", "changed"];
const idOf = (p: WaitingPair): string => `${p.screening ?? ""}:${p.row ?? ""}:${p.list}:${p.entity}`;

const columns = (): Column<WaitingPair>[] => [
  { id: "query", label: t("screen.asked"), value: (p) => p.query, cell: (p) => <Name text={p.query} /> },
  { id: "caption", label: t("screen.listed"), value: (p) => p.caption, cell: (p) => <Name text={p.caption} /> },
  { id: "score", label: t("screen.score"), value: (p) => p.score, cell: (p) => <Score score={p.score} /> },
  {
    id: "state",
    label: t("screen.state"),
    value: (p) => p.state,
    cell: (p) => (
      <>
        <Tag tone={p.overdue ? "bad" : undefined}>{tOr("screen.state_" + p.state, p.state)}</Tag> {p.decision && <Verdict verdict={p.decision.verdict} stands={p.decision.stands} />}
      </>
    ),
    choices: STATES,
    choiceLabel: (v) => tOr("screen.state_" + v, v),
  },
  { id: "list", label: t("screen.list"), value: (p) => p.list },
  { id: "since", label: t("screen.since"), value: (p) => p.since, cell: (p) => <Time at={p.since} /> },
  { id: "screening", label: t("screen.screening"), value: (p) => (p.screening === null ? "" : p.row ? `${p.screening}:${p.row}` : String(p.screening)), hidden: true },
];

export function Waiting() {
  const got = useGet<List<WaitingPair>>("/api/screen/waiting", { limit: 1000 });
  useLive("log", got.reload);
  const [id, setId] = useParam("pair");
  const pairs = got.data?.items ?? [];
  const pair = pairs.find((p) => idOf(p) === id) ?? pairs[0] ?? null;
  const again = useAgain(pair && pair.screening !== null ? pair.screening : null, pair?.row ?? "");
  const asked = useAsk(pair && pair.screening === null ? { name: pair.query } : null, {});
  const now = pair?.screening === null ? asked : again;
  const candidate = pair ? (candidatesOf(now.data).find((c) => keyOf(c) === keyOf(pair)) ?? null) : null;
  const about = async (reviewer: string): Promise<Record<string, string>> =>
    pair && pair.screening !== null ? { screening: pair.row ? `${pair.screening}:${pair.row}` : String(pair.screening) } : { screening: String(await keep({ name: pair?.query ?? "" }, {}, reviewer)) };
  const done = (): void => {
    const at = pair ? pairs.indexOf(pair) : -1;
    const next = pairs[at + 1];
    got.reload();
    now.reload();
    if (next) setId(idOf(next));
  };
  if (got.problem) return <ProblemBox problem={got.problem} retry={got.reload} />;
  if (!got.data) return <Loading of={t("screen.waiting")} />;
  return (
    <Split
      left={
        <div class="scr-table tall">
          <Table<WaitingPair>
            name="waiting"
            label={t("screen.waiting")}
            rows={pairs}
            id={idOf}
            columns={columns()}
            sort=""
            selected={pair ? idOf(pair) : null}
            onSelect={(p) => setId(idOf(p))}
            api="/api/screen/waiting"
            empty={<Empty title={t("screen.waiting_none")}>{t("screen.waiting_none_next")}</Empty>}
          />
        </div>
      }
      right={
        !pair ? null : now.problem ? (
          <ProblemBox problem={now.problem} />
        ) : !now.data ? (
          <Loading of={t("screen.candidate")} />
        ) : candidate ? (
          <Chosen candidate={candidate} asked={(now.data.items.find((x) => x.type === "asked") as Asked | undefined) ?? null} about={about} done={done} />
        ) : (
          <Empty title={t("screen.no_longer")}>{t("screen.no_longer_next")}</Empty>
        )
      }
    />
  );
}
