/* What stands round every view: each opens by keys in both languages and themes, says that leads are no findings, and has no
 * serious fault by axe; the choice of language and theme lasts; nothing leaves the origin. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
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

for (const language of ["en", "ko"]) {
  test(`nothing of the bar is cut where somebody is signed in: ${language}`, async (t) => {
    const s = await site(t, {
      before: async (dir, cli) => {
        const file = path.join(dir, "password");
        writeFileSync(file, "a long password\n", { mode: 0o600 });
        await cli("account", "add", "margarethe.reviewer", "--role", "reviewer", "--password-file", file);
      },
    });
    const page = await open(t, s, "/work", { language });
    await page.locator("#sign-in-name").fill("margarethe.reviewer");
    await page.locator("#sign-in-password").fill("a long password");
    await keys(page, "Enter");
    await page.locator(".shell-who").waitFor();
    for (const width of [1920, 1440, 1366, 1300, 1280, 1100, 1024]) {
      await page.setViewportSize({ width, height: 800 });
      const faults = await page.evaluate(() => {
        const parts = [...document.querySelectorAll(".shell-top > *, .shell-nav > *")];
        const box = (e) => e.getBoundingClientRect();
        const meets = (a, b) => box(a).left < box(b).right - 1 && box(b).left < box(a).right - 1 && box(a).top < box(b).bottom - 1 && box(b).top < box(a).bottom - 1;
        const cut = parts.filter((e) => box(e).right > innerWidth || (e.className === "shell-nav" && e.scrollWidth > e.clientWidth));
        const over = parts.flatMap((a, i) => parts.slice(i + 1).filter((b) => !a.contains(b) && meets(a, b)).map((b) => `${a.textContent} over ${b.textContent}`));
        return [...cut.map((e) => `${e.textContent} is cut`), ...over];
      });
      assert.deepEqual(faults, [], `${width} px`);
    }
  });

  test(`an address at which nothing is says so: ${language}`, async (t) => {
    const s = await site(t);
    const words = language === "ko" ? /그런 화면은 없습니다/ : /There is no such view/;
    for (const [address, status] of [["/nonsense", 404], ["/nonsense/deep?x=1", 404], ["/case/anything", 200], ["/watch/x/y", 200], ["/case/x", 200], ["/screen/x", 200]]) {
      const page = await open(t, s, address, { language });
      await until(async () => words.test(await page.locator("main").innerText()));
      assert.match(await page.title(), words, address);
      assert.equal((await page.request.get(s.url + address, { headers: { accept: "text/html" } })).status(), status, address);
    }
    const asked = await fetch(s.url + "/nonsense");
    assert.equal(asked.headers.get("content-type"), "application/problem+json", "a program is answered as before");
    const api = await fetch(s.url + "/api/nonsense", { headers: { accept: "text/html" } });
    assert.equal(api.headers.get("content-type"), "application/problem+json");
  });
}

test("no view is drawn before it is known who reads, and where that fails it is said and can be asked again", async (t) => {
  const s = await site(t);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const page = await open(t, s, "/case?tab=imports", { allow: [/^503/] });
  await page.route(/\/api\/session$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(s.url + "/case?tab=imports");
  await page.locator(".shell-main .loading").waitFor();
  assert.equal(await page.locator("main, .shell-exercise, tbody").count(), 0);
  release();
  await page.locator("main tbody tr").first().waitFor();
  assert.equal(await page.locator(".shell-exercise").count(), 1);
  await page.unroute(/\/api\/session$/);
  await page.route(/\/api\/session$/, (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"title":"busy","code":"BUSY"}' }));
  await page.goto(s.url + "/case?tab=imports");
  await page.locator(".shell .problem button").waitFor();
  assert.equal(await page.locator("main, tbody").count(), 0);
  assert.deepEqual(await serious(page), []);
  await page.unroute(/\/api\/session$/);
  await page.locator(".shell .problem button").click();
  await page.locator("main tbody tr").first().waitFor();
  assert.equal(await page.locator(".shell-exercise").count(), 1);
});
