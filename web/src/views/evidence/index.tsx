/* View: evidence. Claims, what was filed, the log, and verifying what somebody brings. Addresses: /evidence, /evidence/claims/ID,
 * /evidence/filings[/ID], /evidence/log[/SEQ], /evidence/verify; a bare id leads to what it is. A file dropped anywhere here is
 * verified. */
import { useState } from "preact/hooks";
import { t } from "../../app/i18n";
import { go, href } from "../../app/router";
import { Drop, useDrop } from "../../parts";
import { ClaimPage, Claims } from "./Claims";
import { FilingPage, Filings } from "./Filings";
import { EntryPage, Log } from "./Log";

const SECTIONS = ["claims", "filings", "log", "verify"] as const;

/* "C17" -> claims C17; "12" -> log 12; "O3" or a label -> filings. */
export function placeOf(path: string): { section: string; id: string } {
  const [first = "", ...rest] = path.split("/").filter(Boolean);
  if ((SECTIONS as readonly string[]).includes(first)) return { section: first, id: rest.join("/") };
  if (!first) return { section: "claims", id: "" };
  if (/^C\d/.test(first)) return { section: "claims", id: first };
  if (/^\d+$/.test(first)) return { section: "log", id: first };
  return { section: "filings", id: path };
}

export default function View(p: { id: string }) {
  const { section, id } = placeOf(p.id);
  const [files, setFiles] = useState<File[]>([]);
  return (
    <div class="evidence">
      <h1 class="visually-hidden">{t("view.evidence")}</h1>
      <nav class="ev-nav" aria-label={t("view.evidence")}>
        <a href={href("/evidence")} aria-current={section === "claims" ? "true" : undefined}>
          {t("evidence.claims")}
        </a>
        <a href={href("/evidence/filings")} aria-current={section === "filings" ? "true" : undefined}>
          {t("evidence.filings")}
        </a>
        <a href={href("/evidence/log")} aria-current={section === "log" ? "true" : undefined}>
          {t("evidence.log")}
        </a>
        <a href={href("/evidence/verify")} aria-current={section === "verify" ? "true" : undefined}>
          {t("evidence.verify")}
        </a>
      </nav>
      <div class={"ev-body" + (id || section === "verify" ? " scrolls" : "")}>
        {section === "claims" && (id ? <ClaimPage key={id} id={id} /> : <Claims />)}
        {section === "filings" && (id ? <FilingPage key={id} id={id} /> : <Filings />)}
        {section === "log" && (id ? <EntryPage key={id} seq={id} /> : <Log />)}
        {section === "verify" && (
          <div class="ev-verify">
            <Drop files={files} />
          </div>
        )}
      </div>
      {section !== "verify" && (
        <DropAnywhere
          take={(dropped) => {
            setFiles(dropped);
            go("/evidence/verify");
          }}
        />
      )}
    </div>
  );
}

function DropAnywhere(p: { take(files: File[]): void }) {
  const over = useDrop(p.take);
  return over ? <div class="ev-over">{t("evidence.drop_here")}</div> : null;
}
