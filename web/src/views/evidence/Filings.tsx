/* What was filed: by words and kind as a table, and one filing with all that was filed about it, its file as a download and a
 * picture made anew, an observation beside what ships said. */
import { useEffect, useState } from "preact/hooks";
import { apiHref, getBytes, useGet, type List } from "../../app/api";
import { nm, size } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { labelOf, wordOf } from "../observe/Control";
import { useKeys } from "../../app/keys";
import { useLive } from "../../app/live";
import { go, href, useParam } from "../../app/router";
import { Empty, Ident, Lead, Loading, Name, ProblemBox, Table, Tag, Time, Unseen, type Column } from "../../parts";
import { Verify } from "./Claims";
import type { Sighting } from "../observe/types";
import { addressOf, claimWords, type Filing } from "./types";

const KINDS = ["source", "item", "observation", "claim", "support", "derivation", "grade", "finding", "review", "custody", "letter", "sending", "reply", "correction", "outcome", "report", "task", "task-step"];
const kindName = (kind: string): string => tOr("evidence.kind_" + kind, kind);
const SAYS = ["title", "statement", "subject", "alias", "name", "original", "basis", "content", "words", "text"];

/* One line of what it says. */
export function headline(f: Filing): string {
  if (f.type === "claim") return claimWords(f);
  for (const field of SAYS) if (typeof f[field] === "string" && f[field]) return String(f[field]);
  const pair = [f.claim ?? f.child ?? f.about, f.evidence ?? f.parent].filter((x) => typeof x === "string");
  return pair.join(" ← ").slice(0, 90);
}

const columns = (): Column<Filing>[] => [
  { id: "at", label: t("evidence.filed"), value: (f) => f.at, cell: (f) => <Time at={f.at} /> },
  { id: "type", label: t("evidence.kind"), value: (f) => f.type, cell: (f) => <Tag>{kindName(f.type)}</Tag>, choices: KINDS, choiceLabel: kindName },
  { id: "says", label: t("evidence.says"), value: headline, cell: (f) => <Name text={headline(f)} lang={typeof f.language === "string" && f.type !== "source" ? f.language : undefined} /> },
  { id: "label", label: t("evidence.label"), value: (f) => f.label ?? "" },
  { id: "by", label: t("evidence.by"), value: (f) => f.by ?? "" },
  { id: "id", label: t("evidence.id"), value: (f) => f.id ?? "", cell: (f) => <code>{f.id}</code> },
];

export function Filings() {
  const [words, setWords] = useParam("words");
  const [typed, setTyped] = useState(words);
  const [withdrawn, setWithdrawn] = useParam("withdrawn");
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed || null), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const got = useGet<List<Filing>>("/api/filings", { q: words, withdrawn });
  useLive("log", got.reload);
  if (got.problem) return <ProblemBox problem={got.problem} retry={got.reload} />;
  if (!got.data) return <Loading of={t("evidence.filings")} />;
  return (
    <Table<Filing>
      name="filings"
      label={t("evidence.filings")}
      rows={got.data.items}
      id={(f) => `${f.id}`}
      columns={columns()}
      sort="-at"
      onOpen={(f) => f.id && go(addressOf(f.id))}
      api={"/api/filings?" + new URLSearchParams({ ...(words && { q: words }), ...(withdrawn && { withdrawn }) })}
      tools={
        <>
          <input type="search" class="ev-words" aria-label={t("evidence.words")} placeholder={t("evidence.words")} value={typed} onInput={(e) => setTyped(e.currentTarget.value)} />
          <label class="row nowrap">
            <input type="checkbox" checked={withdrawn === "1"} onChange={(e) => setWithdrawn(e.currentTarget.checked ? "1" : null)} /> {t("evidence.withdrawn_too")}
          </label>
        </>
      }
      empty={<Empty title={t("evidence.filings_none")}>{t("evidence.filings_none_next")}</Empty>}
    />
  );
}

/* ---- one filing ---- */

const QUIET = new Set(["type", "id", "at", "exercise", "pinned", "facts", "status"]);
const PICTURE = /\.(jpe?g|png|gif|webp|heic|tiff?)$/i;
/* Fields that take one of a few words, in the reader's language; any other text stays as it was filed. */
const WORDED = new Set(["as", "kind", "subject_kind", "accused_kind", "stance", "verdict", "state", "action", "template", "consent", "documents", "what"]);
const isRef = (s: string): boolean => /^([A-Z]\d+(\.\d+)?|[0-9a-f]{64})$/.test(s);

function Value(p: { field: string; value: unknown; language?: string }) {
  const v = p.value;
  if (Array.isArray(v)) return <>{v.map((x, i) => <span key={i}>{i > 0 && ", "}<Value field={p.field} value={x} /></span>)}</>;
  if (typeof v === "object" && v !== null) return <code class="small">{JSON.stringify(v)}</code>;
  const text = String(v);
  if (p.field === "sha256") return <code class="small">{text}</code>;
  if (isRef(text)) return <a href={href(addressOf(text))}>{text.length > 16 ? text.slice(0, 16) + "…" : text}</a>;
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return <Time at={text} seconds />;
  if (WORDED.has(p.field)) return <>{wordOf(text, p.field)}</>;
  return <Name text={text} lang={(p.field === "original" || p.field === "content") && p.language ? p.language : undefined} />;
}

/* The picture that the confined helper makes, or why it makes none. */
function Picture(p: { sha256: string; name: string }) {
  const [made, setMade] = useState<string | Error | null>(null);
  useEffect(() => {
    let url = "";
    let live = true;
    getBytes(`/api/exhibits/${p.sha256}/picture.png`)
      .then((bytes) => {
        url = URL.createObjectURL(new Blob([bytes]));
        if (live) setMade(url);
      })
      .catch((e: Error) => live && setMade(e));
    return () => {
      live = false;
      if (url) URL.revokeObjectURL(url);
    };
  }, [p.sha256]);
  if (made === null) return <Loading of={p.name} />;
  if (typeof made !== "string") {
    return (
      <p class="muted">
        {t("evidence.no_picture")} <span lang="en">({made.message})</span>
      </p>
    );
  }
  return (
    <>
      <img class="ev-picture" src={made} alt={t("evidence.picture_of", { name: p.name })} />
      <p class="small muted">{t("evidence.picture_how")}</p>
    </>
  );
}

function Exhibit(p: { sha256: string; name: string; bytes?: number }) {
  return (
    <section class="card">
      <h3>{t("evidence.file")}</h3>
      {PICTURE.test(p.name) && <Picture sha256={p.sha256} name={p.name} />}
      <p>
        <a class="button" href={apiHref(`/api/exhibits/${p.sha256}`)} download={p.name}>
          {t("evidence.download")}
        </a>{" "}
        <bdi>{p.name}</bdi> <span class="muted">{p.bytes ? size(p.bytes) : ""}</span>
      </p>
      <p class="small muted">
        SHA-256 <code>{p.sha256}</code>
      </p>
    </section>
  );
}

const SHIPS = 5; /* of those around, at first: the view Observations has all of them, and a map */

function BesideAis(p: { id: string }) {
  const got = useGet<List<Sighting>>(`/api/sightings/${p.id}`);
  const s = got.data?.items[0];
  if (!s) return null;
  const around = s.around ?? [];
  return (
    <section class="card">
      <h3>{t("evidence.beside_ais")}</h3>
      <p>
        <Tag tone={s.verdict === "explained" ? "good" : s.verdict === "contradicted" ? "bad" : "warn"}>{tOr("evidence.verdict_" + s.verdict, s.verdict)}</Tag> <span>{tOr("observe.because." + s.why_key, s.why ?? "")}</span>
      </p>
      {around.length > 0 && (
        <ul class="plain ev-around">
          {around.slice(0, SHIPS).map((a) => (
            <li key={a.mmsi}>
              <Ident mmsi={a.mmsi} name={a.name} />: {tOr("observe.v." + a.verdict, a.verdict)}
              {a.distance_m !== null && `, ${nm(a.distance_m, 1)} nm`}
            </li>
          ))}
        </ul>
      )}
      <p class="small">
        <a href={href("/observe", { id: p.id })}>{t("evidence.beside_all", { n: s.around_ships ?? around.length })}</a>
      </p>
    </section>
  );
}

export function FilingPage(p: { id: string }) {
  const got = useGet<List<Filing>>(`/api/filings/${encodeURIComponent(p.id)}`);
  useKeys({ Escape: ["key.close", () => go("/evidence/filings")] });
  if (got.problem) return <ProblemBox problem={got.problem} retry={got.reload} />;
  if (!got.data) return <Loading of={t("evidence.filing")} />;
  const [f, ...about] = got.data.items;
  if (!f) return <Empty title={t("evidence.filings_none")} />;
  const seq = /^[A-Z](\d+)/.exec(f.id ?? "")?.[1];
  const fields = Object.entries(f).filter(([k, v]) => !QUIET.has(k) && v !== null && v !== "");
  return (
    <article class="ev-filing">
      <header>
        <p class="small">
          <a href={href("/evidence/filings")}>{t("evidence.filings")}</a> › <code>{f.id}</code> <Tag>{kindName(f.type)}</Tag> {f.label && <Tag>{f.label}</Tag>}
        </p>
        <h2>
          <Name text={headline(f)} lang={typeof f.language === "string" && f.original ? f.language : undefined} />
        </h2>
        <p class="muted">
          <Time at={f.at} seconds /> · {t("evidence.said_by", { who: f.by ?? "" })}
        </p>
      </header>
      {typeof f.status === "string" && <Lead />}
      <div class="ev-claim-body">
        <div class="stack">
          <dl class="facts">
            {fields.map(([k, v]) => (
              <>
                <dt>{tOr("evidence.f_" + k, labelOf(k))}</dt>
                <dd>
                  <Value field={k} value={v} language={typeof f.language === "string" ? f.language : undefined} />
                </dd>
              </>
            ))}
          </dl>
          {f.type === "claim" && (
            <p>
              <a class="button" href={href("/evidence/claims/" + f.id)}>
                {t("evidence.to_claim")}
              </a>
            </p>
          )}
          <h3>{t("evidence.about_it", { n: about.length })}</h3>
          {about.length > 0 ? (
            <div class="ev-about">
              <Table<Filing> plain name="about" label={t("evidence.about_it", { n: about.length })} rows={about} id={(x) => `${x.id}`} columns={columns()} sort="" onOpen={(x) => x.id && go(addressOf(x.id))} />
            </div>
          ) : (
            <p class="muted">
              {t("evidence.about_none")}
              <Unseen />
            </p>
          )}
        </div>
        <div class="stack">
          {typeof f.sha256 === "string" && <Exhibit sha256={f.sha256} name={String(f.name ?? f.sha256.slice(0, 12))} bytes={typeof f.bytes === "number" ? f.bytes : undefined} />}
          {f.type === "observation" && f.id && <BesideAis id={f.id} />}
          {seq && <Verify seq={seq} />}
          <p class="small muted">
            <a href={apiHref(`/api/filings/${f.id}`)}>JSON</a>
          </p>
        </div>
      </div>
    </article>
  );
}
