/* What the sentence in hand rests on: what it names, what lies below that, and the questions of S/2006/997 about it. */
import { t, tOr } from "../../app/i18n";
import { href } from "../../app/router";
import { Empty, Lead, Name, Said, Tag } from "../../parts";
import type { Checked, Ref, Statement } from "./types";

/* Ids of events, in words of the server. */
const short = (words: string): string => words.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1…");

const ITEM_TONE = { yes: "good", no: "bad", unknown: "warn", not_applicable: undefined } as const;

export function linkOf(ref: { id: string; kind: string }): string {
  if (ref.kind === "event") return href("/watch", { event: ref.id });
  if (ref.kind === "screening") return href("/screen", { screening: ref.id });
  if (ref.kind === "exhibit") return href("/case");
  return href("/evidence/" + ref.id);
}

function Line(p: { r: Ref }) {
  const { r } = p;
  return (
    <li class="rest-line">
      <Tag>{tOr("report.ref." + r.kind, r.kind)}</Tag>
      <span class="grow">
        <a href={linkOf(r)}>
          <Name text={r.title} />
        </a>
        <span class="muted small rest-more">
          <code>{r.id.length > 20 ? r.id.slice(0, 12) + "…" : r.id}</code>
          {r.when && <span>{r.when}</span>}
          {r.place && <span>{r.place}</span>}
          {r.origins !== null && <span>{t(r.links_withheld ? "report.origins_at_most" : "report.origins", { n: r.origins })}</span>}
        </span>
      </span>
      {r.kind === "claim" && !r.withheld && r.supports === 0 && <Tag tone={r.supports_withheld ? "warn" : "bad"}>{t(r.supports_withheld ? "report.fault.support_withheld" : "report.rests_on_nothing")}</Tag>}
      {r.withdrawn && <Tag tone="bad">{t("report.withdrawn")}</Tag>}
      {r.withheld && <Tag tone="warn">{t("report.withheld")}</Tag>}
    </li>
  );
}

export function Support(p: { checked: Checked | null; here: string; onGo(s: Statement): void }) {
  const all = p.checked?.statements ?? [];
  const s = all.find((x) => x.statement === p.here);
  if (!s) {
    return (
      <div class="rests">
        {all.length ? (
          <>
            <p class="muted">{t("report.rests_choose")}</p>
            <ol class="outline">
              {all.map((x) => (
                <li key={x.statement}>
                  <button type="button" class="quiet" onClick={() => p.onGo(x)}>
                    <span class={"kind k-" + x.kind}>{t(`report.kind.${x.kind}`)}</span>
                    <span class="outline-text">{x.text || x.statement}</span>
                  </button>
                </li>
              ))}
            </ol>
          </>
        ) : (
          <Empty asks title={t("report.rests_none")}>{t("report.rests_none_next")}</Empty>
        )}
      </div>
    );
  }
  const refs = new Map((p.checked?.refs ?? []).map((r) => [r.id, r]));
  const direct = s.cites.map((id) => refs.get(id) ?? id);
  const below = s.rests_on.filter((id) => !s.cites.includes(id)).flatMap((id) => refs.get(id) ?? []);
  const fault = p.checked?.faults.find((f) => f.statement === s.statement && (f.kind === "no_support" || f.kind === "support_withheld"));
  const checklist = p.checked?.checklists.find((c) => c.statement === s.statement);
  return (
    <div class="rests">
      <h2 class="row">
        <span class={"kind k-" + s.kind}>{t(`report.kind.${s.kind}`)}</span> <code>{s.statement}</code>
        {s.origins !== null && s.origins > 0 && <Tag tone={s.origins > 1 && !s.links_withheld ? "good" : "warn"}>{t(s.links_withheld ? "report.origins_at_most" : "report.origins", { n: s.origins })}</Tag>}
        {fault && <Tag tone={fault.severity === "error" ? "bad" : "warn"}>{tOr("report.fault." + fault.kind, fault.kind)}</Tag>}
      </h2>
      <blockquote>{s.text}</blockquote>
      {s.status === "lead, not a finding" && <Lead>{t("report.lead_why")}</Lead>}
      {s.status === "reviewed finding" && (
        <p>
          <Tag tone="good">{t("report.reviewed")}</Tag>
        </p>
      )}
      {s.circular && <p class="bad">{t("report.circular")}</p>}
      <section>
        <h3>{t("report.names_itself")}</h3>
        {direct.length ? (
          <ul>
            {direct.map((r) =>
              typeof r !== "string" ? (
                <Line key={r.id} r={r} />
              ) : (
                <li key={r} class="rest-line">
                  {all.some((x) => x.statement === r) ? (
                    <button type="button" class="link" onClick={() => p.onGo(all.find((x) => x.statement === r)!)}>
                      {t("report.statement_named", { id: r })}
                    </button>
                  ) : (
                    <span class="bad">{t("report.unknown_ref", { id: r })}</span>
                  )}
                </li>
              ),
            )}
          </ul>
        ) : (
          <p class="muted">{t(s.kind === "finding" || s.kind === "assessment" ? "report.names_nothing" : "report.needs_nothing")}</p>
        )}
      </section>
      {below.length > 0 && (
        <section>
          <h3>{t("report.below")}</h3>
          <ul>
            {below.map((r) => (
              <Line key={r.id} r={r} />
            ))}
          </ul>
        </section>
      )}
      {checklist && (
        <section>
          <h3>{t("report.checklist")}</h3>
          <table class="checklist">
            <tbody>
              {checklist.items.map((item) => (
                <tr key={item.item}>
                  <th scope="row">{t(`report.item.${item.item}` as "report.item.source")}</th>
                  <td>
                    <Tag tone={ITEM_TONE[item.verdict]}>{t(`report.verdict.${item.verdict}`)}</Tag>
                  </td>
                  <td class="muted"><Said text={short(item.why)} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
