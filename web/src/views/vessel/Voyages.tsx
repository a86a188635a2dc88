/* From port to port: how long, what happened, where it could have called while silent, and where it said it was bound beside
 * where it went. */
import { useMemo } from "preact/hooks";
import { apiHref, useGet, type List } from "../../app/api";
import { duration, ms } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { Empty, Loading, Name, ProblemBox, Said, Tag, Time } from "../../parts";
import type { Bound, Destination, Voyage } from "./types";

/* A port by its name, and by the code that the program knows it by. */
function Port(p: { id: string | null; names: Map<string, string> }) {
  if (p.id === null) return <>{t("vessel.at_sea")}</>;
  const name = p.names.get(p.id);
  return name ? (
    <>
      <Name text={name} /> <span class="muted small">{p.id}</span>
    </>
  ) : (
    <>{p.id}</>
  );
}

/* What was said, and how it agrees with what was done. */
export function BoundTo(p: { bound: Bound }) {
  const b = p.bound;
  const tone = b.verdict === "away" || b.verdict === "other_port" ? "warn" : b.verdict === "agrees" || b.verdict === "on_the_way" ? "good" : undefined;
  return (
    <span class="vs-bound">
      <Name text={b.said} />
      {b.port && <span class="muted small"> = {b.port}</span>}{" "}
      {b.verdict && b.verdict !== "undetermined" && <Tag tone={tone}>{tOr("vessel.bound_" + b.verdict, b.verdict)}</Tag>}
      {b.eta && (
        <span class="small">
          {" "}
          ETA <Time at={b.eta} />
          {b.eta_off_hours !== null && Math.abs(b.eta_off_hours) >= 1 && <span class="muted"> {t(b.eta_off_hours > 0 ? "vessel.late" : "vessel.early", { by: duration(Math.abs(b.eta_off_hours)) })}</span>}
        </span>
      )}
      {b.remark && b.verdict !== "undetermined" && <span class="vs-remark small"><Said text={b.remark} /></span>}
    </span>
  );
}

export function Voyages(p: { id: string; destinations: Destination[]; choose(id: string): void }) {
  const got = useGet<List<Voyage>>("/api/voyages", { vessel: p.id });
  const voyages = got.data?.items ?? [];
  const ports = useGet<List<{ id: string; name: string }>>(voyages.length ? "/api/ports" : null);
  const names = useMemo(() => new Map((ports.data?.items ?? []).map((x) => [x.id, x.name])), [ports.data]);
  return (
    <div class="stack">
      {got.problem ? (
        <ProblemBox problem={got.problem} retry={got.reload} />
      ) : !got.data ? (
        <Loading of={t("vessel.part_voyages")} />
      ) : !voyages.length ? (
        <Empty title={t("vessel.no_voyages")}>{t("vessel.no_voyages_next")}</Empty>
      ) : (
        <div class="vs-scroll" tabIndex={0} role="region" aria-label={t("vessel.part_voyages")}>
          <table class="vs-plain">
            <thead>
              <tr>
                <th scope="col">{t("vessel.from_to")}</th>
                <th scope="col">{t("vessel.sailed")}</th>
                <th scope="col">{t("vessel.silences")}</th>
                <th scope="col">{t("vessel.could_have_called")}</th>
                <th scope="col">{t("vessel.bound")}</th>
              </tr>
            </thead>
            <tbody>
              {voyages.map((v, i) => (
                <tr key={i}>
                  <td>
                    <b><Port id={v.from_port} names={names} /></b> → <b><Port id={v.to_port} names={names} /></b>
                  </td>
                  <td class="small">
                    <span class="nowrap">{v.start ? <Time at={v.start} /> : <span class="muted">{t("vessel.before")}</span>}</span>
                    <br />
                    <span class="nowrap">{v.end ? <Time at={v.end} /> : <span class="muted">{t("part.no_time")}</span>}</span>
                    {v.start && v.end && <span class="muted"> ({duration((ms(v.end) - ms(v.start)) / 3600e3)})</span>}
                  </td>
                  <td>
                    {v.silences > 0 && <span class="nowrap">{v.silences} × · {duration(v.silent_hours)}</span>}
                    {v.meetings + v.loiterings > 0 && <div class="muted small">{[v.meetings ? t("vessel.n_meetings", { n: v.meetings }) : "", v.loiterings ? t("vessel.n_loiterings", { n: v.loiterings }) : ""].filter(Boolean).join(", ")}</div>}
                  </td>
                  <td>
                    {v.possible_calls.slice(0, 4).map((c) => (
                      <button key={c.port + c.gap} type="button" class="vs-call" title={t("vessel.slack", { h: duration(c.slack_h) })} onClick={() => p.choose(c.gap)}>
                        <Port id={c.port} names={names} /> <span class="muted small">{c.verdict === "marginal" ? t("vessel.marginal") : "+" + duration(Math.round(c.slack_h))}</span>
                      </button>
                    ))}
                    {v.possible_calls.length > 4 && <span class="muted small"> {t("vessel.and_more", { n: v.possible_calls.length - 4 + (v.more_possible_calls ?? 0) })}</span>}
                  </td>
                  <td>
                    {v.arrival && (
                      <div>
                        <BoundTo bound={v.arrival} />
                      </div>
                    )}
                    {v.destinations
                      .filter((d) => !v.arrival || d.verdict === "away" || d.said !== v.arrival.said)
                      .map((d) => (
                        <div key={d.first + d.said}>
                          <BoundTo bound={d} />
                        </div>
                      ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {p.destinations.length > 0 && (
        <details>
          <summary>{t("vessel.all_destinations", { n: p.destinations.length })}</summary>
          <ul class="vs-bounds">
            {p.destinations.map((d) => (
              <li key={d.first + d.said}>
                <span class="small nowrap">
                  <Time at={d.first} /> – <Time at={d.last} />
                </span>{" "}
                <BoundTo bound={d} />
              </li>
            ))}
          </ul>
          <a class="small" href={apiHref(`/api/vessels/${encodeURIComponent(p.id)}.csv`, { part: "destination" })} download>
            CSV
          </a>
        </details>
      )}
      {voyages.some((v) => v.possible_calls.length) && <p class="muted small">{t("vessel.could_not_did")}</p>}
    </div>
  );
}
