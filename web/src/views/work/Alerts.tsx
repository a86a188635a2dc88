/* Alerts to triage: the table, the chosen one beside it, and what can be done with it by one key each. What is done is a
 * signed entry; u takes the last step back by another. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { send, useGet, type List } from "../../app/api";
import { isoOf } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { useLive } from "../../app/live";
import { href, useParam } from "../../app/router";
import { mayAct, useSession } from "../../app/session";
import { Dialog, Empty, EVENT_TYPES, EventMark, eventName, Form, Ident, Lead, Loading, Place, ProblemBox, Said, Table, Tag, Time, toast, Why, Duration, type Column } from "../../parts";
import { RuleForm } from "./Rules";
import type { Alert, Rule } from "./types";
import { done, undo } from "./undo";

const STATES = ["open", "new", "acknowledged", "snoozed", "dismissed", "gone", "all"];
const TONE: Record<string, "warn" | "good" | undefined> = { new: "warn", acknowledged: "good" };
const gradeOf = (a: Alert): string => a.event?.expected_reception?.grade ?? "";

const columns = (): Column<Alert>[] => [
  { id: "state", label: t("work.state"), value: (a) => a.state, cell: (a) => <Tag tone={TONE[a.state]}>{tOr("work.alert_" + a.state, a.state)}</Tag> },
  { id: "type", label: t("work.what"), value: (a) => a.event?.type ?? "", cell: (a) => (a.event ? <EventMark type={a.event.type} name /> : t("work.of_lists")), choices: EVENT_TYPES, choiceLabel: eventName },
  { id: "ships", label: t("work.ships"), value: (a) => (a.event?.vessels ?? []).map((v) => `${v.name ?? ""} ${v.mmsi}`).join(" "), cell: (a) => (a.event ? a.event.vessels.map((v, i) => <>{i > 0 && ", "}<Ident {...v} link={false} /></>) : a.about) },
  { id: "at", label: t("work.since"), value: (a) => a.at, cell: (a) => <Time at={a.at} /> },
  { id: "hours", label: t("work.length"), num: true, value: (a) => a.event?.hours, cell: (a) => <Duration hours={a.event?.hours} /> },
  { id: "grade", label: t("work.grade"), value: gradeOf, cell: (a) => (gradeOf(a) ? <Tag tone={gradeOf(a) === "unexpected" ? "warn" : undefined} title={tOr("silence." + gradeOf(a), gradeOf(a))}>{tOr("work.grade_" + gradeOf(a), gradeOf(a))}</Tag> : null) },
  { id: "assigned", label: t("work.with"), value: (a) => a.assigned },
  { id: "rule", label: t("work.rule"), value: (a) => a.rule?.name, hidden: true },
];

/* Signed acts that bring an alert back to how it stood. */
async function restore(a: Alert): Promise<void> {
  const to = (change: string, body: object): Promise<unknown> => send("POST", `/api/alerts/${a.id}/${change}`, body);
  await to("reopen", { reason: "undo" });
  if (a.assigned) await to("assign", { to: a.assigned });
  else if (a.state === "acknowledged") await to("acknowledge", {});
  if (a.state === "snoozed" && a.until) await to("snooze", { until: a.until });
  if (a.state === "dismissed" && a.reason) await to("dismiss", { reason: a.reason });
}

export function Alerts() {
  const [state, setState] = useParam("alerts.state", "open");
  const [chosen, choose] = useParam("alert");
  const [asking, ask] = useState<"" | "dismiss" | "snooze" | "assign" | "task" | "rule" | "rules">("");
  const got = useGet<List<Alert>>("/api/alerts", { state, limit: 1000 });
  const rules = useGet<List<Rule>>("/api/alert-rules");
  const session = useSession();
  const reload = useRef(got.reload);
  reload.current = got.reload;
  useLive("alert", () => reload.current());
  useEffect(() => document.querySelector<HTMLElement>(".work-left .tbl-scroll")?.focus({ preventScroll: true }), [!!got.data]);
  const rows = got.data?.items ?? [];
  /* Where none is chosen, the one that is shown stays while others come in: no key may act on one that nobody saw. */
  const shown = useRef("");
  const alert = rows.find((a) => a.id === (chosen || shown.current)) ?? (chosen ? null : (rows[0] ?? null));
  shown.current = alert?.id ?? "";
  /* A dialog that gives way to another closes itself alone. */
  const shut = (what: typeof asking) => (): void => ask((now) => (now === what ? "" : now));
  const writes = mayAct();
  const rest = (a: Alert): Alert | undefined => rows[rows.indexOf(a) + 1] ?? rows[rows.indexOf(a) - 1];

  const act = async (change: string, body: object = {}): Promise<void> => {
    if (!alert) return;
    const before = alert;
    await send("POST", `/api/alerts/${before.id}/${change}`, body);
    if (change === "dismiss" || change === "snooze") choose(state === "open" ? (rest(before)?.id ?? null) : before.id);
    got.reload();
    done(tOr("work.did_" + change, change), async () => {
      await restore(before);
      choose(before.id);
      reload.current();
    });
  };
  const at_once = (change: string, body: object = {}): void => {
    if (!alert || !writes) return;
    act(change, body).catch((e: Error) => toast(e.message, "bad"));
  };
  const open = (what: typeof asking) => (): void => {
    if (alert && writes) ask(what);
  };
  useKeys({
    a: ["work.key_acknowledge", () => at_once("acknowledge")],
    d: ["work.key_dismiss", open("dismiss")],
    s: ["work.key_snooze", open("snooze")],
    o: ["work.key_assign", open("assign")],
    t: ["work.key_task", open("task")],
    r: ["work.key_reopen", () => at_once("reopen")],
    u: ["work.key_undo", () => void undo()],
  });

  const counts = got.data?.summary as Record<string, number> | undefined;
  const table = useMemo(
    () => (
      <Table<Alert>
        name="alerts"
        label={t("work.alerts")}
        rows={rows}
        id={(a) => a.id}
        columns={columns()}
        sort="at"
        selected={alert?.id ?? null}
        onSelect={(a) => choose(a.id)}
        onOpen={(a) => choose(a.id)}
        api={`/api/alerts?state=${state}`}
        tools={
          <>
            <select aria-label={t("work.state")} value={state} onChange={(e) => setState(e.currentTarget.value)}>
              {STATES.map((s) => (
                <option key={s} value={s}>
                  {tOr("work.alert_" + s, s)} {counts && s in counts ? `(${counts[s]})` : ""}
                </option>
              ))}
            </select>
            <button type="button" onClick={() => ask("rules")}>
              {t("work.rules", { n: rules.data?.items.length ?? 0 })}
            </button>
          </>
        }
        empty={
          counts && counts.rules === 0 ? (
            <Empty title={t("work.no_rule")}>
              <p>{t("work.no_rule_next")}</p>
              <button type="button" class="primary" onClick={() => ask("rule")} disabled={!writes}>
                {t("work.new_rule")}
              </button>
            </Empty>
          ) : (
            <Empty title={t("work.no_alert")}>{t("work.no_alert_next")}</Empty>
          )
        }
      />
    ),
    [got.data, rules.data, alert?.id, state, writes],
  );
  if (got.problem) return <div class="work-pad"><ProblemBox problem={got.problem} retry={got.reload} /></div>;
  return (
    <div class="work-split">
      <div class="work-left">{got.loading && !got.data ? <Loading of={t("work.alerts")} /> : table}</div>
      <aside class="work-right" aria-label={t("work.alert")}>
        {alert ? <One alert={alert} writes={writes} act={at_once} ask={ask} /> : <Empty asks title={t("work.choose")}>{t("work.choose_next")}</Empty>}
      </aside>
      <Dialog title={t("work.dismiss")} open={asking === "dismiss"} close={shut("dismiss")}>
        <Form
          id="dismiss"
          fields={[{ name: "reason", label: t("work.why"), type: "area", required: true, help: t("work.dismiss_help") }]}
          submit={t("work.dismiss")}
          onSubmit={async (v) => {
            await act("dismiss", { reason: v.reason });
            ask("");
          }}
        />
      </Dialog>
      <Dialog title={t("work.snooze")} open={asking === "snooze"} close={shut("snooze")}>
        <div class="row work-soon">
          {[1, 4, 12, 24, 72].map((h) => (
            <button
              key={h}
              type="button"
              onClick={() => {
                at_once("snooze", { until: isoOf(Date.now() + h * 3600000) });
                ask("");
              }}
            >
              {t("work.hours", { n: h })}
            </button>
          ))}
        </div>
        <Form
          id="snooze"
          fields={[{ name: "until", label: t("work.until"), type: "time", required: true }]}
          submit={t("work.snooze")}
          onSubmit={async (v) => {
            await act("snooze", { until: v.until });
            ask("");
          }}
        />
      </Dialog>
      <Dialog title={t("work.assign")} open={asking === "assign"} close={shut("assign")}>
        <Form
          id="assign"
          first={{ to: alert?.assigned ?? session?.person ?? "" }}
          fields={[{ name: "to", label: t("work.person"), required: true }]}
          submit={t("work.assign")}
          onSubmit={async (v) => {
            await act("assign", { to: v.to });
            ask("");
          }}
        />
      </Dialog>
      <Dialog title={t("work.new_task")} open={asking === "task"} close={shut("task")}>
        <Form
          id="alert-task"
          first={{ owner: session?.person ?? "" }}
          fields={[
            { name: "title", label: t("work.task_title"), required: true, wide: true },
            { name: "owner", label: t("work.owner") },
            { name: "due", label: t("work.due"), placeholder: "2030-01-31" },
          ]}
          submit={t("work.file_task")}
          onSubmit={async (v) => {
            await send("POST", "/api/tasks", { ...v, about: alert?.id });
            ask("");
            toast(t("work.task_filed"));
          }}
        />
      </Dialog>
      <Dialog title={t("work.new_rule")} open={asking === "rule"} close={shut("rule")}>
        <RuleForm
          filed={() => {
            ask("");
            rules.reload();
            got.reload();
          }}
        />
      </Dialog>
      <Dialog title={t("work.rules_of_watching")} open={asking === "rules"} close={shut("rules")}>
        <Rules list={rules.data?.items ?? []} writes={writes} add={() => ask("rule")} ended={() => { rules.reload(); got.reload(); }} />
      </Dialog>
    </div>
  );
}

function Rules(p: { list: Rule[]; writes: boolean; add(): void; ended(): void }) {
  const end = (r: Rule): void => {
    send("DELETE", `/api/alert-rules/${r.number}`).then(p.ended, (e: Error) => toast(e.message, "bad"));
  };
  return (
    <div class="stack">
      {!p.list.length && <p>{t("work.no_rule")}</p>}
      <ul class="work-rules">
        {p.list.map((r) => (
          <li key={r.number}>
            <div class="grow">
              <b>{r.name}</b>
              <div class="small muted">
                {r.lists ? t("work.of_lists") : r.events.length ? r.events.map(eventName).join(", ") : t("work.every_type")}
                {r.area && ` · ${t("work.area")} ${r.area.join(", ")}`}
                {r.ship && ` · ${r.ship}`}
                {r.min_hours > 0 && ` · ${t("work.least", { h: r.min_hours })}`}
                {r.surprising && ` · ${t("work.surprising")}`} · {r.by}, <Time at={r.at} />
              </div>
            </div>
            <button type="button" onClick={() => end(r)} disabled={!p.writes}>
              {t("work.end_rule")}
            </button>
          </li>
        ))}
      </ul>
      <div class="row">
        <button type="button" class="primary" onClick={p.add} disabled={!p.writes}>
          {t("work.new_rule")}
        </button>
      </div>
    </div>
  );
}

function One(p: { alert: Alert; writes: boolean; act(change: string, body?: object): void; ask(what: "dismiss" | "snooze" | "assign" | "task"): void }) {
  const a = p.alert;
  const e = a.event;
  const innocent = e ? tOr("watch.innocent_" + e.type, "").split(" | ") : [];
  const against = [e?.remark, ...innocent].filter((x): x is string => !!x);
  return (
    <div class="work-one">
      <h2>{e ? <EventMark type={e.type} name /> : t("work.of_lists")}</h2>
      <div class="row">
        <Tag tone={TONE[a.state]}>{tOr("work.alert_" + a.state, a.state)}</Tag>
        {a.facts_changed && <Tag tone="warn">{t("work.facts_changed")}</Tag>}
        {a.state === "snoozed" && (
          <span>
            {t("work.until")} <Time at={a.until} />
          </span>
        )}
        {a.assigned && <span>{t("work.is_with", { who: a.assigned })}</span>}
      </div>
      <Lead />
      <dl class="facts">
        {e && (
          <>
            <dt>{t("work.ships")}</dt>
            <dd>
              {e.vessels.map((v, i) => (
                <div key={i}>
                  <Ident {...v} /> <span class="muted mono">{v.mmsi}</span>
                </div>
              ))}
            </dd>
            <dt>{t("work.since")}</dt>
            <dd>
              <Time at={e.start} /> <span class="muted"><Duration hours={e.hours} /></span>
            </dd>
            <dt>{t("work.to")}</dt>
            <dd>
              <Time at={e.end} />
            </dd>
            <dt>{t("work.place")}</dt>
            <dd>
              {e.start_pos ? <Place lat={e.start_pos.lat} lon={e.start_pos.lon} /> : <Place lat={e.lat} lon={e.lon} />}
              {e.end_pos && (
                <>
                  {" → "}
                  <Place lat={e.end_pos.lat} lon={e.end_pos.lon} />
                </>
              )}
            </dd>
            {gradeOf(a) && (
              <>
                <dt>{t("work.grade")}</dt>
                <dd>
                  <Tag tone={gradeOf(a) === "unexpected" ? "warn" : undefined}>{tOr("silence." + gradeOf(a), gradeOf(a))}</Tag>
                  {e.expected_reception?.why && <div class="small muted"><Said text={e.expected_reception.why} /></div>}
                </dd>
              </>
            )}
          </>
        )}
        {!e && (
          <>
            <dt>{t("work.what")}</dt>
            <dd>
              <Said text={a.about} />
            </dd>
          </>
        )}
        <dt>{t("work.rule")}</dt>
        <dd>{a.rule?.name ?? t("work.rule_ended")}</dd>
        {a.reason && (
          <>
            <dt>{t("work.why")}</dt>
            <dd>{a.reason}</dd>
          </>
        )}
        {a.by && (
          <>
            <dt>{t("work.last_act")}</dt>
            <dd>
              {a.by}, <Time at={a.acted_at} />
            </dd>
          </>
        )}
      </dl>
      <div class="row work-acts" role="group" aria-label={t("work.deal")}>
        <button type="button" class={a.state === "new" ? "primary" : ""} disabled={!p.writes} onClick={() => p.act("acknowledge")}>
          {t("work.acknowledge")} <kbd>a</kbd>
        </button>
        <button type="button" disabled={!p.writes} onClick={() => p.ask("assign")}>
          {t("work.assign")} <kbd>o</kbd>
        </button>
        <button type="button" disabled={!p.writes} onClick={() => p.ask("snooze")}>
          {t("work.snooze")} <kbd>s</kbd>
        </button>
        <button type="button" disabled={!p.writes} onClick={() => p.ask("dismiss")}>
          {t("work.dismiss")} <kbd>d</kbd>
        </button>
        {a.state !== "new" && (
          <button type="button" disabled={!p.writes} onClick={() => p.act("reopen")}>
            {t("work.reopen")} <kbd>r</kbd>
          </button>
        )}
        <button type="button" disabled={!p.writes} onClick={() => p.ask("task")}>
          {t("work.new_task")} <kbd>t</kbd>
        </button>
      </div>
      <Why items={against} />
      <p class="small muted">
        {e && <a href={href(`/watch?event=${e.id}`)}>{t("work.on_map")}</a>} <code title={a.id}>{a.id.slice(0, 12)}</code>
      </p>
    </div>
  );
}

