/* View: case. */
import { t } from "../../app/i18n";
import { Empty } from "../../parts";

export default function View(_: { id: string }) {
  return (
    <div class="page">
      <h1>{t("view.case")}</h1>
      <Empty title={t("case.none")} />
    </div>
  );
}
