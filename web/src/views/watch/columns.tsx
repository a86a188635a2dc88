/* The columns of the table of events. */
import { utc } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { Duration, EVENT_TYPES, EventMark, eventName, Ident, Place, sailedPast, Tag, Time, type Column } from "../../parts";
import { callsThatFit, gradeOf } from "./data";
import type { PortName } from "./Leads";
import type { PlEvent } from "./types";

/* The day and hour; the year stands in the title and where years differ. */
function Short(p: { at: string; year: boolean }) {
  return p.year ? (
    <Time at={p.at} />
  ) : (
    <time class="nowrap" dateTime={p.at} title={utc(p.at, true)}>
      {utc(p.at).slice(5)}
    </time>
  );
}

export function columns(ranks: Map<string, number>, years: boolean, fresh: Set<string>, port: PortName): Column<PlEvent>[] {
  return [
    { id: "rank", label: t("watch.col_rank"), title: t("watch.leads"), num: true, value: (e) => ranks.get(e.id) ?? null, hidden: true },
    { id: "start", label: t("watch.col_start"), value: (e) => e.start, cell: (e) => <Short at={e.start} year={years} /> },
    {
      id: "type",
      label: t("watch.col_type"),
      value: (e) => e.type,
      cell: (e) => (
        <>
          <EventMark type={e.type} name /> {fresh.has(e.id) && <Tag tone="good">{t("watch.new")}</Tag>}
        </>
      ),
      choices: EVENT_TYPES,
      choiceLabel: eventName,
    },
    {
      id: "vessels",
      label: t("watch.col_vessels"),
      value: (e) => e.vessels.map((v) => `${v.name ?? ""} ${v.mmsi} ${v.imo ?? ""}`).join(" "),
      cell: (e) => e.vessels.slice(0, 3).map((v, i) => (
        <>
          {i > 0 && ", "}
          <Ident {...v} />
        </>
      )),
    },
    { id: "hours", label: t("watch.col_hours"), num: true, value: (e) => e.hours, cell: (e) => <Duration hours={e.hours} /> },
    {
      id: "grade",
      label: t("watch.col_grade"),
      value: gradeOf,
      cell: (e) => (gradeOf(e) ? <Tag tone={gradeOf(e) === "unexpected" ? "warn" : undefined}>{tOr("silence." + gradeOf(e), gradeOf(e))}</Tag> : null),
      choices: ["unexpected", "expected", "unknown"],
      choiceLabel: (v) => tOr("silence." + v, v),
    },
    {
      id: "port",
      label: t("watch.col_port"),
      value: (e) => e.port ?? callsThatFit(e).map((c) => c.port).join(" "),
      cell: (e) => (e.port ? <span title={e.port}>{port(e.port)} {sailedPast(e) && <Tag>{t("event.sailed_past")}</Tag>}</span> : <span class="muted">{callsThatFit(e).length ? t("watch.ports_fit", { n: callsThatFit(e).length }) : ""}</span>),
    },
    { id: "end", label: t("watch.col_end"), value: (e) => e.end, cell: (e) => (e.end ? <Short at={e.end} year={years} /> : <Time at={null} />), hidden: true },
    { id: "place", label: t("watch.col_place"), value: (e) => e.lat ?? null, cell: (e) => <Place lat={e.lat} lon={e.lon} />, hidden: true },
  ];
}
