/* The chosen candidate: names side by side, what else agrees and disagrees, what the list says of the entry, and the
 * judgement. */
import { useState } from "preact/hooks";
import { useGet, apiHref, type List } from "../../app/api";
import { saidOr, t, tOr } from "../../app/i18n";
import { href } from "../../app/router";
import { Loading, Meter, Name, ProblemBox, Said, Tag, Why } from "../../parts";
import { Names } from "./Names";
import { keyOf, type Asked, type Candidate as Candidate_, type Reason } from "./types";

interface PartyLine {
  type: string;
  property?: string;
  value?: string;
  lang?: string | null;
  valid?: boolean;
  schema?: string;
  hash?: string;
  held_now?: boolean;
  src?: { entry: number };
  spans?: { since: string | null; until: string | null }[];
}

const QUIET = new Set(["target", "referents", "dataset", "datasets", "first_seen", "last_change", "first_name", "firstName", "secondName", "middleName", "lastName", "fatherName"]);

export function effectText(effect: number): string {
  return effect > 0 ? "+" + effect.toFixed(2) : effect < 0 ? "−" + Math.abs(effect).toFixed(2) : "0";
}

export const kindName = (kind: string): string => tOr("screen.kind_" + kind, kind.replace(/([A-Z])/g, " $1").toLowerCase());

function ReasonList(p: { title: string; tone: string; reasons: Reason[] }) {
  if (!p.reasons.length) return null;
  return (
    <div class={"scr-reasons " + p.tone}>
      <h3>{p.title}</h3>
      <ul>
        {p.reasons.map((r, i) => (
          <li key={i}>
            <span class="scr-effect mono">{effectText(r.effect)}</span> <b>{kindName(r.kind)}</b>: <Said text={r.detail} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Party(p: { id: string }) {
  const got = useGet<List<PartyLine>>(`/api/parties/${encodeURIComponent(p.id)}`, { limit: 1000 });
  if (got.problem) return <ProblemBox problem={got.problem} />;
  if (!got.data) return <Loading />;
  const values = got.data.items.filter((x) => x.type === "value" && x.property && !QUIET.has(x.property));
  const entry = got.data.items.find((x) => x.type === "entry");
  const groups = new Map<string, PartyLine[]>();
  for (const v of values) groups.set(v.property!, [...(groups.get(v.property!) ?? []), v]);
  return (
    <section>
      <h3>{t("screen.list_says")}</h3>
      <dl class="facts">
        {[...groups].map(([property, lines]) => (
          <>
            <dt>{kindName(property)}</dt>
            <dd>
              {lines.map((v, i) => (
                <div key={i}>
                  <Name text={v.value ?? ""} lang={v.lang && v.lang.length <= 3 ? v.lang : undefined} /> {v.valid === false && <Tag tone="warn">{t("screen.invalid")}</Tag>}
                </div>
              ))}
            </dd>
          </>
        ))}
      </dl>
      <p class="small muted">
        {entry?.spans?.[0]?.since && t("screen.held_since", { day: entry.spans[0].since })}{" "}
        {entry?.src && <a href={href(`/evidence/log/${entry.src.entry}`)}>{t("screen.entry", { n: entry.src.entry })}</a>} ·{" "}
        <a href={apiHref(`/api/parties/${encodeURIComponent(p.id)}.csv`)} download>
          CSV
        </a>
      </p>
    </section>
  );
}

/* ---- what is asked only when somebody opens it ---- */

interface Listing {
  type: string;
  list: string;
  published: string | null;
  found: boolean;
  caption?: string;
  reference?: string;
  how?: string;
  score?: number | null;
  listed_since?: string | null;
}

function Elsewhere(p: { id: string }) {
  const got = useGet<List<Listing>>("/api/lists/compare", { q: p.id, limit: 200 });
  if (got.problem) return <ProblemBox problem={got.problem} />;
  if (!got.data) return <Loading />;
  return (
    <table class="scr-small">
      <thead>
        <tr>
          <th scope="col">{t("screen.list")}</th>
          <th scope="col">{t("screen.name")}</th>
          <th scope="col">{t("screen.how")}</th>
          <th scope="col">{t("screen.kind_listingDate")}</th>
        </tr>
      </thead>
      <tbody>
        {got.data.items.filter((l) => l.type === "listing").map((l, i) => (
          <tr key={i}>
            <td>
              {l.list} <span class="muted">{l.published}</span>
            </td>
            <td>{l.found ? <Name text={`${l.caption ?? ""}`} /> : <span class="muted">{t("screen.not_there")}</span>}</td>
            <td>{l.found && tOr("screen.by_" + l.how, l.how ?? "")}</td>
            <td>{l.listed_since ?? ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Ownership {
  type: string;
  rule: string;
  rule_words: string;
  holds: string;
  least_percent: number;
  most_percent: number;
  why: string;
  stakes?: { owner: string; owner_caption: string; least_percent: number; most_percent: number; owner_listed: string }[];
  scope?: string;
}

const percent = (from: number, to: number): string => (from === to ? `${from} %` : `${from}–${to} %`);

function Owners(p: { id: string }) {
  const got = useGet<List<Ownership>>(`/api/parties/${encodeURIComponent(p.id)}/owners`);
  if (got.problem) return <ProblemBox problem={got.problem} />;
  if (!got.data) return <Loading />;
  const rules = got.data.items.filter((o) => o.type === "ownership");
  const stakes = rules[0]?.stakes ?? [];
  return (
    <div class="stack">
      {stakes.length > 0 && (
        <ul>
          {stakes.map((s, i) => (
            <li key={i}>
              <Name text={s.owner_caption || s.owner} /> {percent(s.least_percent, s.most_percent)} <Tag tone={s.owner_listed === "yes" ? "bad" : undefined}>{tOr("screen.owner_" + s.owner_listed, s.owner_listed)}</Tag>
            </li>
          ))}
        </ul>
      )}
      {rules.map((o) => (
        <p key={o.rule}>
          <b>{o.rule}</b> <Tag tone={o.holds === "yes" ? "bad" : undefined}>{tOr("screen.holds_" + o.holds, o.holds)}</Tag> {percent(o.least_percent, o.most_percent)}:{" "}
          <span title={saidOr(o.rule_words)}>
            <Said text={o.why} />
          </span>
        </p>
      ))}
      {rules[0]?.scope && (
        <p class="small muted">
          <Said text={rules[0].scope} />
        </p>
      )}
    </div>
  );
}

function OnDemand(p: { title: string; body(): preact.ComponentChildren }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="scr-more" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{p.title}</summary>
      {open && p.body()}
    </details>
  );
}

export function CandidateDetail(p: { candidate: Candidate_; asked?: Asked | null; judge: preact.ComponentChildren }) {
  const c = p.candidate;
  const person = c.schema === "Person";
  const across = !!c.alignment && c.alignment.query.script !== c.alignment.list.script;
  const why = [t("screen.why_same_name"), ...(across || c.alignment?.query.script !== "Latn" ? [t("screen.why_romanised")] : []), ...(person ? [t("screen.why_birth")] : [t("screen.why_number")]), t("screen.why_list")];
  return (
    <article class="scr-candidate" aria-label={t("screen.candidate")}>
      <header>
        <h2>
          <Name text={c.caption} />
        </h2>
        <span class="row">
          <Tag>{tOr("screen.schema_" + c.schema, c.schema)}</Tag>
          <Tag title={c.published ?? undefined}>
            {c.list} {c.reference}
          </Tag>
          {c.listed !== "listed" && <Tag tone="warn">{tOr("screen.listed_" + c.listed, c.listed)}</Tag>}
          <span class="grow" />
          {c.score === null ? <Tag>{t("screen.not_comparable")}</Tag> : <Meter value={c.score} label={t("screen.score")} text={c.score.toFixed(2)} />}
        </span>
      </header>
      <p class="lead">
        <b>{t("screen.not_decision")}</b> <span>{t("screen.not_decision_why")}</span>
      </p>
      {p.judge}
      {c.alignment && c.alignment.pairs.length > 0 ? <Names alignment={c.alignment} /> : <p class="muted">{t("screen.number_alone")}</p>}
      <div class="scr-both">
        <ReasonList title={t("screen.agrees")} tone="for" reasons={c.reasons.filter((r) => r.effect > 0)} />
        <ReasonList title={t("screen.disagrees")} tone="against" reasons={c.reasons.filter((r) => r.effect < 0)} />
        <ReasonList title={t("screen.neither")} tone="open" reasons={c.reasons.filter((r) => r.effect === 0)} />
      </div>
      {p.asked && p.asked.values.length > 0 && (
        <section>
          <h3>{t("screen.was_asked")}</h3>
          <dl class="facts">
            {p.asked.values.map((v, i) => (
              <>
                <dt key={i}>{kindName(v.property)}</dt>
                <dd>
                  <Name text={v.value} />
                </dd>
              </>
            ))}
          </dl>
        </section>
      )}
      <Party key={keyOf(c)} id={keyOf(c)} />
      <OnDemand title={t("screen.elsewhere")} body={() => <Elsewhere id={keyOf(c)} />} />
      <OnDemand title={t("screen.owners")} body={() => <Owners id={keyOf(c)} />} />
      <Why items={why} />
    </article>
  );
}
