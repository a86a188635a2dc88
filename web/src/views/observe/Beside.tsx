/* An observation beside what ships said of themselves: the verdict in words, what else could explain it, who was heard. */
import { useGet, type List } from "../../app/api";
import { nm, place } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { href } from "../../app/router";
import { Ident, Loading, ProblemBox, Tag, Time, Unseen, Why } from "../../parts";
import { MiniMap, type MapShip } from "./MiniMap";
import type { Around, SightedShip, Sighting, Verdict } from "./types";

const TONE: Record<Verdict, "good" | "warn" | "bad" | undefined> = { explained: "good", unexplained: "warn", contradicted: "bad", undetermined: undefined };

export function VerdictTag(p: { verdict: Verdict }) {
  return <Tag tone={TONE[p.verdict]}>{t(`observe.${p.verdict}`)}</Tag>;
}

const innocent = (s: Sighting): string[] =>
  s.verdict === "contradicted"
    ? [t("observe.innocent_number"), t("observe.innocent_name"), t("observe.innocent_position")]
    : s.verdict === "unexplained"
      ? [...(s.why_key === "others_there" ? [t("observe.innocent_name")] : []), t("observe.innocent_small"), t("observe.innocent_receiver"), t("observe.innocent_position")]
      : s.verdict === "undetermined"
        ? [...(s.odds.length ? [t("observe.innocent_name")] : []), t("observe.innocent_receiver"), t("observe.innocent_small")]
        : [];

const tone = (a: Around): MapShip["tone"] => (a.verdict === "explained" ? "there" : a.distance_m !== null && a.distance_m < 10000 ? "near" : "far");

/* What a ship said of itself, beside what was seen. */
function Ties(p: { ship: SightedShip }) {
  return (
    <>
      {p.ship.ties
        .filter((x) => x.field !== "mmsi")
        .map((x) => (
          <span key={x.field}>
            {" · "}
            {t(x.tie === "untold" && x.said === null ? "observe.tie.none" : `observe.tie.${x.tie}`, { field: t(`observe.tie_field.${x.field}`), said: x.said ?? "" })}
          </span>
        ))}
    </>
  );
}

/* A ship that is named, or that was there: where it was, and when it was silent what it would have needed. */
function Ship(p: { ship: SightedShip; name: string | null }) {
  const { ship } = p;
  return (
    <li>
      <Ident mmsi={ship.mmsi} name={p.name} />: {ship.distance_m === null ? t("observe.silent_then") : `${tOr("observe.v." + ship.verdict, ship.verdict)}, ${nm(ship.distance_m, 1)} nm`}
      {ship.distance_m === null && ship.before && (
        <>
          {" · "}
          {t("observe.last_heard", { nm: nm(ship.before.distance_m, 1) })} <Time at={ship.before.at} />
        </>
      )}
      {ship.distance_m === null && ship.after && (
        <>
          {" · "}
          {t("observe.next_heard", { nm: nm(ship.after.distance_m, 1) })} <Time at={ship.after.at} />
        </>
      )}
      {ship.verdict !== "explained" && ship.needs_kn !== null && ship.needs_kn > 0 && " · " + t("observe.needed", { kn: ship.needs_kn })}
      <Ties ship={ship} />
    </li>
  );
}

function oddsText(o: Sighting["odds"][number]): string {
  const of = { field: t(`observe.tie_field.${o.field}`), given: o.given, said: o.said ?? "", ship: String(o.mmsi ?? "") };
  return t(o.mmsi === null ? "observe.odds_self" : o.said === null ? "observe.odds_number" : "observe.odds_ship", of);
}

export function Beside(p: { id: string }) {
  const got = useGet<List<Sighting>>(`/api/sightings/${encodeURIComponent(p.id)}`);
  const s = got.data?.items[0];
  return (
    <section class="stack beside" aria-label={t("observe.beside")}>
      <h3>{t("observe.beside")}</h3>
      {got.loading && !got.data && <Loading of={t("observe.beside")} />}
      <ProblemBox problem={got.problem} retry={got.reload} />
      {got.data && !s && <p class="muted">{t("observe.not_compared")}</p>}
      {s && <Shown s={s} />}
    </section>
  );
}

function Shown(p: { s: Sighting }) {
  const { s } = p;
  const around = s.around ?? [];
  const here = s.lat !== undefined && s.lon !== undefined ? { lat: s.lat, lon: s.lon } : null;
  return (
    <>
      <p class="beside-verdict">
        <VerdictTag verdict={s.verdict} /> <span>{tOr("observe.because." + s.why_key, s.why)}</span>
      </p>
      {s.silences.map((g) => (
        <p key={g.event} class={g.consistent === "no" ? "warn-box" : ""}>
          {t(g.end ? "observe.silence" : "observe.silence_open", { mmsi: g.mmsi })} <Time at={g.start} />
          {g.end && (
            <>
              {" "}
              – <Time at={g.end} />
            </>
          )}
          : <b>{t(`observe.silence_${g.consistent}`)}</b> {g.needs_kn !== null && t("observe.silence_needs", { kn: g.needs_kn })}{" "}
          <a href={href(`/watch?event=${g.event}`)}>{t("observe.silence_reach")}</a>
        </p>
      ))}
      {s.odds.length > 0 && (
        <div class="warn-box">
          {t("observe.odds")}
          <ul>
            {s.odds.map((o, i) => (
              <li key={i}>{oddsText(o)}</li>
            ))}
          </ul>
        </div>
      )}
      {s.ships.length > 0 && (
        <ul class="plain">
          {s.ships.slice(0, 20).map((ship) => (
            <Ship key={ship.mmsi} ship={ship} name={around.find((a) => a.mmsi === ship.mmsi)?.name ?? null} />
          ))}
        </ul>
      )}
      <Why items={innocent(s)} />
      <MiniMap
        here={here}
        error_m={s.accuracy_m ?? 0}
        ships={around.map((a) => ({ lat: a.lat, lon: a.lon, label: a.name ?? String(a.mmsi), tone: tone(a) }))}
        label={`${t("observe.beside")}: ${place(s.lat, s.lon)}`}
      />
      <h4>{t("observe.around", { n: s.around_ships ?? 0 })}</h4>
      <p class="small muted">
        {around.length < (s.around_ships ?? 0) ? t("observe.around_first", { n: around.length }) + ". " : ""}
        {around.length ? t("observe.around_help") : t("observe.around_none")}
        <Unseen /> {t("observe.ever", { n: s.heard })}
      </p>
      {around.length > 0 && (
        <div class="scroll-x" tabIndex={0} role="group" aria-label={t("observe.around", { n: s.around_ships ?? 0 })}>
          <table class="short">
            <thead>
              <tr>
                <th scope="col">{t("observe.col_ship")}</th>
                <th scope="col">{t("observe.col_verdict")}</th>
                <th scope="col" class="num">
                  {t("observe.col_distance")}
                </th>
                <th scope="col">{t("observe.col_at")}</th>
              </tr>
            </thead>
            <tbody>
              {around.slice(0, 20).map((a) => (
                <tr key={a.mmsi}>
                  <td>
                    <Ident mmsi={a.mmsi} name={a.name} />
                  </td>
                  <td>{tOr("observe.v." + a.verdict, a.verdict)}</td>
                  <td class="num">{a.distance_m === null ? "–" : nm(a.distance_m, 1)}</td>
                  <td>
                    <Time at={a.at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
