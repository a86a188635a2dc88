/* View: work. Alerts to triage, tasks, letters that wait for an answer, search over everything, the shift and its hand-over
 * sheet. All state stands in the address; everything that is done is a signed entry. */
import { t } from "../../app/i18n";
import { Tabs } from "../../parts";
import { Alerts } from "./Alerts";
import { Requests } from "./Requests";
import { Search } from "./Search";
import { Shift } from "./Shift";
import { Tasks } from "./Tasks";

export default function View(_: { id: string }) {
  return (
    <div class="work">
      <h1 class="visually-hidden">{t("view.work")}</h1>
      <Tabs
        name="tab"
        label={t("view.work")}
        tabs={[
          { id: "alerts", label: t("work.alerts"), body: () => <Alerts /> },
          { id: "tasks", label: t("work.tasks"), body: () => <Tasks /> },
          { id: "letters", label: t("work.letters"), body: () => <Requests /> },
          { id: "search", label: t("work.search"), body: () => <Search /> },
          { id: "shift", label: t("work.shift"), body: () => <Shift /> },
        ]}
      />
    </div>
  );
}
