/* The Vessel view: a ship is found by part of its name and opened by keys; its page says what lists, AIS and detection say, what
 * is not known, and nothing that the API does not; the address restores it. The case is tests/web/case.sh's; a second one holds
 * two numbers that say one IMO number, a paper that names another ship, and a ship that sails away from where it says it is bound. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { keys, open, serious, site, until } from "./browser.mjs";

const json = async (s, address) => (await fetch(s.url + address)).json();
const settled = (page) => page.waitForFunction(() => !document.querySelector("main .loading"));

test("a ship is found and opened by keys; the address restores it", async (t) => {
  const s = await site(t);
  const all = (await json(s, "/api/vessels?limit=1000")).items;
  const lead = (await json(s, "/api/leads")).items[0];
  const page = await open(t, s, "/vessel");
  await page.locator(".vs-ships [role=grid]").waitFor();
  await until(async () => assert.equal(await page.locator(".vs-ships [role=grid]").getAttribute("aria-rowcount"), String(all.length + 1)));
  await keys(page, "f");
  await page.keyboard.type(lead.name.slice(1, 9).toLowerCase());
  await page.waitForURL((url) => url.searchParams.get("q") === lead.name.slice(1, 9).toLowerCase());
  await page.waitForFunction((name) => document.querySelectorAll(".vs-ships tbody tr[role=row]").length === 1 && document.querySelector(".vs-ships").textContent.includes(name), lead.name);
  await keys(page, "Escape", "j", "Enter");
  await page.waitForURL((url) => url.pathname === "/vessel/" + lead.mmsi);
  await settled(page);
  const shown = await page.locator("main").innerText();
  const got = await json(s, "/api/vessels/" + lead.mmsi);
  const ship = got.items.find((x) => x.type === "ship");
  for (const words of [ship.name, String(ship.imo), ship.callsign, "Lead, not a finding", lead.reasons[0].reference, "says the IMO number of a listed ship", "What else could explain it", "What is not known"]) {
    assert.ok(shown.includes(words), words);
  }
  for (const station of got.items.find((x) => x.type === "reception").stations) assert.ok(shown.includes(station.station), station.station);
  const [drawn] = await Promise.all([page.waitForEvent("download"), page.locator(".vs-save").first().click()]);
  const svg = readFileSync(await drawn.path(), "utf8");
  assert.equal(drawn.suggestedFilename(), `heard_${String(lead.mmsi).padStart(9, "0")}.svg`);
  assert.ok((await page.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelectorAll("rect.heard").length, svg)) > 3, "sound XML with quarters that were heard");
  for (const words of [ship.name, `MMSI ${lead.mmsi}`, "EXERCISE", "Lead, not a finding.", "hour of the day, UTC", "Nothing seen is not nobody there"]) assert.ok(svg.includes(words), words);
  const [identity] = await Promise.all([page.waitForEvent("download"), page.locator(".vs-save-identity").click()]);
  const who = readFileSync(await identity.path(), "utf8");
  assert.equal(identity.suggestedFilename(), `identity_${lead.mmsi}.svg`);
  assert.ok((await page.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelectorAll("rect.said").length, who)) > 3, "sound XML with what was said");
  assert.ok(who.includes(`font-weight="600">${ship.name} · MMSI ${lead.mmsi}<`), "whose it is");
  for (const words of [`>${ship.imo}<`, "EXERCISE", "Lead, not a finding.", "that it was said all that time does not follow"]) assert.ok(who.includes(words), words);
  const gap = got.items.find((x) => x.type === "gap");
  await keys(page, "4");
  await page.waitForURL((url) => url.searchParams.get("part") === "events");
  await page.locator(`#events-row-${gap.id}`).click();
  await page.waitForURL((url) => url.searchParams.get("event") === gap.id);
  await page.reload();
  await settled(page);
  await page.locator(`#events-row-${gap.id}[aria-selected=true]`).waitFor();
  await page.waitForFunction(() => globalThis.plimsoll?.debug?.().silences === 1 && globalThis.plimsoll?.debug?.()?.points > 50);
  await keys(page, "Escape");
  await page.waitForURL((url) => !url.searchParams.has("event"));
  await keys(page, "Escape");
  await page.waitForURL((url) => url.pathname === "/vessel");
  await page.waitForLoadState("networkidle");
});

for (const [language, theme] of [
  ["en", "light"],
  ["ko", "dark"],
]) {
  test(`contradictions stand where they are: ${language}, ${theme}`, async (t) => {
    const s = await site(t, { before: seaOfDoubt });
    const page = await open(t, s, "/vessel/IMO9074729", { language, theme });
    await page.locator(".vs-head").waitFor();
    await settled(page);
    const got = await json(s, "/api/vessels/IMO%209074729");
    const shown = await page.locator("main").innerText();
    assert.deepEqual(got.summary.mmsi, [431000001, 511000005]);
    for (const mmsi of got.summary.mmsi) assert.ok(shown.includes(String(mmsi)));
    const chart = page.locator(".vs-chart");
    const drawn = await chart.innerText();
    for (const { why } of got.items.filter((x) => x.type === "identity_remark" && x.kind !== "flag")) {
      assert.equal(drawn.includes(why), language === "en", why);
      for (const [n] of why.matchAll(/\d{7,}/g)) assert.ok(drawn.includes(n), why);
    }
    const name = chart.locator("[role=rowgroup]").first();
    assert.match(await name.innerText(), /MORNING LIGHT[\s\S]*O\d+/);
    assert.ok((await name.locator(".vs-line.warn").count()) >= 2, "the paper's name against what was said");
    assert.ok(shown.includes(language === "en" ? "sailed away from it" : "반대로 항해"));
    assert.match(shown, language === "en" ? /Whether they are one ship is for you to judge/ : /같은 배인지는 사람이 판단합니다/);
    assert.deepEqual(await serious(page), []);
    assert.ok(!/\b(undefined|NaN|\[object)/.test(shown));
    for (const link of await page.locator("main a[href^='/api/']").all()) {
      const answer = await fetch(s.url + (await link.getAttribute("href")));
      assert.equal(answer.status, 200, await link.getAttribute("href"));
    }
    await page.getByRole("button", { name: language === "en" ? "Table" : "표", exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get("identity") === "table");
    await page.locator("#part-identity [role=grid]", { hasText: "EAST WIND" }).waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px too wide`);
  });
}

test("a ship that was never heard, and one that is no ship", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/vessel/299999999");
  await page.locator(".empty").waitFor();
  assert.match(await page.locator(".empty").innerText(), /never heard that ship/);
  await page.goto(s.url + "/vessel/nobody");
  await page.locator("[role=alert]").waitFor();
  assert.match(await page.locator("[role=alert]").innerText(), /9 digits/);
});

/* Instead of the prepared case: 431000001 lies at Boryeong until 04:00 and says INCHEON from 02:00 on, but sails south-west;
 * 511000005 says the same IMO number elsewhere at the same time. */
async function seaOfDoubt(dir) {
  const { execFileSync } = await import("node:child_process");
  const { rmSync } = await import("node:fs");
  const program = path.resolve(process.env.PLIMSOLL ?? "../build/plimsoll");
  const where = path.join(dir, "case");
  const run = (...args) => execFileSync(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  rmSync(where, { recursive: true });
  const rows = ["mmsi,time,lat,lon,sog,cog,name,imo,callsign,destination,length,width"];
  for (let m = 0; m <= 156; m++) {
    const h = m / 6;
    const f = h < 4 ? 0 : (h - 4) / 22;
    const at = new Date(Date.UTC(2021, 4, 1, 0, m * 10)).toISOString();
    rows.push(`431000001,${at},${(36.4 - 3.4 * f).toFixed(5)},${(126.45 - 2.6 * f).toFixed(5)},${h < 4 ? 0 : 12},212,${h < 20 ? "EAST WIND" : "WEST WIND"},9074729,5ABC,${h < 2 ? "" : "INCHEON"},120,20`);
    rows.push(`511000005,${at},${(34.4 + 0.4 * f).toFixed(5)},${(130.45 + 2.6 * f).toFixed(5)},6,70,EAST WIND,9074729,5ABD,,90,15`);
  }
  writeFileSync(path.join(dir, "a.csv"), rows.join("\n") + "\n");
  run("init", where, "--participant", "Test", "--person", "Officer");
  run("-C", where, "import", path.join(dir, "a.csv"), "--source", "Radio");
  run("-C", where, "source", "add", "reg", "--kind", "registry", "--label", "reg");
  run("-C", where, "observe", "add", "--as", "registry", "--subject", "MORNING LIGHT", "--imo", "9074729", "--flag", "Togo", "--observed", "2021-01-01", "--source", "reg");
}
