/* The form of one kind of filing, made from what GET /api/kinds says of it. What is wrong is said at its field; what was not
 * filed survives a reload (session storage), but nothing about a protected person does. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Problem, query, send, useGet, type List } from "../../app/api";
import { saidOr, t } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { go, href, useRoute } from "../../app/router";
import { may } from "../../app/session";
import { Field as Row, ProblemBox, toast } from "../../parts";
import { Control, faultOf, labelOf } from "./Control";
import { grouped, type GroupId } from "./groups";
import { Photos, type Photo } from "./Photos";
import { Position } from "./Position";
import { loadDraft, readPosition, readWhen, saveDraft } from "./pure";
import { Record } from "./Record";
import type { Field, Filed, Filing, Kind } from "./types";

type Values = { [name: string]: string };

const GROUP_TEXT = {
  what: "observe.group_what",
  where: "observe.group_where",
  how: "observe.group_how",
  read: "observe.group_read",
  words: "observe.group_words",
  cargo: "observe.group_cargo",
  fields: "observe.group_fields",
} as const satisfies { [id in GroupId]: string };

/* Fields that say who somebody is: hints stand at these, and only where somebody could be harmed. */
const PERSONAL = ["original", "translation", "text", "observer", "interpreter", "place", "concluded", "subject", "alias", "content", "words"];

export function Entry(p: { kind: Kind; as: string; markings: string[]; title: string }) {
  const { params } = useRoute();
  const filed = params.get("filed") ?? "";
  const name = p.as || p.kind.kind;
  if (filed) return <Done id={filed} name={name} />;
  return <Blank key={name} {...p} name={name} />;
}

function Done(p: { id: string; name: string }) {
  const again = (): void => go(`/observe/${p.name}`);
  useKeys({ n: ["observe.key_new", again] });
  return (
    <div class="stack done">
      <p class="saved row" role="status">
        <span class="grow">{t("observe.saved", { id: p.id })}</span>
        <button type="button" class="primary" onClick={again}>
          {t("observe.another")} <kbd>n</kbd>
        </button>
        <a class="button" href={href("/observe", { id: p.id })}>
          {t("observe.recent")}
        </a>
      </p>
      <Record id={p.id} />
    </div>
  );
}

function Blank(p: { kind: Kind; as: string; markings: string[]; title: string; name: string }) {
  const isInterview = p.as === "interview";
  const draft = useMemo(() => loadDraft(p.name), []);
  const [values, setValues] = useState<Values>(draft?.values ?? {});
  const [position, setPosition] = useState(draft?.position ?? "");
  const [photos, setPhotos] = useState<Photo[]>([]);
  const [protect, setProtect] = useState(!draft);
  const [left, setLeft] = useState<{ [name: string]: true }>({});
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<{ field: string; value: string; why: string } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const sources = useGet<List<Filing>>("/api/filings", { kind: "source" });
  const source = (sources.data?.items ?? []).find((s) => s.id === values.source);
  const isProtectedSource = !!source?.protected;
  const guarded = isProtectedSource || (isInterview && protect) || (p.kind.kind === "source" && values.protected === "yes");
  const personal = isInterview || isProtectedSource || p.kind.kind === "source";

  /* Kept over a reload, and gone at once where it must not be. */
  useEffect(() => saveDraft(p.name, guarded ? null : { values, position }), [values, position, guarded]);

  const { groups, more } = useMemo(() => grouped(p.kind.fields, p.as), [p.kind, p.as]);
  const common = p.kind.fields.filter((f) => f.common);
  const attachments = p.kind.fields.find((f) => f.name === "attachments");
  const hasPlace = p.kind.fields.some((f) => f.name === "lat");
  const shown = [...groups.flatMap((g) => g.fields), ...more, ...common, ...(p.as && attachments ? [attachments] : [])];
  const set = (field: string, value: string): void => {
    setValues((v) => ({ ...v, [field]: value }));
    if (refused?.field === field) setRefused(null);
  };
  const positionFault = position.trim() && !readPosition(position) ? t("observe.position_bad") : refused && /^(lat|lon)$/.test(refused.field) ? refused.why : "";
  const fault = (f: Field): string => {
    if (f.name === "lat" || f.name === "lon") return positionFault;
    if (refused?.field === f.name) return refused.why;
    return faultOf(f, values[f.name] ?? "", values);
  };
  const seen = (f: Field): string => {
    const wrong = fault(f);
    if (!wrong) return "";
    return tried || refused?.field === f.name || (left[f.name] && (values[f.name] ?? "").trim()) ? wrong : "";
  };
  const markingFault = tried && !values.marking ? t("observe.marking_needed") : refused?.field === "marking" ? refused.why : "";

  const focus = (field: string): void => {
    const id = field === "lat" || field === "lon" ? "observe-position" : "observe-" + field;
    requestAnimationFrame(() => {
      const el = document.getElementById(id);
      el?.closest("details")?.setAttribute("open", "");
      el?.focus();
    });
  };

  const clear = (): void => {
    saveDraft(p.name, null);
    setValues({});
    setPosition("");
    setPhotos([]);
    setTried(false);
    setLeft({});
    setRefused(null);
    setProblem(null);
  };

  /* Photographs first: the same bytes again are the same exhibit, so that a second try keeps nothing twice. */
  const keepPhotos = async (): Promise<string[]> => {
    const ids: string[] = [];
    for (const photo of photos) {
      if (photo.item) {
        ids.push(photo.item);
        continue;
      }
      const path = query("/api/items", { name: photo.file.name, marking: values.marking, source: values.source ?? "" });
      const done = await send<Filed>("POST", path, photo.file, "application/octet-stream");
      const id = done.items[0].id ?? "";
      ids.push(id);
      setPhotos((all) => all.map((x) => (x.file === photo.file ? { ...x, item: id } : x)));
    }
    return ids;
  };

  const body = (items: string[]): { [name: string]: unknown } => {
    const out: { [name: string]: unknown } = { marking: values.marking };
    if (p.as) out.as = p.as;
    const where = readPosition(position);
    for (const f of shown) {
      const v = (values[f.name] ?? "").trim();
      if (f.name === "lat" || f.name === "lon") {
        if (where) out[f.name] = where[f.name];
      } else if (v && f.name !== "as") {
        const when = f.type === "when" ? readWhen(v) : null;
        out[f.name] = when?.kind === "instant" ? when.iso : v;
      } else if (v && !p.as) out[f.name] = v;
    }
    if (items.length) out.attachments = [...String(out.attachments ?? "").split(/\s+/).filter(Boolean), ...items];
    return out;
  };

  const isOfSomething = (): boolean =>
    ["subject", "imo", "mmsi", "registration", "seen_name", "callsign", "place", "original"].some((n) => (values[n] ?? "").trim()) || !!readPosition(position);

  const submit = async (e?: Event): Promise<void> => {
    e?.preventDefault();
    if (busy) return;
    setTried(true);
    setProblem(null);
    const bad = shown.find((f) => fault(f));
    if (bad) return focus(bad.name);
    if (p.as && !isOfSomething()) {
      setProblem(new Problem(-1, { detail: t("observe.something") }));
      return focus(groups[0].fields[0].name);
    }
    if (!values.marking) return focus("marking");
    setBusy(true);
    try {
      if (p.kind.by === "file" && photos.length) {
        await fileItem();
        return;
      }
      const done = await send<Filed>("POST", `/api/filings/${p.kind.kind}`, body(await keepPhotos()));
      finish(done);
    } catch (error) {
      const why = error instanceof Problem ? error : new Problem(-1, { detail: (error as Error).message });
      if (why.field) {
        setRefused({ field: why.field, value: values[why.field] ?? "", why: saidOr(why.detail).replace(/^\w+: /, "") });
        focus(why.field);
      } else setProblem(why);
    } finally {
      setBusy(false);
    }
  };

  /* An exhibit with its file: the fields go along as parameters. */
  const fileItem = async (): Promise<void> => {
    const said = body([]);
    const path = query("/api/items", { ...(said as { [name: string]: string }), name: photos[0].file.name });
    finish(await send<Filed>("POST", path, photos[0].file, "application/octet-stream"));
  };

  const finish = (done: Filed): void => {
    const id = done.items[0].id ?? "";
    toast(done.summary.filed ? t("observe.saved", { id }) : t("observe.known", { id }));
    clear();
    go(`/observe/${p.name}?filed=${id}`);
  };

  const control = (f: Field) => (
    <Control
      key={f.name}
      field={f}
      id={"observe-" + f.name}
      value={values[f.name] ?? ""}
      fault={seen(f)}
      sources={sources.data?.items ?? []}
      guard={personal && PERSONAL.includes(f.name)}
      set={(v) => set(f.name, v)}
      left={() => setLeft((l) => ({ ...l, [f.name]: true }))}
    />
  );

  useKeys({
    i: ["observe.key_first", () => form.current?.querySelector<HTMLElement>("input, select, textarea")?.focus()],
    "Ctrl+Enter": ["observe.key_save", () => void submit()],
  });
  if (!may("analyst")) {
    return (
      <div class="empty">
        <h2>{t("observe.cannot")}</h2>
        <p>{t("observe.cannot_next")}</p>
      </div>
    );
  }
  return (
    <form
      ref={form}
      class="entry"
      noValidate
      aria-label={p.title}
      onSubmit={submit}
      onKeyDown={(e) => {
        if (e.ctrlKey && e.key === "Enter") void submit(e);
      }}
    >
      <p class={"kept-note small " + (guarded ? "guarded" : "muted")} role="status">
        {guarded ? t("observe.not_kept") : draft ? `${t("observe.restored")} ${t("observe.restored_photo")}` : t("observe.kept")}
        {isProtectedSource && ` ${t("observe.protect_source", { source: source?.alias ?? "" })}`}
      </p>
      {isInterview && (
        <label class="check">
          <input
            type="checkbox"
            name="protect"
            checked={protect || isProtectedSource}
            disabled={isProtectedSource}
            onChange={(e) => setProtect(e.currentTarget.checked)}
          />
          <span>
            <b>{t("observe.protect")}</b> <span class="muted">{t("observe.protect_help")}</span>
          </span>
        </label>
      )}
      {personal && <Safety />}
      {groups.map((g) => (
        <fieldset key={g.id} class={"group group-" + g.id}>
          <legend>{t(g.id === "cargo" && p.as === "image-count" ? "observe.group_count" : GROUP_TEXT[g.id])}</legend>
          {g.fields.some((f) => f.name === "lat") && (
            <Position
              id="observe-position"
              value={position}
              fault={tried || left.position ? positionFault : refused && /^(lat|lon)$/.test(refused.field) ? refused.why : ""}
              error_m={Number(values.accuracy_m) || 0}
              set={(v) => {
                setPosition(v);
                if (refused && /^(lat|lon)$/.test(refused.field)) setRefused(null);
              }}
              left={() => setLeft((l) => ({ ...l, position: true }))}
            />
          )}
          <div class="fields">{g.fields.filter((f) => f.name !== "lat" && f.name !== "lon").map(control)}</div>
        </fieldset>
      ))}
      {(p.as || p.kind.by === "file") && (
        <fieldset class="group">
          <legend>{t("observe.group_photo")}</legend>
          <Photos
            photos={photos}
            set={setPhotos}
            onPosition={hasPlace ? setPosition : undefined}
            onTime={p.as ? (v) => set("observed", v) : undefined}
          />
        </fieldset>
      )}
      <details class="group more" open={[...more, ...common].some((f) => values[f.name])}>
        <summary>{t("observe.more", { n: more.length + common.length + (p.as && attachments ? 1 : 0) })}</summary>
        <div class="fields">
          {more.filter((f) => f.name !== "lat" && f.name !== "lon").map(control)}
          {p.as && attachments && control(attachments)}
          {common.map(control)}
        </div>
      </details>
      <fieldset class="group marking">
        <legend>{t("observe.group_who")}</legend>
        <Row id="observe-marking" label={t("observe.marking")} required fault={markingFault || undefined}>
          <select
            id="observe-marking"
            name="marking"
            aria-required="true"
            aria-invalid={markingFault ? "true" : undefined}
            aria-describedby={markingFault ? "observe-marking-fault" : undefined}
            value={values.marking ?? ""}
            onChange={(e) => set("marking", e.currentTarget.value)}
          >
            <option value="">{t("observe.marking_choose")}</option>
            {p.markings.map((m) => (
              <option key={m} value={m}>
                {t(`observe.m.${m}` as "observe.m.TLP:RED")}
              </option>
            ))}
          </select>
        </Row>
      </fieldset>
      <ProblemBox problem={problem} />
      <div class="row foot">
        <button type="submit" class="primary" disabled={busy} aria-keyshortcuts="Control+Enter">
          {t("observe.save")} <kbd>Ctrl ↵</kbd>
        </button>
        <button type="button" onClick={clear} disabled={busy}>
          {t("observe.clear")}
        </button>
        {busy && <span role="status">{t("observe.saving")}</span>}
        {tried && !busy && shown.some((f) => fault(f)) && (
          <span class="bad" role="status">
            {shown
              .filter((f) => fault(f))
              .map((f) => (f.name === "lat" || f.name === "lon" ? t("observe.position") : labelOf(f.name)))
              .filter((x, i, all) => all.indexOf(x) === i)
              .join(", ")}
          </span>
        )}
      </div>
    </form>
  );
}

function Safety() {
  return (
    <section class="safety" aria-label={t("observe.safe_title")}>
      <h3>{t("observe.safe_title")}</h3>
      <ul>
        <li>{t("observe.safe_alias")}</li>
        <li>{t("observe.safe_detail")}</li>
        <li>{t("observe.safe_log")}</li>
        <li>{t("observe.safe_release")}</li>
      </ul>
    </section>
  );
}
