/* The records that the Screen view reads: docs/screening.md, docs/reference/http.md. */
export interface Reason {
  kind: string;
  effect: number;
  detail: string;
}

export interface Letter {
  how: "same" | "changed" | "only_in_query" | "only_in_list";
  query: string;
  list: string;
}

export interface PartOf {
  text: string | null;
  from: number | null;
  to: number | null;
  romanised: string;
  key: string | null;
}

export interface Pair {
  query: PartOf | null;
  list: PartOf | null;
  how: string;
  score: number;
  weight: number;
  letters: Letter[];
}

export interface Reading {
  text: string;
  script: string | null;
  system: string | null;
  romanised: string | null;
  readings: { space: string; system: string; romanised: string }[];
}

export interface Alignment {
  exact: boolean;
  space: string | null;
  query: Reading;
  list: Reading;
  pairs: Pair[];
  against: string[];
}

export interface Ruling {
  entry: number;
  verdict: string;
  by: string;
  reason: string;
  text: string;
  expires: string | null;
  stands: boolean;
  why_not: string | null;
}

export interface Candidate {
  type: "candidate";
  query_id: string | null;
  query: string;
  score: number | null;
  rank: number;
  list: string;
  published: string | null;
  entity: string;
  reference: string;
  caption: string;
  schema: string;
  matched_name: string | null;
  listed: string;
  listed_why?: string;
  reasons: Reason[];
  alignment?: Alignment;
  decision?: Ruling | null;
}

export interface Asked {
  type: "asked";
  query_id: string | null;
  query: string;
  schema: string;
  values: { property: string; value: string }[];
}

export interface Kept {
  type: "screening";
  entry: number;
  at?: string;
  by?: string | null;
  query?: string | null;
  batch?: boolean;
  match?: string;
}

export interface Summary {
  queries: number;
  results: number;
  none: number;
  with_candidates: number;
  undetermined: number;
  not_comparable: number;
  row_errors: number;
  values_left_out: number;
  threshold: number;
  answers: { query_id: string | null; answer: string; why: string | null }[];
  lists: { list: string; published: string | null; age_days: number | null; entries: number; sha256: string }[];
  match: string;
  [key: string]: unknown;
}

export interface Answer {
  items: (Candidate | Asked | Kept)[];
  summary: Summary;
  next: string | null;
}

export interface Question {
  id?: string;
  name?: string;
  kind?: string;
  birth?: string;
  country?: string;
  imo?: string;
  mmsi?: string;
  callsign?: string;
}

export interface WaitingPair {
  screening: number | null;
  row: string | null;
  since: string;
  age_days: number;
  query: string;
  list: string;
  entity: string;
  reference: string;
  caption: string;
  score: number | null;
  state: string;
  overdue: boolean;
  decision: Ruling | null;
}

export interface Decision {
  entry: number;
  at: string;
  query: string;
  list: string;
  entity: string;
  reference: string;
  caption: string;
  verdict: string;
  by: string;
  reason: string;
  text: string;
  expires: string | null;
  withdrawn: boolean;
}

export const keyOf = (c: { list: string; entity: string }): string => `${c.list}:${c.entity}`;
export const candidatesOf = (a: Answer | null): Candidate[] => (a?.items ?? []).filter((x): x is Candidate => x.type === "candidate");
