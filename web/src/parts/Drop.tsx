/* Checking a file that somebody brings: a bundle, a proof or a checkpoint, dropped on the page or chosen, is judged by the
 * server with the code of plimsoll-verify, and what holds is told line by line. Nothing of it is kept.
 *
 *   <Drop />                      a zone with a button; several files one after the other
 *   <Verdict of={verification} /> one judged file: the word, why, its log, its parts (those that do not hold first)
 *
 * A whole page takes drops with useDrop((files) => ...), and gives them to <Drop files={files} />. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ask, type List } from "../app/api";
import { number, size } from "../app/format";
import { t } from "../app/i18n";
import { Said } from "./said";
import { Copy, ProblemBox } from "./small";

export interface Part {
  part: string;
  holds: boolean | null;
  why: string;
}

export interface Verification {
  file: string;
  kind: string | null;
  holds: boolean | null;
  origin: string | null;
  size: number | null;
  index: number | null;
  cosigned_by: { name: string; time?: string }[];
  why: string;
  parts: Part[];
}

const MAX = 64 << 20; /* bytes that the server takes */

export async function verifyFile(file: File, trust = ""): Promise<Verification> {
  const query = new URLSearchParams({ name: file.name });
  if (trust) query.set("trust", trust);
  const list = await ask<List<Record<string, unknown>>>("/api/verify?" + query, file, "application/octet-stream");
  const whole = list.items.find((line) => line.type === "verification") as unknown as Verification;
  return { ...whole, parts: list.items.filter((line) => line.type === "part") as unknown as Part[] };
}

/* Files that are dropped anywhere while the component is shown and `active`; true while some are held above the page. */
export function useDrop(take: (files: File[]) => void, active = true): boolean {
  const [over, setOver] = useState(false);
  const last = useRef(take);
  last.current = take;
  useEffect(() => {
    if (!active) return;
    const holds = (e: DragEvent): boolean => [...(e.dataTransfer?.types ?? [])].includes("Files");
    const onOver = (e: DragEvent): void => {
      if (!holds(e)) return;
      e.preventDefault();
      setOver(true);
    };
    const onLeave = (e: DragEvent): void => {
      if (!e.relatedTarget) setOver(false);
    };
    const onDrop = (e: DragEvent): void => {
      if (!holds(e)) return;
      e.preventDefault();
      setOver(false);
      last.current([...(e.dataTransfer?.files ?? [])]);
    };
    addEventListener("dragover", onOver);
    addEventListener("dragleave", onLeave);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragover", onOver);
      removeEventListener("dragleave", onLeave);
      removeEventListener("drop", onDrop);
    };
  }, [active]);
  return over;
}

interface Judged {
  file: File;
  busy: boolean;
  verdict?: Verification;
  problem?: Error;
}

export function Drop(p: { files?: File[] }) {
  const [trust, setTrust] = useState("");
  const [judged, setJudged] = useState<Judged[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const judge = async (files: File[]): Promise<void> => {
    setJudged(files.map((file) => ({ file, busy: true })));
    for (const [i, file] of files.entries()) {
      const one: Judged = { file, busy: false };
      try {
        if (file.size > MAX) throw new Error(t("drop.too_large", { size: size(MAX), name: file.name }));
        one.verdict = await verifyFile(file, trust.trim());
      } catch (e) {
        one.problem = e as Error;
      }
      setJudged((all) => all.map((old, k) => (k === i && old.file === file ? one : old)));
    }
  };
  const over = useDrop((files) => void judge(files));
  useEffect(() => {
    if (p.files?.length) void judge(p.files);
  }, [p.files]);
  return (
    <section class="stack" aria-label={t("drop.title")}>
      <div class={"drop" + (over ? " over" : "")}>
        <p>
          <b>{t("drop.title")}</b>
        </p>
        <p class="muted">{t("drop.why")}</p>
        <div class="row">
          <input
            ref={input}
            type="file"
            multiple
            class="visually-hidden"
            tabIndex={-1}
            aria-label={t("drop.choose")}
            onChange={(e) => {
              void judge([...(e.currentTarget.files ?? [])]);
              e.currentTarget.value = "";
            }}
          />
          <button type="button" class="primary" onClick={() => input.current?.click()}>
            {t("drop.choose")}
          </button>
          <label class="row grow">
            <span class="nowrap">{t("drop.trust")}</span>
            <input type="text" class="grow mono" spellcheck={false} autocomplete="off" maxLength={64} placeholder={t("drop.trust_hint")} value={trust} onInput={(e) => setTrust(e.currentTarget.value)} />
          </label>
        </div>
      </div>
      <div class="stack" aria-live="polite">
        {judged.map((one, i) =>
          one.verdict ? (
            <Verdict key={i} of={one.verdict} />
          ) : one.problem ? (
            <ProblemBox key={i} problem={one.problem} />
          ) : (
            <p key={i} class="loading" role="status">
              {t("drop.busy", { name: one.file.name, size: size(one.file.size) })}
            </p>
          ),
        )}
      </div>
    </section>
  );
}

function tone(holds: boolean | null): "good" | "bad" | "warn" {
  return holds === true ? "good" : holds === false ? "bad" : "warn";
}

function word(holds: boolean | null): string {
  return holds === true ? t("drop.holds") : holds === false ? t("drop.fails") : t("drop.open");
}

const SHOWN = 40;

export function Verdict(p: { of: Verification }) {
  const v = p.of;
  const [all, setAll] = useState(false);
  const rank = (part: Part): number => (part.holds === false ? 0 : part.holds === null ? 1 : 2);
  const parts = [...v.parts].sort((a, b) => rank(a) - rank(b)); /* the order of the bundle within each */
  const shown = all ? parts : parts.slice(0, SHOWN);
  return (
    <article class={"verdict v-" + tone(v.holds)} aria-label={v.file}>
      <h3>
        <span class="verdict-word">{word(v.holds)}</span> <bdi>{v.file}</bdi>{" "}
        {v.kind && <span class="tag">{v.kind}</span>}
      </h3>
      <p>
        <Said text={v.why} />
      </p>
      {v.origin && (
        <p class="small muted">
          {t("drop.log", { origin: v.origin, n: number(v.size) })}
          {v.index !== null && v.index !== undefined && <>, {t("drop.entry", { n: v.index })}</>}
        </p>
      )}
      {(v.cosigned_by ?? []).length > 0 && <p class="small muted">{t("drop.witnesses", { names: v.cosigned_by.map((w) => w.name).join(", ") })}</p>}
      {parts.length > 0 && (
        <ul class="verdict-parts">
          {shown.map((part, i) => (
            <li key={i}>
              <span class={"tag " + tone(part.holds)}>{word(part.holds)}</span>
              <b>{part.part}</b>
              <Said text={part.why} />
            </li>
          ))}
        </ul>
      )}
      {parts.length > shown.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          {t("drop.all", { n: number(parts.length) })}
        </button>
      )}
      <p class="small muted">{t("drop.offline")}</p>
      <Copy text={`plimsoll-verify ${/^[\w.+-]+$/.test(v.file) ? v.file : "'" + v.file.replace(/'/g, "'\\''") + "'"}`} />
    </article>
  );
}
