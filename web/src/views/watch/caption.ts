/* What the time bar draws, and the words below the pictures that this view saves. */
import { ms, number, utc } from "../../app/format";
import { t } from "../../app/i18n";
import { areaOf } from "../../map/geo";
import { captioned } from "../../parts/save";
import { eventName } from "../../parts/small";
import type { BarEvent } from "../../time/TimeBar";
import { endOf } from "./data";
import type { PlEvent } from "./types";
import { undetectedLine } from "./Undetected";

/* What of all events was asked for; {}: all of them. */
export interface Asked {
  [key: string]: string | number | null | undefined;
  from?: string | null;
  to?: string | null;
  area?: string;
  vessel?: number | null;
}

/* Every event that has a time, also those without a place, which no map shows. */
export const barOf = (items: PlEvent[], hidden: string[]): BarEvent[] =>
  items.filter((e) => !hidden.includes(e.type) && Number.isFinite(ms(e.start))).map((e) => ({ id: e.id, type: e.type, start: ms(e.start), end: Math.max(ms(e.start), endOf(e) || 0) }));

/* "west,south,east,north" of an area; null without one. */
export function boxText(area: [number, number][] | null): string | null {
  if (!area) return null;
  const [lon, lat] = [area.map((c) => c[0]), area.map((c) => c[1])];
  return [Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)].map((v) => v.toFixed(3)).join(",");
}

function spanOf({ from, to }: Asked): string {
  if (from && to) return t("watch.caption_span", { from: utc(from), to: utc(to) });
  return from ? t("watch.caption_since", { from: utc(from) }) : to ? t("watch.caption_until", { to: utc(to) }) : "";
}

export interface BarSaid {
  head: string[]; /* of the first line: what it is, when, of which state of the case */
  drawn: number; /* events */
  asked: Asked;
  shipName: string;
  hidden: string[]; /* types */
  part: boolean; /* more are there, or to come */
  missing: number; /* imports that nobody has detection read */
  heard: string | null | undefined; /* the box of which the listening is told; null: anywhere; undefined: it is not told */
}

/* Below the time bar: whose events these are, from where and when, which are left out, and of what area the listening is told. */
export function barCaption(p: BarSaid): string[] {
  const { asked } = p;
  const area = areaOf(asked.area ?? "");
  const what = [
    t("watch.caption_events", { n: number(p.drawn) }),
    asked.vessel ? [p.shipName, `MMSI ${asked.vessel}`].filter(Boolean).join(" ") : t("watch.caption_all_ships"),
    area ? t("watch.caption_area", { n: area.length, box: boxText(area)! }) : "",
    spanOf(asked),
    p.hidden.length ? t("watch.caption_hidden", { types: p.hidden.map((type) => eventName(type)).join(", ") }) : "",
    p.part ? t("watch.caption_part") : "",
  ];
  const heard = p.heard === undefined ? "" : p.heard ? t("watch.caption_heard", { box: p.heard }) : t("watch.caption_heard_all");
  return captioned(p.head, [what.filter(Boolean).join(" · "), undetectedLine(p.missing), heard]);
}
