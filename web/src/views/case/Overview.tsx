/* The case at a glance. */
import { useGet } from "../../app/api";
import { number } from "../../app/format";
import { t } from "../../app/i18n";
import { Copy, Loading, ProblemBox, Tag, Time } from "../../parts";
import { Running } from "./Running";
import type { Case } from "./types";

export function Overview() {
  const got = useGet<Case>("/api/case");
  if (got.problem) return <div class="case-pad"><ProblemBox problem={got.problem} retry={got.reload} /></div>;
  const c = got.data;
  if (!c) return <Loading of={t("view.case")} />;
  const behind = c.log.checkpoint ? c.log.size - c.log.checkpoint.size : null;
  const figures: [string, number][] = [
    [t("case.recordings"), c.holds.recordings],
    [t("case.reports"), c.holds.reports],
    [t("case.filings"), c.holds.filings],
    [t("case.n_lists"), c.holds.lists],
    [t("case.entries"), c.log.size],
  ];
  return (
    <div class="case-page">
      <header>
        <h2>{c.participant ?? t("case.no_name")}</h2>
        <Tag tone={c.exercise ? "warn" : undefined}>{c.exercise ? t("case.exercise") : t("case.real")}</Tag>
        {c.read_only && <Tag tone="bad">{t("case.read_only")}</Tag>}
        <span class="muted">
          {t("case.since")} <Time at={c.begins} />
        </span>
      </header>
      {c.read_only && <p class="warn">{c.read_only}</p>}
      <dl class="case-figures">
        {figures.map(([label, n]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{number(n)}</dd>
          </div>
        ))}
      </dl>
      <div class="case-cards">
        <section class="card">
          <h3>{t("case.now")}</h3>
          <Running />
        </section>
        <section class="card">
          <h3>{t("case.span")}</h3>
          <p>
            <Time at={c.holds.first} /> – <Time at={c.holds.last} />
          </p>
          <h3>{t("case.last_check")}</h3>
          {c.last_check ? (
            <p>
              <Tag tone={c.last_check.faults ? "bad" : "good"}>{c.last_check.faults ? t("case.faults", { n: c.last_check.faults }) : t("case.no_fault")}</Tag> <Time at={c.last_check.at} />,{" "}
              {c.last_check.whole ? t("case.check_whole") : t("case.check_quick")}, {t("case.n_entries", { n: number(c.last_check.entries) })}
              {c.last_check.entries < c.log.size && <span class="muted"> · {t("case.since_then", { n: number(c.log.size - c.last_check.entries) })}</span>}
            </p>
          ) : (
            <p class="muted">{t("case.never_checked")}</p>
          )}
        </section>
        <section class="card">
          <h3>{t("case.keys")}</h3>
          <ul class="case-keys">
            {c.keys.map((k) => (
              <li key={k.key}>
                <b>{k.person}</b> <code title={k.key}>{k.key.slice(0, 16)}</code>
                <span class="muted small">
                  {t("case.entry", { n: k.entry })}
                  {k.here === true && ` · ${t("case.key_here")}`}
                  {k.sealed === true && ` · ${t("case.key_sealed")}`}
                </span>
              </li>
            ))}
          </ul>
        </section>
        <section class="card">
          <h3>{t("case.signatures")}</h3>
          {c.log.checkpoint ? (
            <>
              <p>
                {t("case.checkpoint", { n: number(c.log.checkpoint.size) })}
                {behind ? <span class="warn"> · {t("case.behind", { n: number(behind) })}</span> : null}
              </p>
              <p>
                <code class="case-hash">{c.log.checkpoint.root}</code>
              </p>
            </>
          ) : (
            <p class="warn">{t("case.no_checkpoint")}</p>
          )}
          <p>{c.log.witnesses.length ? t("case.witnessed", { names: c.log.witnesses.join(", ") }) : <span class="muted">{t("case.no_witness")}</span>}</p>
        </section>
      </div>
      <section class="card">
        <h3>{t("case.offline")}</h3>
        <p class="muted">{t("case.offline_why")}</p>
        <ul class="case-commands">
          {c.check_offline.map((command) => (
            <li key={command}>
              <Copy text={command} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
