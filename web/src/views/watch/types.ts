/* The records that the Watch view reads. The event is docs/format/event.md; a lead, a port within reach and the coverage are
 * what `plimsoll leads --json`, `plimsoll reach --json` and GET /api/coverage print. */
import type { Coverage } from "../../time/TimeBar";

export interface Vessel {
  mmsi: number;
  track: string | null;
  imo?: number | null;
  name?: string | null;
  callsign?: string | null;
}

export interface LatLon {
  lat: number;
  lon: number;
}

export interface Call {
  port: string;
  verdict: string; /* reachable, marginal, unreachable, undetermined */
  distance_in_nm?: number | null;
  distance_out_nm?: number | null;
  required_speed_kn?: number | null;
  slack_h?: number | null;
}

export interface PlEvent {
  id: string;
  type: string;
  exercise?: boolean;
  vessels: Vessel[];
  start: string;
  end: string | null;
  open: boolean;
  hours: number;
  lat?: number | null;
  lon?: number | null;
  start_pos?: LatLon | null;
  end_pos?: LatLon | null;
  port?: string | null;
  confidence?: number; /* of a port visit, 1 to 4; 1: it may have sailed past */
  remark?: string | null;
  why?: string | null;
  explained_by?: string | null;
  habit?: string | null;
  feasible?: boolean;
  distance_m?: number | null;
  distance_nm?: number | null;
  implied_kn?: number | null;
  radius_nm?: number | null;
  station?: string;
  reach_nm?: number | null;
  centre?: LatLon | null;
  ships?: number;
  kind?: string;
  required_speed_kn?: number | null;
  expected_reception?: { grade: string; reports: number | null; chance: number | null; why: string | null } | null;
  assumed_speed_kn?: number;
  calls?: Call[];
  calls_beyond?: number;
  rule?: { name: string; version: string };
  inputs?: { reports: number; from: string; to: string };
  evidence?: { exhibit: string; offset: number; length: number }[];
  status?: string;
}

/* One port of /api/events/{id}/reach; the record of type "passage" says whether the two ends are possible at all. */
export interface PortReach extends Omit<Call, "port"> {
  type: string;
  id: string;
  name: string;
  country?: string | null;
  lat: number;
  lon: number;
  watched?: boolean;
  error_nm?: number | null;
  why?: string | null;
}

/* A sentence of the server by a key that does not change, with its values. */
export interface Keyed {
  key: string;
  values: string[];
}

export interface ListedLead {
  rank: number;
  class: string;
  mmsi: number;
  imo?: number | null;
  name?: string | null;
  callsign?: string | null;
  first_seen: string;
  last_seen: string;
  reasons: { reason: string; text: string; field: string; said: string; list: string; published?: string; reference: string; caption: string; why?: string | null; cleared?: boolean }[];
  against: string[];
  against_keys?: (Keyed | null)[];
  innocent_explanations: string[];
  innocent_keys?: (Keyed | null)[];
  events: { type: string; id: string; start: string; end: string | null }[];
}

/* GET /api/coverage: items, one for each step. */
export interface CoverageItem {
  start: string;
  end?: string;
  reports: number;
  ships?: number;
  stations?: number;
  state: Coverage["states"][number];
}
