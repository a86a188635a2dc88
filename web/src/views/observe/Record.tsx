/* One filing as it stands: its fields, its pictures, its place in the log, and taking it back. */
import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { apiHref, Problem, send, useGet, type List } from "../../app/api";
import { place } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { href } from "../../app/router";
import { may } from "../../app/session";
import { Dialog, Loading, Name, ProblemBox, Tag, Time, toast } from "../../parts";
import { Beside } from "./Beside";
import { labelOf, wordOf } from "./Control";
import type { Filing } from "./types";

const LONG = ["original", "translation", "text", "content", "statement"];
const ASIDE = ["type", "id", "at", "as", "lat", "lon", "imo_valid", "mmsi_valid", "who_imo_valid", "quantity_typed", "exercise", "attachments", "withdrawn_by", "sha256", "bytes", "status"];
const FIRST = ["title", "alias", "kind", "subject_kind", "subject", "imo", "mmsi", "flag", "who", "did", "whom", "statement", "quantity", "item", "original", "translation", "language", "observed", "observed_end", "accuracy_m", "place"];
const LAST = ["source", "collector", "text", "by", "label"];
const CHOSEN = ["consent", "subject_kind", "kind", "stance", "action", "what", "verdict"];

export const kindName = (f: Filing): string => (f.as && f.type === "observation" ? tOr("observe.as." + f.as, f.as) : tOr("observe.kind." + f.type, f.type));

function Value(p: { name: string; value: unknown; filing: Filing }) {
  const text = Array.isArray(p.value) ? p.value.join(" ") : String(p.value);
  if (/^(observed|observed_end|reported|received|published|start|end|said|when|shown)$/.test(p.name) && text.includes("T")) return <Time at={text} />;
  const wrong = p.filing[p.name + "_valid"] === false;
  return (
    <span class={LONG.includes(p.name) ? "pre" : ""}>
      <Name text={CHOSEN.includes(p.name) ? wordOf(text, p.name) : text} /> {wrong && <Tag tone="warn" title={p.name === "mmsi" ? t("observe.mmsi_bad") : t("observe.imo_bad")}>?</Tag>}
    </span>
  );
}

function Picture(p: { item: string }) {
  const got = useGet<List<Filing>>(`/api/filings/${encodeURIComponent(p.item)}`);
  const item = got.data?.items.find((x) => x.type === "item");
  const sha = typeof item?.sha256 === "string" ? item.sha256 : "";
  if (!item) return null;
  const photo = item.media === "image/jpeg" || item.media === "image/png";
  return (
    <figure class="kept">
      {photo && sha && <img src={apiHref(`/api/exhibits/${sha}/picture.png`)} alt={t("observe.photo_alt", { name: String(item.title ?? item.name ?? item.id) })} loading="lazy" />}
      <figcaption class="small">
        <bdi>{String(item.title ?? item.name)}</bdi> · {sha ? <a href={apiHref(`/api/exhibits/${sha}`)}>{item.id}</a> : item.id}
      </figcaption>
    </figure>
  );
}

export function Record(p: { id: string; changed?(): void }) {
  const got = useGet<List<Filing>>(`/api/filings/${encodeURIComponent(p.id)}`);
  const f = got.data?.items.find((x) => x.id === p.id) ?? got.data?.items[0];
  const [asking, ask] = useState(false);
  const [why, setWhy] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  if (got.problem) return <ProblemBox problem={got.problem} retry={got.reload} />;
  if (!f) return <Loading of={p.id} />;
  const entry = Number(p.id.match(/\d+/)?.[0]);
  const withdraw = async (e: Event): Promise<void> => {
    e.preventDefault();
    try {
      await send("POST", "/api/withdrawals", { id: p.id, text: why });
      ask(false);
      toast(t("observe.withdrawn", { id: p.id }));
      got.reload();
      p.changed?.();
    } catch (error) {
      setProblem(error as Problem);
    }
  };
  const rank = (k: string): number => (FIRST.includes(k) ? FIRST.indexOf(k) : LAST.includes(k) ? 200 + LAST.indexOf(k) : 100);
  const pairs = Object.entries(f)
    .filter(([k, v]) => !ASIDE.includes(k) && v !== null && v !== undefined && v !== "")
    .sort(([a], [b]) => rank(a) - rank(b));
  return (
    <article class="stack record" aria-label={p.id}>
      <header class="row">
        <h2 class="grow">
          {kindName(f)} <span class="mono muted">{f.id}</span>
        </h2>
        {f.withdrawn_by !== undefined ? <Tag tone="bad">{t("observe.withdrawn", { id: p.id })}</Tag> : null}
        {typeof f.status === "string" && <Tag tone="warn">{f.status}</Tag>}
        <a class="small" href={href(`/evidence/${p.id}`)}>
          {t("view.evidence")}
        </a>
        {may("analyst") && f.withdrawn_by === undefined && (
          <button type="button" class="quiet small" onClick={() => ask(true)}>
            {t("observe.withdraw")}
          </button>
        )}
      </header>
      <div class="record-top">
        <dl class="facts">
          {typeof f.lat === "number" && (
            <>
              <dt>{t("observe.position")}</dt>
              <dd class="mono">{place(f.lat, f.lon)}</dd>
            </>
          )}
          {pairs.map(([k, v]) => (
            <Fragment key={k}>
              <dt>{labelOf(k)}</dt>
              <dd>
                <Value name={k} value={v} filing={f} />
              </dd>
            </Fragment>
          ))}
          <dt>{t("observe.entry")}</dt>
          <dd>
            <a href={href(`/evidence/log/${entry}`)}>{entry}</a> · <Time at={f.at} />
          </dd>
        </dl>
        {(f.attachments ?? []).length > 0 && (
          <div class="row">
            {(f.attachments ?? []).map((item) => (
              <Picture key={item} item={item} />
            ))}
          </div>
        )}
        {f.type === "item" && f.id && <Picture item={f.id} />}
      </div>
      {f.type === "observation" && f.withdrawn_by === undefined && <Beside id={p.id} />}
      <Dialog title={`${t("observe.withdraw")} ${p.id}`} open={asking} close={() => ask(false)}>
        <form class="stack" onSubmit={withdraw}>
          <label class="stack">
            <b>{t("observe.withdraw_why")}</b>
            <textarea rows={3} required value={why} onInput={(e) => setWhy(e.currentTarget.value)} />
          </label>
          <p class="small muted">{t("observe.withdraw_help")}</p>
          <ProblemBox problem={problem} />
          <div class="row">
            <button type="submit" class="primary" disabled={!why.trim()}>
              {t("observe.withdraw")}
            </button>
          </div>
        </form>
      </Dialog>
    </article>
  );
}
