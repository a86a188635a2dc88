/* The views, in the order of the navigation. Each is the default export of its folder: a component that takes `id` (what
 * follows /VIEW/ in the address) and keeps its state in the address (app/router). */
import type { ComponentType } from "preact";
import type { TextKey } from "../app/i18n";
import watch from "./watch";
import vessel from "./vessel";
import screen from "./screen";
import evidence from "./evidence";
import report from "./report";
import observe from "./observe";
import work from "./work";
import caseView from "./case";

export interface View {
  id: string;
  key: string; /* after g */
  label: TextKey;
  go: TextKey;
  component: ComponentType<{ id: string }>;
  single?: boolean; /* nothing stands below it: /watch/anything is no view */
}

export const VIEWS: View[] = [
  { id: "watch", key: "w", label: "view.watch", go: "key.go_watch", component: watch, single: true },
  { id: "vessel", key: "v", label: "view.vessel", go: "key.go_vessel", component: vessel },
  { id: "screen", key: "s", label: "view.screen", go: "key.go_screen", component: screen, single: true },
  { id: "evidence", key: "e", label: "view.evidence", go: "key.go_evidence", component: evidence },
  { id: "report", key: "r", label: "view.report", go: "key.go_report", component: report },
  { id: "observe", key: "o", label: "view.observe", go: "key.go_observe", component: observe },
  { id: "work", key: "k", label: "view.work", go: "key.go_work", component: work, single: true },
  { id: "case", key: "c", label: "view.case", go: "key.go_case", component: caseView, single: true },
];
