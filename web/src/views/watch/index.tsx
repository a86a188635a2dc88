/* View: watch. Map; beside it the leads worth clicking, or every event as a table, and what is chosen in words; below, the
 * time bar. All of it in the address: from, to (the window), area, ship, event, side (leads or events), hide (kinds), map,
 * and the table's own. */
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useGet, type List } from "../../app/api";
import { duration, isoOf, ms, number, utc } from "../../app/format";
import { t } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { useLive } from "../../app/live";
import { setParams, useParam, useRoute } from "../../app/router";
import { session } from "../../app/session";
import { areaOf, areaText, inside } from "../../map/geo";
import { SeaMap, type MapEvent, type MapHandle } from "../../map/SeaMap";
import type { Port } from "../../map/paint";
import { latOf, lonOf } from "../../map/geo";
import { tracksOf, type TrackItem } from "../../map/tracks";
import { Empty, eventName, Loading, ProblemBox, Table } from "../../parts";
import { captioned } from "../../parts/save";
import { TimeBar, type Coverage } from "../../time/TimeBar";
import { HOUR, type Span } from "../../time/scale";
import { AreaDialog } from "./Area";
import { barCaption, barOf, boxText, type Asked } from "./caption";
import { columns } from "./columns";
import { callsThatFit, endOf, EVENTS_MAX, groupOf, leadsOf, pinned, ranksOf, TRACK_POINTS, useEvents, type Found } from "./data";
import { Detail, ShipDetail } from "./Detail";
import { Finder } from "./Finder";
import { Leads } from "./Leads";
import { Legend } from "./Legend";
import { fits, portsOf, Reach } from "./Reach";
import { shipsOf } from "./ships";
import { Undetected, undetectedLine } from "./Undetected";
import type { CoverageItem, ListedLead, PlEvent, PortReach } from "./types";

interface PortItem {
  id: string;
  name: string;
  lat: number;
  lon: number;
  watched?: boolean;
}
type Box = [number, number, number, number];
type Shape = { type: string; coordinates: unknown };

const LABEL_ORDER = ["gap", "possible_rendezvous", "encounter", "identity_change_candidate", "loitering", "port_visit"];

/* "KP-NAMPO" -> "Nampo", until the names are there. */
const plainName = (id: string): string => id.replace(/^[A-Z]{2}-/, "").toLowerCase().replace(/(^|[-_ ])([a-z])/g, (_, gap: string, c: string) => (gap === "_" ? " " : gap) + c.toUpperCase());

const AROUND = 12 * HOUR; /* of a ship's track, bold before and after its event */

/* What to ask for where a map at "lat,lon,zoom" shows less than the points that were left out are apart; null: nothing. The
 * box is of whole steps, so that a small move asks nothing. */
function closeUp(map: string | null, left_out_m: number): { box: string; zoom: number; max: number } | null {
  const [lat, lon, zoom] = (map ?? "").split(",").map(Number);
  const metres = (156543 * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
  if (!Number.isFinite(metres) || left_out_m < 1.5 * metres) return null;
  const step = (metres * 1024) / 111120;
  const at = (v: number): number => Math.round(v / step) * step;
  const high = step;
  const wide = (1.5 * step) / Math.cos((lat * Math.PI) / 180);
  const box = [at(lon) - wide, Math.max(-85, at(lat) - high), at(lon) + wide, Math.min(85, at(lat) + high)];
  return { box: box.map((v) => v.toFixed(3)).join(","), zoom: Math.ceil(zoom), max: TRACK_POINTS };
}

function mapEvent(e: PlEvent, label: string | undefined): MapEvent | null {
  if (e.lat === null || e.lat === undefined || e.lon === null || e.lon === undefined) return null;
  const pair = (p?: { lat: number; lon: number } | null): [number, number] | null => (p ? [p.lat, p.lon] : null);
  return {
    id: e.id,
    type: e.type,
    lat: e.lat,
    lon: e.lon,
    start: ms(e.start),
    end: endOf(e),
    hours: e.hours,
    mmsi: e.vessels.map((v) => v.mmsi),
    from: pair(e.start_pos),
    to: pair(e.end_pos),
    weight: label || groupOf(e) ? 1 : e.type === "port_visit" || e.explained_by ? -1 : 0,
    label,
    radius_m: e.type === "gnss_interference" && e.radius_nm ? e.radius_nm * 1852 : undefined,
  };
}

const boxOf = (at: [number, number][], pad: number): Box | null => {
  if (!at.length) return null;
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lat, lon] of at) {
    w = Math.min(w, lon);
    e = Math.max(e, lon);
    s = Math.min(s, lat);
    n = Math.max(n, lat);
  }
  return [w - pad, s - pad, e + pad, n + pad];
};

export default function View(_: { id: string }) {
  const { params } = useRoute();
  const [chosen] = useParam("event");
  const [shipParam] = useParam("ship");
  const [side, setSide] = useParam("side", "leads");
  const [areaParam, setArea] = useParam("area");
  const hidden = (params.get("hide") ?? "").split(",").filter(Boolean);
  const area = useMemo(() => areaOf(areaParam), [areaParam]);
  const ship = Number(shipParam) || null;
  const from = ms(params.get("from"));
  const to = ms(params.get("to"));

  /* Everything at once; where that is too much, what the window and the area hold. */
  const [narrow, setNarrow] = useState(false);
  const asked: Asked = narrow && (params.has("from") || params.has("to") || areaParam || ship) ? { from: params.get("from"), to: params.get("to"), area: areaParam, vessel: ship } : {};
  const events = useEvents(asked, `${params.get("log") ?? ""} ${params.get("known_at") ?? ""} ${JSON.stringify(asked)}`);
  useEffect(() => {
    if (events.cut) setNarrow(true);
  }, [events.cut]);
  const items = events.items;
  /* The present is asked for all at once; a past state, which the server detects anew, one after the other. */
  const held = params.has("log") || params.has("known_at");
  const after = (path: string, ...before: boolean[]): string | null => (held && before.includes(false) ? null : path);
  const tracksGot = useGet<List<TrackItem>>(after("/api/tracks", events.done), { max: TRACK_POINTS });
  const rough = useMemo(() => tracksOf(tracksGot.data?.items ?? []), [tracksGot.data]);
  /* Where the whole was thinned by more than a pixel here, what is in sight is asked for again, finer. */
  const nearer = closeUp(params.get("map"), Number(tracksGot.data?.summary.left_out_below_m) || 0);
  const fineGot = useGet<List<TrackItem>>(nearer ? "/api/tracks" : null, nearer ?? {});
  const fine = useMemo(() => (fineGot.data ? tracksOf(fineGot.data.items) : null), [fineGot.data]);
  const tracks = nearer && fine ? fine : rough;
  const listedGot = useGet<List<ListedLead>>(after("/api/leads", events.done, !tracksGot.loading));
  const heardBox = boxText(area);
  const covered = useGet<List<CoverageItem>>(after("/api/coverage", !!listedGot.data || !!listedGot.problem), { box: heardBox });
  const portsGot = useGet<List<PortItem>>(events.done && tracksGot.data && (!held || covered.data) ? "/api/ports" : null); /* thousands, and no first view needs them */
  const again = useRef<() => void>(() => undefined);
  again.current = () => {
    for (const got of [tracksGot, covered, listedGot]) got.reload();
  };
  useEffect(() => {
    if (events.fresh.length) again.current();
  }, [events.fresh.length]);
  const timer = useRef(0);
  const live = useRef(events);
  live.current = events;
  useLive(
    "event",
    useCallback((data: unknown) => {
      if (pinned()) return;
      const e = data as Partial<PlEvent> | null;
      if (e && typeof e === "object" && e.id && e.start && e.vessels) return live.current.add(e as PlEvent);
      /* Only that there is something new: the pages are read again, of a long list at most once a minute. */
      const rest = live.current.items.length > 5000 ? 60e3 : 500;
      if (!timer.current) {
        timer.current = window.setTimeout(() => {
          timer.current = 0;
          live.current.reload();
        }, rest);
      }
    }, []),
  );
  const fresh = useMemo(() => new Set(events.fresh), [events.fresh]);

  const knownPorts = useMemo(() => new Map((portsGot.data?.items ?? []).map((p) => [p.id, p])), [portsGot.data]);
  const portName = useCallback((id: string): string => knownPorts.get(id)?.name ?? plainName(id), [knownPorts]);
  const inArea = (e: PlEvent): boolean => !area || (typeof e.lat === "number" && typeof e.lon === "number" && inside(e.lon, e.lat, area));
  const allFound = useMemo(() => leadsOf(area ? items.filter(inArea) : items, area ? [] : (listedGot.data?.items ?? [])), [items, listedGot.data, area]);
  /* A ship that was looked for narrows the leads; one that was chosen among them leaves the others beside it. */
  const narrowed = ship && params.get("by") !== "lead" ? ship : null;
  const found = useMemo(() => (narrowed ? allFound.filter((f) => f.lead?.mmsi === narrowed || f.event?.vessels.some((v) => v.mmsi === narrowed)) : allFound), [allFound, narrowed]);
  const ranks = useMemo(() => ranksOf(allFound), [allFound]);

  const marks = useMemo(() => {
    const labels = new Map<string, string>();
    for (const f of found) {
      const rank = ranks.get(f.key);
      if (!rank) continue;
      const of = f.event?.id ?? [...(f.lead?.events ?? [])].sort((a, b) => LABEL_ORDER.indexOf(a.type) - LABEL_ORDER.indexOf(b.type)).find((e) => LABEL_ORDER.includes(e.type))?.id;
      if (of && !labels.has(of)) labels.set(of, String(rank));
    }
    return items
      .filter((e) => !hidden.includes(e.type))
      .map((e) => mapEvent(e, labels.get(e.id)))
      .filter((e): e is MapEvent => e !== null);
  }, [items, found, hidden.join()]);
  const whole = useMemo(() => {
    let first = Infinity;
    let last = -Infinity;
    for (const e of items) {
      first = Math.min(first, ms(e.start));
      last = Math.max(last, endOf(e));
    }
    for (const track of rough) {
      first = Math.min(first, track.t[0]);
      last = Math.max(last, track.t[track.n - 1]);
    }
    return first < last ? { from: Math.floor(first / HOUR) * HOUR, to: Math.ceil(last / HOUR) * HOUR } : null;
  }, [items, rough]);
  const win = whole && { from: Number.isFinite(from) ? from : whole.from, to: Number.isFinite(to) ? to : whole.to };
  /* While a hand moves the window, only the map and the bar follow; the address and the table come when it rests. */
  const [moving, setMoving] = useState<Span | null>(null);
  const seen = moving ?? win;
  useEffect(() => {
    if (!moving || !whole) return;
    const rest = setTimeout(() => {
      setParams({ from: moving.from <= whole.from ? null : isoOf(moving.from), to: moving.to >= whole.to ? null : isoOf(moving.to) });
      setMoving(null);
    }, 200);
    return () => clearTimeout(rest);
  }, [moving]);

  const rows = useMemo(
    () =>
      items.filter((e) => {
        if (win && (endOf(e) < win.from || ms(e.start) > win.to)) return false;
        if (ship && !e.vessels.some((v) => v.mmsi === ship)) return false;
        return inArea(e);
      }),
    [items, win?.from, win?.to, area, ship],
  );
  /* Of each type, how many the filter leaves; a type that the whole has stays in the legend. */
  const counts = useMemo(() => {
    const n = new Map<string, number>();
    for (const e of items) n.set(e.type, 0);
    for (const e of rows) n.set(e.type, (n.get(e.type) ?? 0) + 1);
    return n;
  }, [items, rows]);
  const ships = useMemo(() => shipsOf(rough, items), [rough, items]);
  const shipName = ship ? (ships.find((s) => s.mmsi === ship)?.name ?? "") : "";

  const listEvent = items.find((e) => e.id === chosen) ?? null;
  const whole1 = useGet<PlEvent>(chosen ? `/api/events/${chosen}` : null);
  const event = whole1.data?.id === chosen && chosen ? whole1.data : listEvent;
  const isGap = event?.type === "gap" && !event.open;
  /* What a silence allows, at another speed or with a longer call, where a person asks so. */
  const what_if = { max_speed: params.get("kn"), dwell: params.get("dwell") };
  const sea = useGet<{ geometry?: Shape; features?: { geometry: Shape }[] }>(isGap ? `/api/events/${event.id}/reach.geojson` : null, what_if);
  const shape = sea.data?.geometry ?? sea.data?.features?.find((f) => /Polygon/.test(f.geometry?.type ?? ""))?.geometry ?? null;
  const callsGot = useGet<List<PortReach>>(isGap ? `/api/events/${event.id}/reach` : null, what_if);
  const reachable = useMemo(
    () => (isGap ? portsOf(event, callsGot.data?.items ?? null, knownPorts) : []),
    [event, callsGot.data, knownPorts],
  );
  const [pointed, point] = useState("");
  const ports = useMemo((): Port[] => {
    const state = { reachable: "fits", marginal: "margin", undetermined: "open", unreachable: "not" } as const;
    const out: Port[] = [];
    const done = new Set<string>();
    for (const p of reachable) {
      if (!Number.isFinite(p.lat) || !Number.isFinite(p.lon) || (!p.watched && !fits(p.verdict))) continue;
      done.add(p.id);
      const label = p.watched && p.verdict === "reachable" && p.slack_h ? "+" + duration(Math.round(p.slack_h)) : undefined;
      out.push({ id: p.id, name: p.name, lat: p.lat, lon: p.lon, state: state[p.verdict as keyof typeof state] ?? "", label, strong: p.id === pointed });
    }
    for (const p of knownPorts.values()) if (!done.has(p.id) && p.watched !== false) out.push({ ...p, state: "" });
    return out;
  }, [reachable, knownPorts, pointed]);

  const bar = useMemo(() => barOf(items, hidden), [items, hidden.join()]);
  const strip = useMemo((): Coverage | null => {
    const list = covered.data?.items ?? [];
    if (list.length < 2) return null;
    const start = ms(list[0].start);
    return { start, step: ms(list[1].start) - start, reports: list.map((c) => c.reports), states: list.map((c) => c.state), ships: list.map((c) => c.ships ?? 0), stations: list.map((c) => c.stations ?? 0) };
  }, [covered.data]);

  const everything = useMemo(() => boxOf(marks.map((e) => [e.lat, e.lon] as [number, number]), 0.3), [marks.length > 0, events.done]);
  const settled = !isGap || !callsGot.loading || reachable.some((p) => fits(p.verdict) && Number.isFinite(p.lat));
  const fit = useMemo(() => {
    if (event) {
      if (!settled || typeof event.lat !== "number" || typeof event.lon !== "number") return null;
      const at: [number, number][] = [[event.lat, event.lon]];
      for (const p of [event.start_pos, event.end_pos]) if (p) at.push([p.lat, p.lon]);
      for (const p of reachable) if (p.watched && fits(p.verdict) && Number.isFinite(p.lat)) at.push([p.lat, p.lon]);
      return { box: boxOf(at, at.length > 3 ? 0.25 : event.type === "gap" ? 1.2 : 0.5)!, key: event.id };
    }
    if (ship) {
      const own = rough.filter((x) => x.mmsi === ship);
      if (!own.length) return null;
      const at: [number, number][] = own.flatMap((x) => [
        [latOf(x.south), lonOf(x.west)],
        [latOf(x.north), lonOf(x.east)],
      ]);
      return { box: boxOf(at, 0.3)!, key: "ship" + ship };
    }
    return everything && { box: everything, key: "all" };
  }, [event?.id, settled, ship, rough, everything]);

  const choose = useCallback((id: string | null) => setParams({ event: id, ship: null, by: null, kn: null, dwell: null }, { push: id !== null && !chosen }), [chosen]);
  const chooseShip = useCallback((mmsi: number | null, by: "lead" | null = null) => setParams({ event: null, ship: mmsi, by, kn: null, dwell: null }), []);
  const gone = chosen && !event && events.done && whole1.problem?.status === 404;
  const pick = (f: Found): void => (f.event ? choose(f.event.id) : chooseShip(f.lead!.mmsi, "lead"));
  const [fields, setFields] = useState(false);
  const handle = useRef<MapHandle | null>(null);
  const focus = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();
  const focusSoon = (selector: string): void => (document.querySelector(selector) ? focus(selector) : void setTimeout(() => focus(selector), 30));
  useKeys({
    a: ["watch.key_area", () => handle.current?.tool("draw")],
    A: ["watch.key_area_fields", () => setFields(true)],
    d: ["watch.key_measure", () => handle.current?.tool("measure")],
    p: ["watch.key_play", () => document.querySelector<HTMLElement>(".timebar-play button")?.click()],
    l: [
      "watch.key_leads",
      () => {
        setSide("leads");
        focusSoon(".leads-list");
      },
    ],
    e: [
      "watch.key_events",
      () => {
        setSide("events");
        focusSoon(".watch-list .tbl-scroll");
      },
    ],
    f: ["watch.key_find", () => focus(".finder input")],
    i: ["watch.key_detail", () => focus(".watch-detail")],
    m: ["watch.key_map", () => focus(".map-canvas")],
    t: ["watch.key_time", () => focus(".timebar-span")],
    Escape: ["key.close", () => (chosen ? choose(null) : ship ? chooseShip(null) : undefined)],
  });

  const years = whole ? new Date(whole.from).getUTCFullYear() !== new Date(whole.to).getUTCFullYear() : false;
  const query = { from: params.get("from"), to: params.get("to"), area: areaParam, vessel: ship };
  const table = useMemo(
    () => (
      <Table<PlEvent>
        name="events"
        label={t("watch.events")}
        rows={rows}
        id={(e) => e.id}
        columns={columns(ranks, years, fresh, portName)}
        sort="start"
        selected={chosen || null}
        onSelect={(e) => choose(e.id)}
        onOpen={(e) => choose(e.id)}
        api={"/api/events?" + new URLSearchParams(Object.entries(query).flatMap(([k, v]) => (v ? [[k, String(v)]] : []))).toString()}
        total={items.length}
        empty={<Empty title={t("watch.none")}>{t("watch.none_next")}</Empty>}
      />
    ),
    [rows, chosen, ranks, fresh, portName],
  );

  if (events.problem && !items.length) return <div class="page"><ProblemBox problem={events.problem} retry={events.reload} /></div>;
  if (events.done && !items.length && !narrow) {
    return (
      <div class="page">
        <Undetected missing={events.missing} />
        <Empty title={t("watch.no_case")}>{events.pending ? t("watch.pending") : t("watch.no_case_next")}</Empty>
      </div>
    );
  }
  const lead = !event && ship ? ((listedGot.data?.items ?? []).find((l) => l.mmsi === ship) ?? null) : null;
  const title = (m: MapEvent): string => {
    const e = items.find((x) => x.id === m.id);
    return `${m.label ? m.label + ". " : ""}${eventName(m.type)} · ${(e?.vessels ?? []).map((v) => v.name ?? v.mmsi).slice(0, 2).join(", ")} · ${utc(m.start).slice(5)} · ${duration(m.hours)}${e && callsThatFit(e).length ? " · " + t("watch.ports_fit", { n: callsThatFit(e).length }) : ""}`;
  };
  /* Below a saved picture: that it is a lead, its window, the state of the case, and on what a reachable sea rests. */
  const headline = (lead: boolean): string[] => {
    const log = params.get("log") ?? (params.has("known_at") ? null : session.get()?.log_size);
    return [lead ? t("shell.lead") : "", seen ? `${utc(seen.from)} – ${utc(seen.to)}` : "", log ? t("watch.caption_log", { n: log }) : ""];
  };
  const caption = (): string[] => {
    const lines = [undetectedLine(events.missing)];
    if (event) lines.push([eventName(event.type), event.vessels.map((v) => `${v.name ?? ""} MMSI ${v.mmsi}`.trim()).join(", "), `${utc(event.start)} – ${utc(event.end)}`, event.id.slice(0, 12)].join(" · "));
    const sum = callsGot.data?.summary;
    if (isGap && sum) lines.push([t("watch.caption_reach", { kn: String(sum.max_speed_kn ?? "?"), h: String(sum.dwell_h ?? "?"), mask: String(sum.mask ?? "").slice(0, 12) }), t("watch.reach_note")].join(" "));
    return captioned(headline(true), [...lines, t("map.coast_of")]);
  };
  const barWords = (): string[] =>
    barCaption({ head: headline(bar.length > 0), drawn: bar.length, asked, shipName, hidden, part: events.cut || events.pending, missing: events.missing, heard: strip ? heardBox : undefined });
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
          onShip={chooseShip}
          title={title}
          vessel={event?.vessels[0]?.mmsi ?? ship}
          also={event?.vessels.slice(1, 8).map((v) => v.mmsi)}
          focus={event ? [ms(event.start) - AROUND, endOf(event) + AROUND] : null}
          reach={shape}
          ports={ports}
          area={area}
          onArea={(ring) => setArea(ring ? areaText(ring) : null)}
          fit={fit}
          whole={everything}
          caption={caption}
          handle={handle}
          quick={moving !== null}
        >
          <div class="map-over">
            <Finder ships={ships} choose={chooseShip} />
            <Legend counts={counts} hidden={hidden} query={query} gap={isGap ? event.id : null} ports={(counts.get("port_visit") ?? 0) > 0} save={() => handle.current?.save()} />
          </div>
        </SeaMap>
      </div>
      <aside class={"watch-side" + (event || lead || gone ? " chosen" : "")} aria-label={side === "events" ? t("watch.events") : t("watch.leads")}>
        <div class="watch-tabs">
          {(["leads", "events"] as const).map((id) => (
            <button key={id} type="button" aria-pressed={side === id} class={side === id ? "on" : ""} onClick={() => setSide(id)}>
              {id === "leads" ? t("watch.leads") : t("watch.events")} <span class="count">{number(id === "leads" ? found.length : rows.length)}{events.done ? "" : " …"}</span>
            </button>
          ))}
        </div>
        <div class="watch-list">
          <Undetected missing={events.missing} />
          {(area || (ship && !event && (side === "events" || !lead)) || events.cut || events.pending) && (
            <div class="chips">
              {area && (
                <Chip text={t("watch.in_area", { n: area.length })} close={t("map.clear")} onEdit={() => setFields(true)} onClose={() => setArea(null)} />
              )}
              {ship && !event && (side === "events" || !lead || narrowed) && <Chip text={shipName || `MMSI ${ship}`} close={t("watch.all_ships")} onClose={() => chooseShip(null)} />}
              {events.pending && <span class="muted">{t("watch.pending")}</span>}
              {events.cut && <span class="warn">{t("watch.cut", { n: number(EVENTS_MAX) })}</span>}
            </div>
          )}
          {!items.length ? (
            <Loading of={t("watch.events")} />
          ) : side === "events" ? (
            table
          ) : (
            <Leads found={found} ranks={ranks} selected={event?.id ?? (ship ? `ship-${ship}` : "")} loading={!events.done} fresh={fresh} port={portName} choose={pick} toEvents={() => setSide("events")} />
          )}
        </div>
        {event && (
          <Detail event={event} close={() => choose(null)} pick={choose} port={portName}>
            {isGap && <Reach event={event} ports={reachable} summary={callsGot.data?.summary ?? null} problem={callsGot.problem ?? sea.problem} loading={callsGot.loading} pointed={pointed} point={point} />}
          </Detail>
        )}
        {gone && (
          <section class="watch-detail" aria-label={t("watch.detail")}>
            <Empty title={t("watch.gone")}>
              <p>{t("watch.gone_next")}</p>
              <button type="button" onClick={() => choose(null)}>
                {t("watch.close")}
              </button>
            </Empty>
          </section>
        )}
        {lead && <ShipDetail lead={lead} close={() => chooseShip(null)} pick={choose} />}
      </aside>
      {whole && win && <TimeBar whole={whole} window={seen ?? win} onWindow={setMoving} events={bar} selected={chosen} onSelect={choose} coverage={strip} caption={barWords} />}
      <AreaDialog open={fields} area={area} close={() => setFields(false)} set={(ring) => setArea(ring ? areaText(ring) : null)} />
      <div class="visually-hidden" role="status">
        {events.fresh.length ? t("watch.fresh", { n: events.fresh.length }) : ""}
      </div>
    </div>
  );
}

function Chip(p: { text: string; close: string; onClose(): void; onEdit?(): void }) {
  return (
    <span class="chip">
      {p.onEdit ? (
        <button type="button" class="link" onClick={p.onEdit}>
          {p.text}
        </button>
      ) : (
        <b>{p.text}</b>
      )}
      <button type="button" class="quiet" aria-label={p.close} title={p.close} onClick={p.onClose}>
        ✕
      </button>
    </span>
  );
}
