/* Which fields of an observation stand together, and which of them a kind of witness shows at once; the others wait under
 * "More fields". Names that the API does not list are left out, and those that no group has come last: the form follows
 * GET /api/kinds. */
import type { Field } from "./types";

export const WITNESSES = ["sighting", "interview", "inspection", "image-count", "registry", "port-call", "customs", "rail", "flight", "debris", "transaction"];
export const FIRST = WITNESSES.slice(0, 4);
export const KINDS = ["source", "item", "claim", "support", "derivation", "grade", "custody", "finding", "review", "sending", "reply", "correction", "outcome"];

export type GroupId = "what" | "where" | "how" | "read" | "words" | "cargo" | "fields";

const GROUPS: [GroupId, string[]][] = [
  ["words", ["original", "translation", "language", "translator", "interpreter", "consent", "consent_limits"]],
  ["what", ["subject_kind", "subject", "imo", "mmsi", "flag", "callsign", "registration", "built", "length", "beam"]],
  ["cargo", ["quantity", "item", "from_place", "to_place", "counterparty", "document"]],
  ["where", ["lat", "lon", "observed", "observed_end", "accuracy_m", "place"]],
  ["read", ["seen_name", "seen_imo", "seen_marks", "concluded"]],
  ["how", ["source", "method", "platform", "observer", "collector", "upstream", "reported", "received"]],
];

const WHERE = ["lat", "lon", "accuracy_m", "place", "observed", "observed_end"];
const SHIP = ["subject_kind", "subject", "imo", "mmsi", "flag"];
const SHOWN: Record<string, string[]> = {
  sighting: [...SHIP, ...WHERE, "method", "platform", "source", "seen_name", "seen_imo", "seen_marks", "concluded"],
  interview: ["original", "language", "translation", "translator", "interpreter", "consent", "consent_limits", "subject_kind", "subject", "place", "observed", "source", "observer"],
  inspection: [...SHIP, ...WHERE, "quantity", "item", "document", "method", "source", "seen_name", "seen_imo", "seen_marks", "concluded"],
  "image-count": ["quantity", "item", "subject_kind", "subject", ...WHERE, "method", "platform", "upstream", "source"],
  registry: [...SHIP, "callsign", "built", "length", "beam", "counterparty", "document", "observed", "observed_end", "source"],
  "port-call": [...SHIP, ...WHERE, "from_place", "to_place", "source"],
  customs: ["subject_kind", "subject", "quantity", "item", "from_place", "to_place", "counterparty", "document", "observed", "source"],
  rail: ["subject_kind", "subject", "registration", "quantity", "item", "from_place", "to_place", ...WHERE, "source"],
  flight: ["subject_kind", "subject", "registration", "from_place", "to_place", ...WHERE, "source"],
  debris: ["subject_kind", "subject", "item", "quantity", ...WHERE, "seen_marks", "concluded", "method", "source"],
  transaction: ["subject_kind", "subject", "registration", "quantity", "item", "counterparty", "document", "observed", "source"],
};

export interface Group {
  id: GroupId;
  fields: Field[];
}

const ASIDE = ["as", "attachments"];

/* Groups of the form, and what waits under "More fields". */
export function grouped(fields: Field[], as: string): { groups: Group[]; more: Field[] } {
  const mine = fields.filter((f) => !f.common && !f.program && (!as || !ASIDE.includes(f.name)));
  if (!as) return { groups: [{ id: "fields", fields: mine }], more: [] };
  const shown = SHOWN[as] ?? mine.map((f) => f.name);
  const first = shown[0];
  const groups = GROUPS.map(([id, names]) => ({
    id,
    fields: names.filter((n) => shown.includes(n)).flatMap((n) => mine.filter((f) => f.name === n)),
  })).filter((g) => g.fields.length);
  /* What the witness is about comes first: words for an interview, a count for an image. */
  groups.sort((a, b) => Number(b.fields.some((f) => f.name === first)) - Number(a.fields.some((f) => f.name === first)));
  const order = GROUPS.flatMap(([, names]) => names);
  const rank = (f: Field): number => (order.indexOf(f.name) + 1 || 999);
  return { groups, more: mine.filter((f) => !shown.includes(f.name)).sort((a, b) => rank(a) - rank(b)) };
}
