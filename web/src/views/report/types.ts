/* Records of /api/reports and the lines of /api/reports/check. */

export interface BuiltFile {
  name: "report.html" | "report.docx" | "bundle.tar";
  bytes: number;
  sha256: string;
}

export interface Built {
  id: string;
  at: string;
  log_size: number;
  marking: string;
  exhibits: boolean;
  up_to: string;
  withheld: number;
  errors: number;
  warnings: number;
  files: BuiltFile[];
}

export interface Edition {
  id: string;
  label: string | null;
  title: string;
  at: string;
  by: string;
  marking: string;
  bytes: number;
  replaces: string | null;
  replaced_by: string | null;
  releases: number;
  built: Built | null;
}

export interface Review {
  id: string | null; /* null: one that is withheld from this reader, of whatever verdict */
  at: string | null;
  by: string;
  party: string;
  verdict: "approve" | "object" | "dissent" | "";
  text: string;
  withheld: boolean;
}

export interface Named {
  name: string;
  asked_at: string | null;
  deadline: string | null;
  received_at: string | null;
  not_asked_why: string;
}

export interface Finding {
  statement: string;
  line: number;
  text: string;
  finding: string | null;
  author: string;
  status: string;
  reviewer: string;
  reviews: Review[];
  names: Named[] | null;
  dissents: number;
  withheld: { judgements: number; letters: number; outcomes: number; corrections: number };
}

export interface Released {
  seq: number;
  at: string;
  to: string;
  by: string;
  text: string;
  marking: string;
  withheld: string;
  up_to: string;
  bundle_sha256: string | null;
}

export interface Report extends Edition {
  editions: { id: string; at: string; by: string; title: string }[];
  released: Released[];
  findings: Finding[];
  statements: number;
  errors: number;
  warnings: number;
  pages: number;
  shows: string;
  release: { allowed: boolean; why: string };
  limited_to: string | null; /* a clearance: what is marked above it is not told */
  log_size: number;
  lead?: string;
}

export interface Statement {
  type: "statement";
  statement: string;
  kind: "finding" | "assessment" | "background" | "method" | "recommendation";
  line: number;
  column: number;
  offset: number;
  end: number;
  text: string;
  cites: string[];
  rests_on: string[];
  circular: boolean;
  status: string | null;
  origins: number | null;
  links_withheld: boolean;
}

export interface Ref {
  type: "ref";
  id: string;
  kind: "claim" | "observation" | "event" | "screening" | "item" | "exhibit";
  title: string;
  when: string;
  place: string;
  withdrawn: boolean;
  withheld: boolean;
  supports: number; /* of a claim: what it rests on, that this reader sees */
  supports_withheld: number;
  origins: number | null;
  links_withheld: boolean;
}

export interface Fault {
  type: "problem";
  kind: string;
  severity: "error" | "warning";
  statement: string | null;
  line: number | null;
  column: number | null;
  offset: number;
  why: string;
}

export interface Checklist {
  type: "checklist";
  statement: string;
  reviewed: boolean;
  judgements_withheld: number;
  items: { item: string; verdict: "yes" | "no" | "unknown" | "not_applicable"; why: string }[];
}

export interface Summary {
  results: number;
  findings: number;
  reviewed: number;
  judgements_withheld: number;
  statements: number;
  errors: number;
  warnings: number;
  words: number;
  pages: number;
  max_pages: number;
  holds: boolean;
  lead?: string;
  [key: string]: unknown;
}

/* What the check said of one text. */
export interface Checked {
  text: string;
  statements: Statement[];
  refs: Ref[];
  faults: Fault[];
  checklists: Checklist[];
  release: { allowed: boolean; why: string };
  summary: Summary;
}
