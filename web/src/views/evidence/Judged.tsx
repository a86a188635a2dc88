/* Who judged a claim, answered it or corrected it, and how much of that this reader may not see: wherever a claim is
 * shown whole, so that none looks unanimous that is not. */
import { t, tOr } from "../../app/i18n";
import { href } from "../../app/router";
import { Name, Tag } from "../../parts";
import { addressOf, type ClaimLine, type Said, type Unseen } from "./types";

export function Judged(p: { items: ClaimLine[] }) {
  const said = p.items.filter((x): x is Said => x.type === "judgement" || x.type === "reply" || x.type === "correction");
  const unseen = p.items.find((x): x is Unseen => x.type === "withheld");
  const kept = unseen ? unseen.judgements + unseen.letters + unseen.corrections + unseen.grades : 0;
  if (said.length === 0 && kept === 0) return null;
  return (
    <section class="card ev-judged">
      <h3>{t("evidence.judged")}</h3>
      <ul class="ev-whys">
        {said.map((s) => (
          <li key={s.id}>
            <Tag tone={s.type === "judgement" ? (s.verdict === "approve" ? "good" : "bad") : "warn"}>
              {s.type === "judgement" ? tOr("report.review." + s.verdict, s.verdict ?? "") : tOr("evidence." + s.type, s.type)}
            </Tag>{" "}
            <a href={href(addressOf(s.id))}>
              <Name text={[s.party, s.by ?? s.from].filter(Boolean).join(", ") || s.id} />
            </a>
            {(s.text ?? s.words) && (
              <>
                {": "}
                <Name text={(s.text ?? s.words) as string} />
              </>
            )}
            {s.is && (
              <>
                {": "}
                {s.was && <del><Name text={s.was} /></del>} <Name text={s.is} />
              </>
            )}
          </li>
        ))}
      </ul>
      {kept > 0 && <p class="warn">{t("evidence.judged_withheld", { n: kept })}</p>}
    </section>
  );
}
