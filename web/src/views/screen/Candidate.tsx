/* The chosen candidate: names side by side, what else agrees and disagrees, what the list says of the entry, and the
 * judgement. */
import { useGet, apiHref, type List } from "../../app/api";
import { t, tOr } from "../../app/i18n";
import { href } from "../../app/router";
import { Loading, Meter, Name, ProblemBox, Tag, Why } from "../../parts";
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
            <span class="scr-effect mono">{effectText(r.effect)}</span> <b>{kindName(r.kind)}</b>: <span lang="en">{r.detail}</span>
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
        </a>{" "}
        · <a href={apiHref(`/api/parties/${encodeURIComponent(p.id)}/owners`)}>{t("screen.owners")}</a>
      </p>
    </section>
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
      {c.alignment && c.alignment.pairs.length > 0 ? <Names alignment={c.alignment} /> : <p class="muted">{t("screen.by_number")}</p>}
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
      <Why items={why} />
    </article>
  );
}
