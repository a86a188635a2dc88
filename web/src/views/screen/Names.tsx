/* Two names character by character: each part of the one over the part of the other that it met, in the letters in which
 * they were compared, with the name as written and the romanisation by which it was read on either side. */
import { saidSpelling, t, tOr } from "../../app/i18n";
import { Name, Tag } from "../../parts";
import type { Alignment, Letter, Pair, Reading } from "./types";

/* One cell for each character; a gap where a side has none. */
function cells(letters: Letter[]): { how: string; q: string; l: string }[] {
  return letters.flatMap(({ how, query, list }) => {
    const q = [...query];
    const l = [...list];
    return Array.from({ length: Math.max(q.length, l.length) }, (_, i) => ({ how: how === "changed" && !(q[i] && l[i]) ? "only" : how.replace(/_in_.*/, ""), q: q[i] ?? "", l: l[i] ?? "" }));
  });
}

function Side(p: { label: string; reading: Reading }) {
  const r = p.reading;
  const plain = !r.romanised || r.romanised.toLowerCase() === r.text.toLowerCase().replace(/[-']/g, " ");
  return (
    <>
      <dt>{p.label}</dt>
      <dd>
        <span class="scr-written">
          <Name text={r.text} />
        </span>
        {r.romanised && !plain && (
          <>
            <span class="muted" aria-hidden="true"> → </span>
            <span class="mono">{r.romanised}</span>
          </>
        )}
        {r.system && <span class="muted small"> {t("screen.by_system", { system: saidSpelling(r.system) })}</span>}
      </dd>
    </>
  );
}

function PairBox(p: { pair: Pair; whole: Alignment }) {
  const { query, list, how, score } = p.pair;
  const original = (side: typeof query, all: string): string => (side?.text && side.text !== all && side.text.toLowerCase() !== side.romanised ? side.text : "");
  const q = original(query, p.whole.query.text);
  const l = original(list, p.whole.list.text);
  const tone = how === "equal" ? "same" : !query || !list ? "alone" : "near";
  const shown = p.pair.letters.length
    ? cells(p.pair.letters)
    : Array.from({ length: Math.max([...(query?.romanised ?? "")].length, [...(list?.romanised ?? "")].length) }, (_, i) => ({ how: "only", q: [...(query?.romanised ?? "")][i] ?? "", l: [...(list?.romanised ?? "")][i] ?? "" }));
  const words = tOr("screen.how_" + how, how);
  return (
    <li class={"scr-pair " + tone}>
      <span class="visually-hidden">
        {query?.romanised ?? t("screen.nothing")} {words} {list?.romanised ?? t("screen.nothing")}
      </span>
      <div aria-hidden="true">
        <span class="scr-orig">{q && <Name text={q} />}</span>
        <span class="scr-letters">
          {shown.map((c, i) => (
            <span key={i} class={"scr-cell " + c.how}>
              <i>{c.q || "·"}</i>
              <i>{c.l || "·"}</i>
            </span>
          ))}
        </span>
        <span class="scr-orig">{l && <Name text={l} />}</span>
        <span class="scr-how">
          {words}
          {query && list ? <b> {score.toFixed(2)}</b> : null}
        </span>
      </div>
    </li>
  );
}

export function Names(p: { alignment: Alignment }) {
  const a = p.alignment;
  return (
    <section class="scr-names" aria-label={t("screen.names")}>
      <h3>
        {t("screen.names")} {a.space && <Tag title={t("screen.space_why")}>{tOr("screen.space_" + a.space, a.space)}</Tag>} {a.exact && <Tag tone="good">{t("screen.exact")}</Tag>}
      </h3>
      <dl class="facts">
        <Side label={t("screen.asked")} reading={a.query} />
        <Side label={t("screen.listed")} reading={a.list} />
      </dl>
      <ul class="scr-pairs">
        {a.pairs.map((pair, i) => (
          <PairBox key={i} pair={pair} whole={a} />
        ))}
      </ul>
      <details>
        <summary>{t("screen.readings")}</summary>
        <table class="scr-readings">
          <thead>
            <tr>
              <th scope="col">{t("screen.side")}</th>
              <th scope="col">{t("screen.space")}</th>
              <th scope="col">{t("screen.system")}</th>
              <th scope="col">{t("screen.read_as")}</th>
            </tr>
          </thead>
          <tbody>
            {([[t("screen.asked"), a.query], [t("screen.listed"), a.list]] as const).flatMap(([side, r]) =>
              r.readings.map((x, i) => (
                <tr key={side + i}>
                  <td>{i === 0 ? side : ""}</td>
                  <td>{tOr("screen.space_" + x.space, x.space)}</td>
                  <td>{saidSpelling(x.system)}</td>
                  <td class="mono">{x.romanised}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </details>
    </section>
  );
}
