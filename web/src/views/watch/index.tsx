/* View: watch (skeleton). */
import { t } from "../../app/i18n";
export default function View(_: { id: string }) {
  return <div class="page"><h1>{t("view.watch")}</h1></div>;
}
