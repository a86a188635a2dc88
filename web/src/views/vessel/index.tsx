/* View: vessel. Without an id the ships of the case, found by number, name or call sign (?q=); with one (an MMSI, or IMO and a
 * number) all that the case holds of it. */
import { Ships } from "./Ships";
import { ShipPage } from "./Ship";

/* "mmsi-299000020" and "IMO4900208" -> what the API takes. */
export const idOf = (text: string): string => text.replace(/^mmsi-?/i, "").replace(/^imo-?/i, "IMO ");

export default function View(p: { id: string }) {
  return p.id ? <ShipPage key={p.id} id={idOf(p.id)} /> : <Ships />;
}
