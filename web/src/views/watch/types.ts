/* The records that the Watch view reads; the event is docs/format/event.md. */
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
  verdict: string; /* reachable, unreachable, undetermined */
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
  remark?: string | null;
  expected_reception?: { grade: string; reports: number | null; chance: number | null; why: string | null } | null;
  assumed_speed_kn?: number;
  calls?: Call[];
  rule?: { name: string; version: string };
  inputs?: { reports: number; from: string; to: string };
  status?: string;
}

/* GET /api/coverage: items, one for each step. */
export interface CoverageItem {
  start: string;
  end?: string;
  reports: number;
  ships?: number;
  stations?: number;
  heard?: boolean | null; /* null or listening false: nobody listened */
  listening?: boolean;
}
