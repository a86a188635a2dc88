/* What the API says of filings (schema/observe.json, schema/evidence.json). */

export interface Field {
  name: string;
  type: "text" | "word" | "yes" | "when" | "day" | "lat" | "lon" | "number" | "count" | "quantity" | "ref" | "refs" | "hash";
  required: boolean;
  words: string[] | null;
  refers: string | null;
  help: string;
  common: boolean;
  program: boolean;
}

export interface Kind {
  kind: string;
  letter: string;
  text: string;
  by: "fields" | "file" | "text";
  fields: Field[];
}

export interface Filing {
  type: string;
  id: string | null;
  at: string;
  as?: string;
  by?: string;
  label?: string;
  subject?: string;
  alias?: string;
  title?: string;
  name?: string;
  who?: string;
  did?: string;
  statement?: string;
  place?: string;
  observed?: string;
  lat?: number;
  lon?: number;
  protected?: boolean | string;
  withdrawn_by?: number;
  attachments?: string[];
  [key: string]: unknown;
}

export type Verdict = "explained" | "unexplained" | "contradicted" | "undetermined";

export interface Around {
  mmsi: number;
  name: string | null;
  verdict: "explained" | "contradicted" | "possible" | "silent";
  distance_m: number | null;
  at: string;
  lat: number;
  lon: number;
}

export type TieField = "mmsi" | "imo" | "name" | "callsign";

export interface Heard {
  at: string;
  lat: number;
  lon: number;
  distance_m: number;
}

export interface SightedShip {
  mmsi: number;
  verdict: Around["verdict"];
  distance_m: number | null;
  needs_kn: number | null;
  before: Heard | null;
  after: Heard | null;
  ties: { field: TieField; tie: "same" | "other" | "untold"; said: string | null }[];
}

export interface Sighting {
  type: "sighting";
  id: string;
  verdict: Verdict;
  ships: SightedShip[];
  odds: { field: TieField | "seen_imo"; given: string; said: string | null; mmsi: number | null }[];
  silences: { event: string; mmsi: number; start: string; end: string | null; consistent: "yes" | "no"; needs_kn: number | null }[];
  heard: number;
  why: string;
  why_key: string;
  lat?: number;
  lon?: number;
  accuracy_m?: number;
  from?: string;
  to?: string;
  around_ships?: number;
  around?: Around[];
}

export interface Look {
  media: string | null;
  bytes: number;
  sha256: string;
  exif?: { time: string; camera: string; lat?: number; lon?: number } | null;
  exif_note?: string;
  shown: string | null;
  words: string;
  picture: string | null;
}

export type Filed = { items: Filing[]; summary: { filed: 0 | 1; journal: number } };
