/* What is not known: for each day (across) and quarter of an hour (down) whether the ship was heard, was not while others were,
 * or nobody was; by which stations; and the silences that stand as events. */
import { withheld } from "../../app/api";
import { duration, ms, number, utc } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { useStore } from "../../app/store";
import { saveSvg } from "../../parts/save";
import { EventMark, Empty, Meter, Said, Tag, Time } from "../../parts";
import type { PlEvent } from "../watch/types";
import { captionOf, titleOf } from "./caption";
import { heardPicture, type Words } from "./picture";
import { runs } from "./runs";
import type { Reception, Ship } from "./types";

function Strip(p: { r: Reception }) {
  const { days } = p.r;
  const first = ms(p.r.first) / 900e3;
  const last = ms(p.r.last) / 900e3;
  return (
    <figure class="vs-strip" style={{ maxWidth: `${36 + days.length * 26}px` }}>
      <div class="vs-strip-hours" aria-hidden="true">
        <span>00</span>
        <span>06</span>
        <span>12</span>
        <span>18</span>
        <span>24Z</span>
      </div>
      <svg viewBox={`0 0 ${days.length * 10} 96`} preserveAspectRatio="none" role="img" aria-label={t("vessel.strip", { heard: number(p.r.heard_hours, 1), all: number(p.r.hours, 1) })}>
        {days.map((d, i) => {
          const at = Date.parse(d.day + "T00:00Z") / 900e3;
          const from = Math.max(0, first - at);
          const to = Math.min(96, last - at);
          return (
            <g key={d.day} transform={`translate(${i * 10} 0)`}>
              <title>{d.day}</title>
              <rect class="known" x="0.5" y={from} width="9" height={Math.max(0, to - from)} />
              {runs(d.deaf).map(([q, n]) => (
                <rect key={"d" + q} class="deaf" x="0.5" y={q} width="9" height={n} />
              ))}
              {runs(d.heard).map(([q, n]) => (
                <rect key={"h" + q} class="heard" x="0.5" y={q} width="9" height={n} />
              ))}
            </g>
          );
        })}
        {[24, 48, 72].map((y) => (
          <line key={y} x1="0" x2={days.length * 10} y1={y} y2={y} />
        ))}
      </svg>
      <div class="vs-strip-days" aria-hidden="true">
        <span>{days[0].day}</span>
        {days.length > 20 && <span>{days[days.length >> 1].day}</span>}
        {days.length > 5 && <span>{days[days.length - 1].day}</span>}
      </div>
    </figure>
  );
}

export function pictureWords(r: Reception, ships: Ship[]): Words {
  const title = titleOf(r.mmsi, ships);
  return {
    title,
    hours: t("vessel.svg_hours"),
    days: t("vessel.svg_days"),
    key: [t("vessel.key_heard"), t("vessel.key_unheard"), t("vessel.key_deaf")],
    caption: captionOf(title, `${utc(r.first)} – ${utc(r.last)}`, [t("vessel.strip", { heard: number(r.heard_hours, 1), all: number(r.hours, 1) }), withheld.get() && t("vessel.heard_withheld"), t("vessel.heard_how"), t("time.svg_note")]),
    lang: document.documentElement.lang,
  };
}

export function Heard(p: { items: Reception[]; gaps: PlEvent[]; ships: Ship[]; choose(id: string): void }) {
  const hidden = useStore(withheld);
  if (!p.items.length) return <Empty title={t("vessel.never")}>{t("vessel.never_next")}</Empty>;
  return (
    <div class="stack">
      {p.items.map((r) => (
        <div key={r.mmsi} class="stack">
          {p.items.length > 1 && <h3 class="mono">{r.mmsi}</h3>}
          <ul class="vs-sums">
            <li>
              <b>{number(r.unheard_hours, 1)}</b> {t("vessel.h_unheard", { all: number(r.hours, 1) })}
            </li>
            <li class={r.deaf_hours ? "warn" : ""}>
              <b>{number(r.deaf_hours, 1)}</b> {t("vessel.h_deaf")}
            </li>
            <li>
              <b>{number(r.heard_hours, 1)}</b> {t("vessel.h_heard")}
            </li>
          </ul>
          {hidden && <p class="warn">{t("vessel.heard_withheld")}</p>}
          {r.days.length > 0 && <Strip r={r} />}
          <div class="row small">
            <span class="vs-key"><i class="heard" /> {t("vessel.key_heard")}</span>
            <span class="vs-key"><i class="unheard" /> {t("vessel.key_unheard")}</span>
            <span class="vs-key"><i class="deaf" /> {t("vessel.key_deaf")}</span>
            {r.days.length > 0 && (
              <button type="button" class="small quiet vs-save" onClick={() => saveSvg(heardPicture(r, pictureWords(r, p.ships)), `heard_${String(r.mmsi).padStart(9, "0")}.svg`)} title={t("time.svg")}>
                SVG
              </button>
            )}
          </div>
          <div class="vs-scroll" tabIndex={0} role="region" aria-label={t("vessel.stations")}>
            <table class="vs-plain">
              <thead>
                <tr>
                  <th scope="col">{t("vessel.station")}</th>
                  <th scope="col">{t("vessel.first")}</th>
                  <th scope="col">{t("vessel.last")}</th>
                  <th scope="col">{t("vessel.hours_heard")}</th>
                </tr>
              </thead>
              <tbody>
                {[...r.stations].sort((a, b) => b.heard_hours - a.heard_hours).map((s) => (
                  <tr key={s.station ?? ""}>
                    <td>{s.station ?? <span class="muted">{t("vessel.station_unknown")}</span>}</td>
                    <td class="nowrap">{s.first_day}</td>
                    <td class="nowrap">{s.last_day}</td>
                    <td>
                      <Meter value={s.heard_hours} max={r.hours} label={t("vessel.hours_heard")} text={number(s.heard_hours, 1)} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      ))}
      {p.gaps.length > 0 && (
        <div>
          <h3>{t("vessel.silences")}</h3>
          <ul class="vs-gaps">
            {p.gaps.map((g) => (
              <li key={g.id}>
                <button type="button" class="quiet" onClick={() => p.choose(g.id)}>
                  <EventMark type="gap" /> <Time at={g.start} /> <b>{duration(g.hours)}</b>
                </button>{" "}
                {g.expected_reception?.grade && <Tag tone={g.expected_reception.grade === "unexpected" ? "warn" : undefined}>{tOr("silence." + g.expected_reception.grade, g.expected_reception.grade)}</Tag>}
                {g.expected_reception?.why && (
                  <span class="muted small">
                    {" "}
                    <Said text={g.expected_reception.why} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p class="muted small">{t("vessel.heard_how")}</p>
    </div>
  );
}
