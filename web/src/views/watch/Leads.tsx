/* Leads worth clicking: what a watch should look at first, in groups, each with its reason in a few words. A list of one
 * choice: arrows or j k move and choose, Home and End go to the ends; right and left show all of a group or its first. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { duration, number, utc } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { Empty, EventMark, Loading, Name } from "../../parts";
import { callsThatFit, FEW, GROUPS, type Found, type Group } from "./data";
import type { PlEvent } from "./types";

/* Which port names stand for which ids; the id where no name is known. */
export type PortName = (id: string) => string;

function names(e: PlEvent): string {
  return e.vessels.map((v) => v.name ?? String(v.mmsi)).slice(0, 2).join(" · ") + (e.vessels.length > 2 ? " …" : "");
}

/* What of an event makes it worth a look, in one line. */
export function reason(e: PlEvent, port: PortName): string {
  if (e.type === "gap") {
    const fits = callsThatFit(e);
    if (!fits.length) return t("watch.lead_silence", { length: duration(e.hours) });
    const some = fits.slice(0, 2).map((c) => port(c.port));
    return t(fits.length > 2 ? "watch.lead_call_more" : "watch.lead_call", { length: duration(e.hours), ports: some.join(", "), n: fits.length - 2 });
  }
  if (e.type === "possible_rendezvous") return t("watch.lead_rendezvous", { length: duration(e.hours), kn: number(e.required_speed_kn, 1) });
  if (e.type === "encounter") return t("watch.lead_meeting", { length: duration(e.hours), m: number(e.distance_m ?? null) });
  if (e.type === "identity_change_candidate") return t("watch.lead_identity", { nm: number(e.distance_nm ?? null, 1), length: duration(e.hours) });
  if (e.kind === "range") return t("watch.lead_range", { length: duration(e.hours), nm: number(e.distance_nm ?? null), reach: number(e.reach_nm ?? null) });
  if (e.type === "synthetic_track") return t("watch.lead_synthetic", { length: duration(e.hours) });
  return duration(e.hours);
}

export function Leads(p: { found: Found[]; ranks: Map<string, number>; selected: string; loading: boolean; fresh: Set<string>; port: PortName; choose(f: Found): void; toEvents(): void }) {
  const [wide, setWide] = useState<Group[]>([]);
  const groups = useMemo(
    () =>
      GROUPS.map((group) => {
        const all = p.found.filter((f) => f.group === group);
        const at = all.findIndex((f) => f.key === p.selected);
        return { group, all, shown: wide.includes(group) || at >= FEW ? all : all.slice(0, FEW) };
      }).filter((g) => g.all.length),
    [p.found, wide, p.selected],
  );
  const flat = groups.flatMap((g) => g.shown);
  const list = useRef<HTMLDivElement>(null);
  const at = flat.findIndex((f) => f.key === p.selected);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [p.selected]);
  const move = (i: number): void => {
    const f = flat[Math.max(0, Math.min(flat.length - 1, i))];
    if (f) p.choose(f);
  };
  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.ctrlKey || e.altKey || e.metaKey || (e.target as HTMLElement).closest("a,button")) return;
    const steps: Record<string, () => void> = {
      j: () => move(at + 1),
      k: () => move(at < 0 ? 0 : at - 1),
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(at < 0 ? 0 : at - 1),
      Home: () => move(0),
      End: () => move(flat.length - 1),
      Enter: () => move(Math.max(0, at)),
      ArrowRight: () => setWide(at < 0 ? GROUPS : [...wide, flat[at].group]),
      ArrowLeft: () => setWide(at < 0 ? [] : wide.filter((g) => g !== flat[at].group)),
    };
    if (!steps[e.key]) return;
    e.preventDefault();
    e.stopPropagation();
    steps[e.key]();
  };
  if (!p.found.length) {
    return p.loading ? (
      <Loading of={t("watch.leads")} />
    ) : (
      <Empty title={t("watch.no_leads")}>
        <p>{t("watch.no_leads_next")}</p>
        <button type="button" onClick={p.toEvents}>
          {t("watch.to_events")}
        </button>
      </Empty>
    );
  }
  return (
    <div class="leads">
      <p class="leads-how">{t("watch.leads_how")}</p>
      <div class="leads-list" ref={list} role="listbox" tabIndex={0} aria-label={t("watch.leads")} aria-activedescendant={at >= 0 ? "lead-" + flat[at].key : undefined} onKeyDown={onKeyDown}>
        {groups.map(({ group, all, shown }) => (
          <div key={group} role="group" aria-label={tOr("watch.group_" + group, group)} class="leads-group">
            <div class="leads-head" aria-hidden="true">
              <span class="grow">{tOr("watch.group_" + group, group)}</span>
              <span class="muted">{shown.length < all.length ? t("watch.n_of", { n: shown.length, all: number(all.length) }) : number(all.length)}</span>
            </div>
            {shown.map((f) => (
              <Row key={f.key} found={f} rank={p.ranks.get(f.key)} selected={f.key === p.selected} fresh={p.fresh.has(f.key)} port={p.port} choose={p.choose} />
            ))}
            {shown.length < all.length && (
              <div role="option" aria-selected="false" class="leads-more" onClick={() => setWide([...wide, group])}>
                {t("watch.more", { n: number(all.length - shown.length) })}
              </div>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

function Row(p: { found: Found; rank?: number; selected: boolean; fresh: boolean; port: PortName; choose(f: Found): void }) {
  const { event, lead } = p.found;
  return (
    <div id={"lead-" + p.found.key} role="option" aria-selected={p.selected} class={"lead-row" + (p.fresh ? " fresh" : "")} onClick={() => p.choose(p.found)}>
      <span class="lead-rank">{p.rank ?? ""}</span>
      {event && (
        <>
          <EventMark type={event.type} />
          <span class="lead-text">
            <b>
              <Name text={names(event)} />
            </b>
            <span>{reason(event, p.port)}</span>
          </span>
          <span class="lead-when">
            {p.fresh && <span class="tag good">{t("watch.new")}</span>}
            {utc(event.start).slice(5, 16)}
          </span>
        </>
      )}
      {lead && (
        <>
          <EventMark type="listed" />
          <span class="lead-text">
            <b>
              <Name text={lead.name ?? String(lead.mmsi)} />
            </b>
            <span>
              {tOr("watch.class_" + lead.class, lead.reasons[0]?.text ?? lead.class)}: {lead.reasons[0]?.list} {lead.reasons[0]?.reference}
            </span>
          </span>
          <span class="lead-when lead-marks">
            {[...new Set(lead.events.map((e) => e.type))].slice(0, 4).map((type) => (
              <EventMark key={type} type={type} />
            ))}
          </span>
        </>
      )}
    </div>
  );
}
