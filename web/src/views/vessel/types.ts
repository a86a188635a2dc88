/* The records that the Vessel view reads: lines of `plimsoll ships --json`, `vessel --json` and `voyages --json`. */
export interface Ship {
  type: "ship";
  mmsi: number;
  name: string | null;
  names: string[];
  more_names: number;
  imo: number | null;
  callsign: string | null;
  flag: string | null;
  shiptype: number | null;
  length_m: number | null;
  beam_m: number | null;
  destination: string | null;
  first: string | null;
  last: string | null;
  reports: number;
  positions: number;
  events: Record<string, number>;
}

export interface Identity {
  type: "identity";
  mmsi: number;
  field: string;
  value: string;
  first: string;
  last: string;
  reports: number;
  source: string | null;
  exhibit: string;
  file: string;
  entry: number;
  stations: (string | null)[];
}

export interface Remark {
  type: "identity_remark";
  kind: string;
  mmsi: number;
  other_mmsi: number | null;
  from: string;
  to: string;
  why: string;
  innocent_explanation: string | null;
}

export interface Hit {
  type: "list_hit";
  mmsi: number;
  class: string;
  reason: string;
  field: string;
  said: string;
  list: string;
  published: string | null;
  reference: string;
  caption: string;
  listed_value: string;
  why: string | null;
  score: number | null;
  via_mmsi: number | null;
  first: string;
  last: string;
  cleared: boolean;
  against: string[];
  against_keys?: ({ key: string; values: string[] } | null)[];
  innocent: string[];
}

export interface Paper {
  type: "paper";
  id: string;
  from: string | null;
  to: string | null;
  as: string | null;
  imo: string | null;
  mmsi: string | null;
  name: string | null;
  flag: string | null;
  place: string | null;
  owner: string | null;
  contradictions: { field: string; paper: string | null; said: string | null; mmsi: number; first: string | null; last: string | null }[];
}

export interface Bound {
  said: string;
  port: string | null;
  verdict: string;
  eta: string | null;
  eta_off_hours: number | null;
  remark: string | null;
}

export interface Destination extends Bound {
  type: "destination";
  mmsi: number;
  first: string;
  last: string;
}

export interface Reception {
  type: "reception";
  mmsi: number;
  first: string;
  last: string;
  hours: number;
  heard_hours?: number;
  unheard_hours?: number;
  deaf_hours?: number;
  stations: { station: string | null; first_day: string; last_day: string; heard_hours: number }[];
  days: { day: string; heard: string; deaf: string }[];
}

export interface Voyage {
  type: "voyage";
  mmsi: number;
  track: string;
  from_port: string | null;
  to_port: string | null;
  start: string | null;
  end: string | null;
  silences: number;
  silent_hours: number;
  longest_silence_hours: number;
  meetings: number;
  loiterings: number;
  possible_calls: { port: string; verdict: string; required_speed_kn: number; slack_h: number; gap: string; silence: string | null }[];
  more_possible_calls?: number;
  arrival: Bound | null;
  destinations: (Bound & { first: string; last: string })[];
}

export interface VesselSummary {
  imo: number | null;
  mmsi: number[];
  reports: number;
  list_hits: number;
  exercise?: boolean;
  [key: string]: unknown;
}

export const kindOf = <T,>(lines: { type: string }[], type: string): T[] => lines.filter((l) => l.type === type) as unknown as T[];

const NOT_EVENTS = new Set(["ship", "identity", "identity_remark", "list_hit", "track", "paper", "destination", "reception"]);
export const eventsOf = <T,>(lines: { type: string }[]): T[] => lines.filter((l) => !NOT_EVENTS.has(l.type)) as unknown as T[];

/* The ship types of ITU-R M.1371, table 53, in the words that a person uses. */
export const shipType = (n: number | null): string => {
  if (!n) return "";
  if (n >= 20 && n < 30) return "wig";
  if (n >= 40 && n < 50) return "fast";
  if (n >= 60 && n < 70) return "passenger";
  if (n >= 70 && n < 80) return "cargo";
  if (n >= 80 && n < 90) return "tanker";
  const one: Record<number, string> = { 30: "fishing", 31: "towing", 32: "towing", 33: "dredger", 34: "diving", 35: "military", 36: "sailing", 37: "pleasure", 50: "pilot", 51: "rescue", 52: "tug", 53: "tender", 54: "antipollution", 55: "law", 58: "medical" };
  return one[n] ?? "other";
};
