export interface Key {
  person: string;
  entry: number;
  key: string;
  here: boolean | null;
  sealed: boolean | null;
}

export interface Case {
  participant: string | null;
  exercise: boolean;
  begins: string | null;
  read_only: string | null;
  known_at: string | null;
  journal: number;
  log: { size: number; origin: string; checkpoint: { size: number; root: string; note: string } | null; witnesses: string[] };
  keys: Key[];
  holds: { recordings: number; other_files: number; reports: number; filings: number; lists: number; first: string | null; last: string | null };
  last_check: { at: string; whole: boolean; faults: number; entries: number } | null;
  check_offline: string[];
}

export interface Import {
  seq: number;
  at: string;
  by: string | null;
  name: string | null;
  bytes: number | null;
  sha256: string | null;
  kind: string | null;
  format: string | null;
  source: string | null;
  collector: string | null;
  marking: string | null;
  reports: number;
  first: string | null;
  last: string | null;
  list?: string;
  published?: string | null;
  entries?: number;
  as?: string | null;
  rows?: number | null;
  sheet?: string | null;
  note?: string | null;
  withdrawn?: number | null;
  counts: Record<string, number> | null;
  rejected: number | null;
}

export interface Running {
  type: "writer" | "feed";
  holder?: string;
  stage?: string | null;
  file?: string | null;
  done_bytes?: number;
  total_bytes?: number;
  started?: string | null;
  name?: string;
  followed?: boolean;
}

export interface RuleRow {
  section: string;
  key: string;
  counts: string;
  value: number;
  default: number;
  sensitive: number;
  strict: number;
  text: string;
}

export interface ListRow {
  list: string;
  published: string | null;
  age_days: number | null;
  entries: number;
  [key: string]: unknown;
}

export interface Entry {
  seq: number;
  time: string;
  kind: string;
  signer: string;
  by_participant: boolean;
  marking: string;
  leaf: string;
}
