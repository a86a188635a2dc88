/* Who the ship said it was, over time: for each field a line for each value and source, drawn from when it was first heard to
 * when it was last, one bar for each import; contradictions stand under the field that they are about, where they were. Beside
 * the chart the same as a table. */
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Problem } from "../../app/api";
import { ms, number, utc } from "../../app/format";
import { saidOr, t, tOr } from "../../app/i18n";
import { useParam } from "../../app/router";
import { Empty, Name, ProblemBox, Said, Table, Time } from "../../parts";
import { saveSvg } from "../../parts/save";
import { ticks } from "../../time/scale";
import { captionOf } from "./caption";
import { identityPicture, type Bar, type Row, type Words } from "./identity_picture";
import { typeName } from "./Ships";
import type { Identity, Paper, Remark } from "./types";

const FIELDS = ["name", "imo", "callsign", "flag", "shiptype", "dimensions", "destination"];

/* Which field a remark is about; what changed within a track says so in its words. */
export function fieldOf(r: Remark): string {
  if (r.kind === "flag" || r.kind === "flag_hopping") return "flag";
  if (r.kind === "other_dimensions" || r.kind === "stated_dimensions") return "dimensions";
  if (r.kind === "changed_within_track") return FIELDS.find((f) => new RegExp(`\\b${f === "callsign" ? "call ?sign" : f}\\b`, "i").test(r.why)) ?? "name";
  return "imo";
}

interface Line {
  key: string;
  value: string;
  note: string; /* the source, the number */
  spans: Bar[];
  tone: Row["tone"];
  why?: ComponentChildren; /* of a contradiction */
  words?: string; /* the same without marks */
  but?: string | null;
}

const shown = (field: string, value: string): string => (field === "shiptype" ? `${typeName(Number(value)) || "?"} (${value})` : field === "dimensions" ? dims(value) : value);

const dayOr = (at: string | null): string => (at ? utc(at).slice(0, 10) : "?");

function dims(value: string): string {
  const [bow, stern, port, starboard] = value.split(",").map(Number);
  return Number.isFinite(bow + stern + port + starboard) ? `${bow + stern} × ${port + starboard} m` : value;
}

export function linesOf(said: Identity[], remarks: Remark[], papers: Paper[], several: boolean): Map<string, Line[]> {
  const groups = new Map<string, Line[]>(FIELDS.map((f) => [f, []]));
  const byKey = new Map<string, Line>();
  for (const s of said) {
    const key = `${s.field} ${s.value} ${s.source ?? ""} ${several ? s.mmsi : ""}`;
    let line = byKey.get(key);
    if (!line) {
      line = { key, value: shown(s.field, s.value), note: [several ? s.mmsi : "", s.source].filter(Boolean).join(" · "), spans: [], tone: "" };
      byKey.set(key, line);
      groups.get(s.field)?.push(line);
    }
    line.spans.push({ from: ms(s.first), to: ms(s.last), what: `${shown(s.field, s.value)}: ${utc(s.first)} – ${utc(s.last)}, ${number(s.reports)} × (${s.source ?? s.file})` });
  }
  for (const p of papers) {
    for (const [field, value] of [["name", p.name], ["flag", p.flag]] as const) {
      if (!value) continue;
      const note = `${p.as} ${p.id}, ${dayOr(p.from)} – ${dayOr(p.to)}`;
      groups.get(field)!.push({ key: p.id + field, value, note, spans: [{ from: p.from ? ms(p.from) : NaN, to: p.to ? ms(p.to) : NaN, what: `${value}: ${note}` }], tone: "paper" });
    }
    for (const x of p.contradictions) {
      const against = t("vessel.paper_against", { id: p.id, paper: x.paper ?? "?", said: x.said ?? "?" });
      groups.get(x.field)?.push({ key: p.id + x.field + x.said + x.first, value: "", note: "", spans: [{ from: ms(x.first), to: ms(x.last), what: "" }], tone: "warn", why: against, words: against });
    }
  }
  for (const r of remarks) {
    const plain = r.kind === "flag";
    const [value = "", ...note] = saidOr(r.why).split(",");
    groups.get(fieldOf(r))?.push({ key: r.kind + r.mmsi + r.from + r.why, value: plain ? value : "", note: plain ? note.join(",").trim() : "", spans: [{ from: ms(r.from), to: ms(r.to), what: saidOr(r.why) }], tone: plain ? "" : "warn", why: plain ? undefined : <Said text={r.why} />, words: plain ? undefined : saidOr(r.why), but: r.innocent_explanation });
  }
  for (const lines of groups.values()) lines.sort((a, b) => Number(a.tone === "warn") - Number(b.tone === "warn") || (a.spans[0]?.from || 0) - (b.spans[0]?.from || 0));
  return groups;
}

function Bars(p: { spans: Line["spans"]; tone: string; from: number; to: number }) {
  const x = (at: number): number => ((Math.max(p.from, Math.min(p.to, at)) - p.from) / (p.to - p.from)) * 1000;
  return (
    <svg class={"vs-bars " + p.tone} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      {p.spans.filter((s) => !(s.to < p.from || s.from > p.to)).map((s, i) => {
        const a = x(Number.isFinite(s.from) ? s.from : p.from);
        const b = x(Number.isFinite(s.to) ? s.to : p.to);
        return (
          <rect key={i} x={a} y={p.tone === "warn" ? 3 : 1} width={Math.max(4, b - a)} height={p.tone === "warn" ? 4 : 8}>
            <title>{s.what}</title>
          </rect>
        );
      })}
    </svg>
  );
}

const rowOf = (line: Line): Row => ({
  tone: line.tone,
  text: line.tone === "warn" ? "⚠ " + [line.words, line.but && `${t("vessel.but")} ${saidOr(line.but)}`].filter(Boolean).join(" ") : [line.value, line.note].filter(Boolean).join(" · "),
  spans: line.spans,
});

interface Later {
  data: unknown;
  problem: Problem | null;
  reload(): void;
}

function save(groups: Map<string, Line[]>, from: number, to: number, title: string, missing: boolean): void {
  const fields = [...groups].filter(([, lines]) => lines.length).map(([field, lines]): [string, Row[]] => [tOr("vessel.field_" + field, field), lines.map(rowOf)]);
  const caption = captionOf(title, `${utc(from)} – ${utc(to)}`, [missing ? t("vessel.svg_no_remarks") : "", t("vessel.svg_identity")]);
  const words: Words = { title, caption, axis: t("time.svg_axis"), key: { "": t("vessel.key_said"), paper: t("vessel.key_paper"), warn: t("vessel.key_against") }, lang: document.documentElement.lang };
  saveSvg(identityPicture(fields, { from, to }, words), `identity_${title.replace(/^.*\D/, "")}.svg`);
}

/* later: contradictions within a track, which are read from the recordings and come after the rest. title: whose it is, ending in a
 * number, where it is saved as a picture. */
export function IdentityChart(p: { said: Identity[]; remarks: Remark[]; papers: Paper[]; several: boolean; later: Later; title: string }) {
  const [as, setAs] = useParam("identity", "chart");
  const groups = useMemo(() => linesOf(p.said, p.remarks, p.papers, p.several), [p.said, p.remarks, p.papers]);
  const from = Math.min(...p.said.map((s) => ms(s.first)));
  const to = Math.max(...p.said.map((s) => ms(s.last)), from + 1);
  if (!p.said.length) return <Empty title={t("vessel.said_nothing")}>{t("vessel.said_nothing_next")}</Empty>;
  const days = ticks({ from, to }, 300).times.map((time) => ({ time, share: (time - from) / (to - from) }));
  const day = (time: number): string => utc(time).slice(to - from > 300 * 86400e3 ? 0 : 5, to - from > 4 * 86400e3 ? 10 : 16);
  return (
    <div class="stack">
      <div class="row">
        <button type="button" aria-pressed={as === "chart"} onClick={() => setAs("chart")}>{t("vessel.as_chart")}</button>
        <button type="button" aria-pressed={as === "table"} onClick={() => setAs("table")}>{t("vessel.as_table")}</button>
        <span class="grow" />
        <span class="vs-key small"><i class="bar" /> {t("vessel.key_said")}</span>
        {p.papers.length > 0 && <span class="vs-key small"><i class="paper" /> {t("vessel.key_paper")}</span>}
        <span class="vs-key small"><i class="warn" /> {t("vessel.key_against")}</span>
        <button type="button" class="small quiet vs-save-identity" disabled={!p.later.data && !p.later.problem} onClick={() => save(groups, from, to, p.title, !p.later.data)} title={t("time.svg")}>
          SVG
        </button>
      </div>
      <ProblemBox problem={p.later.problem} retry={p.later.reload} />
      {as === "table" ? (
        <div class={"vs-table" + (p.said.length > 12 ? " tall" : "")}>
          <Table<Identity>
            name="said"
            label={t("vessel.part_identity")}
            rows={p.said}
            id={(s) => `${s.mmsi}-${s.field}-${s.value}-${s.entry}`}
            columns={[
              { id: "field", label: t("vessel.field"), value: (s) => tOr("vessel.field_" + s.field, s.field), choices: [...new Set(p.said.map((s) => tOr("vessel.field_" + s.field, s.field)))] },
              { id: "value", label: t("vessel.value"), value: (s) => shown(s.field, s.value), cell: (s) => <Name text={shown(s.field, s.value)} /> },
              { id: "first", label: t("vessel.first"), value: (s) => s.first, cell: (s) => <Time at={s.first} /> },
              { id: "last", label: t("vessel.last"), value: (s) => s.last, cell: (s) => <Time at={s.last} /> },
              { id: "reports", label: t("vessel.reports"), num: true, value: (s) => s.reports },
              { id: "source", label: t("vessel.source"), value: (s) => s.source ?? s.file },
              { id: "stations", label: t("vessel.stations"), value: (s) => s.stations.map((x) => x ?? "?").join(", ") },
              { id: "mmsi", label: "MMSI", value: (s) => s.mmsi, hidden: !p.several },
            ]}
            sort=""
          />
        </div>
      ) : (
        <div class="vs-chart" role="table" aria-label={t("vessel.part_identity")}>
          {[...groups].filter(([, lines]) => lines.length).map(([field, lines]) => (
            <div key={field} role="rowgroup" class="vs-field">
              <div role="row" class="vs-field-name"><span role="rowheader">{tOr("vessel.field_" + field, field)}</span></div>
              {lines.map((line) =>
                line.tone === "warn" ? (
                  <div key={line.key} role="row" class="vs-line warn">
                    <span role="cell" class="vs-against">
                      <b aria-hidden="true">⚠</b> {line.why}
                      {line.but && <span class="muted"> {t("vessel.but")} <Said text={line.but} /></span>}
                    </span>
                    <span role="cell"><Bars spans={line.spans} tone="warn" from={from} to={to} /></span>
                  </div>
                ) : (
                  <div key={line.key} role="row" class="vs-line">
                    <span role="cell" class="vs-value"><Name text={line.value} />{line.note && <span class="muted small"> {line.note}</span>}</span>
                    <span role="cell">
                      <span class="visually-hidden">{utc(Math.min(...line.spans.map((s) => s.from)))} – {utc(Math.max(...line.spans.map((s) => s.to)))}</span>
                      <Bars spans={line.spans} tone={line.tone} from={from} to={to} />
                    </span>
                  </div>
                ),
              )}
            </div>
          ))}
          <div class="vs-axis" aria-hidden="true"><span /><span>{days.map((d) => <i key={d.time} class={d.share > 0.9 ? "last" : ""} style={{ insetInlineStart: d.share * 100 + "%" }}>{day(d.time)}</i>)}</span></div>
        </div>
      )}
    </div>
  );
}
