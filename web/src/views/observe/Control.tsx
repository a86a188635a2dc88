/* One field of a filing as the API describes it: its label, control, help and what is wrong with it. */
import { utc, local } from "../../app/format";
import { language, t, tOr } from "../../app/i18n";
import { Field as Row } from "../../parts";
import { firstMoment, goodImo, goodMmsi, lastMoment, readWhen, sourceHint } from "./pure";
import type { Field, Filing } from "./types";

/* A control called "is" would hide the form's own property of that name, by which Preact asks what element to make. */
export const nameOf = (field: string): string => (field === "is" ? "is-right" : field);
export const labelOf = (name: string): string => tOr("observe.f." + name, name);
/* Of a field: "none" is another word of a consent than of what followed. */
export const wordOf = (word: string, field: string): string => tOr(`observe.w.${field}.${word}`, tOr("observe.w." + word, word));
const AREA = ["original", "translation", "text", "content", "words", "statement", "basis", "assessment"];

/* What the server would refuse; "" for nothing. `values` are the others. */
export function faultOf(f: Field, value: string, values: Record<string, string>): string {
  const v = value.trim();
  if (!v) return f.required ? t("form.needed") : "";
  switch (f.type) {
    case "when":
      if (!readWhen(v)) return t("observe.when_bad");
      if (f.name === "observed_end" && lastMoment(v) < firstMoment(values.observed ?? "")) return t("observe.order_bad");
      if (f.name === "end" && lastMoment(v) < firstMoment(values.start ?? "")) return t("observe.order_bad");
      return "";
    case "day": {
      const when = readWhen(v);
      return when?.kind === "span" && v.length === 10 ? "" : t("observe.day_bad");
    }
    case "count":
      return /^\d+$/.test(v) ? "" : t("observe.count_bad");
    case "number":
      return /^\d+(\.\d+)?$/.test(v) ? "" : t("observe.number_bad");
    default:
      return "";
  }
}

/* What is kept as it is, and marked or doubtful: no reason to refuse. */
function noteOf(f: Field, value: string): string {
  const v = value.trim();
  if (!v) return "";
  if (/(^|_)imo$/.test(f.name) && !goodImo(v)) return t("observe.imo_bad");
  if (f.name === "mmsi" && !goodMmsi(v)) return t("observe.mmsi_bad");
  return "";
}

function localWords(value: string): string {
  const when = readWhen(value);
  if (!when) return "";
  if (when.kind === "span") return t("observe.whole_day");
  return `${utc(when.at)} ${t("observe.local", { time: local(when.at, language.get()) })}`;
}

export function Control(p: {
  field: Field;
  id: string;
  value: string;
  fault: string;
  sources: Filing[];
  guard: boolean; /* say where a text may name a source */
  set(value: string): void;
  left(): void;
}) {
  const { field: f, id } = p;
  const help = tOr("observe.h." + f.name, "") || (language.get() === "en" ? english(f) : "");
  const note = noteOf(f, p.value);
  const hint = p.guard && f.type === "text" ? sourceHint(p.value) : null;
  const under = f.type === "when" ? localWords(p.value) || t("observe.when_help") : help;
  const described = [under ? id + "-help" : "", note || hint ? id + "-note" : "", p.fault ? id + "-fault" : ""].filter(Boolean).join(" ");
  const common = {
    id,
    name: nameOf(f.name),
    "aria-required": f.required ? ("true" as const) : undefined,
    "aria-invalid": p.fault ? ("true" as const) : undefined,
    "aria-describedby": described || undefined,
    onBlur: p.left,
  };
  const onInput = (e: { currentTarget: { value: string } }): void => p.set(e.currentTarget.value);
  const wide = AREA.includes(f.name);
  return (
    <Row id={id} label={labelOf(f.name)} required={f.required} wide={wide} help={under || undefined} fault={p.fault || undefined}>
      {f.type === "word" ? (
        <select {...common} value={p.value} onChange={onInput}>
          <option value="">{t("form.choose")}</option>
          {(f.words ?? []).map((w) => (
            <option key={w} value={w}>
              {/^[A-F1-6]$/.test(w) ? tOr("grade." + w, w) : wordOf(w, f.name)}
            </option>
          ))}
        </select>
      ) : f.type === "yes" ? (
        <input {...common} type="checkbox" checked={p.value === "yes"} onChange={(e) => p.set(e.currentTarget.checked ? "yes" : "")} />
      ) : f.type === "ref" && f.refers === "S" ? (
        <select {...common} value={p.value} onChange={onInput}>
          <option value="">{t("observe.no_source")}</option>
          {p.sources.map((s) => (
            <option key={s.id} value={s.id ?? ""}>
              {s.alias} · {s.label ?? s.id}
            </option>
          ))}
        </select>
      ) : wide ? (
        <textarea {...common} rows={f.name === "text" ? 3 : 5} value={p.value} onInput={onInput} />
      ) : f.type === "when" ? (
        <span class="with-button">
          <input {...common} type="text" autocomplete="off" spellcheck={false} placeholder="2026-03-01 02:00" value={p.value} onInput={onInput} />
          <button type="button" onClick={() => p.set(new Date().toISOString().slice(0, 16).replace("T", " ") + "Z")} aria-label={`${labelOf(f.name)}: ${t("observe.now")}`}>
            {t("observe.now")}
          </button>
        </span>
      ) : (
        <input
          {...common}
          type="text"
          autocomplete="off"
          spellcheck={false}
          inputMode={f.type === "number" || f.type === "count" ? "decimal" : undefined}
          placeholder={f.type === "day" ? "2026-03-01" : f.refers ? example(f) : undefined}
          value={p.value}
          onInput={onInput}
        />
      )}
      {(note || hint) && (
        <span class="note" id={id + "-note"} role="status">
          {hint ? t(`observe.hint_${hint}` as "observe.hint_email") : note}
        </span>
      )}
    </Row>
  );
}

const english = (f: Field): string => (f.refers ? "" : f.help.length > 40 ? f.help.charAt(0).toUpperCase() + f.help.slice(1) : "");

function example(f: Field): string {
  const letter = f.refers === "*" || !f.refers ? "O" : f.refers[0];
  return f.type === "refs" ? `${letter}12 ${letter}13` : `${letter}12`;
}
