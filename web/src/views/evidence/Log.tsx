/* The log: every act with its kind, time, signer and leaf; and one entry with its proof, the signatures on the checkpoint, and
 * the commands that verify it elsewhere, without trust in this page. */
import { useEffect, useRef, useState } from "preact/hooks";
import { apiHref, get, useGet, type List, type Problem } from "../../app/api";
import { t, tOr } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { useLive } from "../../app/live";
import { go, href } from "../../app/router";
import { Copy, Empty, Loading, ProblemBox, Said, Table, Tag, Time, verifyFile, type Column, type Verification } from "../../parts";
import type { LogEntry } from "./types";

const LETTER: Record<string, string> = { source: "S", grade: "G", item: "I", custody: "H", derivation: "D", observation: "O", claim: "C", support: "P", finding: "F", review: "V", letter: "L", sending: "N", reply: "Y", correction: "X", outcome: "U", report: "R", task: "T", "task-step": "K" };
const kindName = (kind: string): string => tOr("evidence.kind_" + kind, kind);

const columns = (kinds: string[]): Column<LogEntry>[] => [
  { id: "seq", label: t("evidence.entry"), num: true, value: (e) => e.seq, cell: (e) => <a href={href("/evidence/log/" + e.seq)}>{e.seq}</a> },
  { id: "time", label: t("evidence.when"), value: (e) => e.time, cell: (e) => <Time at={e.time} seconds /> },
  { id: "kind", label: t("evidence.act"), value: (e) => e.kind, cell: (e) => kindName(e.kind), choices: kinds, choiceLabel: kindName },
  { id: "who", label: t("evidence.signed_by"), value: (e) => (e.by_participant === null ? t("evidence.signer_withheld") : e.by_participant ? t("evidence.participant") : t("evidence.person")) },
  { id: "signer", label: t("evidence.key"), value: (e) => e.signer ?? "", cell: (e) => (e.signer === null ? <span class="muted">{t("evidence.signer_withheld")}</span> : <code title={e.signer}>{e.signer.slice(0, 12)}</code>) },
  { id: "marking", label: t("evidence.marking"), value: (e) => e.marking, cell: (e) => <Tag tone={e.marking === "TLP:RED" ? "bad" : undefined}>{e.marking}</Tag> },
  { id: "leaf", label: t("evidence.leaf"), value: (e) => e.leaf, cell: (e) => <code title={e.leaf}>{e.leaf.slice(0, 16)}</code> },
];

export function Log() {
  const first = useGet<List<LogEntry>>("/api/log", { limit: 1000 });
  const [more, setMore] = useState<LogEntry[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const busy = useRef(false);
  useLive("log", first.reload);
  useEffect(() => {
    setMore([]);
    setNext(first.data?.next ?? null);
  }, [first.data]);
  if (first.problem) return <ProblemBox problem={first.problem} retry={first.reload} />;
  if (!first.data) return <Loading of={t("evidence.log")} />;
  const rows = [...first.data.items, ...more];
  const load = (): void => {
    if (busy.current || next === null) return;
    busy.current = true;
    get<List<LogEntry>>("/api/log", { limit: 1000, cursor: next })
      .then((page) => {
        setMore((old) => [...old, ...page.items]);
        setNext(page.next);
      })
      .finally(() => (busy.current = false));
  };
  const kinds = [...new Set(rows.map((e) => e.kind))].sort();
  return (
    <Table<LogEntry>
      name="log"
      label={t("evidence.log")}
      rows={rows}
      id={(e) => String(e.seq)}
      columns={columns(kinds)}
      sort=""
      onOpen={(e) => go("/evidence/log/" + e.seq)}
      api="/api/log?limit=1000"
      more={next === null ? undefined : load}
      total={Number(first.data.summary.journal) || rows.length}
      empty={<Empty title={t("evidence.log_none")} />}
    />
  );
}

interface Proof {
  seq: number;
  size: number;
  leaf: string;
  proof: string;
  entry: string | null; /* base64; null: withheld from this reader */
}

/* Who signed the checkpoint that the proof ends in: the lines of its note behind the em dash. */
export function signersOf(proof: string): string[] {
  return [...proof.matchAll(/^\u2014 (\S+) \S+$/gm)].map((m) => m[1]);
}

function saveBytes(name: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function ProofBox(p: { seq: string }) {
  const got = useGet<Proof>(`/api/log/${p.seq}/proof`);
  const [verdict, setVerdict] = useState<Verification | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    setVerdict(null);
    if (got.data) verifyFile(new File([got.data.proof], `entry${p.seq}.tlog-proof`)).then(setVerdict, setProblem);
  }, [got.data]);
  if (got.problem) {
    return (
      <div class="stack">
        <ProblemBox problem={got.problem} />
        <p>{t("evidence.no_checkpoint")}</p>
        <Copy text="plimsoll -C CASE log checkpoint" />
      </div>
    );
  }
  if (!got.data) return <Loading of={t("evidence.proof")} />;
  const signers = signersOf(got.data.proof);
  return (
    <div class="stack">
      <p>{t("evidence.proof_says", { n: got.data.seq, size: got.data.size })}</p>
      <p class="row">
        <a class="button" href={apiHref(`/api/log/${p.seq}/proof.txt`)} download={`entry${p.seq}.tlog-proof`}>
          entry{p.seq}.tlog-proof
        </a>
        {got.data.entry === null ? (
          <span class="muted">{t("evidence.entry_withheld")}</span>
        ) : (
          <button type="button" onClick={() => saveBytes(`entry${p.seq}`, got.data!.entry!)}>
            entry{p.seq}
          </button>
        )}
      </p>
      <h3>{t("evidence.offline")}</h3>
      <p class="small muted">{t("evidence.offline_how")}</p>
      <Copy text={`plimsoll-verify entry${p.seq}.tlog-proof --entry entry${p.seq} --policy policy`} />
      <Copy text={`plimsoll -C CASE log prove ${p.seq} --entry entry${p.seq} >entry${p.seq}.tlog-proof`} />
      <h3>{t("evidence.signatures")}</h3>
      <ul class="ev-whys">
        {signers.map((s, i) => (
          <li key={i}>
            <code>{s}</code> <span class="muted small">{i === 0 ? t("evidence.the_log") : t("evidence.witness")}</span>
          </li>
        ))}
      </ul>
      {signers.length < 2 && <p class="small warn">{t("evidence.no_witness")}</p>}
      {problem ? (
        <ProblemBox problem={problem} />
      ) : (
        verdict && (
          <p class="small muted">
            <Said text={verdict.why} />
          </p>
        )
      )}
      <details>
        <summary>{t("evidence.proof_text")}</summary>
        <pre class="ev-pre" tabIndex={0}>{got.data.proof}</pre>
      </details>
    </div>
  );
}

export function EntryPage(p: { seq: string }) {
  const got = useGet<LogEntry>(`/api/log/${encodeURIComponent(p.seq)}`);
  useKeys({
    Escape: ["key.close", () => go("/evidence/log")],
    "]": ["evidence.key_next", () => go("/evidence/log/" + (Number(p.seq) + 1))],
    "[": ["evidence.key_before", () => Number(p.seq) > 0 && go("/evidence/log/" + (Number(p.seq) - 1))],
  });
  if (got.problem) return <ProblemBox problem={got.problem} retry={got.reload} />;
  const e = got.data;
  if (!e) return <Loading of={t("evidence.entry")} />;
  const letter = LETTER[e.kind];
  return (
    <article class="ev-filing">
      <header>
        <p class="small">
          <a href={href("/evidence/log")}>{t("evidence.log")}</a> › <code>{e.seq}</code>
        </p>
        <h2>
          {t("evidence.entry_n", { n: e.seq })}: {kindName(e.kind)}
        </h2>
      </header>
      <div class="ev-claim-body even">
        <div class="stack">
          <dl class="facts">
            <dt>{t("evidence.when")}</dt>
            <dd>
              <Time at={e.time} seconds />
            </dd>
            <dt>{t("evidence.signed_by")}</dt>
            <dd>
              {e.signer === null ? (
                t("evidence.signer_withheld")
              ) : (
                <>
                  {e.by_participant ? t("evidence.participant") : t("evidence.person")} <code class="small">{e.signer}</code>
                </>
              )}
            </dd>
            <dt>{t("evidence.marking")}</dt>
            <dd>
              <Tag>{e.marking}</Tag>
            </dd>
            <dt>{t("evidence.leaf")}</dt>
            <dd>
              <code class="small">{e.leaf}</code>
            </dd>
          </dl>
          <p class="muted">{t("evidence.entry_holds")}</p>
          <p class="row">
            {letter && (
              <a class="button" href={href(`/evidence/${letter === "C" ? "claims" : "filings"}/${letter}${e.seq}`)}>
                {t("evidence.what_it_says")}
              </a>
            )}
            {e.kind === "screening" && (
              <a class="button" href={href("/screen", { entry: e.seq })}>
                {t("evidence.what_it_says")}
              </a>
            )}
            <a class="button" href={href("/evidence/log/" + (e.seq + 1))}>
              {t("evidence.next")} <kbd>]</kbd>
            </a>
            {e.seq > 0 && (
              <a class="button" href={href("/evidence/log/" + (e.seq - 1))}>
                {t("evidence.before")} <kbd>[</kbd>
              </a>
            )}
          </p>
        </div>
        <section class="card">
          <h2>{t("evidence.proof")}</h2>
          <ProofBox key={p.seq} seq={String(e.seq)} />
        </section>
      </div>
    </article>
  );
}
