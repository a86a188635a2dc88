/* A picture that was made on the page, kept as a file; and what each says of itself below. */
import { withheld } from "../app/api";
import { t } from "../app/i18n";
import { session } from "../app/session";

/* The lines below a saved picture: the first begins with EXERCISE in an invented case and goes on with `head`; then, where the
 * case holds what this reader may not see, that it does; then the picture's own. What is "" is left out. */
export function captioned(head: string[], lines: string[]): string[] {
  const s = session.get();
  const first = [s?.exercise ? t("shell.exercise") : "", ...head].filter(Boolean).join(" · ");
  const marking = withheld.get();
  return [first, marking && t("shell.withheld", { marking }), ...lines].filter(Boolean);
}

export function saveSvg(svg: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 5000);
}
