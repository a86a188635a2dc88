/* View case: what it is and holds, imports with counts by reason, an import that runs, lists and their age, rules, the log, how
 * to check it offline; the address restores it; both languages and themes; axe. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { keys, open, serious, site, until } from "./browser.mjs";

const ready = (page) => page.waitForFunction(() => !document.querySelector("main .loading"));

test("the case at a glance", async (t) => {
  const s = await site(t, {
    before: async (_, cli) => {
      await cli("log", "checkpoint");
      await cli("check", "--quick");
    },
  });
  const page = await open(t, s, "/watch");
  await keys(page, "g", "c");
  await page.locator(".case-figures").waitFor();
  const text = await page.locator("main").innerText();
  for (const words of ["Demonstration", "exercise: invented ships", "A. Desk", "all as it was signed", "No witness has cosigned", "plimsoll-verify"]) assert.ok(text.includes(words), words);
  const c = JSON.parse(await s.cli("get", "/api/case"));
  const shown = await page.locator(".case-figures dd").allInnerTexts();
  assert.deepEqual(shown.map((x) => Number(x.replace(/\D/g, ""))), [c.holds.recordings, c.holds.reports, c.holds.filings, c.holds.lists, c.log.size]);
  assert.ok(text.includes(c.log.checkpoint.root));
  assert.deepEqual(await serious(page), []);
});

test("imports: counts by reason, of all and of one", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/case?tab=imports");
  await page.locator(".case-counts").waitFor();
  const list = JSON.parse(await s.cli("get", "/api/imports"));
  await until(async () => assert.equal(await page.locator("#main tbody tr[role=row]").count(), list.items.length));
  const bars = page.locator(".case-counts tbody tr");
  assert.equal(await bars.count(), Object.values(list.summary.counts).filter((n) => n > 0).length);
  const wrong = bars.filter({ hasText: "wrong checksum" });
  assert.equal(Number((await wrong.locator("td.num").innerText()).replace(/\D/g, "")), list.summary.counts["rejected.checksum"]);
  await page.locator("#main .tbl-scroll").focus();
  await keys(page, "Home");
  await page.waitForURL(/import=\d+/);
  const one = list.items.find((x) => String(x.seq) === new URL(page.url()).searchParams.get("import"));
  await page.locator(".case-right", { hasText: one.sha256 }).waitFor();
  await until(async () => assert.equal(Number((await wrong.locator("td.num").innerText()).replace(/\D/g, "")), one.counts["rejected.checksum"]));
  await page.reload();
  await page.locator(".case-right", { hasText: one.sha256 }).waitFor();
  assert.deepEqual(await serious(page), []);
});

test("imports: a table of observations, its refused rows by reason, and what no entry says", async (t) => {
  const columns = ["--as", "sighting", "--columns", "subject=Ship,lat=Lat,lon=Lon"];
  const s = await site(t, {
    before: async (dir, cli) => {
      for (const [name, ship] of [["seen.csv", "ONE"], ["older.csv", "TWO"]]) {
        writeFileSync(path.join(dir, name), `Ship,Lat,Lon\n${ship},38,124\n${ship} B,39,124\n${ship} C,91,124\n${ship} D,1,2,3\n${ship} E,38,124\n`);
        await cli("import", path.join(dir, name), ...columns);
      }
      const { items } = JSON.parse(await cli("get", "/api/imports"));
      const older = items.find((x) => x.name === "older.csv");
      await cli("erase", String(older.seq), "--field", "read", "--authority", "Court", "--text", "ordered");
    },
  });
  const page = await open(t, s, "/case?tab=imports");
  const row = (name) => page.locator("#main tbody tr[role=row]", { hasText: name });
  await row("seen.csv").waitFor();
  assert.match(await row("seen.csv").innerText(), /observations: Sighting[\s\S]*\b3\b[\s\S]*\b2\b/);
  assert.match(await row("older.csv").innerText(), /not recorded/);
  await page.locator(".case-right", { hasText: "Missing here: 1 table whose entries do not say" }).waitFor();
  await row("seen.csv").click();
  const counts = page.locator(".case-counts tbody tr");
  await until(async () => assert.equal(await counts.count(), 5));
  const shown = (await counts.allInnerTexts()).map((x) => x.replace(/\s+/g, " ").trim());
  for (const line of ["rows of tables 5", "rows kept as observations 3", "kept rows without a time 3", "impossible or missing: Latitude 1", "more cells than the header 1"])
    assert.ok(shown.includes(line), `${line}: ${shown.join("; ")}`);
  assert.deepEqual(await serious(page), []);
  await row("older.csv").click();
  await page.locator(".case-right", { hasText: "It is not known to be none" }).waitFor();
  assert.equal(await counts.count(), 0);
});

test("an import that runs is seen with its progress", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/case?tab=imports");
  await page.locator("main", { hasText: "Nobody writes to the case" }).waitFor();
  /* An import from a pipe that stays open: it holds the lock, and another hand says how far it is. */
  const holder = spawn(process.env.PLIMSOLL, ["-C", s.dir, "import", "-"], { stdio: ["pipe", "ignore", "ignore"] });
  t.after(() => holder.kill("SIGKILL"));
  await until(async () => assert.match(readFileSync(path.join(s.dir, "lock"), "utf8"), new RegExp(`^pid ${holder.pid}, plimsoll import`)));
  writeFileSync(path.join(s.dir, "running"), `${holder.pid} reading 25000000 100000000 1600000000000000 big.nmea\n`);
  const line = page.locator(".case-running li");
  await line.waitFor();
  assert.match(await line.innerText(), /reading[\s\S]*big\.nmea[\s\S]*25\.0 MB \/ 100\.0 MB/);
  writeFileSync(path.join(s.dir, "running"), `${holder.pid} reading 75000000 100000000 1600000000000000 big.nmea\n`);
  await page.locator(".case-running li", { hasText: "75.0 MB" }).waitFor();
  assert.deepEqual(await serious(page), []);
});

test("lists, rules and log in Korean, dark", async (t) => {
  const s = await site(t);
  for (const [tab, words] of [
    ["lists", "un-sc"],
    ["rules", "min_hours"],
    ["log", "A. Desk"],
    ["overview", "Demonstration"],
    ["imports", "recording-"],
  ]) {
    const page = await open(t, s, `/case?tab=${tab}`, { language: "ko", theme: "dark" });
    await page.locator("main", { hasText: words }).waitFor();
    await ready(page);
    assert.deepEqual(await serious(page), [], tab);
    assert.ok(!/\b(undefined|NaN|\[object)/.test(await page.locator("main").innerText()), tab);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, tab);
    await page.close();
  }
  const page = await open(t, s, "/case?tab=rules");
  await page.locator("#main tbody tr[role=row]").first().waitFor();
  const all = await page.locator("#main tbody tr[role=row]").count();
  await page.locator("#main input[type=search]").fill("gap min_hours");
  await until(async () => (await page.locator("#main tbody tr[role=row]").count()) < all);
  const row = page.locator("#main tbody tr", { hasText: "min_hours" }).first();
  await row.click();
  await page.locator(".case-under", { hasText: "gap.min_hours" }).waitFor();
  assert.match(await row.innerText(), /12[\s\S]*12[\s\S]*6[\s\S]*24/);
});
