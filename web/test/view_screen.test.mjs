/* Screening on the page, over invented lists with Korean, Chinese and Russian names: by keys alone a name is asked, judged and
 * taken back, and what was decided is there after a reload; a batch is kept and its address shows it again; each name is marked
 * with its language; axe finds nothing serious. Expectations by hand from PEOPLE. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { keys, open, serious, site, until } from "./browser.mjs";

const PEOPLE = [
  { id: "k-1", schema: "Person", caption: "RI Chol-min", properties: { name: ["RI Chol-min"], birthDate: ["1961-03-04"], country: ["kp"] } },
  { id: "k-2", schema: "Company", caption: "港星贸易五号", properties: { name: ["港星贸易五号", "Harbour Star Trading No. 5"], country: ["cn"] } },
  { id: "k-3", schema: "Person", caption: "Сергей Волков", properties: { name: ["Сергей Волков"], birthDate: ["1970"], country: ["ru"] } },
  { id: "k-4", schema: "Vessel", caption: "아침진주", properties: { name: ["아침진주", "ACHIM JINJU"], imoNumber: ["9074729"] } },
];
const BATCH = "id,name,schema,birth_date,country,imo\nA1,리철민,Person,1961,kp,\nA2,Sergey Volkov,,,,\nA3,,,,,9074729\nA4,Nobody At All,,,,\n";

const lists = (t) =>
  site(t, {
    before: async (dir, cli) => {
      rmSync(path.join(dir, "case"), { recursive: true });
      execFileSync(process.env.PLIMSOLL, ["init", path.join(dir, "case"), "--participant", "State A", "--person", "A. Desk"], { stdio: "ignore" });
      writeFileSync(path.join(dir, "people.json"), PEOPLE.map((p) => JSON.stringify({ ...p, target: true }) + "\n").join(""));
      await cli("import", "--date", "2026-03-01", path.join(dir, "people.json"));
    },
  });
const json = async (s, where) => (await fetch(s.url + where)).json();
const tabTo = async (page, selector) => {
  for (let i = 0; i < 60; i++) {
    if (await page.evaluate((q) => document.activeElement?.matches(q), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach ${selector}`);
};

test("a name is asked, judged and taken back by keys alone, and lasts", async (t) => {
  const s = await lists(t);
  const page = await open(t, s, "/watch");
  await keys(page, "g", "s");
  await page.waitForURL(/\/screen$/);
  await tabTo(page, "#ask-q");
  await page.keyboard.type("Ri Chol-minn");
  await tabTo(page, "#ask-birth");
  await page.keyboard.type("1990");
  await tabTo(page, "#ask-min");
  await page.keyboard.type("0.5");
  await keys(page, "Enter");
  await page.locator(".scr-candidate").waitFor();
  assert.equal(await page.locator(".scr-candidate h2").innerText(), "RI Chol-min");
  assert.match(await page.locator(".scr-candidate").innerText(), /Candidate, not a decision/);
  assert.match(await page.locator(".scr-reasons.against").innerText(), /birth dates cannot be the same day/);
  assert.equal(await page.locator(".scr-cell.only").count(), 1); /* the second n */

  const size = (await json(s, "/api/session")).log_size;
  await page.waitForFunction(() => document.activeElement?.matches(".scr-table .tbl-scroll"));
  await keys(page, "n");
  await page.locator("dialog[open] #judge-text").waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "judge-text");
  assert.equal(await page.locator("#judge-reason").inputValue(), "birth_date"); /* what speaks against it most */
  await page.keyboard.type("born 29 years later");
  await keys(page, "Enter");
  await page.locator(".scr-ruling").waitFor();
  assert.match(await page.locator(".scr-ruling").innerText(), /No match by A\. Desk: date of birth, “born 29 years later”/);
  const decisions = (await json(s, "/api/decisions")).items;
  assert.deepEqual(decisions.map((d) => [d.entity, d.verdict, d.by, d.reason, d.screening, d.withdrawn]), [["k-1", "no_match", "A. Desk", "birth_date", size, false]]);
  assert.match(page.url(), new RegExp(`entry=${size}`)); /* judging kept the question */

  await page.reload();
  await page.locator(".scr-ruling").waitFor();
  assert.match(await page.locator(".scr-ruling").innerText(), /born 29 years later/);
  assert.match(await page.locator(".scr-candidate").innerText(), /1990/); /* with all that was asked */
  await page.goto(page.url() + "&log=" + (size + 1)); /* as it was before: nothing is judged there */
  await page.locator(".scr-judge").waitFor();
  assert.match(await page.locator(".scr-judge").innerText(), /shows a past state/);
  assert.ok(await page.locator(".scr-judge button").first().isDisabled());
  await page.goBack();
  await page.locator(".scr-ruling").waitFor();
  await keys(page, "z");
  await page.locator(".scr-ruling").waitFor({ state: "detached" });
  await until(async () => assert.equal((await json(s, "/api/decisions")).items[0].withdrawn, true));
  await keys(page, "y");
  await page.waitForFunction(() => document.activeElement?.id === "judge-text");
  await keys(page, "Enter"); /* without words nothing is decided */
  await page.locator("#judge-text-fault").waitFor();
  await keys(page, "Escape");
  assert.equal((await json(s, "/api/decisions")).items.length, 1);
});

test("names side by side, each marked with its language", async (t) => {
  const s = await lists(t);
  const page = await open(t, s, "/screen?q=" + encodeURIComponent("리철민"));
  await page.locator(".scr-candidate").waitFor();
  const text = await page.locator(".scr-names").innerText();
  assert.match(text, /리철민/);
  assert.match(text, /ri chol ?min/); /* the romanisation by which it was read */
  assert.equal(await page.locator(".scr-names bdi[lang=ko]").first().innerText(), "리철민");
  assert.equal((await page.locator(".scr-cell.same i:first-child").allInnerTexts()).join("").replace(/ /g, ""), "richolmin");
  await page.goto(s.url + "/screen?min=0.3&q=" + encodeURIComponent("Сергей Волкоф"));
  await page.locator(".scr-candidate bdi[lang=ru]").first().waitFor();
  await page.goto(s.url + "/screen?q=" + encodeURIComponent("港星贸易五号"));
  await page.locator(".scr-candidate bdi[lang=zh]").first().waitFor();
  await page.goto(s.url + "/screen?imo=9074729");
  await page.locator(".scr-candidate h2 bdi[lang=ko]").waitFor();
  assert.match(await page.locator(".scr-candidate").innerText(), /a number brought the candidate/);
  for (const opens of await page.locator(".scr-more summary").all()) await opens.press("Enter");
  await page.locator(".scr-small tbody tr").first().waitFor();
  assert.match(await page.locator(".scr-small tbody").innerText(), /ftm 2026-03-01\s+아침진주\s+this entry/);
  await page.getByText("ofac-50").waitFor();
});

test("a batch is kept; its address shows it again; its rows are judged from what waits", async (t) => {
  const s = await lists(t);
  const page = await open(t, s, "/screen?tab=batch");
  await tabTo(page, "#batch-text");
  await page.keyboard.insertText(BATCH);
  await tabTo(page, ".scr-batch button.primary");
  await keys(page, "Enter");
  await page.waitForURL(/batch=\d+/);
  await page.locator("#batch-row-A1").waitFor();
  assert.match(await page.locator(".scr-bar").innerText(), /4 rows: 3 with candidates, 1 without, 0 open/);
  await tabTo(page, "[role=grid]");
  await keys(page, "j", "j");
  await page.waitForURL(/row=A2/);
  await page.locator(".scr-candidate").waitFor();
  await until(async () => assert.equal(await page.locator(".scr-candidate h2").innerText(), "Сергей Волков"));
  const address = page.url();
  const saved = page.waitForEvent("download");
  await page.locator(".scr-csv").focus();
  await keys(page, "Enter");
  const csv = readFileSync(await (await saved).path(), "utf8").split("\n");
  assert.equal(csv.length, 6); /* a header, four rows, and the last line's end */
  assert.match(csv[1], /^A1,리철민,candidates,,1,0\.99,ftm,2026-03-01,k-1,k-1,RI Chol-min,/);
  assert.match(csv[4], /^A4,Nobody At All,none,/);

  const other = await open(t, s, address.slice(s.url.length));
  await other.locator(".scr-candidate h2").waitFor();
  await until(async () => assert.equal(await other.locator(".scr-candidate h2").innerText(), "Сергей Волков"));
  assert.match(await other.locator("#batch-row-A4").innerText(), /No candidate/);

  await page.goto(s.url + "/screen?tab=waiting");
  await page.locator(".scr-candidate").waitFor();
  await until(async () => assert.equal(await page.locator("tbody tr[role=row]").count(), 3));
  const first = await page.locator(".scr-candidate h2").innerText();
  await keys(page, "u");
  await page.waitForFunction(() => document.activeElement?.id === "judge-text");
  await page.keyboard.type("ask the port");
  await keys(page, "Enter");
  await page.waitForURL(/pair=/); /* on to the next */
  await page.waitForFunction((was) => document.querySelector(".scr-candidate h2") && document.querySelector(".scr-candidate h2").innerText !== was, first);
  const decision = (await json(s, "/api/decisions")).items[0];
  assert.deepEqual([decision.query, decision.verdict, decision.text], ["리철민", "unsure", "ask the port"]);
});

test("what is followed, the lists and the decisions", async (t) => {
  const s = await lists(t);
  const page = await open(t, s, "/screen?tab=watching");
  await page.locator(".empty").waitFor();
  await keys(page, "a");
  await page.locator("dialog[open] #follow-name").focus();
  await page.keyboard.type("Achim Jinju");
  await keys(page, "Enter");
  await page.locator("tbody tr[role=row]").waitFor();
  assert.match(await page.locator("tbody").innerText(), /아침진주/);
  await page.goto(s.url + "/screen?tab=lists");
  await page.locator("tbody tr[role=row]").waitFor();
  assert.match(await page.locator("tbody").innerText(), /ftm\s+2026-03-01\s+\d+ days old/);
});

test("whoever is cleared for less than all may ask, but is not offered what the server would refuse", async (t) => {
  const s = await lists(t);
  const page = await open(t, s, "/screen");
  await page.route("**/api/session", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), clearance: "TLP:GREEN" } });
  });
  await page.goto(s.url + "/screen?q=Ri+Chol-min");
  await page.locator(".scr-candidate").waitFor();
  assert.match(await page.locator(".scr-judge").innerText(), /cleared up to TLP:GREEN/);
  assert.ok(await page.locator(".scr-judge button").first().isDisabled());
  await keys(page, "y");
  assert.equal(await page.locator("dialog[open]").count(), 0);
});

for (const [language, theme, width, height] of [
  ["en", "light", 1440, 900],
  ["ko", "dark", 1100, 700],
]) {
  test(`nothing serious by axe: ${language}, ${theme}`, async (t) => {
    const s = await lists(t);
    const page = await open(t, s, "/screen?birth=1990&min=0.5&q=Ri+Chol-minn", { language, theme, width, height });
    await page.locator(".scr-candidate dl.facts").last().waitFor();
    for (const tab of ["", "batch", "waiting", "watching", "lists", "decisions"]) {
      if (tab) await page.goto(`${s.url}/screen?tab=${tab}`);
      await page.waitForFunction(() => !document.querySelector("main .loading"));
      assert.deepEqual(await serious(page), [], tab);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${tab} is wider than the window`);
    }
  });
}
