/* How quick the Watch view is: node test/speed.mjs PAGE_DIR [EVENTS.jsonl] [SHOTS_DIR]. PAGE_DIR: what tools/web.sh or build.mjs
 * wrote. 300 ships, 100,000 points, 1,000 events (test/mock.mjs), headless Chromium without a GPU, 1440 x 900. Prints each figure
 * with what was asked for and the load of the machine meanwhile; PROFILE=1 prints where the time of the slowest went. */
import { readdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./mock.mjs";

const [page_dir, events, shots] = process.argv.slice(2);
const mock = await serve(page_dir, events ?? "");
const profile = mkdtempSync(path.join(os.tmpdir(), "plimsoll-chromium-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
  viewport: { width: 1440, height: 900 },
});
let failed = 0;
function say(what, value, unit, limit, less) {
  const good = less ? value <= limit : value >= limit;
  failed += good ? 0 : 1;
  console.log(`${what.padEnd(34)} ${String(value).padStart(7)} ${unit.padEnd(6)} ${less ? "at most" : "at least"} ${limit}${good ? "" : "  NOT MET"}  (load ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} cores)`);
}
/* Milliseconds of the processor that the page's main thread took: what a loaded machine does not change. */
async function busy(page, work) {
  const client = await context.newCDPSession(page);
  await client.send("Performance.setTimeDomain", { timeDomain: "threadTicks" }).catch(() => undefined);
  await client.send("Performance.enable", { timeDomain: "threadTicks" });
  const task = async () => (await client.send("Performance.getMetrics")).metrics.find((m) => m.name === "TaskDuration").value * 1000;
  const before = await task();
  const value = await work();
  const ms = (await task()) - before;
  await client.detach();
  return [value, ms];
}
/* Frames a second over 3 s; each frame waits for the one before to be drawn. */
const fps = (page, what) =>
  page.evaluate(async (kind) => {
    const map = globalThis.plimsoll.map;
    const bar = document.querySelector(".timebar-span");
    let frames = 0;
    const start = performance.now();
    while (performance.now() - start < 3000) {
      await new Promise((r) => requestAnimationFrame(r));
      const forth = Math.floor(frames / 60) % 2 ? -1 : 1;
      if (kind === "pan") {
        const { x, y, res } = map.view;
        map.set({ x: x + forth * 6 * res, y: y + forth * 2 * res });
      } else bar.dispatchEvent(new KeyboardEvent("keydown", { key: forth < 0 ? "ArrowLeft" : "ArrowRight", bubbles: true }));
      frames++;
    }
    return Math.round((frames * 10000) / (performance.now() - start)) / 10;
  }, what);
async function profiled(page, what) {
  if (!process.env.PROFILE) {
    const [value, ms] = await busy(page, () => fps(page, what));
    console.log(`    ${(ms / (value * 3)).toFixed(1)} ms of the processor a frame`);
    return value;
  }
  const client = await context.newCDPSession(page);
  await client.send("Profiler.enable");
  await client.send("Profiler.start");
  const value = await fps(page, what);
  const { profile: p } = await client.send("Profiler.stop");
  const self = new Map();
  const nodes = new Map(p.nodes.map((n) => [n.id, n]));
  p.samples.forEach((id, i) => {
    const f = nodes.get(id).callFrame;
    const name = `${f.functionName || "?"} ${f.lineNumber + 1}:${f.columnNumber + 1}`;
    self.set(name, (self.get(name) ?? 0) + p.timeDeltas[i] / 1000);
  });
  console.log("   where the time went, in itself:");
  for (const [name, ms] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 14)) console.log(`    ${ms.toFixed(0).padStart(6)} ms  ${name}`);
  return value;
}
try {
  const bytes = readdirSync(page_dir).filter((f) => /^app\..*\.(js|css)\.gz$/.test(f)).reduce((n, f) => n + statSync(path.join(page_dir, f)).size, 0);
  say("JavaScript and CSS, compressed", Math.round(bytes / 102.4) / 10, "KB", 180, true);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (e) => faults.push(String(e)));
  await page.addInitScript(() => {
    const look = () => {
      const d = globalThis.plimsoll?.debug?.();
      if (d?.points > 0 && d.coast > 0 && document.querySelector(".lead-row")) globalThis.readyAt = performance.now();
      else requestAnimationFrame(look);
    };
    look();
  });
  const ready = async (address) => {
    await page.goto(mock.address + address);
    await page.waitForFunction(() => globalThis.readyAt > 0, null, { timeout: 30000 });
    return page.evaluate(() => globalThis.readyAt);
  };
  const times = [];
  for (let i = 0; i < 5; i++) {
    const [ms, worked] = await busy(page, () => ready("/watch"));
    times.push(ms);
    if (i === 0) console.log(`    ${worked.toFixed(0)} ms of the processor for the first`);
  }
  say("first view, cold", Math.round(times[0]), "ms", 1000, true);
  say("first view, median of 5", Math.round(times.sort((a, b) => a - b)[2]), "ms", 1000, true);
  await page.waitForTimeout(1000);
  if (shots) await page.screenshot({ path: path.join(shots, "watch.png") });
  say("pan, all points", await profiled(page, "pan"), "fps", 40, false);
  await ready("/watch?from=2026-03-02T00:00:00Z&to=2026-03-05T00:00:00Z");
  await page.waitForTimeout(1000);
  say("pan, 3 days", await profiled(page, "pan"), "fps", 40, false);
  say("time slider, 3 days", await profiled(page, "slider"), "fps", 50, false);
  const drawn = await page.evaluate(() => globalThis.plimsoll.debug());
  console.log(`drawn: ${drawn.tracks} tracks, ${drawn.points} points in the window, ${drawn.events} events`);
  if (faults.length) console.log("faults", JSON.stringify(faults));
  if (faults.length) failed++;
} finally {
  await context.close();
  mock.close();
  rmSync(profile, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
