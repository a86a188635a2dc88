/* The ports that a ship could have called at during a silence: verdict, speed needed, hours left over; watched ports first. */
import { useRef, useState } from "preact/hooks";
import { apiHref, type List, type Problem } from "../../app/api";
import { duration, number } from "../../app/format";
import { saidAs, t, tOr } from "../../app/i18n";
import { setParams, useRoute } from "../../app/router";
import { ProblemBox } from "../../parts";
import type { PlEvent, PortReach } from "./types";

export const fits = (v: string): boolean => v === "reachable" || v === "marginal";

/* The server's answer, watched ports (those of the event's own calls) first, then by the hours left over. Before it is there,
 * or where it cannot be had, the event's own calls. */
export function portsOf(e: PlEvent, answer: PortReach[] | null, known: Map<string, { name: string; lat: number; lon: number }>): PortReach[] {
  const calls = e.calls ?? [];
  const watched = new Set(calls.map((c) => c.port));
  const all: PortReach[] = answer
    ? answer.filter((p) => p.type === "port").map((p) => ({ ...p, watched: p.watched ?? watched.has(p.id) }))
    : calls.map((c) => ({ ...c, type: "port", id: c.port, name: known.get(c.port)?.name ?? c.port, lat: known.get(c.port)?.lat ?? NaN, lon: known.get(c.port)?.lon ?? NaN, watched: true }));
  const order = (p: PortReach): number => (p.watched ? 0 : 1) * 10 + ["reachable", "marginal", "undetermined", "unreachable"].indexOf(p.verdict);
  return all.sort((a, b) => order(a) - order(b) || (b.slack_h ?? -1e9) - (a.slack_h ?? -1e9) || (a.id < b.id ? -1 : 1));
}

/* A number that a person may change; what stands in the address is asked, "" is what detection assumed. */
function What(p: { name: string; label: string; unit: string; assumed: number | null; most: number }) {
  const { params } = useRoute();
  const held = params.get(p.name);
  return (
    <label>
      {p.label}{" "}
      <input
        type="number"
        min={p.name === "kn" ? 0.5 : 0}
        max={p.most}
        step="0.5"
        value={held ?? (p.assumed === null ? "" : String(p.assumed))}
        onChange={(e) => {
          const v = Number(e.currentTarget.value);
          const fine = e.currentTarget.value !== "" && v <= p.most && (v > 0 || (v === 0 && p.name === "dwell"));
          setParams({ [p.name]: fine && v !== p.assumed ? v : null });
        }}
      />{" "}
      {p.unit}
    </label>
  );
}

export function Reach(p: { event: PlEvent; ports: PortReach[]; summary: List<unknown>["summary"] | null; problem: Problem | null; loading: boolean; pointed: string; point(id: string): void }) {
  const [all, setAll] = useState(false);
  const { params } = useRoute();
  const value = (key: string): number | null => (typeof p.summary?.[key] === "number" ? (p.summary[key] as number) : null);
  /* What detection assumed stays what it was while another value is asked. */
  const assumed = useRef<{ id: string; dwell: number | null }>({ id: "", dwell: null });
  if (assumed.current.id !== p.event.id) assumed.current = { id: p.event.id, dwell: null };
  if (!params.has("dwell") && value("dwell_h") !== null) assumed.current.dwell = value("dwell_h");
  const near = p.ports.filter((c) => fits(c.verdict));
  const watched = near.filter((c) => c.watched);
  const others = near.length - watched.length;
  const shown = all ? near : watched.length ? watched : near;
  const open = p.ports.filter((c) => c.verdict === "undetermined" && c.watched);
  const far = (p.event.calls_beyond ?? 0) + p.ports.filter((c) => c.verdict === "unreachable" && c.watched).length;
  const weak = shown.filter((c) => c.why?.startsWith("weak")).length;
  const most = Math.max(1, ...near.map((c) => c.slack_h ?? 0));
  return (
    <section class="reach" aria-label={t("watch.reach")} aria-busy={p.loading}>
      <div class="row">
        <h3 class="grow">{t("watch.reach")}</h3>
        <a class="small" href={apiHref(`/api/events/${p.event.id}/reach.geojson`)} download>
          GeoJSON
        </a>
      </div>
      <div class="reach-what">
        <What name="kn" label={t("watch.at_most")} unit="kn" assumed={p.event.assumed_speed_kn ?? null} most={60} />
        <What name="dwell" label={t("watch.dwell")} unit="h" assumed={assumed.current.dwell} most={240} />
        {(params.has("kn") || params.has("dwell")) && (
          <button type="button" class="link" onClick={() => setParams({ kn: null, dwell: null })}>
            {t("watch.as_assumed")}
          </button>
        )}
      </div>
      {p.problem && p.problem.status !== 404 && <ProblemBox problem={p.problem} />}
      {!near.length && !p.loading && <p>{t("watch.reach_none")}</p>}
      {near.length > 0 && (
        <table class="reach-table">
          <thead>
            <tr>
              <th scope="col">{t("watch.col_port")}</th>
              <th scope="col">{t("watch.verdict")}</th>
              <th scope="col" class="num">
                {t("watch.needs")}
              </th>
              <th scope="col" class="num" colSpan={2}>
                {t("watch.slack")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((c) => (
              <tr key={c.id} class={p.pointed === c.id ? "pointed" : ""} onMouseEnter={() => p.point(c.id)} onMouseLeave={() => p.point("")}>
                <th scope="row">
                  <button type="button" class="quiet" title={c.id} onFocus={() => p.point(c.id)} onBlur={() => p.point("")} onClick={() => p.point(c.id)}>
                    {c.name}
                  </button>
                </th>
                <td>
                  <span class={"reach-verdict " + c.verdict} title={c.why ? saidAs(c.why) || c.why : undefined}>
                    {tOr("watch.verdict_" + c.verdict, c.verdict)}
                  </span>
                </td>
                <td class="num">{c.required_speed_kn ? `${number(c.required_speed_kn, 1)} kn` : ""}</td>
                <td class="num">{c.slack_h === null || c.slack_h === undefined ? "" : duration(c.slack_h)}</td>
                <td class="slack">
                  <i style={{ width: `${Math.max(0, Math.min(1, (c.slack_h ?? 0) / most)) * 100}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="small muted">
        {t("watch.reach_assume")}
        {weak > 0 && " " + t("watch.reach_weak", { n: weak })}
        {open.length > 0 && " " + t("watch.reach_open", { n: open.length })}
        {far > 0 && " " + t("watch.reach_far", { n: far })}
        {others > 0 && watched.length > 0 && (
          <>
            {" "}
            <button type="button" class="link" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t("watch.reach_watched") : t("watch.reach_others", { n: others })}
            </button>
          </>
        )}
      </p>
      <p class="small muted">{t("watch.reach_note")}</p>
    </section>
  );
}
