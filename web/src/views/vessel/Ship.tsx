/* One ship: who it says it is, what lists say, where it went, what it rests on, what is not known. The sections stand below
 * each other; beside them the map of its tracks. The address holds the section that is looked at (part), the chosen event and
 * the map. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { apiHref, useGet, type List } from "../../app/api";
import { duration, ms, number, utc } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { go, href, setParams, useParam } from "../../app/router";
import { Background } from "../../map/Background";
import { latOf, lonOf } from "../../map/geo";
import { SeaMap, type MapEvent } from "../../map/SeaMap";
import { tracksOf, type TrackItem } from "../../map/tracks";
import { Empty, EventMark, eventName, Ident, Loading, Name, Place, ProblemBox, sailedPast, Said as Words, Table, Tag, Time, Why, type Column } from "../../parts";
import type { PlEvent } from "../watch/types";
import { titleOf } from "./caption";
import { Evidence } from "./Evidence";
import { Heard } from "./Heard";
import { IdentityChart } from "./Identity";
import { Lists } from "./Lists";
import { typeName } from "./Ships";
import { eventsOf, kindOf, type Destination, type Hit, type Identity, type Paper, type Reception, type Remark, type Ship, type VesselSummary } from "./types";
import { Voyages } from "./Voyages";

type Lines = Omit<List<{ type: string }>, "summary"> & { summary: VesselSummary };

const PARTS = ["lists", "identity", "voyages", "events", "evidence", "unknown"] as const;
type Part = (typeof PARTS)[number];
const NAV = 34; /* px: the row of parts that stays above */

export function Section(p: { id: Part; title: string; count?: number; json?: string; csv?: string; children: ComponentChildren }) {
  return (
    <section class="vs-part" id={"part-" + p.id} tabIndex={-1} aria-labelledby={"head-" + p.id}>
      <div class="vs-part-head">
        <h2 id={"head-" + p.id}>{p.title}</h2>
        {p.count !== undefined && <span class="count">{number(p.count)}</span>}
        <span class="grow" />
        {p.csv && (
          <a class="small" href={apiHref(p.csv)} download>
            CSV
          </a>
        )}
        {p.json && (
          <a class="small" href={apiHref(p.json)} target="_blank" rel="noopener">
            JSON
          </a>
        )}
      </div>
      {p.children}
    </section>
  );
}

function mapEvent(e: PlEvent): MapEvent | null {
  if (typeof e.lat !== "number" || typeof e.lon !== "number") return null;
  const pair = (x?: { lat: number; lon: number } | null): [number, number] | null => (x ? [x.lat, x.lon] : null);
  const end = e.end ? ms(e.end) : ms(e.start) + e.hours * 3600e3;
  return { id: e.id, type: e.type, lat: e.lat, lon: e.lon, start: ms(e.start), end, hours: e.hours, mmsi: e.vessels.map((v) => v.mmsi), from: pair(e.start_pos), to: pair(e.end_pos), weight: e.type === "port_visit" ? -1 : 0 };
}

/* What an event says beside its type, in a few words. */
function Said(p: { e: PlEvent; own: number[] }) {
  const e = p.e;
  const others = e.vessels.filter((v) => !p.own.includes(v.mmsi));
  const reception = e.expected_reception;
  return (
    <span class="vs-said">
      {others.slice(0, 3).map((v, i) => (
        <span key={v.mmsi}>
          {i ? ", " : t("vessel.with") + " "}
          <Ident {...v} />
        </span>
      ))}
      {others.length > 3 && <span class="muted"> {t("vessel.and_more_ships", { n: others.length - 3 })}</span>}
      {others.length > 0 && " "}
      {e.port && <b>{e.port} </b>}
      {sailedPast(e) && <Tag>{t("event.sailed_past")}</Tag>}
      {reception?.grade && <Tag tone={reception.grade === "unexpected" ? "warn" : undefined}>{t(("silence." + reception.grade) as "silence.unknown")}</Tag>}
      {e.type === "gap" && e.calls && e.calls.some((c) => c.verdict === "reachable" || c.verdict === "marginal") && (
        <span class="warn"> {t("vessel.could_call", { ports: e.calls.filter((c) => c.verdict === "reachable" || c.verdict === "marginal").map((c) => c.port).slice(0, 3).join(", ") })}</span>
      )}
      {(e.why || e.remark) && (
        <span class="muted">
          {" "}
          <Words text={e.why ?? e.remark ?? ""} />
        </span>
      )}
    </span>
  );
}

function Head(p: { id: string; ships: Ship[]; summary: VesselSummary; papers: Paper[] }) {
  const ship = p.ships[0];
  const names = [...new Set(p.ships.flatMap((s) => s.names))];
  const imos = [...new Set(p.ships.map((s) => s.imo).filter((n): n is number => n !== null))];
  const facts: [string, ComponentChildren][] = [];
  const add = (label: string, value: ComponentChildren): void => {
    if (value !== null && value !== undefined && value !== "") facts.push([label, value]);
  };
  add("MMSI", p.summary.mmsi.map((m) => String(m).padStart(9, "0")).join(", "));
  add("IMO", imos.join(", ") || (p.summary.imo ?? <span class="muted">{t("vessel.not_said")}</span>));
  add(t("vessel.callsign"), ship?.callsign ?? <span class="muted">{t("vessel.not_said")}</span>);
  add(t("vessel.flag_by_mid"), [...new Set(p.ships.map((s) => s.flag).filter(Boolean))].join(", ") || <span class="muted">{t("vessel.flag_unknown")}</span>);
  add(t("vessel.shiptype"), ship?.shiptype ? `${typeName(ship.shiptype)} (${ship.shiptype})` : "");
  add(t("vessel.size"), ship?.length_m ? `${ship.length_m} × ${ship.beam_m} m` : "");
  add(t("vessel.heard"), ship ? <span><Time at={ship.first} /> – <Time at={ship.last} /></span> : "");
  add(t("vessel.reports"), number(p.summary.reports));
  return (
    <header class="vs-head">
      <div class="vs-title">
        <h1>
          {names.length ? <Name text={names[0]} /> : <span class="mono">{p.id}</span>}
        </h1>
        {names.length > 1 && (
          <span class="muted">
            {t("vessel.also_said")}{" "}
            {names.slice(1, 6).map((n, i) => (
              <span key={n}>
                {i > 0 && ", "}
                <Name text={n} />
              </span>
            ))}
          </span>
        )}
        <Tag tone="warn" title={t("vessel.lead_why")}>{t("part.lead")}</Tag>
        <span class="grow" />
        <a class="button" href={href("/watch", { ship: p.summary.mmsi[0] ?? null })}>
          {t("vessel.to_watch")}
        </a>
        <a href={apiHref(`/api/vessels/${encodeURIComponent(p.id)}`)} target="_blank" rel="noopener">
          JSON
        </a>
      </div>
      <dl class="vs-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {p.summary.mmsi.length > 1 && (
        <p class="vs-several">
          {t("vessel.several", { n: p.summary.mmsi.length })}{" "}
          {p.ships.map((s) => (
            <a key={s.mmsi} class="tag" href={href("/vessel/" + s.mmsi)}>
              {s.mmsi} {s.name}
            </a>
          ))}
        </p>
      )}
    </header>
  );
}

export function ShipPage(p: { id: string }) {
  const address = `/api/vessels/${encodeURIComponent(p.id)}`;
  /* What stands in tables first; what only the recordings tell (changes within a track) follows. */
  const got = useGet<Lines>(address, { brief: 1 });
  const later = useGet<Lines>(got.data ? address : null, { part: "identity_remark" });
  const lines = got.data?.items ?? [];
  const own = got.data?.summary.mmsi ?? [];
  const ships = useMemo(() => kindOf<Ship>(lines, "ship"), [got.data]);
  const events = useMemo(() => eventsOf<PlEvent>(lines), [got.data]);
  const hits = useMemo(() => kindOf<Hit>(lines, "list_hit"), [got.data]);
  const tracksGot = useGet<List<TrackItem>>(got.data && own.length ? "/api/tracks" : null, { vessel: p.id, max: 40000 });
  const drawn = useMemo(() => tracksOf(tracksGot.data?.items ?? []), [tracksGot.data]);
  const marks = useMemo(() => events.map(mapEvent).filter((e): e is MapEvent => e !== null), [events]);
  const [chosen] = useParam("event");
  const [part] = useParam("part");
  const page = useRef<HTMLDivElement>(null);
  const choose = (id: string | null): void => setParams({ event: id });
  const [now, setNow] = useState<string>(part || "lists");
  const scrollTo = (id: string): void => {
    const el = document.getElementById("part-" + id);
    const top = page.current?.getBoundingClientRect().top ?? 0;
    if (el && page.current) page.current.scrollTop += el.getBoundingClientRect().top - top - NAV;
  };
  const show = (id: Part): void => {
    setParams({ part: id === "lists" ? null : id });
    scrollTo(id);
    document.getElementById("part-" + id)?.focus({ preventScroll: true });
    setNow(id);
  };
  /* Where the address says, also while what stands above is still growing; until a person scrolls. */
  const ready = got.data !== null;
  useEffect(() => {
    const el = page.current;
    if (!ready || !el) return;
    let mine = part !== "";
    const keep = new ResizeObserver(() => mine && scrollTo(part));
    const look = (): void => {
      const top = el.getBoundingClientRect().top + NAV + 40;
      const seen = PARTS.filter((id) => (document.getElementById("part-" + id)?.getBoundingClientRect().top ?? Infinity) <= top);
      setNow(seen[seen.length - 1] ?? "lists");
    };
    const stop = (): void => void (mine = false);
    for (const child of el.children) keep.observe(child);
    el.addEventListener("scroll", look, { passive: true });
    for (const by of ["wheel", "keydown", "pointerdown"]) el.addEventListener(by, stop, { passive: true });
    return () => {
      keep.disconnect();
      el.removeEventListener("scroll", look);
      for (const by of ["wheel", "keydown", "pointerdown"]) el.removeEventListener(by, stop);
    };
  }, [ready]);
  useKeys({
    ...Object.fromEntries(PARTS.map((id, i) => [String(i + 1), [("vessel.part_" + id) as "vessel.part_lists", () => show(id)]])),
    m: ["watch.key_map", () => page.current?.parentElement?.querySelector<HTMLElement>(".map-canvas")?.focus()],
    Escape: ["vessel.key_back", () => (chosen ? choose(null) : go("/vessel"))],
  });
  const box = useMemo((): [number, number, number, number] | null => {
    let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const x of drawn) [w, s, e, n] = [Math.min(w, lonOf(x.west)), Math.min(s, latOf(x.south)), Math.max(e, lonOf(x.east)), Math.max(n, latOf(x.north))];
    return w <= e ? [w - 0.4, s - 0.4, e + 0.4, n + 0.4] : null;
  }, [drawn]);
  const picked = events.find((e) => e.id === chosen) ?? null;
  const fit = useMemo(() => {
    if (picked && typeof picked.lat === "number" && typeof picked.lon === "number") {
      const at: [number, number][] = [[picked.lat, picked.lon]];
      for (const x of [picked.start_pos, picked.end_pos]) if (x) at.push([x.lat, x.lon]);
      const lats = at.map((a) => a[0]);
      const lons = at.map((a) => a[1]);
      return { box: [Math.min(...lons) - 0.8, Math.min(...lats) - 0.8, Math.max(...lons) + 0.8, Math.max(...lats) + 0.8] as [number, number, number, number], key: picked.id };
    }
    return box ? { box, key: "all " + p.id } : null;
  }, [picked, box]);

  if (got.problem) return <div class="page"><h1 class="visually-hidden">{t("view.vessel")}</h1><ProblemBox problem={got.problem} retry={got.reload} /></div>;
  if (!got.data) return <div class="page"><h1 class="visually-hidden">{t("view.vessel")}</h1><Loading of={p.id} /></div>;
  const remarks = kindOf<Remark>(later.data?.items ?? lines, "identity_remark");
  const papers = kindOf<Paper>(lines, "paper");
  const destinations = kindOf<Destination>(lines, "destination");
  if (!ships.length && !papers.length) {
    return (
      <div class="page">
        <h1>{p.id}</h1>
        <Empty title={t("vessel.never")}>
          <p>{t("vessel.never_next")}</p>
          <a class="button" href={href("/vessel")}>{t("vessel.all_ships")}</a>
        </Empty>
      </div>
    );
  }
  const columns: Column<PlEvent>[] = [
    { id: "type", label: t("watch.col_type"), value: (e) => e.type, cell: (e) => <EventMark type={e.type} name />, choices: [...new Set(events.map((e) => e.type))], choiceLabel: eventName },
    { id: "start", label: t("watch.col_start"), value: (e) => e.start, cell: (e) => <Time at={e.start} /> },
    { id: "hours", label: t("watch.col_hours"), num: true, value: (e) => e.hours, cell: (e) => <span class="nowrap">{duration(e.hours)}</span> },
    { id: "said", label: t("vessel.col_said"), value: (e) => [e.port, e.why, e.remark, ...e.vessels.map((v) => v.name)].filter(Boolean).join(" "), cell: (e) => <Said e={e} own={own} /> },
    { id: "place", label: t("watch.col_place"), value: (e) => e.lat ?? null, cell: (e) => <Place lat={e.lat} lon={e.lon} />, hidden: true },
    { id: "end", label: t("watch.col_end"), value: (e) => e.end, cell: (e) => <Time at={e.end} />, hidden: true },
  ];
  const title = (m: MapEvent): string => `${eventName(m.type)} · ${utc(m.start)} · ${duration(m.hours)}`;
  return (
    <div class="vs-ship">
      <div class="vs-page" ref={page}>
        <Head id={p.id} ships={ships} summary={got.data.summary} papers={papers} />
        <nav class="vs-nav" aria-label={t("vessel.parts")}>
          {PARTS.map((id, i) => (
            <button key={id} type="button" class="quiet" aria-current={now === id ? "true" : undefined} title={t("vessel.key", { key: i + 1 })} onClick={() => show(id)}>
              {t(("vessel.part_" + id) as "vessel.part_lists")}
              {id === "lists" && hits.length > 0 && <span class="count warn">{hits.length}</span>}
              {id === "events" && events.length > 0 && <span class="count">{events.length}</span>}
            </button>
          ))}
        </nav>
        <Section id="lists" title={t("vessel.part_lists")} count={hits.length} json={address + "?part=list_hit"} csv={address + ".csv?part=list_hit"}>
          <Lists hits={hits} />
        </Section>
        <Section id="identity" title={t("vessel.part_identity")} json={address + "?part=identity"} csv={address + ".csv?part=identity"}>
          <IdentityChart said={kindOf<Identity>(lines, "identity")} remarks={remarks} papers={papers} several={own.length > 1} later={later} title={own.length === 1 ? titleOf(own[0], ships) : p.id.replace(/^IMO/, "IMO ")} />
        </Section>
        <Section id="voyages" title={t("vessel.part_voyages")} json={"/api/voyages?vessel=" + encodeURIComponent(p.id)} csv={"/api/voyages.csv?vessel=" + encodeURIComponent(p.id)}>
          <Voyages id={p.id} destinations={destinations} choose={choose} />
        </Section>
        <Section id="events" title={t("vessel.part_events")} count={events.length}>
          <div class={"vs-table" + (events.length > 12 ? " tall" : "")}>
            <Table<PlEvent>
              name="events"
              label={t("vessel.part_events")}
              rows={events}
              id={(e) => e.id}
              columns={columns}
              sort="start"
              selected={chosen || null}
              onSelect={(e) => choose(e.id)}
              onOpen={(e) => go("/watch?event=" + e.id)}
              api={"/api/events?vessel=" + encodeURIComponent(p.id)}
              empty={<Empty title={t("vessel.no_events")}>{t("vessel.no_events_next")}</Empty>}
            />
          </div>
          {picked && (
            <p class="small">
              <EventMark type={picked.type} name /> <Time at={picked.start} /> · <a href={href("/watch", { event: picked.id })}>{t("vessel.open_event")}</a> · <a href={apiHref(`/api/events/${picked.id}.json`)} target="_blank" rel="noopener">JSON</a>
            </p>
          )}
          <Why items={[...new Set(events.map((e) => e.type))].flatMap((type) => innocent(type))} />
        </Section>
        <Section id="evidence" title={t("vessel.part_evidence")}>
          <Evidence mmsi={own} imo={[...new Set(ships.map((s) => s.imo).filter((n): n is number => n !== null))]} names={[...new Set(ships.flatMap((s) => s.names))]} papers={papers} />
        </Section>
        <Section id="unknown" title={t("vessel.part_unknown")} json={address + "?part=reception"} csv={address + ".csv?part=reception"}>
          <Heard items={kindOf<Reception>(lines, "reception")} gaps={events.filter((e) => e.type === "gap")} ships={ships} choose={choose} />
        </Section>
      </div>
      <aside class="vs-map" aria-label={t("vessel.map")}>
        <SeaMap tracks={drawn} events={marks} selected={chosen || null} onSelect={choose} title={title} vessel={null} fit={fit} whole={box}>
          <div class="vs-map-note">
            <Background />
            {t("vessel.tracks", { n: drawn.length })}{" "}
            <a href={apiHref("/api/tracks", { vessel: p.id })} target="_blank" rel="noopener">JSON</a>{" "}
            <a href={apiHref("/api/tracks.geojson", { vessel: p.id })} download>GeoJSON</a>{" · "}
            {t("vessel.part_events")} <a href={apiHref("/api/events.geojson", { vessel: p.id })} download>GeoJSON</a>
          </div>
        </SeaMap>
      </aside>
    </div>
  );
}


function innocent(type: string): string[] {
  const words = tOr("watch.innocent_" + type, "");
  return words ? words.split(" | ").map((w) => `${eventName(type)}: ${w}`).slice(0, 2) : [];
}
