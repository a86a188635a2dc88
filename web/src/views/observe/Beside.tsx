/* An observation beside what ships said of themselves: the verdict in words, what else could explain it, who was heard. */
import { useGet, type List } from "../../app/api";
import { nm, place } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { href } from "../../app/router";
import { Ident, Loading, ProblemBox, Tag, Time, Why } from "../../parts";
import { MiniMap, type MapShip } from "./MiniMap";
import type { Around, Sighting, Verdict } from "./types";

const TONE: Record<Verdict, "good" | "warn" | "bad" | undefined> = { explained: "good", unexplained: "warn", contradicted: "bad", undetermined: undefined };

export function VerdictTag(p: { verdict: Verdict }) {
  return <Tag tone={TONE[p.verdict]}>{t(`observe.${p.verdict}`)}</Tag>;
}

const innocent = (v: Verdict): string[] =>
  v === "contradicted"
    ? [t("observe.innocent_number"), t("observe.innocent_position")]
    : v === "unexplained"
      ? [t("observe.innocent_small"), t("observe.innocent_receiver"), t("observe.innocent_position")]
      : v === "undetermined"
        ? [t("observe.innocent_receiver"), t("observe.innocent_small")]
        : [];

const tone = (a: Around): MapShip["tone"] => (a.verdict === "explained" ? "there" : a.distance_m !== null && a.distance_m < 10000 ? "near" : "far");

const folded = (name: string): string => name.normalize("NFKC").toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");

/* A position is explained by whatever ship was there; that it bears another name must not go unsaid. */
function otherNames(named: string[], s: Sighting): string {
  const there = (s.around ?? []).filter((a) => a.verdict === "explained");
  const names = named.map(folded).filter(Boolean);
  if (s.verdict !== "explained" || !names.length || there.some((a) => a.name && names.includes(folded(a.name)))) return "";
  return there.map((a) => a.name ?? String(a.mmsi)).join(", ");
}

/* named: what the observation calls the ship. */
export function Beside(p: { id: string; named: string[] }) {
  const got = useGet<List<Sighting>>(`/api/sightings/${encodeURIComponent(p.id)}`);
  const s = got.data?.items[0];
  return (
    <section class="stack beside" aria-label={t("observe.beside")}>
      <h3>{t("observe.beside")}</h3>
      {got.loading && !got.data && <Loading of={t("observe.beside")} />}
      <ProblemBox problem={got.problem} retry={got.reload} />
      {got.data && !s && <p class="muted">{t("observe.not_compared")}</p>}
      {s && <Shown s={s} named={p.named} />}
    </section>
  );
}

function Shown(p: { s: Sighting; named: string[] }) {
  const { s } = p;
  const others = otherNames(p.named, s);
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
      {others && <p class="warn-box">{t("observe.other_name", { name: p.named.join(" / "), ships: others })}</p>}
      <Why items={innocent(s.verdict)} />
      <MiniMap
        here={here}
        error_m={s.accuracy_m ?? 0}
        ships={around.map((a) => ({ lat: a.lat, lon: a.lon, label: a.name ?? String(a.mmsi), tone: tone(a) }))}
        label={`${t("observe.beside")}: ${place(s.lat, s.lon)}`}
      />
      <h4>{t("observe.around", { n: s.around_ships ?? 0 })}</h4>
      <p class="small muted">
        {around.length < (s.around_ships ?? 0) ? t("observe.around_first", { n: around.length }) + ". " : ""}
        {around.length ? t("observe.around_help") : t("observe.around_none")} {t("observe.ever", { n: s.heard })}
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
