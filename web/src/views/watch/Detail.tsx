/* One event in words: who, when, where, what speaks against the reading, which ports a silence allows, what it rests on. */
import { apiHref, type Problem } from "../../app/api";
import { duration, number } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { Duration, EventMark, Ident, Lead, Place, ProblemBox, Tag, Time, Why } from "../../parts";
import type { PlEvent } from "./types";

export function Detail(p: { event: PlEvent; reach: Problem | null; close(): void }) {
  const e = p.event;
  const against = [e.remark, e.expected_reception?.why].filter((x): x is string => !!x);
  const calls = e.calls ?? [];
  const fits = calls.filter((c) => c.verdict !== "unreachable");
  return (
    <section class="watch-detail" aria-label={t("watch.detail")}>
      <div class="row">
        <h2 class="grow">
          <EventMark type={e.type} name />
          {e.type === "gap" && <span class="muted"> · {t("watch.silent_for", { length: duration(e.hours) })}</span>}
        </h2>
        <button type="button" class="quiet" aria-label={t("watch.close")} onClick={p.close}>
          ✕
        </button>
      </div>
      <Lead />
      <dl class="facts">
        <dt>{t("watch.col_vessels")}</dt>
        <dd>
          {e.vessels.map((v, i) => (
            <div key={i}>
              <Ident {...v} /> <span class="muted mono">{v.mmsi}</span> {v.imo ? <span class="muted mono">IMO {v.imo}</span> : null}
            </div>
          ))}
        </dd>
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
            <dd>{e.port}</dd>
          </>
        )}
        {e.expected_reception && (
          <>
            <dt>{t("watch.col_grade")}</dt>
            <dd>
              <Tag tone={e.expected_reception.grade === "unexpected" ? "warn" : undefined}>{tOr("silence." + e.expected_reception.grade, e.expected_reception.grade)}</Tag>
            </dd>
          </>
        )}
      </dl>
      {e.type === "gap" && calls.length > 0 && (
        <section>
          <h3>{t("watch.reach")}</h3>
          {fits.length === 0 ? (
            <p>{t("watch.reach_none")}</p>
          ) : (
            <table class="watch-calls">
              <tbody>
                {fits.map((c) => (
                  <tr key={c.port}>
                    <td>{c.port}</td>
                    <td>{tOr("watch.verdict_" + c.verdict, c.verdict)}</td>
                    <td class="num">{c.slack_h !== null && c.slack_h !== undefined ? `${t("watch.slack")} ${duration(c.slack_h)}` : ""}</td>
                    <td class="num">{c.required_speed_kn ? `${t("watch.needs")} ${number(c.required_speed_kn, 1)} kn` : ""}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {e.assumed_speed_kn ? <p class="muted small">{t("watch.reach_assume", { kn: number(e.assumed_speed_kn, 1) })}</p> : null}
          {p.reach && p.reach.status !== 404 && <ProblemBox problem={p.reach} />}
        </section>
      )}
      <Why items={against} />
      <p class="small muted">
        {e.rule && t("watch.rule", { name: e.rule.name, version: e.rule.version })}
        {e.inputs && " · " + t("watch.rests_on", { n: e.inputs.reports })} · <a href={apiHref(`/api/events/${e.id}`)}>JSON</a> · <code title={e.id}>{e.id.slice(0, 12)}</code>
      </p>
    </section>
  );
}
