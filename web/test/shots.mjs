/* The pictures of the README: node test/shots.mjs OUT_DIR [light|dark] [en|ko] [all], on the prepared case (browser.mjs). */
import { mkdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { open, site } from "./browser.mjs";

const [out, theme = "light", language = "en", all] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const first = async (s, address, pick) => {
  const { items } = await (await fetch(s.url + address)).json();
  return items.find(pick) ?? items[0];
};
const done = (page) => page.waitForFunction(() => !document.querySelector("main [aria-busy=true], main .loading"), null, { timeout: 30000 });

test("pictures", async (t) => {
  const s = await site(t);
  const gap = await first(s, "/api/events?type=gap&grade=unexpected&limit=1000", (e) => (e.calls ?? []).some((c) => c.verdict === "reachable"));
  const lead = await first(s, "/api/leads", (l) => l.mmsi);
  const claim = await first(s, "/api/claims", (c) => c.label === "met");
  const report = await first(s, "/api/reports", () => true);
  const views = {
    watch: `/watch?event=${gap.id}`,
    vessel: `/vessel/${lead?.mmsi ?? gap.vessels[0].mmsi}`,
    screen: "/screen?q=Tzutsumb+Bopurn",
    evidence: `/evidence/claims/${claim.id}`,
    report: `/report/${report.id}`,
    ...(all === "all" ? { observe: "/observe/sighting", work: "/work", case: "/case" } : {}),
  };
  for (const [name, address] of Object.entries(views)) {
    const page = await open(t, s, address, { theme, language, width: 1440, height: 900 });
    await done(page);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: path.join(out, `${name}.png`) });
  }
});
