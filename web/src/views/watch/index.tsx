/* View: watch. Map, events beside it as a table, below the time bar; what is chosen in a panel under the table. All of it in
 * the address: from, to (the window), type, area, event, map, and the table's own. The first opening shows the leads. */
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useGet, type List } from "../../app/api";
import { isoOf, ms } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { useLive } from "../../app/live";
import { setParams, useParam, useRoute } from "../../app/router";
import { areaOf, areaText, inside } from "../../map/geo";
import { SeaMap, type MapEvent } from "../../map/SeaMap";
import type { Port } from "../../map/paint";
import { tracksOf, type TrackItem } from "../../map/tracks";
import { Duration, Empty, EVENT_TYPES, EventMark, eventName, Ident, Loading, ProblemBox, Table, Tag, Time, type Column } from "../../parts";
import { TimeBar, type Coverage } from "../../time/TimeBar";
import { HOUR, type Span } from "../../time/scale";
import { Detail } from "./Detail";
import type { CoverageItem, PlEvent } from "./types";

interface PortItem {
  id: string;
  name: string;
  lat: number;
  lon: number;
}

const gradeOf = (e: PlEvent): string => e.expected_reception?.grade ?? "";

/* What a watch should look at first: silences that nothing explains with a port within reach, then the others. */
function rank(e: PlEvent): number {
  const fits = (e.calls ?? []).some((c) => c.verdict === "reachable");
  if (e.type === "gap") return gradeOf(e) === "unexpected" ? (fits ? 0 : 1) : gradeOf(e) === "unknown" ? 6 : 7;
  const i = EVENT_TYPES.indexOf(e.type);
  return e.type === "port_visit" ? 9 : 2 + (i < 0 ? EVENT_TYPES.length : i) / 10;
}

const columns = (): Column<PlEvent>[] => [
  { id: "rank", label: t("watch.leads"), value: rank, hidden: true },
  { id: "type", label: t("watch.col_type"), value: (e) => e.type, cell: (e) => <EventMark type={e.type} name />, choices: EVENT_TYPES, choiceLabel: eventName },
  { id: "vessels", label: t("watch.col_vessels"), value: (e) => e.vessels.map((v) => `${v.name ?? ""} ${v.mmsi}`).join(" "), cell: (e) => e.vessels.map((v, i) => <>{i > 0 && ", "}<Ident {...v} /></>) },
  { id: "start", label: t("watch.col_start"), value: (e) => e.start, cell: (e) => <Time at={e.start} /> },
  { id: "hours", label: t("watch.col_hours"), num: true, value: (e) => e.hours, cell: (e) => <Duration hours={e.hours} /> },
  {
    id: "grade",
    label: t("watch.col_grade"),
    value: gradeOf,
    cell: (e) => (gradeOf(e) ? <Tag tone={gradeOf(e) === "unexpected" ? "warn" : undefined}>{tOr("silence." + gradeOf(e), gradeOf(e))}</Tag> : null),
    choices: ["unexpected", "expected", "unknown"],
    choiceLabel: (v) => tOr("silence." + v, v),
  },
  { id: "port", label: t("watch.col_port"), value: (e) => e.port },
  { id: "end", label: t("watch.col_end"), value: (e) => e.end, cell: (e) => <Time at={e.end} />, hidden: true },
];

function mapEvent(e: PlEvent): MapEvent | null {
  if (e.lat === null || e.lat === undefined || e.lon === null || e.lon === undefined) return null;
  const start = ms(e.start);
  const pair = (p?: { lat: number; lon: number } | null): [number, number] | null => (p ? [p.lat, p.lon] : null);
  return {
    id: e.id,
    type: e.type,
    lat: e.lat,
    lon: e.lon,
    start,
    end: e.end ? ms(e.end) : start + e.hours * HOUR,
    hours: e.hours,
    mmsi: e.vessels.map((v) => v.mmsi),
    from: pair(e.start_pos),
    to: pair(e.end_pos),
  };
}

export default function View(_: { id: string }) {
  const { params } = useRoute();
  const [chosen, choose] = useParam("event");
  const [areaParam, setArea] = useParam("area");
  const area = useMemo(() => areaOf(areaParam), [areaParam]);
  const events = useGet<List<PlEvent>>("/api/events", { limit: 1000 });
  const items = events.data?.items ?? [];
  const tracksGot = useGet<List<TrackItem>>("/api/tracks", { max: 100000 });
  const tracks = useMemo(() => tracksOf(tracksGot.data?.items ?? []), [tracksGot.data]);
  const covered = useGet<List<CoverageItem>>("/api/coverage");
  const portsGot = useGet<List<PortItem>>("/api/ports");
  const reload = useRef(events.reload);
  reload.current = events.reload;
  useLive("event", useCallback(() => reload.current(), []));

  const marks = useMemo(() => items.map(mapEvent).filter((e): e is MapEvent => e !== null), [events.data]);
  const whole = useMemo(() => {
    let from = Infinity;
    let to = -Infinity;
    for (const e of marks) {
      from = Math.min(from, e.start);
      to = Math.max(to, e.end);
    }
    for (const track of tracks) {
      from = Math.min(from, track.t[0]);
      to = Math.max(to, track.t[track.n - 1]);
    }
    return from < to ? { from: Math.floor(from / HOUR) * HOUR, to: Math.ceil(to / HOUR) * HOUR } : null;
  }, [marks, tracks]);
  const from = ms(params.get("from"));
  const to = ms(params.get("to"));
  const win = whole && { from: Number.isFinite(from) ? from : whole.from, to: Number.isFinite(to) ? to : whole.to };
  /* While a hand moves the window, only the map and the bar follow; the address and the table come when it rests. */
  const [moving, setMoving] = useState<Span | null>(null);
  const seen = moving ?? win;
  useEffect(() => {
    if (!moving || !whole) return;
    const timer = setTimeout(() => {
      setParams({ from: moving.from <= whole.from ? null : isoOf(moving.from), to: moving.to >= whole.to ? null : isoOf(moving.to) });
      setMoving(null);
    }, 200);
    return () => clearTimeout(timer);
  }, [moving]);

  const rows = useMemo(
    () =>
      items.filter((e) => {
        const end = e.end ? ms(e.end) : ms(e.start) + e.hours * HOUR;
        if (win && (end < win.from || ms(e.start) > win.to)) return false;
        return !area || (typeof e.lat === "number" && typeof e.lon === "number" && inside(e.lon, e.lat, area));
      }),
    [events.data, win?.from, win?.to, area],
  );
  const event = items.find((e) => e.id === chosen) ?? null;
  const reach = useGet<{ geometry?: { type: string; coordinates: unknown }; features?: { geometry: { type: string; coordinates: unknown } }[] }>(
    event?.type === "gap" ? `/api/events/${event.id}/reach.geojson` : null,
  );
  const shape = reach.data?.geometry ?? reach.data?.features?.find((f) => /Polygon/.test(f.geometry?.type ?? ""))?.geometry ?? null;
  const ports = useMemo((): Port[] => {
    const calls = new Map((event?.calls ?? []).map((c) => [c.port, c]));
    return (portsGot.data?.items ?? []).map((p) => {
      const call = calls.get(p.id);
      const state = !call ? "" : call.verdict === "reachable" ? "fits" : call.verdict === "unreachable" ? "not" : "open";
      return { ...p, state, label: call && call.verdict === "reachable" && call.slack_h ? `+${Math.round(call.slack_h)} h` : undefined };
    });
  }, [portsGot.data, event]);
  const bar = useMemo(() => marks.map(({ id, type, start, end }) => ({ id, type, start, end })), [marks]);
  const strip = useMemo((): Coverage | null => {
    const list = covered.data?.items ?? [];
    if (list.length < 2) return null;
    const start = ms(list[0].start);
    return { start, step: ms(list[1].start) - start, reports: list.map((c) => c.reports), heard: list.map((c) => (c.heard === null || c.listening === false ? null : c.reports > 0)) };
  }, [covered.data]);
  const fit = useMemo(() => {
    if (event && mapEvent(event)) {
      const e = mapEvent(event)!;
      const lats = [e.lat, e.from?.[0] ?? e.lat, e.to?.[0] ?? e.lat];
      const lons = [e.lon, e.from?.[1] ?? e.lon, e.to?.[1] ?? e.lon];
      const pad = e.type === "gap" ? 2 : 0.6;
      return { box: [Math.min(...lons) - pad, Math.min(...lats) - pad, Math.max(...lons) + pad, Math.max(...lats) + pad] as [number, number, number, number], key: event.id };
    }
    if (!marks.length) return null;
    const lats = marks.map((e) => e.lat);
    const lons = marks.map((e) => e.lon);
    return { box: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] as [number, number, number, number], key: "all" };
  }, [event?.id, marks.length > 0]);

  const focus = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();
  useKeys({
    a: ["watch.key_area", () => document.querySelectorAll<HTMLElement>(".map-tools button")[2]?.click()],
    p: ["watch.key_play", () => document.querySelector<HTMLElement>(".timebar-play button")?.click()],
    e: ["watch.key_events", () => focus(".watch-side .tbl-scroll")],
    m: ["watch.key_map", () => focus(".map-canvas")],
    t: ["watch.key_time", () => focus(".timebar-span")],
    Escape: ["key.close", () => choose(null)],
  });

  const table = useMemo(
    () => (
      <Table<PlEvent>
        name="events"
        label={t("watch.events")}
        rows={rows}
        id={(e) => e.id}
        columns={columns()}
        sort="rank"
        selected={chosen || null}
        onSelect={(e) => choose(e.id)}
        onOpen={(e) => choose(e.id)}
        api="/api/events"
        total={items.length}
        empty={<Empty title={t("watch.none")}>{t("watch.none_next")}</Empty>}
      />
    ),
    [rows, chosen],
  );

  if (events.problem) return <div class="page"><ProblemBox problem={events.problem} retry={events.reload} /></div>;
  if (events.data && !items.length) {
    return <div class="page"><Empty title={t("watch.no_case")}>{t("watch.no_case_next")}</Empty></div>;
  }
  return (
    <div class="watch">
      <h1 class="visually-hidden">{t("view.watch")}</h1>
      <div class="watch-map">
        <SeaMap
          tracks={tracks}
          window={seen ? [seen.from, seen.to] : undefined}
          events={marks}
          selected={chosen || null}
          onSelect={choose}
          vessel={event?.vessels[0]?.mmsi ?? null}
          reach={shape}
          ports={ports}
          area={area}
          onArea={(ring) => setArea(ring ? areaText(ring) : null)}
          fit={fit}
        />
      </div>
      <aside class={"watch-side" + (event ? " chosen" : "")}>
        {events.loading && !events.data ? (
          <Loading of={t("watch.events")} />
        ) : (
          table
        )}
        {event && <Detail event={event} reach={reach.problem} close={() => choose(null)} />}
      </aside>
      {whole && win && <TimeBar whole={whole} window={seen ?? win} onWindow={setMoving} events={bar} selected={chosen} onSelect={choose} coverage={strip} />}
    </div>
  );
}

