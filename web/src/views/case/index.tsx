/* View: case. What the case is and who signs in it; what was taken in and what was refused, by reason; what runs now; how old
 * the lists are; by which rules it detects; its log, witnesses and the commands by which anybody checks it offline. */
import { t } from "../../app/i18n";
import { Tabs } from "../../parts";
import { Imports } from "./Imports";
import { Lists } from "./Lists";
import { Log } from "./Log";
import { Overview } from "./Overview";
import { Rules } from "./Rules";

export default function View(_: { id: string }) {
  return (
    <div class="case">
      <h1 class="visually-hidden">{t("view.case")}</h1>
      <Tabs
        name="tab"
        label={t("view.case")}
        tabs={[
          { id: "overview", label: t("case.overview"), body: () => <Overview /> },
          { id: "imports", label: t("case.imports"), body: () => <Imports /> },
          { id: "lists", label: t("case.lists"), body: () => <Lists /> },
          { id: "rules", label: t("case.rules"), body: () => <Rules /> },
          { id: "log", label: t("case.log"), body: () => <Log /> },
        ]}
      />
    </div>
  );
}
