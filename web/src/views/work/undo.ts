/* What was done here and can be taken back, the last first, by whoever did it. It lasts as long as the page and the person who
 * is signed in: later, the log tells. */
import { toast } from "../../parts";
import { t } from "../../app/i18n";
import { session } from "../../app/session";

const steps: { what: string; by: string; back(): Promise<void> }[] = [];
const who = (): string => `${session.get()?.name}/${session.get()?.person}`;

export function done(what: string, back: () => Promise<void>): void {
  steps.push({ what, by: who(), back });
  toast(t("work.done_undo", { what }));
}

export async function undo(): Promise<void> {
  if (steps.length && steps[steps.length - 1].by !== who()) steps.length = 0;
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
