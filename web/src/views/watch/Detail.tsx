/* One event in words: who, when, where; of a silence its grade, the ports that fit and what else explains it; what it rests on. */
import type { ComponentChildren } from "preact";
import { apiHref } from "../../app/api";
import { duration, number } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { href } from "../../app/router";
import { Duration, EventMark, Ident, Name, Place, Said, sailedPast, Tag, Time, Why } from "../../parts";
import { gradeOf } from "./data";
import type { PortName } from "./Leads";
import type { ListedLead, PlEvent } from "./types";

/* "one | two" of the table of words -> items. */
const listed = (key: string): string[] => {
  const words = tOr(key, "");
  return words ? words.split(" | ") : [];
};

export function Detail(p: { event: PlEvent; close(): void; pick(id: string): void; port: PortName; children?: ComponentChildren }) {
  const e = p.event;
  const reception = e.expected_reception;
  const grade = gradeOf(e) || reception?.grade || "";
  const against: ComponentChildren[] = [];
  if (e.remark) against.push(<Said text={e.remark} />);
  if (e.explained_by) {
    const id = e.explained_by;
    against.push(
      <button type="button" class="link" onClick={() => p.pick(id)}>
        {t("watch.explained_by")}
      </button>,
    );
  }
  if (e.habit) against.push(t("watch.habit", { what: tOr("watch.habit_" + e.habit, e.habit) }));
  for (const words of listed("watch.innocent_" + e.type)) against.push(words);
  return (
    <section class="watch-detail" aria-label={t("watch.detail")} tabIndex={-1}>
      <div class="detail-head">
        <h2 class="grow">
          <EventMark type={e.type} name />
          <span class="muted">{duration(e.hours)}</span>
        </h2>
        <a class="small" href={apiHref(`/api/events/${e.id}.json`)} target="_blank" rel="noopener">
          JSON
        </a>
        <button type="button" class="quiet" aria-label={t("watch.close")} title={t("watch.close") + " (Esc)"} onClick={p.close}>
          ✕
        </button>
      </div>
      <div class="detail-ships">
        {e.vessels.map((v, i) => (
          <div key={i}>
            <b>
              <Ident {...v} />
            </b>{" "}
            <span class="muted mono">
              MMSI {v.mmsi}
              {v.imo ? ` · IMO ${v.imo}` : ""}
              {v.callsign ? ` · ${v.callsign}` : ""}
            </span>{" "}
            <a class="small" href={href("/vessel/" + v.mmsi)}>
              {t("watch.to_vessel")}
            </a>
          </div>
        ))}
      </div>
      {grade && (
        <p class="detail-grade">
          <Tag tone={grade === "unexpected" ? "warn" : grade === "expected" ? "good" : undefined}>{tOr("silence." + grade, grade)}</Tag>{" "}
          <span>
            {tOr("watch.grade_" + grade, "")} {reception?.why && (
              <span class="muted">
                (<Said text={reception.why} />)
              </span>
            )}
          </span>
        </p>
      )}
      {e.why && (
        <p class="detail-grade">
          <Said text={e.why} />
        </p>
      )}
      {p.children}
      <Why items={against} />
      <dl class="facts">
        <dt>{t("watch.col_start")}</dt>
        <dd>
          <Time at={e.start} seconds />
        </dd>
        <dt>{t("watch.col_end")}</dt>
        <dd>
          <Time at={e.end} seconds /> <span class="muted">(<Duration hours={e.hours} />)</span>
        </dd>
        <dt>{t("watch.col_place")}</dt>
        <dd>
          <Place lat={e.lat} lon={e.lon} />
        </dd>
        {e.port && (
          <>
            <dt>{t("watch.col_port")}</dt>
            <dd title={e.port}>
              {p.port(e.port)} {sailedPast(e) && <Tag>{t("event.sailed_past")}</Tag>}
            </dd>
          </>
        )}
        {(e.distance_nm || e.distance_m) && (
          <>
            <dt>{t("watch.distance")}</dt>
            <dd>
              {e.distance_m ? `${number(e.distance_m)} m` : `${number(e.distance_nm, 1)} nm`}
              {e.implied_kn && e.type !== "gap" ? ` · ${number(e.implied_kn)} kn` : ""}
            </dd>
          </>
        )}
      </dl>
      <p class="small muted">
        {e.rule && t("watch.rule", { name: e.rule.name, version: e.rule.version })}
        {e.inputs && " · " + t("watch.rests_on", { n: number(e.inputs.reports) })}
        {" · "}
        <code title={e.id}>{e.id.slice(0, 12)}</code>
      </p>
    </section>
  );
}

/* A ship that a list names, or that met one: which words agree, what speaks against it, and its events. */
export function ShipDetail(p: { lead: ListedLead; close(): void; pick(id: string): void }) {
  const l = p.lead;
  return (
    <section class="watch-detail" aria-label={t("watch.detail")} tabIndex={-1}>
      <div class="detail-head">
        <h2 class="grow">
          <Name text={l.name ?? String(l.mmsi)} />
        </h2>
        <button type="button" class="quiet" aria-label={t("watch.close")} title={t("watch.close") + " (Esc)"} onClick={p.close}>
          ✕
        </button>
      </div>
      <div class="detail-ships">
        <span class="muted mono">
          MMSI {l.mmsi}
          {l.imo ? ` · IMO ${l.imo}` : ""}
          {l.callsign ? ` · ${l.callsign}` : ""}
        </span>{" "}
        <a class="small" href={href("/vessel/" + l.mmsi)}>
          {t("watch.to_vessel")}
        </a>
      </div>
      <ul class="reasons">
        {l.reasons.map((r, i) => (
          <li key={i}>
            {tOr("watch.class_" + r.reason, r.text)}: <b class="mono">{r.said}</b>{" "}
            <span class="muted">
              {r.list} {r.reference} <Name text={r.caption} />
            </span>
          </li>
        ))}
      </ul>
      {l.events.length > 0 && (
        <div class="detail-events">
          <h3>{t("watch.its_events")}</h3>
          {l.events.map((e) => (
            <button key={e.id} type="button" class="quiet" onClick={() => p.pick(e.id)}>
              <EventMark type={e.type} name /> <Time at={e.start} />
            </button>
          ))}
        </div>
      )}
      <Why items={[...l.against.map((words, i) => <Said text={words} keyed={l.against_keys?.[i]} />), ...l.innocent_explanations.map((words, i) => <Said text={words} keyed={l.innocent_keys?.[i]} />)]} />
    </section>
  );
}
