/* The shift: notes and what was done with alerts; the sheet for the next watch, which prints. */
import { useRef, useState } from "preact/hooks";
import { apiHref, send, useGet, type List } from "../../app/api";
import { isoOf, number } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { useLive } from "../../app/live";
import { useParam } from "../../app/router";
import { mayAct, useSession } from "../../app/session";
import { Empty, EventMark, Form, Loading, Name, Place, ProblemBox, Said, Time } from "../../parts";
import { About } from "./About";
import type { Alert, Request, ShiftEntry, Task } from "./types";

const HOURS = [4, 8, 12, 24, 72];

type Line = (Alert & { type: "alert" }) | (ShiftEntry & { type: "shift_entry" });

/* What an alert is about, in the page's own words; of a list as the program says it. On paper nothing can be pointed at, so that
 * numbers stand beside names. */
function What(p: { alert: Alert }) {
  const e = p.alert.event;
  if (!e) return <Said text={p.alert.about} />;
  const grade = e.expected_reception?.grade;
  return (
    <>
      <EventMark type={e.type} name />{" "}
      {e.vessels.map((v, i) => (
        <>
          {i > 0 && ", "}
          {v.name && <Name text={v.name} />} <span class="mono">{v.mmsi}</span>
        </>
      ))}{" "}
      · <Time at={e.start} /> – <Time at={e.end} /> · <Place lat={e.lat} lon={e.lon} />
      {grade && ` · ${tOr("silence." + grade, grade)}`}
    </>
  );
}

export function Shift() {
  const [hours, setHours] = useParam("hours", "12");
  const [entry] = useParam("entry");
  const [made, remake] = useState(() => Date.now());
  const h = HOURS.includes(Number(hours)) ? Number(hours) : 12;
  const since = isoOf(Math.floor(made / 60000) * 60000 - h * 3600000);
  const got = useGet<List<Line>>("/api/handover", { since });
  const tasks = useGet<List<Task>>("/api/tasks", { limit: 200 });
  const letters = useGet<List<Request>>("/api/requests", { limit: 200 });
  const session = useSession();
  const reload = useRef(got.reload);
  reload.current = got.reload;
  useLive("alert", () => reload.current());
  useKeys({
    n: ["work.key_note", () => document.getElementById("note-text")?.focus()],
    p: ["work.key_print", () => print()],
  });
  if (got.problem) return <div class="work-pad"><ProblemBox problem={got.problem} retry={got.reload} /></div>;
  const items = got.data?.items ?? [];
  const alerts = items.filter((x): x is Alert & { type: "alert" } => x.type === "alert");
  const acts = items.filter((x): x is ShiftEntry & { type: "shift_entry" } => x.type === "shift_entry");
  const sum = (got.data?.summary ?? {}) as Record<string, number | boolean | string | undefined>;
  const waiting = (letters.data?.items ?? []).filter((r) => r.state === "overdue" || r.state === "waiting");
  const groups = ["new", "acknowledged", "snoozed", "dismissed", "gone"] as const;
  return (
    <div class="work-sheet">
      <div class="row work-bar">
        <label>
          {t("work.the_last")}{" "}
          <select value={String(h)} onChange={(e) => setHours(e.currentTarget.value)}>
            {HOURS.map((n) => (
              <option key={n} value={String(n)}>
                {t("work.hours", { n })}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => remake(Date.now())}>
          {t("work.make_anew")}
        </button>
        <span class="grow" />
        <a href={apiHref("/api/handover.txt", { since })} target="_blank" rel="noopener">
          {t("work.as_text")}
        </a>
        <a href={apiHref("/api/handover.csv", { since })} download>
          CSV
        </a>
        <button type="button" class="primary" onClick={() => print()}>
          {t("work.print")} <kbd>p</kbd>
        </button>
      </div>
      {mayAct() && (
        <div class="work-note">
          <Form
            id="note"
            key={acts.length}
            fields={[{ name: "text", label: t("work.note_new"), type: "area", required: true }]}
            submit={t("work.note_sign")}
            onSubmit={async (v) => {
              await send("POST", "/api/shift", { text: v.text });
              remake(Date.now());
              got.reload();
            }}
          />
        </div>
      )}
      {got.loading && !got.data ? (
        <Loading of={t("work.sheet")} />
      ) : (
        <article class="work-paper" aria-label={t("work.sheet")}>
          <header>
            <h2>{t("work.sheet")}</h2>
            <p>
              <Time at={since} /> – <Time at={isoOf(made)} /> · {session?.participant} {session?.person && `· ${session.person}`}
            </p>
            <p class="muted">
              <b>{t("shell.lead")}</b> · {t("work.received", { recordings: number(Number(sum.recordings ?? 0)), reports: number(Number(sum.reports ?? 0)), others: number(Number(sum.other_files ?? 0)) })}
              {sum.detected === false && ` · ${t("work.not_detected")}`}
            </p>
          </header>
          {groups.map((state) => {
            const of = alerts.filter((a) => a.state === state);
            return of.length || state === "new" ? (
              <section key={state}>
                <h3>
                  {tOr("work.sheet_" + state, state)} <span class="muted">{of.length}</span>
                </h3>
                {!of.length && <p class="muted">{t("work.none")}</p>}
                <ul>
                  {of.slice(0, 60).map((a) => (
                    <li key={a.id}>
                      <About id={a.id} /> <What alert={a} />
                      {a.assigned && ` · ${t("work.is_with", { who: a.assigned })}`}
                      {a.reason && ` · ${a.reason}`}
                      {a.until && <> · {t("work.until")} <Time at={a.until} /></>}
                      {a.facts_changed && ` · ${t("work.facts_changed")}`}
                    </li>
                  ))}
                  {of.length > 60 && <li class="muted">{t("work.and_more", { n: of.length - 60 })}</li>}
                </ul>
              </section>
            ) : null;
          })}
          <section>
            <h3>
              {t("work.tasks")} <span class="muted">{tasks.data?.items.length ?? 0}</span>
            </h3>
            {!tasks.data?.items.length && <p class="muted">{t("work.none")}</p>}
            <ul>
              {(tasks.data?.items ?? []).map((x) => (
                <li key={x.id}>
                  {x.overdue && <b class="bad">{t("work.overdue")} </b>}
                  {x.due && <span class="mono">{x.due} </span>}
                  {x.title} {x.about && <About id={x.about} />} {x.owner && <span class="muted">· {x.owner}</span>}
                </li>
              ))}
            </ul>
          </section>
          <section>
            <h3>
              {t("work.letters_waiting")} <span class="muted">{waiting.length}</span>
            </h3>
            {!waiting.length && <p class="muted">{t("work.none")}</p>}
            <ul>
              {waiting.map((r) => (
                <li key={r.id}>
                  {r.state === "overdue" && <b class="bad">{t("work.overdue")} </b>}
                  {r.due && <span class="mono">{r.due} </span>}
                  {r.to} <About id={r.id} />
                </li>
              ))}
            </ul>
          </section>
          <section>
            <h3>
              {t("work.done_in_shift")} <span class="muted">{acts.length}</span>
            </h3>
            {!acts.length && <Empty title={t("work.nothing_done")}>{t("work.nothing_done_next")}</Empty>}
            <ol class="work-log">
              {acts.map((a) => (
                <li key={a.seq} class={String(a.seq) === entry ? "on" : ""}>
                  <Time at={a.at} /> <b>{a.by}</b> {tOr("work.act_" + a.change, a.change)} {a.alert && <About id={a.alert} />} {a.text}
                  {a.about && <span class="muted"> <Said text={a.about} /></span>}
                </li>
              ))}
            </ol>
          </section>
        </article>
      )}
    </div>
  );
}
