/* Every claim, with how many independent origins stand behind it; and one claim: its evidence drawn and as a nested list, why
 * it counts no higher, contradictions with their arithmetic, what it leaves open, what is left without somebody. */
import { useState } from "preact/hooks";
import { apiHref, useGet, type List } from "../../app/api";
import { saidAs, t, tOr } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { useLive } from "../../app/live";
import { go, href, useParam } from "../../app/router";
import { Copy, Empty, eventName, Lead, Loading, Name, ProblemBox, Said, Table, Tag, Tree, type Column, type TreeNode } from "../../parts";
import { Graph, nodeGrade, titleOf } from "./Graph";
import { Judged } from "./Judged";
import { bandsOf, ringed } from "./layout";
import { addressOf, claimWords, type Claim, type ClaimLine, type Contradiction, type Edge, type Graph as Graph_, type Node, type Origins, type Support, type Unseen, type Without } from "./types";

const partName = (part: string): string => tOr("evidence.part_" + part, part);

/* An event has its type for a title: the same words as in the graph. */
const supportName = (s: Support): string => (/^[0-9a-f]{64}$/.test(s.evidence) && s.title ? eventName(s.title) : s.title || s.evidence.slice(0, 12));

/* Nobody filed anything for it: that is no low number among others. */
const nothing = (supports: number, withheld: number): boolean => supports === 0 && withheld === 0;

const columns = (): Column<Claim>[] => [
  { id: "claim", label: t("evidence.claim"), value: (c) => claimWords(c), cell: (c) => <Name text={claimWords(c)} /> },
  { id: "start", label: t("evidence.when"), value: (c) => c.start ?? "" },
  { id: "place", label: t("evidence.where"), value: (c) => c.place ?? "", cell: (c) => <Name text={c.place ?? ""} /> },
  { id: "supports", label: t("evidence.reports"), num: true, value: (c) => c.supports },
  {
    id: "count",
    label: t("evidence.origins"),
    num: true,
    value: (c) => c.count,
    cell: (c) =>
      nothing(c.supports, c.supports_withheld) ? (
        <Tag tone="bad">{t("evidence.rests_on_nothing")}</Tag>
      ) : (
        <span class={c.count < 2 || c.links_withheld ? "warn" : ""} title={c.links_withheld ? t("evidence.links_withheld") : c.count < 2 ? t("evidence.one_origin") : undefined}>
          {c.links_withheld ? "≤ " : ""}
          {c.count}
          {c.at_most > c.count ? `–${c.at_most}` : ""}
        </span>
      ),
  },
  { id: "against", label: t("evidence.against"), num: true, value: (c) => c.against, cell: (c) => (c.against ? <b class="bad">{c.against}</b> : "0") },
  { id: "contradictions", label: t("evidence.contradictions"), num: true, value: (c) => c.contradictions, cell: (c) => (c.contradictions ? <Tag tone="bad">{c.contradictions}</Tag> : "0") },
  { id: "open", label: t("evidence.left_open"), value: (c) => c.unspecified.map(partName).join(", ") },
  { id: "label", label: t("evidence.label"), value: (c) => c.label ?? "" },
  { id: "id", label: t("evidence.id"), value: (c) => c.id, cell: (c) => <code>{c.id}</code> },
  { id: "by", label: t("evidence.by"), value: (c) => c.by ?? "", hidden: true },
];

export function Claims() {
  const got = useGet<List<Claim>>("/api/claims");
  useLive("log", got.reload);
  if (got.problem) return <ProblemBox problem={got.problem} retry={got.reload} />;
  if (!got.data) return <Loading of={t("evidence.claims")} />;
  return (
    <Table<Claim>
      name="claims"
      label={t("evidence.claims")}
      rows={got.data.items}
      id={(c) => c.id}
      columns={columns()}
      sort=""
      onOpen={(c) => go("/evidence/claims/" + c.id)}
      api="/api/claims"
      empty={<Empty title={t("evidence.claims_none")}>{t("evidence.claims_none_next")}</Empty>}
    />
  );
}

/* Words of the server with the ids in them as links, whose titles say what they are. */
function Linked(p: { text: string; title(id: string): string }) {
  const words = saidAs(p.text);
  const parts = (words || p.text).split(/\b([A-Z]\d+(?:\.\d+)?|[0-9a-f]{64})\b/);
  return (
    <span lang={words ? undefined : "en"}>
      {parts.map((x, i) =>
        i % 2 ? (
          <a key={i} href={href(addressOf(x))} title={p.title(x)}>
            {x.length > 16 ? x.slice(0, 12) : x}
          </a>
        ) : (
          x
        ),
      )}
    </span>
  );
}

/* ---- the same as the drawing, as a nested list ---- */

function line(n: Node, edge?: Edge) {
  return (
    <span class="ev-tree-line">
      {edge && edge.class !== "support" && <span class={edge.circular ? "bad" : "muted"}>{tOr("evidence.edge_" + edge.kind, edge.words)} </span>}
      <a href={href(addressOf(n.id))}>
        <Name text={titleOf(n)} />
      </a>{" "}
      <span class="muted small">
        {tOr("evidence.kind_" + n.kind, n.kind)} {n.id.length < 16 ? n.id : n.id.slice(0, 12)}
        {n.source ? ` · ${n.source}` : ""}
        {n.party ? ` · ${t("evidence.collected_by", { who: n.party })}` : ""}
      </span>{" "}
      {nodeGrade(n)} {n.withdrawn && <Tag tone="warn">{t("evidence.withdrawn")}</Tag>} {n.erased && <Tag tone="warn">{t("evidence.erased")}</Tag>}
      {edge?.why && <span class="small"> — {edge.why}</span>}
      {edge?.circular && <Tag tone="bad">⟲ {t("evidence.circular")}</Tag>}
    </span>
  );
}

function treeOf(g: Graph_): TreeNode[] {
  const node = new Map(g.nodes.map((n) => [n.id, n]));
  const ring = ringed(g);
  const behind = (id: string, path: string[]): TreeNode[] =>
    g.edges
      .filter((e) => e.from === id && e.class !== "support" && node.has(e.to))
      .map((e, i) => ({
        id: [...path, id, e.to, i].join(">"),
        line: (
          <>
            {line(node.get(e.to)!, e)}
            {path.includes(e.to) && <span class="bad small"> {t("evidence.back_to", { id: e.to })}</span>}
          </>
        ),
        children: path.includes(e.to) || path.length > 8 ? undefined : behind(e.to, [...path, id]),
      }));
  return bandsOf(g).map((b) => {
    const direct = b.nodes.map((n) => ({ n, e: g.edges.find((x) => x.class === "support" && x.from === g.claim && x.to === n.id) })).filter((x) => x.e);
    return {
      id: "band-" + b.key,
      open: true,
      line: (
        <b>
          {b.key === "against" ? t("evidence.band_against") : b.key === "none" ? t("evidence.band_none") : t("evidence.origin_n", { n: (b.origin ?? 0) + 1 })}{" "}
          <span class="muted">{t("evidence.n_reports", { n: direct.length })}</span> {b.nodes.some((n) => ring.has(n.id)) && <Tag tone="bad">⟲ {t("evidence.circular")}</Tag>}
        </b>
      ),
      children: direct.map(({ n, e }) => ({ id: n.id, line: line(n, e), children: behind(n.id, [n.id]) })),
    };
  });
}

/* ---- one claim ---- */

function WithoutBox(p: { graph: Graph_; lines: Without[] }) {
  const [chosen, setChosen] = useParam("without");
  const all = new Set<string>();
  for (const n of p.graph.nodes) {
    if (n.party) all.add(n.party);
    if (n.source) all.add(n.source);
  }
  const away = new Set(chosen.split(";").filter(Boolean));
  const flip = (name: string): void => {
    const next = new Set(away);
    if (!next.delete(name)) next.add(name);
    setChosen([...next].join(";"));
  };
  return (
    <section class="card">
      <h3>{t("evidence.without")}</h3>
      <p class="small muted">{t("evidence.without_how")}</p>
      <div class="row">
        {[...all].sort().map((name) => (
          <label key={name} class="ev-away">
            <input type="checkbox" checked={away.has(name)} onChange={() => flip(name)} /> <Name text={name} />
          </label>
        ))}
        {!all.size && <span class="muted">{t("evidence.without_nobody")}</span>}
      </div>
      <ul class="ev-without">
        {p.lines.map((w, i) => (
          <li key={i}>
            {t("evidence.without_name", { what: tOr("evidence.away_" + w.what, w.what), name: w.name })}: <b class={w.loses ? "bad" : ""}>{t("evidence.origins_left", { n: w.after, all: w.before })}</b>{" "}
            {w.loses && <Tag tone="bad">{tOr("evidence.loses_" + w.loses, w.loses)}</Tag>}
            {w.may_lose && w.may_lose !== w.loses && <Tag tone="warn">{tOr("evidence.may_lose_" + w.may_lose, w.may_lose)}</Tag>}
            {w.undetermined.length > 0 && (
              <ul class="small">
                {w.undetermined.map((u) => (
                  <li key={u.id}>
                    <b>{t("evidence.undetermined")}</b>: <Name text={p.graph.nodes.find((n) => n.id === u.id)?.title ?? u.id} /> – {t(u.reason === "names" ? "evidence.doubt_names" : "evidence.doubt_common", { name: w.name })}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Verify(p: { seq: string | number }) {
  return (
    <section class="card">
      <h3>{t("evidence.in_the_log")}</h3>
      <p>
        <a href={href(`/evidence/log/${p.seq}`)}>{t("evidence.entry_n", { n: p.seq })}</a> · <span class="small muted">{t("evidence.in_the_log_how")}</span>
      </p>
      <Copy text={`plimsoll -C CASE log prove ${p.seq} --entry entry${p.seq} >entry${p.seq}.tlog-proof`} />
      <Copy text={`plimsoll-verify entry${p.seq}.tlog-proof --entry entry${p.seq} --policy policy`} />
    </section>
  );
}

const WHYS = 8; /* sentences at first */

export function ClaimPage(p: { id: string }) {
  const [without] = useParam("without");
  const got = useGet<List<ClaimLine>>(`/api/claims/${encodeURIComponent(p.id)}`, { without });
  const drawn = useGet<Graph_>(`/api/claims/${encodeURIComponent(p.id)}/graph`);
  const others = useGet<List<Claim>>("/api/claims");
  const [shown, setShown] = useState(false);
  const [allWhys, setAllWhys] = useState(false);
  useKeys({ Escape: ["key.close", () => go("/evidence")] });
  if (got.problem) return <ProblemBox problem={got.problem} retry={got.reload} />;
  if (!got.data) return <Loading of={t("evidence.claim")} />;
  const items = got.data.items;
  const one = <T extends ClaimLine>(type: string): T | undefined => items.find((x) => x.type === type) as T | undefined;
  const many = <T extends ClaimLine>(type: string): T[] => items.filter((x) => x.type === type) as T[];
  const claim = one<Claim>("claim");
  const origins = one<Origins>("origins");
  const supports = many<Support>("support");
  const clashes = many<Contradiction>("contradiction");
  const open = one<{ type: "unspecified"; parts: string[] }>("unspecified")?.parts ?? [];
  const withheld = one<Unseen>("withheld")?.supports ?? 0;
  const words = (id: string): string => claimWords(others.data?.items.find((c) => c.id === id) ?? {}) || id;
  if (!claim) return <ProblemBox problem={new Error("no claim in the answer")} />;
  const speakFor = supports.filter((s) => s.stance !== "against");
  const nFor = speakFor.length;
  const ungraded = speakFor.filter((s) => /^[OI]\d/.test(s.evidence) && !s.withdrawn && s.reliability === null); /* an event has no source of its own */
  const circular = drawn.data?.edges.some((e) => e.circular);
  const rings = drawn.data?.edges.filter((e) => e.circular) ?? [];
  const label = (id: string): string => drawn.data?.nodes.find((n) => n.id === id)?.title ?? id;
  return (
    <article class="ev-claim">
      <header>
        <p class="small">
          <a href={href("/evidence")}>{t("evidence.claims")}</a> › <code>{claim.id}</code> {claim.label && <Tag>{claim.label}</Tag>} {claim.topic && <Tag>{claim.topic}</Tag>}
        </p>
        <h2>
          <Name text={claimWords(claim)} />
        </h2>
        <p class="muted">
          {[claim.start, claim.end, claim.place, t("evidence.said_by", { who: claim.by ?? "" })].filter(Boolean).join(" · ")}
        </p>
      </header>
      <Lead>{t("evidence.claim_lead")}</Lead>
      {nothing(nFor, withheld) && <p class="warn-box">{t("evidence.rests_on_nothing_why")}</p>}
      {withheld > 0 && <p class="warn">{t("evidence.supports_withheld", { n: withheld })}</p>}
      {claim.links_withheld && <p class="warn">{t("evidence.links_withheld")}</p>}
      {claim.claims_withheld && <p class="warn">{t("evidence.claims_withheld")}</p>}
      <ul class="ev-sums">
        <li>
          <b>{nFor}</b> {t("evidence.sum_reports", { n: nFor })}
        </li>
        <li class={origins && (origins.count < 2 || origins.links_withheld) ? "warn" : "good"}>
          <b>
            {origins?.links_withheld ? "≤ " : ""}
            {origins?.count ?? 0}
            {origins && origins.at_most > origins.count ? `–${origins.at_most}` : ""}
          </b>{" "}
          {t("evidence.sum_origins", { n: origins && origins.at_most > origins.count ? origins.at_most : (origins?.count ?? 0) })}
        </li>
        <li>
          <b>{origins?.parties ?? 0}</b> {t("evidence.sum_parties", { n: origins?.parties ?? 0 })}
        </li>
        <li class={circular ? "bad" : ""}>
          <b>{circular ? "⟲" : "–"}</b> {circular ? t("evidence.sum_circular") : t("evidence.sum_no_circular")}
        </li>
        <li class={clashes.length ? "bad" : ""}>
          <b>{clashes.length}</b> {t("evidence.sum_clashes", { n: clashes.length })}
        </li>
        <li class={open.length ? "warn" : ""}>
          <b>{open.length}</b> {t("evidence.sum_open", { n: open.length })}
        </li>
      </ul>
      <div class="ev-claim-body">
        <div class="stack">
          <h3>{t("evidence.drawn")}</h3>
          {drawn.problem ? <ProblemBox problem={drawn.problem} /> : !drawn.data ? <Loading /> : drawn.data.nodes.length > 1 ? <Graph graph={drawn.data} claim={claim} /> : <Empty title={t("evidence.no_support")}>{t("evidence.no_support_next")}</Empty>}
          {circular && (
            <p class="ev-ring">
              <b>⟲ {t("evidence.ring")}</b>{" "}
              {rings.map((e, i) => (
                <span key={i}>
                  {i > 0 && "; "}
                  <Name text={label(e.from)} /> {tOr("evidence.edge_" + e.kind, e.words)} <Name text={label(e.to)} />
                </span>
              ))}
              . {t("evidence.ring_why")}
            </p>
          )}
          {drawn.data && drawn.data.nodes.length > 1 && (
            <details class="ev-list" open={shown} onToggle={(e) => setShown(e.currentTarget.open)}>
              <summary>{t("evidence.as_list")}</summary>
              <Tree label={t("evidence.as_list")} roots={treeOf(drawn.data)} />
            </details>
          )}
        </div>
        <div class="stack">
          {clashes.length > 0 && (
            <section class="card ev-clashes">
              <h3>{t("evidence.contradictions")}</h3>
              {clashes.map((c, i) => (
                <div key={i} class="ev-clash">
                  <p>
                    {c.with.map((id) => (
                      <a key={id} href={href(addressOf(id))}>
                        <Name text={words(id)} />
                      </a>
                    ))}{" "}
                    <Tag tone="bad">{tOr("evidence.clash_" + c.kind, c.kind)}</Tag>
                  </p>
                  <p>
                    <Linked text={c.why} title={words} />
                  </p>
                  {c.arithmetic && (
                    <p>
                      <code>
                        <Said text={c.arithmetic} />
                      </code>
                    </p>
                  )}
                </div>
              ))}
              <p class="small muted">{t("evidence.which_is_right")}</p>
            </section>
          )}
          <Judged items={items} />
          <section class="card">
            <h3>{t("evidence.why_not_more", { n: origins?.count ?? 0 })}</h3>
            <ul class="ev-whys">
              {(origins?.why_not_more ?? []).slice(0, allWhys ? undefined : WHYS).map((w, i) => (
                <li key={i}>
                  <Linked text={w} title={label} />
                </li>
              ))}
            </ul>
            {!allWhys && (origins?.why_not_more.length ?? 0) > WHYS && (
              <button type="button" class="small quiet" onClick={() => setAllWhys(true)}>
                {t("evidence.whys_all", { n: origins!.why_not_more.length })}
              </button>
            )}
            {!origins?.why_not_more.length && !origins?.links_withheld && <p class="muted">{t("evidence.all_apart")}</p>}
            <p class="small">{origins?.grade_1_refused ? <Said text={origins.grade_1_refused} /> : ungraded.length ? t("evidence.grade_1_first", { n: ungraded.length, all: nFor, ids: ungraded.map((s) => s.evidence.slice(0, 12)).join(", ") }) : t("evidence.grade_1")}</p>
          </section>
          {open.length > 0 && (
            <section class="card">
              <h3>{t("evidence.left_open")}</h3>
              <p class="row">
                {open.map((part) => (
                  <Tag key={part} tone="warn">
                    {partName(part)}
                  </Tag>
                ))}
              </p>
            </section>
          )}
          {drawn.data && <WithoutBox graph={drawn.data} lines={many<Without>("without")} />}
          <section class="card">
            <h3>{t("evidence.grades")}</h3>
            <ul class="ev-grades">
              {supports.map((s) => (
                <li key={s.id}>
                  {nodeGrade(s) ?? <span class="muted small nowrap">{t("evidence.ungraded")}</span>}{" "}
                  <a href={href(addressOf(s.evidence))}>
                    <Name text={supportName(s)} />
                  </a>{" "}
                  <span class="muted small">{s.source}</span>
                  {s.stance === "against" && <Tag tone="bad">{t("evidence.against")}</Tag>} {s.off_subject && <Tag tone="warn">{t("evidence.about_another", { who: s.off_subject })}</Tag>}
                  {(s.reliability?.basis || s.credibility?.basis) && <span class="small"> — {[s.reliability?.basis, s.credibility?.basis].filter(Boolean).join("; ")}</span>}
                </li>
              ))}
            </ul>
          </section>
          <Verify seq={claim.id.slice(1)} />
          <p class="small muted">
            <a href={href("/evidence/filings/" + claim.id)}>{t("evidence.as_filed")}</a> · <a href={apiHref(`/api/claims/${claim.id}`)}>JSON</a> · <a href={apiHref(`/api/claims/${claim.id}/graph`)}>{t("evidence.graph_json")}</a>
          </p>
        </div>
      </div>
    </article>
  );
}

