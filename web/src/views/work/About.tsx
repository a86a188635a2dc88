/* What a task, letter or note concerns, as a link to where the page shows it: a ship by its number, a filing by its id, an
 * event or alert by its hash; else the words. */
import { href } from "../../app/router";

export function About(p: { id: string | null }) {
  const id = p.id ?? "";
  if (!id) return null;
  const to = /^\d{9}$/.test(id)
    ? `/vessel/${id}`
    : /^(IMO ?)?\d{7}$/.test(id)
      ? `/vessel/IMO${id.replace(/\D/g, "")}`
      : /^R\d+(\.\d+)?$/.test(id)
        ? `/report/${id}`
        : /^[A-Z]\d+(\.\d+)?$/.test(id)
          ? `/evidence/${id}`
          : /^[0-9a-f]{64}$/.test(id)
            ? `/work?alert=${id}&alerts.state=all`
            : "";
  const shown = /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
  return to ? (
    <a class="mono" href={href(to)} title={id}>
      {shown}
    </a>
  ) : (
    <span>{shown}</span>
  );
}
