/* What the check says of the text: one line, and the faults below it. Arrow keys move, Enter goes to the place. */
import { useRef } from "preact/hooks";
import { number } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { Said, Tag } from "../../parts";
import type { Checked, Fault } from "./types";

export function CheckLine(p: { checked: Checked | null; busy: boolean }) {
  const s = p.checked?.summary;
  if (!s) return <p class="check-line muted">{p.busy ? t("report.checking") : ""}</p>;
  return (
    <p class="check-line" role="status">
      <Tag tone={s.errors ? "bad" : "good"}>{s.errors ? t("report.errors", { n: s.errors }) : t("report.no_errors")}</Tag>
      {s.warnings > 0 && <Tag tone="warn">{t("report.warnings", { n: s.warnings })}</Tag>}
      <span class="muted">
        {t("report.size", { words: number(s.words), pages: s.pages, max: s.max_pages })} · {t("report.reviewed_of", { n: s.reviewed, all: s.findings })}
        {s.judgements_withheld > 0 && " · " + t("report.judgements_withheld", { n: s.judgements_withheld })}
      </span>
      {p.busy && <span class="muted">{t("report.checking")}</span>}
    </p>
  );
}

export function Problems(p: { checked: Checked | null; at: number; onGo(fault: Fault, index: number): void }) {
  const list = useRef<HTMLUListElement>(null);
  const faults = p.checked?.faults ?? [];
  if (!faults.length) {
    return p.checked ? <p class="check-none muted">{t("report.no_faults")}</p> : null;
  }
  const move = (e: KeyboardEvent): void => {
    const step = e.key === "ArrowDown" || e.key === "j" ? 1 : e.key === "ArrowUp" || e.key === "k" ? -1 : 0;
    if (!step) return;
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    if (!next) return;
    e.preventDefault();
    e.stopPropagation();
    next.focus();
  };
  const ordered = faults.map((f, i) => ({ f, i })).sort((a, b) => Number(b.f.severity === "error") - Number(a.f.severity === "error"));
  return (
    <ul class="faults" ref={list} aria-label={t("report.faults")} onKeyDown={move}>
      {ordered.map(({ f, i }, n) => (
        <li key={i}>
          <button type="button" class={"fault-row " + f.severity} tabIndex={n === 0 || i === p.at ? 0 : -1} onClick={() => p.onGo(f, i)}>
            <span class="fault-place">{f.line === null ? "–" : `${f.line}:${f.column}`}</span>
            <span class="fault-kind">{tOr("report.fault." + f.kind, f.kind)}</span>
            <span class="fault-why">
              {f.statement && <b>{f.statement} </b>}
              <Said text={f.why} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
