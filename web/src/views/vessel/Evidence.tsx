/* What persons filed that names the ship: claims, sightings, interviews, papers. */
import { useMemo } from "preact/hooks";
import { apiHref, useGet, type List } from "../../app/api";
import { t, tOr } from "../../app/i18n";
import { href } from "../../app/router";
import { Empty, Loading, Name, ProblemBox, Tag, Time } from "../../parts";
import type { Paper } from "./types";

interface Filing {
  type: string;
  id: string;
  at: string;
  kind?: string | null;
  as?: string | null;
  label?: string | null;
  subject?: string | null;
  who?: string | null;
  did?: string | null;
  title?: string | null;
  observed?: string | null;
  [key: string]: unknown;
}

const text = (f: Filing): string =>
  [f.who ?? f.subject ?? f.title, f.did, f.whom, f.counterparty, f.place, f.translation ?? f.statement ?? f.text]
    .filter((x): x is string => typeof x === "string" && x !== "")
    .join(" · ");

export function Evidence(p: { mmsi: number[]; imo: number[]; names: string[]; papers: Paper[] }) {
  const by = [
    useGet<List<Filing>>(p.mmsi[0] ? "/api/filings" : null, { mmsi: p.mmsi[0] ? String(p.mmsi[0]).padStart(9, "0") : "" }),
    useGet<List<Filing>>(p.imo[0] ? "/api/filings" : null, { imo: p.imo[0] ?? "" }),
    useGet<List<Filing>>(p.names[0] ? "/api/filings" : null, { q: p.names[0] ?? "" }),
    useGet<List<Filing>>(p.names[1] ? "/api/filings" : null, { q: p.names[1] ?? "" }),
  ];
  const found = useMemo(() => {
    const all = new Map<string, Filing>();
    for (const got of by) for (const f of got.data?.items ?? []) if (f.id) all.set(f.id, f);
    return [...all.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
  }, by.map((got) => got.data));
  const problem = by.find((got) => got.problem)?.problem ?? null;
  if (problem) return <ProblemBox problem={problem} />;
  if (by.some((got) => got.loading)) return <Loading of={t("vessel.part_evidence")} />;
  if (!found.length) return <Empty title={t("vessel.no_evidence")}>{t("vessel.no_evidence_next")}</Empty>;
  return (
    <div class="stack">
      <ul class="vs-filings">
        {found.map((f) => (
          <li key={f.id}>
            <a href={href("/evidence/" + f.id)}>
              <b class="mono">{f.id}</b>
            </a>{" "}
            <Tag>{tOr("vessel.filing_" + (f.as ?? f.type), String(f.as ?? f.type))}</Tag> <Name text={text(f)} lang={typeof f.language === "string" ? f.language : undefined} />
            {f.label && <span class="muted small"> {f.label}</span>}
            <span class="grow" />
            <span class="small">
              <Time at={f.observed ?? f.at} />
            </span>
          </li>
        ))}
      </ul>
      <a class="small" href={apiHref("/api/filings.json", { q: p.names[0] ?? "" })} target="_blank" rel="noopener">
        JSON
      </a>
    </div>
  );
}
