/* The reports of a case, and what to do without one: begin one, or check a bundle that came from elsewhere. */
import { useEffect, useState } from "preact/hooks";
import { send, useGet, type List } from "../../app/api";
import { number } from "../../app/format";
import { t } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { useLive } from "../../app/live";
import { go, href, useParam } from "../../app/router";
import { may } from "../../app/session";
import { Dialog, Drop, Empty, Form, Loading, Name, ProblemBox, Table, Tag, Time } from "../../parts";
import type { Edition, Report } from "./types";

export function Shelf() {
  const got = useGet<List<Edition>>("/api/reports");
  const [all, setAll] = useParam("all");
  const [making, setMaking] = useState(false);
  useLive("log", got.reload);
  useEffect(() => {
    const timer = making ? setTimeout(() => document.getElementById("report-new-title")?.focus(), 0) : 0;
    return () => clearTimeout(timer);
  }, [making]);
  useKeys({ n: ["report.key.new", () => may("analyst") && setMaking(true)] });
  const rows = (got.data?.items ?? []).filter((r) => all || !r.replaced_by);
  const open = (r: Edition): void => go(href(`/report/${r.id}`));
  return (
    <div class="page shelf">
      <header class="row">
        <h1 class="grow">{t("report.title")}</h1>
        <button type="button" class="primary" disabled={!may("analyst")} onClick={() => setMaking(true)}>
          {t("report.new")} <kbd>n</kbd>
        </button>
      </header>
      <ProblemBox problem={got.problem} retry={got.reload} />
      {!got.data && !got.problem && <Loading of={t("report.title")} />}
      {got.data && (
        <div class="shelf-table" style={{ height: `${Math.max(3, Math.min(16, rows.length)) * 28 + 76}px` }}>
          <Table<Edition>
            name="reports"
            label={t("report.title")}
            rows={rows}
            id={(r) => r.id}
            sort=""
            api="/api/reports"
            onOpen={open}
            columns={[
              {
                id: "title",
                label: t("report.of_title"),
                value: (r) => r.title,
                cell: (r) => (
                  <a href={href(`/report/${r.id}`)}>
                    <Name text={r.title} />
                  </a>
                ),
              },
              { id: "id", label: t("report.id"), value: (r) => r.id, cell: (r) => <code>{r.id}</code> },
              { id: "state", label: t("report.state"), value: (r) => (r.releases ? 2 : r.built ? 1 : 0), cell: (r) => <States r={r} /> },
              { id: "at", label: t("report.when"), value: (r) => r.at, cell: (r) => <Time at={r.at} /> },
              { id: "by", label: t("report.by"), value: (r) => r.by },
              { id: "marking", label: t("report.marking"), value: (r) => r.marking },
              { id: "replaces", label: t("report.replaces"), value: (r) => r.replaces ?? "", hidden: !all },
            ]}
            tools={
              got.data.items.some((r) => r.replaced_by) && (
              <label class="row nowrap">
                <input type="checkbox" checked={!!all} onChange={(e) => setAll(e.currentTarget.checked ? "1" : null)} /> {t("report.show_all", { n: number(got.data.items.length) })}
              </label>
              )
            }
            empty={<Empty title={t("report.none")}>{t("report.none_next")}</Empty>}
          />
        </div>
      )}
      <Drop />
      <Dialog title={t("report.new")} open={making} close={() => setMaking(false)}>
        <Form
          id="report-new"
          fields={[{ name: "title", label: t("report.of_title"), required: true, wide: true, help: t("report.new_help") }]}
          submit={t("report.begin_one")}
          onSubmit={async (v) => {
            const made = await send<Report>("POST", "/api/reports", { title: v.title.trim() });
            setMaking(false);
            go(href(`/report/${made.id}`));
          }}
        />
      </Dialog>
    </div>
  );
}

function States(p: { r: Edition }) {
  const { r } = p;
  return (
    <span class="row">
      {r.replaced_by && <Tag>{t("report.old")}</Tag>}
      {r.releases > 0 ? <Tag tone="good">{t("report.released_n", { n: r.releases })}</Tag> : <Tag tone="warn">{t("report.draft")}</Tag>}
      {r.built && <Tag>{t("report.built")}</Tag>}
    </span>
  );
}
