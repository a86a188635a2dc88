/* That imports ended before detection: what is shown is not all, and what completes it. */
import { t } from "../../app/i18n";
import { Copy } from "../../parts";

export function Undetected(p: { missing: number }) {
  if (!p.missing) return null;
  return (
    <div class="chips" role="status">
      <span class="warn">{t("watch.undetected", { n: p.missing })}</span>
      <Copy text="plimsoll -C CASE rebuild" />
    </div>
  );
}
