/* Form and its fields. Values are strings by name; the form owns them, checks what is required, and hands them over.
 *
 *   <Form fields={[{ name: "lat", label: t(".."), type: "number", required: true, help: ".." }, ...]}
 *         submit={t("shell.sign_in")} onSubmit={async (values) => { await send(...) }} first={{ lat: "38.5" }} />
 *
 * type: text (default) | number | time (UTC, "2026-03-01T12:00Z") | area (many lines) | choice (choices) | check | file |
 * password. A Problem thrown by onSubmit is shown under the form; { field, detail } of its body marks that field.
 * <Field label help fault id>control</Field> lays out a control of one's own. Ctrl+Enter submits. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../app/api";
import { t } from "../app/i18n";
import { ProblemBox } from "./small";

export interface FieldSpec {
  name: string;
  label: string;
  type?: "text" | "number" | "time" | "area" | "choice" | "check" | "file" | "password";
  required?: boolean;
  help?: string;
  choices?: [value: string, label: string][];
  wide?: boolean;
  accept?: string;
  placeholder?: string;
}

export type Values = Record<string, string>;
export type Files = Record<string, File | undefined>;

export function Field(p: { id: string; label: string; help?: string; fault?: string; wide?: boolean; required?: boolean; children: ComponentChildren }) {
  return (
    <div class={"field" + (p.wide ? " wide" : "")}>
      <label for={p.id}>
        {p.label}
        {p.required && <span class="muted"> ({t("form.required")})</span>}
      </label>
      {p.children}
      {p.help && (
        <span class="help" id={p.id + "-help"}>
          {p.help}
        </span>
      )}
      {p.fault && (
        <span class="fault" id={p.id + "-fault"} role="alert">
          {p.fault}
        </span>
      )}
    </div>
  );
}

function fault(spec: FieldSpec, value: string): string {
  if (spec.type === "check" || spec.type === "file") return "";
  if (spec.required && !value.trim()) return t("form.needed");
  if (spec.type === "number" && value.trim() && !Number.isFinite(Number(value))) return t("form.number");
  if (spec.type === "time" && value.trim() && Number.isNaN(Date.parse(value.trim().replace(" ", "T")))) return t("form.time");
  return "";
}

export function Form(p: {
  fields: FieldSpec[];
  submit: string;
  onSubmit(values: Values, files: Files): Promise<void> | void;
  first?: Values;
  id?: string;
  children?: ComponentChildren;
}) {
  const [values, setValues] = useState<Values>(p.first ?? {});
  const [files, setFiles] = useState<Files>({});
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Error | null>(null);
  const base = p.id ?? "form";
  const set = (name: string, value: string): void => setValues((v) => ({ ...v, [name]: value }));
  const onSubmit = async (e: Event): Promise<void> => {
    e.preventDefault();
    setTried(true);
    const bad = p.fields.find((f) => fault(f, values[f.name] ?? ""));
    if (bad) {
      document.getElementById(`${base}-${bad.name}`)?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await p.onSubmit(values, files);
      setTried(false);
    } catch (error) {
      setProblem(error as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class="form"
      noValidate
      onSubmit={onSubmit}
      onKeyDown={(e) => {
        if (e.ctrlKey && e.key === "Enter") void onSubmit(e);
      }}
    >
      {p.fields.map((f) => {
        const id = `${base}-${f.name}`;
        const wrong = tried ? fault(f, values[f.name] ?? "") : "";
        const common = {
          id,
          name: f.name,
          "aria-required": f.required ? ("true" as const) : undefined,
          "aria-invalid": wrong ? ("true" as const) : undefined,
          "aria-describedby": [f.help ? id + "-help" : "", wrong ? id + "-fault" : ""].filter(Boolean).join(" ") || undefined,
        };
        return (
          <Field key={f.name} id={id} label={f.label} help={f.help} fault={wrong} wide={f.wide || f.type === "area"} required={f.required}>
            {control(f, common, values[f.name] ?? "", set, (file) => setFiles((all) => ({ ...all, [f.name]: file })))}
          </Field>
        );
      })}
      {p.children}
      <div class="wide row">
        <button type="submit" class="primary" disabled={busy}>
          {p.submit}
        </button>
        {busy && <span role="status">{t("form.sending")}</span>}
      </div>
      {problem && (
        <div class="wide">
          <ProblemBox problem={problem instanceof Problem ? problem : new Problem(-1, { detail: problem.message })} />
        </div>
      )}
    </form>
  );
}

function control(f: FieldSpec, common: object, value: string, set: (n: string, v: string) => void, file: (f?: File) => void) {
  const onInput = (e: { currentTarget: { value: string } }): void => set(f.name, e.currentTarget.value);
  switch (f.type) {
    case "area":
      return <textarea {...common} rows={4} value={value} onInput={onInput} />;
    case "choice":
      return (
        <select {...common} value={value} onChange={onInput}>
          <option value="">{t("form.choose")}</option>
          {(f.choices ?? []).map(([v, label]) => (
            <option key={v} value={v}>
              {label}
            </option>
          ))}
        </select>
      );
    case "check":
      return <input {...common} type="checkbox" checked={value === "true"} onChange={(e) => set(f.name, String(e.currentTarget.checked))} />;
    case "file":
      return <input {...common} type="file" accept={f.accept} onChange={(e) => file(e.currentTarget.files?.[0])} />;
    default:
      return (
        <input
          {...common}
          {...(f.type === "password" ? { type: "password", autocomplete: "current-password" } : { type: "text", autocomplete: "off" })}
          {...(f.type === "number" ? { inputMode: "decimal" } : {})}
          placeholder={f.placeholder ?? (f.type === "time" ? "2026-03-01T12:00Z" : undefined)}
          spellcheck={false}
          value={value}
          onInput={onInput}
        />
      );
  }
}
