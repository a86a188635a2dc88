/* Dark, light, or what the system says; kept in the browser. Canvases read colours through color() and draw again when
 * `theme` changes (it also changes when the system does). */
import { store } from "./store";

export type Theme = "system" | "light" | "dark";

function first(): Theme {
  try {
    const kept = localStorage.getItem("plimsoll.theme");
    if (kept === "light" || kept === "dark") return kept;
  } catch {
    /* private window */
  }
  return "system";
}

export const theme = store<Theme>(typeof localStorage === "undefined" ? "system" : first());
export const drawn = store(0); /* counts changes of what is seen */

export function setTheme(next: Theme): void {
  try {
    localStorage.setItem("plimsoll.theme", next);
  } catch {
    /* it lasts as long as the page */
  }
  document.documentElement.dataset.theme = next;
  theme.set(next);
  drawn.set(drawn.get() + 1);
}

export function startTheme(): void {
  document.documentElement.dataset.theme = theme.get();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.set(drawn.get() + 1));
}

/* The present value of a variable of tokens.css: color("--sea"). */
export function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
