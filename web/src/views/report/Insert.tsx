/* Finding what a sentence is to cite: all words, over claims, observations, items and findings of the case. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useGet, type List } from "../../app/api";
import { t, tOr } from "../../app/i18n";
import { Dialog, Name, ProblemBox, Tag, Unseen } from "../../parts";

interface Filing {
  type: string;
  id: string;
  label?: string;
  withdrawn_by?: number | null;
  [key: string]: unknown;
}

const KINDS = ["claim", "observation", "item", "finding"];

function titleOf(f: Filing): string {
  const part = (key: string): string => (typeof f[key] === "string" ? (f[key] as string) : "");
  const join = (...keys: string[]): string => keys.map(part).filter(Boolean).join(" ");
  if (f.type === "claim") return join("who", "did", "whom") || part("text");
  if (f.type === "observation") return [join("subject"), part("counterparty")].filter(Boolean).join(" – ") || part("text");
  return part("title") || part("statement") || part("text") || f.id;
}

function detailOf(f: Filing): string {
  return ["as", "start", "observed", "place", "source"].flatMap((k) => (typeof f[k] === "string" && f[k] ? [f[k] as string] : [])).join(" · ");
}

export function Insert(p: { open: boolean; close(): void; onInsert(id: string): void }) {
  return (
    <Dialog title={t("report.insert")} open={p.open} close={p.close}>
      <Find {...p} />
    </Dialog>
  );
}

function Find(p: { close(): void; onInsert(id: string): void }) {
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const [kind, setKind] = useState("claim");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const got = useGet<List<Filing>>("/api/filings", { q: asked, kind });
  const rows = (got.data?.items ?? []).filter((f) => KINDS.includes(f.type) && f.id && (f.withdrawn_by ?? -1) < 0).slice(0, 200);
  useEffect(() => {
    const timer = setTimeout(() => input.current?.focus(), 0); /* behind the dialog, which focuses what comes first */
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 200);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => setAt(0), [asked, kind]);
  useEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [at]);
  const take = (f: Filing | undefined): void => {
    if (!f) return;
    p.close();
    p.onInsert(f.label || f.id);
  };
  return (
    <div class="insert">
      <div class="row">
        <input
          ref={input}
          class="grow"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="insert-found"
          aria-activedescendant={rows.length ? `insert-${at}` : undefined}
          aria-label={t("report.insert_find")}
          placeholder={t("report.insert_find")}
          value={text}
          onInput={(e) => setText(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key === "ArrowDown" || e.key === "ArrowUp") {
              e.preventDefault();
              setAt((n) => Math.max(0, Math.min(rows.length - 1, n + (e.key === "ArrowDown" ? 1 : -1))));
            } else if (e.key === "Enter") {
              e.preventDefault();
              take(rows[at]);
            }
          }}
        />
        <select aria-label={t("report.insert_kind")} value={kind} onChange={(e) => setKind(e.currentTarget.value)}>
          {KINDS.map((k) => (
            <option key={k} value={k}>
              {tOr("report.ref." + k, k)}
            </option>
          ))}
        </select>
      </div>
      <ProblemBox problem={got.problem} />
      <div class="insert-found" id="insert-found" ref={list} role="listbox" aria-label={t("report.insert_found")}>
        {rows.map((f, i) => (
          <div key={f.id} id={`insert-${i}`} role="option" aria-selected={i === at} onClick={() => take(f)}>
            <span class="row">
              <Tag>{tOr("report.ref." + f.type, f.type)}</Tag>
              <code>{f.label || f.id}</code>
              <Name text={titleOf(f)} />
            </span>
            <span class="muted small">{detailOf(f)}</span>
          </div>
        ))}
      </div>
      {!rows.length && !got.loading && <p class="muted">{t("report.insert_none")}<Unseen /></p>}
      <p class="muted small">{t("report.insert_how")}</p>
    </div>
  );
}
