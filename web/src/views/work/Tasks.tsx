/* Tasks about anything: overdue first. One key each for how the chosen one stands; n writes a new one. */
import { useEffect, useRef, useState } from "preact/hooks";
import { send, useGet, type List } from "../../app/api";
import { t, tOr } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { useLive } from "../../app/live";
import { useParam } from "../../app/router";
import { mayAct, useSession } from "../../app/session";
import { Dialog, Empty, Form, Loading, ProblemBox, Table, Tag, Time, toast, type Column } from "../../parts";
import { About } from "./About";
import type { Task } from "./types";
import { done, undo } from "./undo";

const STATES = ["active", "open", "doing", "done", "dropped", "all"];
const TONE: Record<string, "warn" | "good" | undefined> = { doing: "good" };
const isoDay = (day: string | null): string => day ?? "";

const columns = (): Column<Task>[] => [
  { id: "state", label: t("work.state"), value: (x) => x.state, cell: (x) => <Tag tone={x.overdue ? "bad" : TONE[x.state]}>{x.overdue ? t("work.overdue") : tOr("work.task_" + x.state, x.state)}</Tag> },
  { id: "due", label: t("work.due"), value: (x) => isoDay(x.due), cell: (x) => <span class={x.overdue ? "bad" : ""}>{x.due}</span> },
  { id: "title", label: t("work.task_title"), value: (x) => x.title },
  { id: "about", label: t("work.about"), value: (x) => x.about, cell: (x) => <About id={x.about} /> },
  { id: "owner", label: t("work.owner"), value: (x) => x.owner },
  { id: "note", label: t("work.note"), value: (x) => x.note ?? x.text },
  { id: "changed", label: t("work.changed"), value: (x) => x.changed_at, cell: (x) => <Time at={x.changed_at} />, hidden: true },
];

export function Tasks() {
  const [state, setState] = useParam("tasks.state", "active");
  const [chosen, choose] = useParam("task");
  const [asking, ask] = useState<"" | "new" | "change">("");
  const got = useGet<List<Task>>("/api/tasks", { state, limit: 1000 });
  const session = useSession();
  const reload = useRef(got.reload);
  reload.current = got.reload;
  useLive("task", () => reload.current());
  const rows = got.data?.items ?? [];
  const task = rows.find((x) => x.id === chosen) ?? null;
  /* A dialog that gives way to another closes itself alone. */
  const shut = (what: typeof asking) => (): void => ask((now) => (now === what ? "" : now));
  const writes = mayAct();
  useEffect(() => document.querySelector<HTMLElement>(".work-fill .tbl-scroll")?.focus({ preventScroll: true }), [!!got.data]);

  const step = async (body: Record<string, string>): Promise<void> => {
    if (!task) return;
    const id = task.id;
    await send("POST", `/api/tasks/${id}`, body);
    got.reload();
    done(body.state ? tOr("work.task_" + body.state, body.state) : t("work.changed"), async () => {
      await send("POST", `/api/tasks/${id}`, { undo: true });
      choose(id);
      reload.current();
    });
  };
  const stands = (to: string) => (): void => {
    if (task && writes) step({ state: to }).catch((e: Error) => toast(e.message, "bad"));
  };
  useKeys({
    n: ["work.key_new_task", () => writes && ask("new")],
    b: ["work.key_begin", stands("doing")],
    x: ["work.key_done", stands("done")],
    d: ["work.key_drop", stands("dropped")],
    r: ["work.key_reopen", stands("open")],
    o: ["work.key_change", () => task && writes && ask("change")],
    u: ["work.key_undo", () => void undo()],
  });
  if (got.problem) return <div class="work-pad"><ProblemBox problem={got.problem} retry={got.reload} /></div>;
  return (
    <div class="work-stack">
      <div class="work-fill">
        {got.loading && !got.data ? (
          <Loading of={t("work.tasks")} />
        ) : (
          <Table<Task>
            name="tasks"
            label={t("work.tasks")}
            rows={rows}
            id={(x) => x.id}
            columns={columns()}
            sort=""
            selected={chosen || null}
            onSelect={(x) => choose(x.id)}
            api={`/api/tasks?state=${state}`}
            tools={
              <>
                <select aria-label={t("work.state")} value={state} onChange={(e) => setState(e.currentTarget.value)}>
                  {STATES.map((s) => (
                    <option key={s} value={s}>
                      {tOr("work.task_" + s, s)}
                    </option>
                  ))}
                </select>
                <button type="button" class="primary" onClick={() => ask("new")} disabled={!writes}>
                  {t("work.new_task")} <kbd>n</kbd>
                </button>
              </>
            }
            empty={<Empty title={t("work.no_task")}>{t("work.no_task_next")}</Empty>}
          />
        )}
      </div>
      {task && (
        <section class="work-under" aria-label={t("work.task")}>
          <div class="row">
            <h2 class="grow">{task.title}</h2>
            {task.due && (
              <Tag tone={task.overdue ? "bad" : undefined}>
                {t("work.due")} {task.due}
              </Tag>
            )}
          </div>
          <p class="muted">
            {task.owner && <>{t("work.is_with", { who: task.owner })} · </>}
            {task.about && (
              <>
                {t("work.about")} <About id={task.about} /> ·{" "}
              </>
            )}
            {task.changed_by}, <Time at={task.changed_at} />
          </p>
          {task.text && <p>{task.text}</p>}
          {task.note && <p>{task.note}</p>}
          <div class="row" role="group" aria-label={t("work.deal")}>
            {task.state !== "doing" && task.state !== "done" && (
              <button type="button" disabled={!writes} onClick={stands("doing")}>
                {t("work.begin")} <kbd>b</kbd>
              </button>
            )}
            {task.state !== "done" && (
              <button type="button" class="primary" disabled={!writes} onClick={stands("done")}>
                {t("work.task_done")} <kbd>x</kbd>
              </button>
            )}
            {task.state !== "dropped" && (
              <button type="button" disabled={!writes} onClick={stands("dropped")}>
                {t("work.drop")} <kbd>d</kbd>
              </button>
            )}
            {(task.state === "done" || task.state === "dropped") && (
              <button type="button" disabled={!writes} onClick={stands("open")}>
                {t("work.reopen")} <kbd>r</kbd>
              </button>
            )}
            <button type="button" disabled={!writes} onClick={() => ask("change")}>
              {t("work.change")} <kbd>o</kbd>
            </button>
          </div>
        </section>
      )}
      <Dialog title={t("work.new_task")} open={asking === "new"} close={shut("new")}>
        <Form
          id="task"
          first={{ owner: session?.person ?? "" }}
          fields={[
            { name: "title", label: t("work.task_title"), required: true, wide: true },
            { name: "about", label: t("work.about"), help: t("work.about_help") },
            { name: "owner", label: t("work.owner") },
            { name: "due", label: t("work.due"), placeholder: "2030-01-31" },
            { name: "text", label: t("work.note"), type: "area" },
          ]}
          submit={t("work.file_task")}
          onSubmit={async (v) => {
            const answer = await send<List<Task>>("POST", "/api/tasks", v);
            const id = answer.items[0].id;
            ask("");
            choose(id);
            got.reload();
            done(t("work.task_filed"), async () => {
              await send("POST", `/api/tasks/${id}`, { undo: true });
              reload.current();
            });
          }}
        />
      </Dialog>
      <Dialog title={t("work.change")} open={asking === "change"} close={shut("change")}>
        <Form
          id="task-change"
          fields={[
            { name: "owner", label: t("work.owner"), placeholder: task?.owner ?? "" },
            { name: "due", label: t("work.due"), placeholder: task?.due ?? "2030-01-31" },
            { name: "text", label: t("work.note"), type: "area" },
          ]}
          submit={t("work.change")}
          onSubmit={async (v) => {
            await step(v);
            ask("");
          }}
        />
      </Dialog>
    </div>
  );
}
