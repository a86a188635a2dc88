/* The ships that a view knows, from its tracks and events. */
import type { Track } from "../../map/tracks";
import type { PlEvent } from "./types";

export interface Ship {
  mmsi: number;
  imo: number;
  name: string;
  words: string; /* in small letters, what a search looks in */
}

export function shipsOf(tracks: Track[], events: PlEvent[]): Ship[] {
  const all = new Map<number, { mmsi: number; imo: number; names: Set<string>; more: Set<string> }>();
  const of = (mmsi: number) => {
    let s = all.get(mmsi);
    if (!s) all.set(mmsi, (s = { mmsi, imo: 0, names: new Set(), more: new Set() }));
    return s;
  };
  for (const track of tracks) {
    const s = of(track.mmsi);
    if (track.name) s.names.add(track.name);
  }
  for (const e of events) {
    for (const v of e.vessels) {
      const s = of(v.mmsi);
      if (v.imo) {
        s.imo = v.imo;
        s.more.add(String(v.imo));
      }
      if (v.name) s.names.add(v.name);
      if (v.callsign) s.more.add(v.callsign);
    }
  }
  return [...all.values()]
    .map(({ mmsi, imo, names, more }) => ({ mmsi, imo, name: [...names].pop() ?? "", words: [mmsi, ...more, ...names].join(" ").toLowerCase() }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.mmsi - b.mmsi));
}
