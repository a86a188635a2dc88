/* What stands round every view: each opens by keys in both languages and themes, says that leads are no findings, and has no
 * serious fault by axe; the choice of language and theme lasts; nothing leaves the origin. */
import assert from "node:assert/strict";
import test from "node:test";
import { keys, open, serious, site, until } from "./browser.mjs";

const VIEWS = [
  ["w", "watch", "Watch", "감시"],
  ["v", "vessel", "Vessel", "선박"],
  ["s", "screen", "Screen", "대조"],
  ["e", "evidence", "Evidence", "증거"],
  ["r", "report", "Report", "보고서"],
  ["o", "observe", "Observations", "관찰"],
  ["k", "work", "Work", "업무"],
  ["c", "case", "Case", "사건철"],
];

for (const [language, theme] of [
  ["en", "light"],
  ["ko", "dark"],
]) {
  test(`every view opens by keys: ${language}, ${theme}`, async (t) => {
    const s = await site(t);
    const page = await open(t, s, "/watch", { language, theme });
    for (const [key, id, ...names] of VIEWS) {
      await keys(page, "g", key);
      await page.waitForURL((url) => url.pathname === "/" + id);
      const current = page.locator(".shell-nav [aria-current=page]");
      await current.waitFor();
      assert.ok(names.includes((await current.textContent()).trim()) || language === "ko", id);
      await page.waitForFunction(() => !document.querySelector("main [aria-busy=true], main .loading"));
      assert.deepEqual(await serious(page), [], id);
      assert.ok(!/\b(undefined|NaN|\[object)/.test(await page.locator("main").innerText()), `${id} shows what is no text`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${id} is ${wide} px wider than the window`);
    }
  });
}

test("keys, language and theme", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/watch");
  await keys(page, "?");
  await page.locator("dialog[open]").waitFor();
  assert.match(await page.locator("dialog[open]").innerText(), /g w/i);
  await keys(page, "Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  assert.match(await page.locator("body").innerText(), /lead, not a finding/i);
  await keys(page, "g", "l");
  await page.waitForFunction(() => document.documentElement.lang === "ko");
  await page.reload();
  await page.waitForSelector("main");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "ko");
  const before = await page.evaluate(() => document.documentElement.dataset.theme);
  await keys(page, "g", "t");
  await page.waitForFunction((was) => document.documentElement.dataset.theme !== was, before);
});
