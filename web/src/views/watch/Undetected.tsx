/* That imports ended before detection: what is shown is not all, and what completes it. */
import { t } from "../../app/i18n";
import { Copy } from "../../parts";

const REBUILD = "plimsoll -C CASE rebuild";

/* The same as a line below a saved picture; "" where nothing is missing. */
export const undetectedLine = (missing: number): string => (missing ? `${t("watch.undetected", { n: missing })} ${REBUILD}` : "");

export function Undetected(p: { missing: number }) {
  if (!p.missing) return null;
  return (
    <div class="chips" role="status">
      <span class="warn">{t("watch.undetected", { n: p.missing })}</span>
      <Copy text={REBUILD} />
    </div>
  );
}
