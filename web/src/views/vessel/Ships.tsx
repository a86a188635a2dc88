/* Every ship that was heard, or those that the server finds for ?q=; a page at a time. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get, useGet, type List } from "../../app/api";
import { t, tOr } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { go, useParam, useRoute } from "../../app/router";
import { Empty, EventMark, eventName, Loading, Name, ProblemBox, Table, Tag, Time } from "../../parts";
import { shipType, type Ship } from "./types";

const PAGE = 500;
const ORDER = ["possible_rendezvous", "encounter", "gap", "identity_change_candidate", "identity_conflict", "synthetic_track", "position_jump", "gnss_interference", "loitering", "draught_change", "position_on_land", "identifier_invalid", "port_visit"];

export const typeName = (n: number | null): string => {
  const kind = shipType(n);
  return kind ? tOr("vessel.type_" + kind, kind) : "";
};

function Marks(p: { events: Record<string, number> }) {
  return (
    <span class="vs-marks">
      {ORDER.filter((type) => p.events[type]).map((type) => (
        <span key={type} class="nowrap" title={`${p.events[type]} × ${eventName(type)}`}>
          <EventMark type={type} />
          {p.events[type] > 1 && <span class="small">{p.events[type]}</span>}
        </span>
      ))}
    </span>
  );
}

export function Ships() {
  const { params } = useRoute();
  const [q, setQ] = useParam("q");
  const [text, setText] = useState(q);
  const [asked, ask] = useState(q);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    const rest = setTimeout(() => ask(text.trim()), 200);
    return () => clearTimeout(rest);
  }, [text]);
  useEffect(() => {
    if (asked !== q) setQ(asked || null);
  }, [asked]);
  const got = useGet<List<Ship>>("/api/vessels", { q: asked, limit: PAGE });
  const listed = useGet<List<{ mmsi: number; class: string }>>("/api/leads");
  const leads = useMemo(() => new Map((listed.data?.items ?? []).map((l) => [l.mmsi, l.class])), [listed.data]);
  /* Further pages follow on their own as the table is scrolled. */
  const [more, setMore] = useState<{ of: unknown; items: Ship[]; next: string | null }>({ of: null, items: [], next: null });
  const busy = useRef(false);
  const own = more.of === got.data;
  const next = own ? more.next : (got.data?.next ?? null);
  const rows = useMemo(() => [...(got.data?.items ?? []), ...(own ? more.items : [])], [got.data, more]);
  const load = (): void => {
    if (!next || busy.current) return;
    busy.current = true;
    const of = got.data;
    get<List<Ship>>("/api/vessels", { q: asked, limit: PAGE, cursor: next, log: params.get("log"), known_at: params.get("known_at") })
      .then((page) => setMore((now) => ({ of, items: [...(now.of === of ? now.items : []), ...page.items], next: page.next })))
      .catch(() => undefined)
      .finally(() => (busy.current = false));
  };
  useKeys({
    f: ["vessel.key_find", () => box.current?.focus()],
    v: ["vessel.key_table", () => document.querySelector<HTMLElement>(".vs-ships .tbl-scroll")?.focus()],
  });
  const open = (s: Ship): void => go("/vessel/" + s.mmsi);
  return (
    <div class="vs-ships">
      <header class="vs-top">
        <h1>{t("vessel.ships")}</h1>
        <input
          ref={box}
          type="search"
          class="vs-find"
          aria-label={t("vessel.find")}
          placeholder={t("vessel.find")}
          value={text}
          onInput={(e) => setText(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key === "Enter" && rows.length === 1) open(rows[0]);
            else if (e.key === "Enter" || e.key === "Escape") document.querySelector<HTMLElement>(".vs-ships .tbl-scroll")?.focus();
          }}
        />
        <span class="muted small">{t("vessel.find_how")}</span>
      </header>
      <div class="vs-list">
        {got.problem ? (
          <ProblemBox problem={got.problem} retry={got.reload} />
        ) : !got.data ? (
          <Loading of={t("vessel.ships")} />
        ) : (
          <Table<Ship>
            name="ships"
            label={t("vessel.ships")}
            rows={rows}
            id={(s) => String(s.mmsi)}
            columns={[
              { id: "name", label: t("vessel.col_name"), value: (s) => s.names.join(" ") || null, cell: (s) => (s.name ? <span><b><Name text={s.name} /></b>{s.names.length > 1 && <span class="muted small"> {t("vessel.also", { names: s.names.slice(1).join(", ") })}</span>}</span> : <span class="muted">{t("vessel.no_name")}</span>) },
              { id: "mmsi", label: "MMSI", value: (s) => s.mmsi, cell: (s) => <span class="mono">{String(s.mmsi).padStart(9, "0")}</span> },
              { id: "imo", label: "IMO", value: (s) => s.imo, cell: (s) => <span class="mono">{s.imo ?? ""}</span> },
              { id: "callsign", label: t("vessel.callsign"), value: (s) => s.callsign, cell: (s) => <span class="mono">{s.callsign ?? ""}</span> },
              { id: "flag", label: t("vessel.flag"), value: (s) => s.flag },
              { id: "shiptype", label: t("vessel.shiptype"), value: (s) => typeName(s.shiptype) },
              { id: "length", label: t("vessel.length"), num: true, value: (s) => s.length_m },
              { id: "events", label: t("vessel.events"), value: (s) => Object.values(s.events).reduce((a, b) => a + b, 0), cell: (s) => <Marks events={s.events} /> },
              { id: "listed", label: t("vessel.listed"), value: (s) => leads.get(s.mmsi) ?? null, cell: (s) => (leads.has(s.mmsi) ? <Tag tone="warn" title={tOr("watch.class_" + leads.get(s.mmsi), leads.get(s.mmsi) ?? "")}>{tOr("vessel.tie_" + leads.get(s.mmsi), t("vessel.named"))}</Tag> : "") },
              { id: "last", label: t("vessel.last"), value: (s) => s.last, cell: (s) => <Time at={s.last} /> },
              { id: "first", label: t("vessel.first"), value: (s) => s.first, cell: (s) => <Time at={s.first} />, hidden: true },
              { id: "destination", label: t("vessel.destination"), value: (s) => s.destination, hidden: true },
              { id: "reports", label: t("vessel.reports"), num: true, value: (s) => s.reports },
            ]}
            sort="mmsi"
            onOpen={open}
            api={"/api/vessels?" + new URLSearchParams(asked ? { q: asked } : {}).toString()}
            more={next ? load : undefined}
            empty={<Empty title={asked ? t("vessel.none_found", { q: asked }) : t("vessel.none")}>{asked ? t("vessel.none_found_next") : t("watch.no_case_next")}</Empty>}
          />
        )}
      </div>
    </div>
  );
}
