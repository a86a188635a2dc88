/* View: report. /report lists the reports of the case, /report/ID is one of them. */
import { Shelf } from "./Shelf";
import { Work } from "./Work";

export default function View(p: { id: string }) {
  return p.id ? <Work id={p.id} /> : <Shelf />;
}
