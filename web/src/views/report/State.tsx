/* How far a report is: who judged its findings, whom they name and whether those were heard, what stands in the way of a
 * release, to whom it went; and building it. Reviews and releases are signed by a person with their key, so they are made
 * with the command that stands here. */
import { useState } from "preact/hooks";
import { may } from "../../app/session";
import { send } from "../../app/api";
import { size } from "../../app/format";
import { t } from "../../app/i18n";
import { Copy, Field, Lead, ProblemBox, Said, Tag, Time, toast } from "../../parts";
import type { Built, Finding, Report } from "./types";

const MARKINGS = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"];

export function State(p: { report: Report; pinned: boolean; dirty: boolean; save(): Promise<string | null>; onBuilt(): void }) {
  const { report } = p;
  return (
    <div class="state">
      {report.limited_to && <p class="warn">{t("report.limited", { marking: report.limited_to })}</p>}
      <section>
        <h2>{t("report.release")}</h2>
        {report.release.allowed ? (
          <p>
            <Tag tone="good">{t("report.release_allowed")}</Tag> {t("report.release_how")}
          </p>
        ) : (
          <p>
            <Tag tone="bad">{t("report.release_refused")}</Tag> <Said text={report.release.why ?? ""} />
          </p>
        )}
        <Copy text={`plimsoll -C CASE report release ${report.id} --to "NAME; NAME" --out DIR`} />
        {report.released.length > 0 && (
          <table class="plain">
            <thead>
              <tr>
                <th>{t("report.released_to")}</th>
                <th>{t("report.when")}</th>
                <th>{t("report.by")}</th>
                <th>{t("report.marking")}</th>
              </tr>
            </thead>
            <tbody>
              {report.released.map((r) => (
                <tr key={r.seq}>
                  <td>{r.to}</td>
                  <td>
                    <Time at={r.at} />
                  </td>
                  <td>{r.by}</td>
                  <td>
                    {r.marking}
                    {(r.withheld || r.up_to) && <span class="muted"> {t("report.kept_back", { what: [r.up_to, r.withheld].filter(Boolean).join(" ") })}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <Build {...p} />
      <section>
        <h2>{t("report.findings")}</h2>
        {report.findings.map((f) => (
          <FindingState key={f.statement} f={f} />
        ))}
        {!report.findings.length && <p class="muted">{t("report.no_findings")}</p>}
      </section>
    </div>
  );
}

function FindingState(p: { f: Finding }) {
  const { f } = p;
  return (
    <article class="finding-state">
      <h3 class="row">
        <code>{f.statement}</code>
        {f.finding && <span class="muted">{f.finding}</span>}
        <Tag tone={f.status === "reviewed finding" ? "good" : "warn"}>{t(f.status === "reviewed finding" ? "report.reviewed" : "part.lead")}</Tag>
        {f.dissents > 0 && <Tag tone="bad">{t("report.dissents", { n: f.dissents })}</Tag>}
        {f.withheld.judgements > 0 && <Tag tone="bad">{t("report.judgements_withheld", { n: f.withheld.judgements })}</Tag>}
      </h3>
      <p>{f.text}</p>
      {!f.finding && <Lead>{t("report.not_filed", { id: f.statement })}</Lead>}
      {f.author && <p class="muted">{t("report.author", { name: f.author })}</p>}
      {f.reviews.length > 0 && (
        <ul class="reviews">
          {f.reviews.map((r, i) =>
            r.withheld || !r.verdict ? (
              <li key={i} class="warn">
                {t("report.review.withheld")}
              </li>
            ) : (
              <li key={i}>
                <Tag tone={r.verdict === "approve" ? "good" : "bad"}>{t(`report.review.${r.verdict}`)}</Tag> <b>{r.by}</b>
                {r.party && <span class="muted"> ({r.party})</span>} {r.at && <Time at={r.at} />}
                {r.text && <span> {r.text}</span>}
              </li>
            ),
          )}
        </ul>
      )}
      {f.withheld.letters + f.withheld.outcomes + f.withheld.corrections > 0 && <p class="warn">{t("report.others_withheld", { letters: f.withheld.letters, outcomes: f.withheld.outcomes, corrections: f.withheld.corrections })}</p>}
      {f.names === null ? (
        f.finding && <p class="warn">{t("report.names_unsaid")}</p>
      ) : f.names.length ? (
        <table class="plain">
          <thead>
            <tr>
              <th>{t("report.names")}</th>
              <th>{t("report.asked")}</th>
              <th>{t("report.deadline")}</th>
              <th>{t("report.answered")}</th>
            </tr>
          </thead>
          <tbody>
            {f.names.map((n) => (
              <tr key={n.name}>
                <td>{n.name}</td>
                <td>{n.asked_at ? <Time at={n.asked_at} /> : n.not_asked_why ? t("report.not_asked_because", { why: n.not_asked_why }) : <span class="warn">{t("report.not_asked")}</span>}</td>
                <td>{n.deadline ? <Time at={n.deadline} /> : "–"}</td>
                <td>{n.received_at ? <Time at={n.received_at} /> : "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p class="muted">{t("report.names_nobody")}</p>
      )}
      {f.finding && f.status !== "reviewed finding" && <Copy text={`plimsoll -C CASE finding review ${f.finding} --verdict approve --by "NAME"`} />}
    </article>
  );
}

function Build(p: { report: Report; pinned: boolean; dirty: boolean; save(): Promise<string | null>; onBuilt(): void }) {
  const [exhibits, setExhibits] = useState(false);
  const [upTo, setUpTo] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Error | null>(null);
  const built = p.report.built;
  const build = async (e: Event): Promise<void> => {
    e.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const id = p.dirty ? await p.save() : p.report.id;
      if (id) {
        await send<Built>("POST", `/api/reports/${id}/build`, { exhibits, up_to: upTo });
        toast(t("report.built_done"));
        p.onBuilt();
      }
    } catch (error) {
      setProblem(error as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section>
      <h2>{t("report.build")}</h2>
      <form class="build" onSubmit={build}>
        <Field id="build-up-to" label={t("report.up_to")} help={t("report.up_to_help")}>
          <select id="build-up-to" value={upTo} onChange={(e) => setUpTo(e.currentTarget.value)}>
            <option value="">{t("report.up_to_head")}</option>
            {MARKINGS.map((m) => (
              <option key={m} value={m}>
                {m}
              </option>
            ))}
          </select>
        </Field>
        <label class="row">
          <input type="checkbox" checked={exhibits} onChange={(e) => setExhibits(e.currentTarget.checked)} /> {t("report.exhibits")}
        </label>
        <div class="row">
          <button type="submit" class="primary" disabled={busy || p.pinned || !may("analyst")}>
            {p.dirty ? t("report.save_build") : t("report.build_now")}
          </button>
          {busy && <span role="status">{t("report.building")}</span>}
        </div>
      </form>
      {problem && <ProblemBox problem={problem} />}
      {built ? (
        <>
          <p class="muted">
            <Time at={built.at} /> · {t("report.built_at", { n: built.log_size, marking: built.marking })}
          </p>
          <ul class="files">
            {built.files.map((f) => (
              <li key={f.name}>
                <a
                  href={f.name === "bundle.tar" ? `/api/reports/${built.id}/bundle` : f.name === "report.docx" ? `/api/reports/${built.id}.docx` : `/api/reports/${built.id}.html?built`}
                  {...(f.name === "report.html" ? { target: "_blank", rel: "noopener" } : { download: "" })}
                >
                  {t(f.name === "bundle.tar" ? "report.file_bundle" : f.name === "report.docx" ? "report.file_docx" : "report.file_page")}
                </a>
                <span class="muted">{size(f.bytes)}</span>
                <code class="small" title={t("report.sha256")}>
                  {f.sha256}
                </code>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p class="muted">{t("report.not_built")}</p>
      )}
    </section>
  );
}
