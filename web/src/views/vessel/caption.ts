/* What stands over and below the pictures of one ship. */
import { t } from "../../app/i18n";
import { route } from "../../app/router";
import { session } from "../../app/session";
import { captioned } from "../../parts/save";
import type { Ship } from "./types";

/* Of one number of the page: by the name that this number said, as it was said; of one that is silent of its name, none. */
export function titleOf(mmsi: string | number, ships: Ship[]): string {
  return [ships.find((s) => s.mmsi === mmsi)?.names[0], `MMSI ${String(mmsi).padStart(9, "0")}`].filter(Boolean).join(" · ");
}

export function captionOf(title: string, span: string, lines: string[]): string[] {
  const { params } = route.get();
  const log = params.get("log") ?? (params.has("known_at") ? null : session.get()?.log_size); /* a past state is not the log's size now */
  return captioned([t("shell.lead"), title, span, log ? t("watch.caption_log", { n: log }) : ""], lines);
}
