/* What the marks mean, which kinds are shown, and the layers as files. */
import { apiHref, type Params } from "../../app/api";
import { number } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { setParams } from "../../app/router";
import { Background } from "../../map/Background";
import { EVENT_TYPES, EventMark } from "../../parts";

export function Legend(p: { counts: Map<string, number>; hidden: string[]; query: Params; gap: string | null; ports: boolean; save(): void }) {
  const types = [...EVENT_TYPES.filter((type) => p.counts.has(type)), ...[...p.counts.keys()].filter((type) => !EVENT_TYPES.includes(type))];
  const toggle = (type: string, on: boolean): void => setParams({ hide: p.hidden.filter((x) => x !== type).concat(on ? [] : [type]).join(",") });
  const out = p.hidden.reduce((n, type) => n + (p.counts.get(type) ?? 0), 0);
  return (
    <details class="legend">
      <summary>
        {t("watch.legend")}
        {out > 0 && <b class="warn"> · {t("watch.hidden", { n: number(out) })}</b>}
      </summary>
      <div class="legend-body">
        {types.map((type) => (
          <label key={type}>
            <input type="checkbox" checked={!p.hidden.includes(type)} onChange={(e) => toggle(type, e.currentTarget.checked)} />
            <EventMark type={type} name />
            <span class="muted num">{number(p.counts.get(type))}</span>
          </label>
        ))}
        <ul class="legend-lines">
          <li>
            <Line kind="track" /> {t("watch.line_track")}
          </li>
          <li>
            <Line kind="old" /> {t("watch.line_old")}
          </li>
          <li>
            <Line kind="gap" /> {t("watch.line_gap")}
          </li>
          <li>
            <Line kind="untrue" /> {t("watch.line_untrue")}
          </li>
          <li>
            <Line kind="reach" /> {t("watch.line_reach")}
          </li>
          <li>
            <Line kind="fits" /> {tOr("watch.verdict_reachable", "")} <Line kind="margin" /> {tOr("watch.verdict_marginal", "")} <Line kind="not" /> {tOr("watch.verdict_unreachable", "")}
          </li>
        </ul>
        <Background />
        <p class="legend-files">
          <b>{t("watch.files")}</b>
          <a href={apiHref("/api/events.geojson", p.query)} download>
            {t("watch.events")} .geojson
          </a>
          <a href={apiHref("/api/events.csv", p.query)} download>
            .csv
          </a>
          <a href={apiHref("/api/tracks.geojson", { from: p.query.from, to: p.query.to, vessel: p.query.vessel })} download>
            {t("watch.tracks")} .geojson
          </a>
          {p.gap && (
            <a href={apiHref(`/api/events/${p.gap}/reach.geojson`)} download>
              {t("watch.line_reach")} .geojson
            </a>
          )}
          {p.ports && (
            <a href={apiHref("/api/anchorages.geojson")} download>
              {t("watch.anchorages")} .geojson
            </a>
          )}
          <a href={apiHref("/api/coverage.geojson", { from: p.query.from, to: p.query.to })} download>
            {t("watch.listening")} .geojson
          </a>
          <a href={apiHref("/api/sightings.geojson")} download>
            {t("watch.sightings")} .geojson
          </a>
          <button type="button" class="small" onClick={p.save}>
            {t("watch.picture")} .png
          </button>
        </p>
      </div>
    </details>
  );
}

const LINES: Record<string, { d: string; cls: string; dash?: string; fill?: string }> = {
  track: { d: "M1 6h20", cls: "l-track" },
  old: { d: "M1 6h20", cls: "l-old" },
  gap: { d: "M1 6h20", cls: "l-gap", dash: "5 4" },
  untrue: { d: "M1 6h15", cls: "l-untrue", dash: "1.5 3" },
  reach: { d: "M2 2h18v8H2z", cls: "l-reach" },
  fits: { d: "M7 2h8v8H7z", cls: "l-post full" },
  margin: { d: "M7 2h8v8H7zM7 6h8v4H7z", cls: "l-post half" },
  not: { d: "M7 2h8v8H7zM7 2l8 8", cls: "l-post" },
};

function Line(p: { kind: string }) {
  const l = LINES[p.kind];
  return (
    <svg viewBox="0 0 22 12" class={"line " + l.cls} aria-hidden="true">
      <path d={l.d} stroke-dasharray={l.dash} />
      {p.kind === "untrue" && <path d="M16 3l5 6M21 3l-5 6" />}
    </svg>
  );
}
