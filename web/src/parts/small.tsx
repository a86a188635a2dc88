/* Small parts: Time, Duration, Place, Ident, EventMark, Grade, Tag, Lead, Why, Empty, Unseen, Problem, Loading, Meter, Copy.
 *
 *   <Time at="2026-03-01T00:00:51Z" seconds />      UTC; the reader's own time in the title
 *   <Duration hours={7.2} />  <Place lat={36.4} lon={126.5} />  (null: nothing is drawn)
 *   <Ident name="은하수" mmsi={299000020} imo={4919314} link />  lang= by script; links to the vessel unless link={false}
 *   <Name text="..." lang="ko" />                   a name of any kind, marked with its language
 *   <EventMark type="gap" name />                   shape + colour (+ words)
 *   <Grade reliability="B" credibility="2" />       Admiralty code with its words in the title
 *   <Tag tone="warn">...</Tag>
 *   <Lead />                                        "lead, not a finding", beside one record
 *   <Why items={["engine trouble", ...]} />         innocent explanations, always open
 *   <Empty title=... >what to do next</Empty>       nothing is there; to whoever may not see all: nothing that they may see
 *   <Empty title=... asks>...</Empty>               the reader has to choose or to ask first: that says nothing of the case
 *   <Unseen />                                      behind a sentence that there is none: something is withheld
 *   <ProblemBox problem={problem} retry={reload} /> what happened, and what can be done
 *   <Loading of="..." />
 *   <Meter value={0.83} max={1} label="score" text="0.83" />
 *   <Copy text="plimsoll ..." />                    code that is copied on click */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Problem, withheld } from "../app/api";
import { duration, local, place, scriptLang, utc } from "../app/format";
import { language, saidOr, t, tOr } from "../app/i18n";
import { href } from "../app/router";
import { useStore } from "../app/store";
import { shapeOf } from "./shapes";

export function Time(p: { at: string | number | null | undefined; seconds?: boolean }) {
  const text = utc(p.at, p.seconds);
  if (!text) return <span class="muted">{t("part.no_time")}</span>;
  return (
    <time class="time nowrap" dateTime={typeof p.at === "string" ? p.at : undefined} title={local(p.at, language.get())}>
      {text}
    </time>
  );
}

export function Duration(p: { hours: number | null | undefined }) {
  return <span class="nowrap">{duration(p.hours)}</span>;
}

export function Place(p: { lat: number | null | undefined; lon: number | null | undefined }) {
  return <span class="nowrap">{place(p.lat, p.lon)}</span>;
}

export function Name(p: { text: string; lang?: string }) {
  const lang = p.lang || scriptLang(p.text);
  return lang ? <bdi lang={lang}>{p.text}</bdi> : <bdi>{p.text}</bdi>;
}

export function Ident(p: { name?: string | null; mmsi?: number | null; imo?: number | null; link?: boolean; lang?: string }) {
  const numbers = [p.mmsi ? `MMSI ${p.mmsi}` : "", p.imo ? `IMO ${p.imo}` : ""].filter(Boolean).join(", ");
  const label = p.name ? <Name text={p.name} lang={p.lang} /> : <span class="mono">{p.mmsi ?? p.imo ?? "?"}</span>;
  if (p.link === false || (!p.mmsi && !p.imo)) return <span title={numbers}>{label}</span>;
  return (
    <a href={href(`/vessel/${p.mmsi ?? "IMO" + p.imo}`)} title={numbers}>
      {label}
    </a>
  );
}

export function eventName(type: string): string {
  return tOr("event." + type, type);
}

export function EventMark(p: { type: string; name?: boolean }) {
  const shape = shapeOf(p.type);
  const text = eventName(p.type);
  return (
    <span class={"mark ev-" + shape.colour} title={p.name ? undefined : text}>
      <svg viewBox="0 0 16 16" aria-hidden={p.name ? "true" : undefined} role={p.name ? undefined : "img"} aria-label={p.name ? undefined : text}>
        <path d={shape.line} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
        {shape.fill && <path d={shape.fill} fill="currentColor" />}
      </svg>
      {p.name && <span class="mark-name">{text}</span>}
    </span>
  );
}

export function Grade(p: { reliability?: string | null; credibility?: string | number | null }) {
  const r = p.reliability || "F";
  const c = String(p.credibility || "6");
  const words = `${tOr("grade." + r, r)}; ${tOr("grade." + c, c)}`;
  return (
    <span class="grade" title={words}>
      <span aria-label={words}>{r}</span>
      <span aria-hidden="true">{c}</span>
    </span>
  );
}

export function Tag(p: { tone?: "warn" | "bad" | "good"; title?: string; children: ComponentChildren }) {
  return (
    <span class={"tag " + (p.tone ?? "")} title={p.title}>
      {p.children}
    </span>
  );
}

export function Lead(p: { children?: ComponentChildren }) {
  return (
    <p class="lead">
      <b>{t("part.lead")}</b> <span>{p.children ?? t("part.lead_why")}</span>
    </p>
  );
}

export function Why(p: { items: ComponentChildren[]; title?: string }) {
  if (!p.items.length) return null;
  return (
    <section class="why">
      <h3>{p.title ?? t("part.why")}</h3>
      <ul>
        {p.items.map((item, i) => (
          <li key={i}>{item}</li>
        ))}
      </ul>
    </section>
  );
}

/* Behind a sentence that there is none: that this reader is not shown all. */
export function Unseen() {
  const marking = useStore(withheld);
  return marking ? <> {t("shell.withheld", { marking })}</> : null;
}

/* Of a case of which something is withheld from this reader, neither "nothing" nor "import it first" would be true. */
export function Empty(p: { title: string; children?: ComponentChildren; asks?: boolean }) {
  const marking = useStore(withheld);
  if (marking && !p.asks) {
    return (
      <div class="empty">
        <h3>{t("part.none_seen")}</h3>
        <div>{t("part.withheld", { marking })}</div>
      </div>
    );
  }
  return (
    <div class="empty">
      <h3>{p.title}</h3>
      {p.children && <div>{p.children}</div>}
    </div>
  );
}

export function ProblemBox(p: { problem: Problem | Error | null; retry?: () => void }) {
  if (!p.problem) return null;
  const problem = p.problem instanceof Problem ? p.problem : new Problem(-1, { detail: p.problem.message });
  const title =
    problem.status === 0
      ? t("problem.unreachable")
      : problem.status === 401
        ? t("problem.sign_in")
        : problem.status === 403
          ? t("problem.forbidden")
          : problem.status === 404
            ? t("problem.not_found")
            : problem.code === "BUSY"
              ? t("problem.busy")
            : problem.status >= 500
              ? t("problem.server")
              : t("problem.refused");
  return (
    <div class="problem" role="alert">
      <h3>{title}</h3>
      <p>{problem.status === 0 ? t("problem.unreachable_next") : saidOr(problem.detail || problem.title || problem.message)}</p>
      {problem.code === "BUSY" && (
        <p>
          {t("problem.busy_next")} <a href={href("/case")}>{t("problem.busy_look")}</a>
        </p>
      )}
      {problem.code && (
        <p class="small muted">
          {problem.status} <code>{problem.code}</code>
        </p>
      )}
      {p.retry && (
        <button type="button" onClick={p.retry}>
          {t("problem.retry")}
        </button>
      )}
    </div>
  );
}

export function Loading(p: { of?: string }) {
  return (
    <p class="loading" role="status">
      {p.of ? t("part.loading_of", { what: p.of }) : t("part.loading")}
    </p>
  );
}

export function Meter(p: { value: number; max?: number; label: string; text?: string }) {
  const max = p.max ?? 1;
  const share = Math.max(0, Math.min(1, p.value / max));
  return (
    <span class="meter" role="meter" aria-label={p.label} aria-valuenow={p.value} aria-valuemin={0} aria-valuemax={max}>
      <span class="meter-bar">
        <div style={{ width: `${share * 100}%` }} />
      </span>
      {p.text !== undefined && <span>{p.text}</span>}
    </span>
  );
}

export function Copy(p: { text: string }) {
  const [done, setDone] = useState(false);
  const copy = (): void => {
    void navigator.clipboard?.writeText(p.text).then(() => {
      setDone(true);
      setTimeout(() => setDone(false), 1500);
    });
  };
  return (
    <span class="row">
      <code class="copy">{p.text}</code>
      <button type="button" class="quiet small" onClick={copy}>
        {done ? t("part.copied") : t("part.copy")}
      </button>
    </span>
  );
}
