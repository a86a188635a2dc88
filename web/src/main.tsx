/* Start: theme and language before anything is drawn; then the shell, whose view waits for who reads. What Watch asks first is
 * asked meanwhile. */
import "./style/app.css";
import { render } from "preact";
import { Shell } from "./app/Shell";
import { language, loadWords } from "./app/i18n";
import { listenKeys } from "./app/keys";
import { go, listen, route } from "./app/router";
import { refresh } from "./app/session";
import { startTheme } from "./app/theme";
import { loadCoast } from "./map/SeaMap";
import { askAhead } from "./views/watch/data";

startTheme();
document.documentElement.lang = language.get();
listen();
listenKeys();

/* Plain links within the page go through the router; those of the API, of other origins and downloads do not. */
addEventListener("click", (e) => {
  const link = (e.target as Element | null)?.closest?.("a");
  if (!link || e.defaultPrevented || e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey) return;
  if (link.origin !== location.origin || link.target || link.hasAttribute("download") || link.pathname.startsWith("/api/")) return;
  e.preventDefault();
  go(link.pathname + link.search);
});

const app = document.getElementById("app");
function draw(): void {
  if (!app) return;
  app.textContent = "";
  render(<Shell />, app);
}
refresh().catch(() => undefined); /* the shell says it */
loadWords(language.get()).then(draw, draw);
if (route.get().view === "watch") {
  loadCoast().catch(() => undefined);
  askAhead();
}
