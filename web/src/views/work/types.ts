/* Records of the API of work, as this view reads them. */
import type { PlEvent } from "../watch/types";

export interface Alert {
  id: string;
  state: "new" | "acknowledged" | "snoozed" | "dismissed" | "gone";
  facts_changed: boolean;
  rule: { number: number; name: string } | null;
  about: string;
  at: string;
  assigned: string | null;
  by: string | null;
  reason: string | null;
  acted_at: string | null;
  until: string | null;
  screening?: number;
  new_hits?: number;
  event: PlEvent | null;
}

export interface Rule {
  number: number;
  name: string;
  events: string[];
  area: number[] | null;
  ship: string;
  min_hours: number;
  surprising: boolean;
  lists: boolean;
  by: string;
  at: string;
}

export interface Task {
  id: string;
  title: string;
  about: string | null;
  owner: string | null;
  due: string | null;
  state: "open" | "doing" | "done" | "dropped";
  overdue: boolean;
  text: string | null;
  by: string | null;
  at: string;
  steps: number;
  changed_at: string;
  changed_by: string | null;
  note: string | null;
}

export interface Request {
  id: string;
  state: "overdue" | "waiting" | "not_sent" | "answered";
  template: string;
  to: string;
  about: string | null;
  party: string | null;
  dated: string | null;
  due: string | null;
  days_left: number | null;
  sent_at: string | null;
  replies: number;
  reply: string | null;
  from: string | null;
  stance: string | null;
  replied_at: string | null;
  by: string | null;
}

export interface ShiftEntry {
  seq: number;
  at: string;
  change: string;
  by: string | null;
  alert: string | null;
  about: string | null;
  text: string | null;
}

export interface Hit {
  kind: string;
  id: string;
  title: string;
  detail: string;
  href: string;
  at: string | null;
}
