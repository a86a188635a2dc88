/* Entries of lists that bear what the ship says of itself: which words agree, how surely, and what speaks against it. */
import { number } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { href } from "../../app/router";
import { Empty, Ident, Meter, Name, Said, Tag, Time, Why } from "../../parts";
import type { Hit } from "./types";

export function Lists(p: { hits: Hit[] }) {
  if (!p.hits.length) return <Empty title={t("vessel.no_hits")}>{t("vessel.no_hits_next")}</Empty>;
  const entries = new Map<string, Hit[]>();
  for (const hit of p.hits) {
    const key = `${hit.list} ${hit.reference} ${hit.via_mmsi ?? ""}`;
    entries.set(key, [...(entries.get(key) ?? []), hit]);
  }
  const against = new Map(p.hits.flatMap((h) => h.against.map((words, i) => [words, h.against_keys?.[i] ?? null] as const)));
  const innocent = [...new Set(p.hits.map((h) => h.class))].map((c) => tOr("vessel.innocent_" + c, "")).filter(Boolean);
  return (
    <div class="stack">
      {[...entries.values()].map((hits) => {
        const entry = hits[0];
        return (
          <article key={entry.list + entry.reference + entry.via_mmsi} class={"card vs-hit" + (hits.every((h) => h.cleared) ? " cleared" : "")}>
            <div class="row">
              <h3>
                <Name text={entry.caption} />
              </h3>
              <Tag>{entry.list}</Tag>
              <span class="mono">{entry.reference}</span>
              <span class="muted">{entry.published ? t("vessel.published", { day: entry.published }) : t("vessel.published_unknown")}</span>
              <span class="grow" />
              {hits.some((h) => h.cleared) && <Tag tone="good">{t("vessel.cleared")}</Tag>}
              <a class="small" href={href("/screen", { q: hits.find((h) => h.field === "name")?.said ?? entry.caption, imo: hits.find((h) => h.field === "imo")?.said })}>
                {t("vessel.to_screen")}
              </a>
            </div>
            <table class="vs-reasons">
              <thead>
                <tr>
                  <th scope="col">{t("vessel.reason")}</th>
                  <th scope="col">{t("vessel.it_says")}</th>
                  <th scope="col">{t("vessel.entry_says")}</th>
                  <th scope="col">{t("vessel.score")}</th>
                  <th scope="col">{t("vessel.heard")}</th>
                </tr>
              </thead>
              <tbody>
                {hits.map((h, i) => (
                  <tr key={i}>
                    <td>
                      {tOr("watch.class_" + h.class, h.reason)}
                      {h.via_mmsi && (
                        <span>
                          : <Ident mmsi={h.via_mmsi} />
                        </span>
                      )}
                      {h.why && <div class="muted small"><Said text={h.why} /></div>}
                    </td>
                    <td class="mono">{h.said}</td>
                    <td class="mono">{h.listed_value}</td>
                    <td>{h.score === null ? <span title={t("vessel.equal_why")}>{t("vessel.equal")}</span> : <Meter value={h.score} label={t("vessel.score")} text={number(h.score, 2)} />}</td>
                    <td class="small">
                      <Time at={h.first} /> – <Time at={h.last} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </article>
        );
      })}
      {against.size > 0 && <Why title={t("vessel.against")} items={[...against].map(([words, keyed]) => <Said text={words} keyed={keyed} />)} />}
      <Why items={innocent} />
    </div>
  );
}
