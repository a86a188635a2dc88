/* Judging a pair by keys: y match, n no match, u unsure, z takes the decision back. A dialog asks for the reason; what a
 * reviewer decides is a signed entry of the case. `about` gives the kept screening that the decision is about ("28:A1"),
 * and keeps the question first where nobody has. */
import { useEffect, useState } from "preact/hooks";
import { send } from "../../app/api";
import { t, tOr, type TextKey } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { href } from "../../app/router";
import { may, useSession } from "../../app/session";
import { Dialog, Form, Name, Said, Tag, toast } from "../../parts";
import { limited } from "./ask";
import { keyOf, type Candidate } from "./types";

const REASONS = ["name", "birth_date", "country", "identifier", "kind", "address", "document", "known_party", "other"];
const OF_KIND: Record<string, string> = { name: "name", birthDate: "birth_date", country: "country", schema: "kind", gender: "other" };
const VERDICTS: [string, string, TextKey, TextKey][] = [
  ["match", "y", "screen.match", "screen.key_match"],
  ["no_match", "n", "screen.no_match", "screen.key_no_match"],
  ["unsure", "u", "screen.unsure", "screen.key_unsure"],
];

/* What decided most in that direction, as a first choice. */
function firstReason(c: Candidate, verdict: string): string {
  if (verdict === "unsure") return "other";
  const sign = verdict === "match" ? 1 : -1;
  const strongest = [...c.reasons].sort((a, b) => sign * (b.effect - a.effect))[0];
  if (!strongest || strongest.effect * sign <= 0) return "name";
  return OF_KIND[strongest.kind] ?? "identifier";
}

export function verdictTone(verdict: string): "bad" | "good" | "warn" {
  return verdict === "match" ? "bad" : verdict === "no_match" ? "good" : "warn";
}

let reviewerSaid = ""; /* of this visit: typed once */

export function Judge(p: { candidate: Candidate; about(reviewer: string): Promise<Record<string, string>>; refused?: string; done(): void }) {
  const session = useSession();
  const c = p.candidate;
  const [asking, setAsking] = useState("");
  const refused = limited() ?? p.refused;
  const allowed = may("reviewer") && !refused;
  const ruling = c.decision;
  const local = !session?.person;
  useEffect(() => {
    if (asking) requestAnimationFrame(() => document.getElementById("judge-text")?.focus());
  }, [asking]);
  const ask = (verdict: string): void => {
    if (allowed) setAsking(verdict);
    else toast(refused ?? t("screen.no_right"), "bad");
  };
  const undo = (): void => {
    if (!ruling || !may("reviewer") || limited()) return;
    send("POST", "/api/decisions/undo", { entry: ruling.entry, ...(reviewerSaid && local ? { reviewer: reviewerSaid } : {}) })
      .then(() => {
        toast(t("screen.undone", { n: ruling.entry }));
        p.done();
      })
      .catch((e: Error) => toast(e.message, "bad"));
  };
  useKeys({
    y: ["screen.key_match", () => ask("match")],
    n: ["screen.key_no_match", () => ask("no_match")],
    u: ["screen.key_unsure", () => ask("unsure")],
    z: ["screen.key_undo", undo],
  });
  return (
    <section class="scr-judge" aria-label={t("screen.judge")}>
      <div class="row">
        {VERDICTS.map(([verdict, key, label]) => (
          <button key={verdict} type="button" disabled={!allowed} aria-pressed={ruling?.verdict === verdict} onClick={() => ask(verdict)}>
            {t(label)} <kbd>{key}</kbd>
          </button>
        ))}
        {ruling && (
          <button type="button" class="quiet" disabled={!may("reviewer") || !!limited()} onClick={undo}>
            {t("screen.undo")} <kbd>z</kbd>
          </button>
        )}
      </div>
      {refused && <p class="small muted">{refused}</p>}
      {!may("reviewer") && <p class="small muted">{t("screen.no_right")}</p>}
      {ruling ? (
        <p class="scr-ruling">
          <Tag tone={verdictTone(ruling.verdict)}>{tOr("screen." + ruling.verdict, ruling.verdict)}</Tag> {t("screen.ruled_by", { who: ruling.by })}:{" "}
          {tOr("screen.reason_" + ruling.reason, ruling.reason)}, “{ruling.text}”{" "}
          <a href={href(`/evidence/log/${ruling.entry}`)}>{t("screen.entry", { n: ruling.entry })}</a>
          {!ruling.stands && (
            <span class="warn">
              {" "}
              {t("screen.stands_not")}: <Said text={ruling.why_not ?? ""} />
            </span>
          )}
        </p>
      ) : (
        <p class="small muted">{t("screen.undecided")}</p>
      )}
      <Dialog title={`${tOr("screen." + (asking || "unsure"), asking)}: ${c.query} — ${c.caption}`} open={asking !== ""} close={() => setAsking("")}>
        <p class="scr-dialog-pair">
          <Name text={c.query} /> <span class="muted">—</span> <Name text={c.caption} /> <Tag>{c.list}</Tag>
        </p>
        <Form
          id="judge"
          submit={t("screen.decide_as", { verdict: tOr("screen." + (asking || "unsure"), asking) })}
          first={{ reason: firstReason(c, asking), reviewer: session?.person || reviewerSaid }}
          fields={[
            { name: "text", label: t("screen.reason_text"), required: true, wide: true, help: t("screen.reason_help") },
            { name: "reason", label: t("screen.reason"), type: "choice", required: true, choices: REASONS.map((r) => [r, tOr("screen.reason_" + r, r)]) },
            ...(local ? [{ name: "reviewer", label: t("screen.reviewer"), help: t("screen.reviewer_help") }] : []),
            { name: "expires", label: t("screen.expires"), placeholder: "2027-03-01", help: t("screen.expires_help") },
          ]}
          onSubmit={async (v) => {
            if (local) reviewerSaid = (v.reviewer ?? "").trim();
            const about = await p.about(reviewerSaid);
            const body: Record<string, string> = { ...about, entity: keyOf(c), verdict: asking, reason: v.reason, text: v.text };
            if (local && reviewerSaid) body.reviewer = reviewerSaid;
            if (v.expires?.trim()) body.expires = v.expires.trim();
            const done = await send<{ items: { entry: number; why_not: string | null }[] }>("POST", "/api/decisions", body);
            toast(t("screen.decided", { n: done.items[0].entry }));
            setAsking("");
            p.done();
          }}
        />
      </Dialog>
    </section>
  );
}
