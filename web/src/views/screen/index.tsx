/* View: screen. A question or a batch against the lists of the case; what waits for judgement; the watch list; the lists;
 * the decisions. A candidate is a question for a person, never a decision: each page says so. */
import { t } from "../../app/i18n";
import { Tabs } from "../../parts";
import { Batch } from "./Batch";
import { Decisions, Lists, WatchList } from "./Lists";
import { Query } from "./Query";
import { Waiting } from "./Waiting";

export default function View(_: { id: string }) {
  return (
    <div class="screen">
      <h1 class="visually-hidden">{t("view.screen")}</h1>
      <Tabs
        name="tab"
        label={t("view.screen")}
        tabs={[
          { id: "query", label: t("screen.query"), body: () => <Query /> },
          { id: "batch", label: t("screen.batch"), body: () => <Batch /> },
          { id: "waiting", label: t("screen.waiting"), body: () => <Waiting /> },
          { id: "watching", label: t("screen.watch_list"), body: () => <WatchList /> },
          { id: "lists", label: t("screen.lists"), body: () => <Lists /> },
          { id: "decisions", label: t("screen.decisions"), body: () => <Decisions /> },
        ]}
      />
    </div>
  );
}
