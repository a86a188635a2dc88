/* What was done here and can be taken back, the last first. It lasts as long as the page: later, the log tells. */
import { toast } from "../../parts";
import { t } from "../../app/i18n";

const steps: { what: string; back(): Promise<void> }[] = [];

export function done(what: string, back: () => Promise<void>): void {
  steps.push({ what, back });
  toast(t("work.done_undo", { what }));
}

export async function undo(): Promise<void> {
  const step = steps.pop();
  if (!step) {
    toast(t("work.nothing_to_undo"));
    return;
  }
  try {
    await step.back();
    toast(t("work.undone", { what: step.what }));
  } catch (e) {
    toast((e as Error).message, "bad");
  }
}
