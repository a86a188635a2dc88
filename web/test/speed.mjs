/* Frames a second of pan and slider, by animation frames: node test/speed.mjs PAGE_DIR EVENTS.jsonl [SHOTS_DIR]. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./mock.mjs";

const [page_dir, events, shots] = process.argv.slice(2);
const mock = await serve(page_dir, events);
const profile = mkdtempSync(path.join(os.tmpdir(), "plimsoll-chromium-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
  viewport: { width: 1280, height: 800 },
});
try {
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (e) => faults.push(String(e)));
  page.on("console", (m) => m.type() === "error" && faults.push(m.text()));
  const began = Date.now();
  await page.goto(mock.address + "/watch");
  await page.waitForFunction(() => globalThis.plimsoll?.debug?.().points > 0 && document.querySelector("[role=row]"), null, { timeout: 20000 });
  console.log("ready ms", Date.now() - began);
  console.log(JSON.stringify(await page.evaluate(() => globalThis.plimsoll.debug())));
  if (shots) await page.screenshot({ path: path.join(shots, "watch-light.png") });
  const fps = (what) =>
    page.evaluate(async (kind) => {
      const view = globalThis.plimsoll.map.getView();
      const bar = document.querySelector(".timebar-span");
      const key = (k, shift) => bar.dispatchEvent(new KeyboardEvent("keydown", { key: k, shiftKey: shift, bubbles: true }));
      let frames = 0;
      const start = performance.now();
      while (performance.now() - start < 3000) {
        await new Promise((r) => requestAnimationFrame(r));
        if (kind === "pan") {
          const c = view.getCenter();
          view.setCenter([c[0] + (Math.floor(frames / 60) % 2 ? -1 : 1) * 6 * view.getResolution(), c[1]]);
        } else key(Math.floor(frames / 60) % 2 ? "ArrowLeft" : "ArrowRight", false);
        frames++;
      }
      return Math.round((frames * 1000) / (performance.now() - start));
    }, what);
  console.log("pan, all points: fps", await fps("pan"));
  await page.goto(mock.address + "/watch?from=2026-03-02T00:00:00Z&to=2026-03-05T00:00:00Z");
  await page.waitForFunction(() => globalThis.plimsoll?.debug?.().points > 0, null, { timeout: 20000 });
  console.log("pan, 3 days: fps", await fps("pan"));
  console.log("slider, 3 days: fps", await fps("slider"));
  if (shots) {
    await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
    await page.keyboard.press("e");
    await page.keyboard.press("j");
    await page.waitForTimeout(600);
    await page.screenshot({ path: path.join(shots, "watch-event.png") });
    await page.goto(mock.address + "/watch?map=42.3,130.9,9&from=2026-03-02T00:00:00Z&to=2026-03-02T03:00:00Z");
    await page.waitForTimeout(900);
    await page.screenshot({ path: path.join(shots, "rajin.png") });
    await page.goto(mock.address + "/watch?map=30,160,2.2&from=2026-03-02T00:00:00Z&to=2026-03-02T03:00:00Z");
    await page.waitForTimeout(900);
    await page.screenshot({ path: path.join(shots, "world.png") });
  }
  console.log("faults", JSON.stringify(faults));
} finally {
  await context.close();
  mock.close();
  rmSync(profile, { recursive: true, force: true });
}
