/* View work: alerts dealt with by keys and taken back, tasks, letters, search from the frame too, notes and the sheet; the
 * address restores it; both languages and themes; axe. What the case holds is made below or by tests/web/case.sh. */
import assert from "node:assert/strict";
import test from "node:test";
import { keys, open, serious, site, until } from "./browser.mjs";

const before = async (_, cli) => {
  await cli("alert", "rule", "meetings", "--event", "encounter");
  await cli("task", "add", "Ask the harbour for its log", "--about", "met", "--owner", "A. Desk", "--due", "2026-03-20");
  await cli("letter", "new", "request", "--to", "Harbour Office", "--dated", "2026-03-02", "--due", "2026-03-20", "--label", "ask");
  await cli("letter", "sent", "ask", "--when", "2026-03-03");
};
const ready = (page) => page.waitForFunction(() => !document.querySelector("main .loading"));
const states = async (s, state) => JSON.parse((await s.cli("get", `/api/alerts?state=${state}&limit=1000`)));

test("alerts: acknowledged, dismissed with a reason, assigned, put aside, and taken back, by keys", async (t) => {
  const s = await site(t, { before });
  const page = await open(t, s, "/work");
  await page.locator(".work-one").waitFor();
  assert.match(await page.locator(".work-one").innerText(), /Lead, not a finding/);
  assert.match(await page.locator(".work-one .why").innerText(), /What else could explain it/);
  const all = (await states(s, "open")).summary.results;
  assert.ok(all > 3);
  await keys(page, "j");
  await page.waitForURL(/alert=[0-9a-f]{64}/);
  const id = new URL(page.url()).searchParams.get("alert");
  await keys(page, "a");
  await page.locator(".work-one .tag", { hasText: "Being looked at" }).waitFor();
  await until(async () => (await states(s, "acknowledged")).items[0].id === id);
  await keys(page, "u");
  await page.locator(".work-one .tag", { hasText: "New" }).waitFor();
  await until(async () => (await states(s, "acknowledged")).items.length === 0);

  await keys(page, "d");
  await page.locator("dialog[open] textarea").waitFor();
  await keys(page, "Tab");
  await page.locator("dialog[open] textarea").focus();
  await keys(page, "Control+Enter"); /* without a reason: refused */
  await page.locator("dialog[open] .fault").waitFor();
  await page.locator("dialog[open] textarea").fill("the port confirmed the repair");
  await keys(page, "Control+Enter");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await page.waitForFunction((n) => document.querySelectorAll("#main tbody tr[role=row]").length === n, all - 1);
  await until(async () => (await states(s, "dismissed")).items.length === 1);
  const gone = (await states(s, "dismissed")).items[0];
  assert.deepEqual([gone.id, gone.reason, gone.by], [id, "the port confirmed the repair", "A. Desk"]);
  await page.waitForURL((url) => url.searchParams.get("alert") !== id); /* the next one is chosen */
  await keys(page, "u");
  await page.waitForFunction((n) => document.querySelectorAll("#main tbody tr[role=row]").length === n, all);

  await keys(page, "o");
  await page.locator("#assign-to").fill("B. Second");
  await keys(page, "Enter");
  await page.locator(".work-one", { hasText: "with B. Second" }).waitFor();
  await keys(page, "s");
  await page.locator("dialog[open] .work-soon button").first().click();
  await page.waitForFunction((n) => document.querySelectorAll("#main tbody tr[role=row]").length === n, all - 1);
  await until(async () => (await states(s, "snoozed")).items.length === 1);
  await page.goto(s.url + "/work?alerts.state=snoozed");
  await ready(page);
  await page.waitForFunction(() => document.querySelectorAll("#main tbody tr[role=row]").length === 1); /* the address restores what is shown */
  assert.deepEqual(await serious(page), []);
});

test("a rule of watching is set and ended", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/work");
  await ready(page);
  await page.getByRole("button", { name: /Rules \(1\)/ }).click();
  await page.locator("dialog[open] button.primary").click();
  await page.locator("#rule-name").fill("meetings here");
  await page.locator("#rule-event").selectOption("encounter");
  await page.locator("#rule-area").fill("1,2,3");
  await page.locator("dialog[open] button[type=submit]").click();
  await page.locator("dialog[open] .problem").waitFor();
  await page.locator("#rule-area").fill("117,37,122,41");
  await page.locator("dialog[open] button[type=submit]").click();
  await page.getByRole("button", { name: /Rules \(2\)/ }).click();
  assert.deepEqual(await serious(page), []);
  await page.locator("dialog[open] li", { hasText: "meetings here" }).getByRole("button").click();
  await page.locator("dialog[open] li", { hasText: "meetings here" }).waitFor({ state: "detached" });
  await until(async () => JSON.parse(await s.cli("get", "/api/alert-rules")).items.length === 1);
});

test("tasks: overdue first, done and taken back, a new one", async (t) => {
  const s = await site(t, { before });
  const page = await open(t, s, "/work?tab=tasks", { theme: "dark" });
  await page.locator("tbody tr", { hasText: "Ask the harbour" }).waitFor();
  await keys(page, "j", "x");
  await page.waitForFunction(() => !document.querySelector("#main tbody tr[role=row]"));
  await until(async () => JSON.parse(await s.cli("get", "/api/tasks?state=done")).items[0].title === "Ask the harbour for its log");
  await keys(page, "u");
  await page.locator("tbody tr", { hasText: "Ask the harbour" }).waitFor();
  await until(async () => assert.match(await page.locator("tbody tr").first().innerText(), /Overdue/));
  await keys(page, "n");
  await page.locator("#task-title").fill("Compare the draughts");
  await page.locator("#task-about").fill("299000020");
  await page.locator("#task-due").fill("2100-01-31");
  await page.locator("dialog[open] button[type=submit]").click();
  await page.locator("tbody tr", { hasText: "Compare the draughts" }).waitFor();
  await until(async () => assert.deepEqual(await page.locator("tbody tr[role=row]").evaluateAll((rows) => rows.map((r) => r.textContent.includes("Overdue"))), [true, false]));
  assert.deepEqual(await serious(page), []);
});

test("letters: the overdue one", async (t) => {
  const s = await site(t, { before });
  const page = await open(t, s, "/work?tab=letters", { language: "ko" });
  const row = page.locator("tbody tr", { hasText: "Harbour Office" });
  await row.waitFor();
  assert.match(await row.innerText(), /기한 지남/);
  assert.deepEqual(await serious(page), []);
});

test("search over everything, from the frame's search too", async (t) => {
  const s = await site(t, { before });
  const page = await open(t, s, "/watch");
  await keys(page, "/");
  await page.keyboard.type("patrol");
  await page.locator("#shell-found [role=option]", { hasText: "Everything that holds" }).waitFor();
  for (let i = 0; i < 20; i++) await keys(page, "ArrowDown");
  await keys(page, "Enter");
  await page.waitForURL(/\/work\?q=patrol&tab=search/);
  await page.locator(".work-found section").first().waitFor();
  for (const kind of ["Sources", "Exhibits", "Reports"]) await page.locator(".work-found h2", { hasText: new RegExp(`^${kind}`) }).waitFor();
  await page.locator(".work-found a", { hasText: "patrol-7" }).first().waitFor();
  await page.locator(".work-ask input").fill("밤에");
  await page.waitForURL(/q=%EB%B0%A4/);
  await page.locator(".work-found li", { hasText: "밤에" }).waitFor();
  await page.locator(".work-ask input").fill("no such thing at all");
  await page.locator(".work-found .empty").waitFor();
  assert.deepEqual(await serious(page), []);
});

test("the shift: a note, and the sheet that prints", async (t) => {
  const s = await site(t, { before });
  const page = await open(t, s, "/work?tab=shift");
  await page.locator(".work-paper").waitFor();
  await keys(page, "n");
  await page.keyboard.type("Station Vralth is down until noon");
  await keys(page, "Control+Enter");
  await page.locator(".work-log li", { hasText: "Station Vralth" }).waitFor();
  await page.locator(".work-paper li", { hasText: "Harbour Office" }).waitFor();
  await page.locator(".work-paper li", { hasText: "Ask the harbour" }).waitFor();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".work-note").isVisible(), false);
  assert.equal(await page.locator(".work-paper").isVisible(), true);
  const pdf = await page.pdf({ format: "A4" });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  await page.emulateMedia({ media: "screen" });
  assert.deepEqual(await serious(page), []);
});

test("every tab in Korean, dark: no fault, nothing wider than the window", async (t) => {
  const s = await site(t, { before });
  for (const tab of ["alerts", "tasks", "letters", "search", "shift"]) {
    const page = await open(t, s, `/work?tab=${tab}&q=ship`, { language: "ko", theme: "dark" });
    await ready(page);
    assert.deepEqual(await serious(page), [], tab);
    assert.ok(!/\b(undefined|NaN|\[object)/.test(await page.locator("main").innerText()), tab);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, tab);
    await page.close();
  }
});
