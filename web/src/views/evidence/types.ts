/* The records that the Evidence view reads: docs/evidence.md, docs/reference/http.md. */
export interface GradeOf {
  grade: string;
  by?: string;
  basis: string | null;
}

export interface Filing {
  type: string;
  id: string | null;
  at: string;
  by?: string;
  label?: string;
  [field: string]: unknown;
}

export interface Claim extends Filing {
  id: string;
  who?: string;
  did?: string;
  what?: string;
  whom?: string;
  quantity?: string;
  place?: string;
  start?: string;
  end?: string;
  topic?: string;
  supports: number;
  against: number;
  supports_withheld: number;
  links_withheld: boolean;
  claims_withheld: boolean;
  count: number;
  at_most: number;
  contradictions: number;
  unspecified: string[];
}

export interface Support {
  type: "support";
  id: string;
  evidence: string;
  stance: string;
  title: string;
  source: string;
  party: string;
  reliability: GradeOf | null;
  credibility: GradeOf | null;
  withdrawn: boolean;
  off_subject?: string;
}

export interface Origins {
  type: "origins";
  count: number;
  links_withheld: boolean;
  at_most: number;
  parties: number;
  unnamed_parties: number;
  roots: string[][];
  why_not_more: string[];
  grade_1_refused: string | null;
}

export interface Contradiction {
  type: "contradiction";
  kind: string;
  with: string[];
  why: string;
  arithmetic: string;
}

export interface Without {
  type: "without";
  what: string;
  name: string;
  before: number;
  after: number;
  at_least: number; /* of those that are left, how many surely are */
  loses: string | null;
  may_lose: string | null;
  undetermined: { id: string; reason: "names" | "common_upstream"; why: string }[];
}

/* What somebody said of the claim. */
export interface Said {
  type: "judgement" | "reply" | "correction";
  id: string;
  verdict?: string;
  party?: string;
  by?: string;
  from?: string;
  text?: string;
  words?: string;
  was?: string;
  is?: string;
}

/* What of it exists and this reader may not see. */
export interface Unseen {
  type: "withheld";
  judgements: number;
  letters: number;
  outcomes: number;
  corrections: number;
  supports: number;
  grades: number;
}

export type ClaimLine = Claim | Support | Origins | Contradiction | Without | Said | Unseen | { type: "unspecified"; parts: string[] };

export interface Node {
  id: string;
  kind: string;
  title: string | null;
  source: string | null;
  party: string | null;
  reliability: GradeOf | null;
  credibility: GradeOf | null;
  withdrawn: boolean;
  erased: boolean;
  origin: number | null;
  root: boolean;
  circular: boolean;
}

export interface Edge {
  from: string;
  to: string;
  kind: string;
  class: "support" | "derived" | "suspected" | "upstream";
  words: string;
  stance: string | null;
  filing: string | null;
  why: string | null;
  circular: boolean;
}

export interface Graph {
  claim: string;
  known_at?: string;
  nodes: Node[];
  edges: Edge[];
  count: number;
  at_most: number;
  parties: number;
}

export interface LogEntry {
  seq: number;
  time: string;
  kind: string;
  signer: string | null; /* null: withheld from this reader */
  by_participant: boolean | null;
  marking: string;
  leaf: string;
}

/* What a claim says, in words. */
export function claimWords(c: object): string {
  const { who, did, what, whom, quantity } = c as Record<string, unknown>;
  const words = [who, did, what, whom].filter((x): x is string => typeof x === "string" && x !== "").join(" ");
  return quantity ? `${words} (${String(quantity)})` : words;
}

/* Where a thing with that id is shown: events on the map, everything else here. */
export function addressOf(id: string): string {
  if (/^[0-9a-f]{64}$/.test(id)) return "/watch?event=" + id;
  if (/^C\d/.test(id)) return "/evidence/claims/" + id;
  return "/evidence/filings/" + id;
}
