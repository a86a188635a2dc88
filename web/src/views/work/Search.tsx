/* Search over everything: ships, filings, names on lists, the text of reports, notes. The words stand in the address. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useGet, type List } from "../../app/api";
import { number } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { href, setParams, useParam } from "../../app/router";
import { Empty, eventName, Loading, Name, ProblemBox, Time } from "../../parts";
import type { Hit } from "./types";

export function Search() {
  const [q] = useParam("q");
  const [kind, setKind] = useParam("kind");
  const [text, setText] = useState(q);
  const box = useRef<HTMLInputElement>(null);
  const timer = useRef(0);
  useEffect(() => {
    if (!q) box.current?.focus();
  }, []);
  const type = (value: string): void => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setParams({ q: value.trim(), kind: null }), 250);
  };
  useKeys({ f: ["work.key_find", () => box.current?.focus()] });
  const got = useGet<List<Hit>>(q ? "/api/search" : null, { q, kind, limit: kind ? 500 : 60 });
  const all = useGet<List<Hit>>(q && kind ? "/api/search" : null, { q, limit: 1 });
  const counts = ((kind ? all.data : got.data)?.summary.counts ?? {}) as Record<string, number>;
  const groups = Object.keys(counts).map((k) => ({ kind: k, hits: (got.data?.items ?? []).filter((h) => h.kind === k) }));
  return (
    <div class="work-search">
      <div class="work-ask">
        <input ref={box} type="search" aria-label={t("work.search_what")} placeholder={t("work.search_what")} value={text} onInput={(e) => type(e.currentTarget.value)} />
        {q && got.data && (
          <div class="row" role="group" aria-label={t("work.kinds")}>
            <button type="button" aria-pressed={!kind ? "true" : "false"} onClick={() => setKind(null)}>
              {t("work.every_kind")} <span class="muted">{number(Object.values(counts).reduce((a, b) => a + b, 0))}</span>
            </button>
            {Object.entries(counts).map(([k, n]) => (
              <button key={k} type="button" aria-pressed={kind === k ? "true" : "false"} onClick={() => setKind(k)}>
                {tOr("work.kind_" + k, k)} <span class="muted">{number(n)}</span>
              </button>
            ))}
          </div>
        )}
      </div>
      <div class="work-found" role="region" aria-label={t("work.found")} tabIndex={0}>
        {got.problem ? (
          <ProblemBox problem={got.problem} />
        ) : !q ? (
          <Empty asks title={t("work.search_empty")}>{t("work.search_empty_next")}</Empty>
        ) : !got.data ? (
          <Loading />
        ) : !got.data.items.length ? (
          <Empty title={t("work.search_none", { q })}>
            <a href={href("/screen", { q })}>{t("work.search_screen")}</a>
          </Empty>
        ) : (
          groups
            .filter((g) => g.hits.length)
            .map((g) => (
              <section key={g.kind}>
                <h2>
                  {tOr("work.kind_" + g.kind, g.kind)} <span class="muted">{number(counts[g.kind])}</span>
                </h2>
                <ul>
                  {g.hits.map((h) => (
                    <li key={h.id}>
                      <a href={href(h.href)}>
                        <Name text={g.kind === "event" ? eventName(h.title) : h.title} />
                      </a>
                      <span class="muted work-detail">
                        <Name text={h.detail} />
                      </span>
                      <span class="muted mono small">{g.kind === "note" || g.kind === "event" ? "" : h.id}</span>
                      {h.at && <Time at={h.at} />}
                    </li>
                  ))}
                </ul>
                {counts[g.kind] > g.hits.length && (
                  <button type="button" class="quiet" onClick={() => setKind(g.kind)}>
                    {t("work.more_of", { n: number(counts[g.kind]) })}
                  </button>
                )}
              </section>
            ))
        )}
      </div>
    </div>
  );
}
