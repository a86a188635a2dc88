/* Reports in the page: written by keys with the check beside, kept as editions, looked at without script, built, and a bundle
 * that is dropped judged. The prepared case has one report, a claim labelled "met" and nobody's review. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { keys, open, serious, site, until } from "./browser.mjs";

const area = (page) => page.locator("textarea.ed-text");
const faults = (page) => page.locator(".fault-row");
const checkedAgain = (page) => page.waitForResponse((r) => r.url().endsWith("/api/reports/check") && r.status() === 200);

async function first(s) {
  const list = await (await fetch(s.url + "/api/reports")).json();
  return list.items[0].id;
}

test("a new report begins by keys; a former state can be read and not written", async (t) => {
  const s = await site(t);
  const id = await first(s);
  const page = await open(t, s, "/report");
  await page.locator(".tbl tbody tr").first().waitFor();
  const size = (await (await fetch(s.url + "/api/session")).json()).log_size;
  await keys(page, "n");
  await page.waitForFunction(() => document.activeElement?.id === "report-new-title");
  await page.keyboard.type("Night of 2 March");
  await keys(page, "Enter");
  await page.waitForURL((url) => /^\/report\/R/.test(url.pathname));
  await page.locator(".fault-row.error").first().waitFor(); /* nothing supports its sample sentences yet */
  assert.match(await area(page).inputValue(), /^---\ntitle: Night of 2 March\n/);
  await page.goto(`${s.url}/report?log=${size}`);
  await page.locator(".tbl tbody tr").first().waitFor();
  assert.ok(!/Night of 2 March/.test(await page.locator("main").innerText()), "it was not there then");
  await page.goto(`${s.url}/report/${id}?log=${size}&tab=state`);
  await area(page).waitFor();
  assert.ok(await area(page).evaluate((el) => el.readOnly));
  await page.locator(".build button.primary").waitFor();
  assert.ok(await page.locator(".build button.primary").isDisabled());
});

/* Drops files on the page as a person does: {name, bytes}. */
async function drop(page, ...files) {
  const given = files.map((f) => ({ name: f.name, bytes: [...f.bytes] }));
  const data = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const f of all) transfer.items.add(new File([new Uint8Array(f.bytes)], f.name));
    return transfer;
  }, given);
  await page.dispatchEvent("main", "dragover", { dataTransfer: data });
  await page.dispatchEvent("main", "drop", { dataTransfer: data });
}

test("a sentence without support is marked while it is typed, and a reference mends it: by keys alone", async (t) => {
  const s = await site(t);
  const id = await first(s);
  const page = await open(t, s, "/report");
  await page.locator(".tbl tbody tr").first().waitFor();
  assert.match(await page.locator("main").innerText(), /A meeting at sea/);
  await page.locator(".tbl-scroll").focus();
  await keys(page, "j", "Enter");
  await page.waitForURL((url) => url.pathname === "/report/" + id);
  await area(page).waitFor();
  await page.locator(".check-line .tag.good").waitFor();
  await keys(page, "e"); /* into the text */
  await page.waitForFunction(() => document.activeElement?.classList.contains("ed-text"));
  await keys(page, "Control+End");
  let answer = checkedAgain(page);
  await page.keyboard.type("\n\n{finding id=f-two} A ship came back at night.");
  await answer;
  const row = faults(page).filter({ hasText: "f-two" }).filter({ hasText: "unsupported" });
  await row.waitFor();
  const line = (await area(page).inputValue()).split("\n").length;
  assert.match(await row.innerText(), new RegExp(`^${line}:1\\b`), "line and column");
  await until(async () => assert.match(await page.locator(".ed-words.error").innerText(), /A ship came back at night/)); /* the whole was checked */
  assert.equal(await page.locator("button.ed-no.error").count(), 1, "the gutter says where");
  await page.waitForURL((url) => url.searchParams.get("s") === "f-two"); /* the sentence in hand stands in the address */

  /* From elsewhere in the text, F8 leads to it; Enter on its row too. */
  await keys(page, "Control+Home", "F8");
  const chosen = () => area(page).evaluate((el) => el.value.slice(el.selectionStart, el.selectionEnd));
  await until(async () => assert.equal(await chosen(), "{finding id=f-two} A ship came back at night."));
  await keys(page, "Control+Home");
  await row.focus();
  await keys(page, "Enter");
  await until(async () => assert.equal(await chosen(), "{finding id=f-two} A ship came back at night."));

  /* A reference by search: words of the claim, Enter. */
  await keys(page, "Control+k");
  await page.waitForFunction(() => document.activeElement?.matches("dialog[open] input"));
  await page.keyboard.type("alongside");
  const found = page.locator("dialog[open] [role=option]");
  await page.waitForFunction(() => document.querySelectorAll("dialog[open] [role=option]").length === 1); /* of two claims, the one with that word */
  assert.match(await found.innerText(), /\bmet\b/);
  answer = checkedAgain(page);
  await keys(page, "Enter");
  await answer;
  assert.match(await area(page).inputValue(), /\{finding id=f-two cites=met\} A ship came back/);
  await page.locator(".check-line .tag.good").waitFor();
  assert.equal(await page.locator(".ed-words.error").count(), 0);

  /* What it rests on. */
  await page.locator("[role=tab]", { hasText: "Rests on" }).click();
  const rests = page.locator(".rests");
  await rests.getByText("lay alongside").first().waitFor();
  assert.match(await rests.innerText(), /Lead, not a finding/);
  assert.match(await rests.innerText(), /sighting/);
  assert.ok((await rests.locator("a").first().getAttribute("href")).startsWith("/evidence/met"));

  /* The address restores it. */
  await keys(page, "Control+s");
  await page.waitForURL((url) => url.pathname !== "/report/" + id);
  const { pathname, search } = new URL(page.url());
  const again = await open(t, s, pathname + search);
  await again.locator(".rests").getByText("lay alongside").first().waitFor();
  assert.equal(new URL(again.url()).searchParams.get("tab"), "rests");
  assert.match(await again.locator(".rests blockquote").innerText(), /A ship came back/);
});

test("saving makes an edition, overwrites nothing, and says so where somebody was quicker", async (t) => {
  const s = await site(t);
  const id = await first(s);
  const page = await open(t, s, "/report/" + id);
  await area(page).waitFor();
  await area(page).focus();
  await keys(page, "Control+End");
  await page.keyboard.type("\n{background id=more} Of an exercise.");
  await page.locator(".desk-head").getByText("not saved yet").waitFor();
  await keys(page, "Control+s");
  await page.waitForURL((url) => url.pathname !== "/report/" + id);
  const second = new URL(page.url()).pathname.split("/").pop();
  await page.locator(".desk-head").getByText("edition 2 of 2").waitFor({ state: "attached" });
  await until(async () => assert.ok(await area(page).evaluate((el) => document.activeElement === el && el.selectionStart === el.value.length), "the cursor stays where it was"));
  assert.equal(await page.locator(".desk-head").getByText("not saved yet").count(), 0);
  const filed = (await s.cli("find", "--kind", "report", "--json")).split("\n").filter((x) => x.includes('"type":"report"')).map((x) => JSON.parse(x));
  assert.deepEqual(filed.map((f) => [f.id, f.replaces ?? null]), [[id, null], [second, id]]);

  /* Somebody else revises the second edition meanwhile. */
  const session = await (await fetch(s.url + "/api/session")).json();
  const text = (await (await fetch(`${s.url}/api/reports/${second}/text`)).json()).text;
  const put = await fetch(`${s.url}/api/reports/${second}/text`, {
    method: "PUT",
    headers: { "content-type": "application/json", "x-plimsoll-token": session.csrf },
    body: JSON.stringify({ text: text + "\n{background id=theirs} Of somebody else.\n" }),
  });
  assert.equal(put.status, 201);
  const third = (await put.json()).id;
  await page.keyboard.type(" Mine.");
  await keys(page, "Control+s");
  await page.locator(".desk-note").getByText(`replaced by ${third}`).waitFor();
  assert.match(await area(page).inputValue(), / Mine\./, "what was typed is not lost");
  await page.getByRole("button", { name: `Save mine as the next edition of ${third}` }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/" + second));
  await page.locator(".desk-head").getByText("edition 4 of 4").waitFor({ state: "attached" });

  /* An edition that was replaced can be read, not written. */
  await page.goto(s.url + "/report/" + id);
  await page.locator(".desk-note").getByText("You read an edition").waitFor();
  assert.ok(await area(page).evaluate((el) => el.readOnly));
});

test("the preview shows the page without script, and leads back to the text", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/report/" + (await first(s)));
  const frame = page.frameLocator(".report-preview iframe");
  await frame.getByText("What was found").first().waitFor();
  assert.match(await frame.locator("body").innerText(), /lead, not a finding/);
  await area(page).focus();
  await keys(page, "Control+End");
  await page.keyboard.type('\n\n{background id=evil} <script>top.document.title="owned"</script><img src=x onerror=\'top.document.title="owned"\'>');
  await frame.locator("#s-evil").waitFor();
  await until(async () => assert.match(await frame.locator("#s-evil").innerText(), /<script>top\.document.*owned.*owned/)); /* shown as it was written */
  assert.equal(await frame.locator("script, img, link, base").count(), 0);
  assert.equal(await page.locator(".report-preview iframe").getAttribute("sandbox"), "allow-same-origin allow-modals");
  assert.ok(!/owned/.test(await page.title()));
  assert.match(await frame.locator("h1").evaluate((el) => getComputedStyle(el).fontFamily), /Source Sans/, "its own style");
  await frame.locator("#s-a-oil").click();
  await page.waitForURL((url) => url.searchParams.get("s") === "a-oil");
  await until(async () => assert.match(await area(page).evaluate((el) => el.value.slice(el.selectionStart)), /^\{assessment id=a-oil/));
  await frame.locator("#s-a-oil.in-hand").waitFor();
});

test("build, download, and a bundle that is dropped: as it was, altered, and with its fingerprint", async (t) => {
  const s = await site(t);
  const id = await first(s);
  const page = await open(t, s, `/report/${id}?tab=state`);
  await page.locator(".state").getByText("would be refused").waitFor();
  await page.getByRole("button", { name: "Build page, DOCX and bundle" }).click();
  const link = page.locator(".files a", { hasText: "Bundle" });
  await link.waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  assert.equal(download.suggestedFilename(), `${id}-bundle.tar`);
  const bytes = new Uint8Array(await (await fetch(`${s.url}/api/reports/${id}/bundle`)).arrayBuffer());
  const altered = bytes.slice();
  const at = Buffer.from(bytes).indexOf("lay within 500 metres");
  assert.ok(at > 0, "the bundle holds the text");
  altered[at + 11] ^= 1; /* one digit of the distance */

  await page.goto(s.url + "/report");
  await page.locator(".drop").waitFor();
  await drop(page, { name: "b.tar", bytes }, { name: "altered.tar", bytes: altered });
  const good = page.getByRole("article", { name: "b.tar", exact: true });
  const bad = page.getByRole("article", { name: "altered.tar" });
  await good.waitFor();
  await bad.waitFor();
  assert.match(await bad.locator(".verdict-word").innerText(), /DOES NOT HOLD/);
  assert.match(await good.locator(".verdict-word").innerText(), /not decided/);
  assert.match(await good.innerText(), /signed under policy/);
  const fingerprint = /policy ([0-9a-f]{64})/.exec(await good.innerText())[1];
  await page.locator(".drop input[type=text]").fill(fingerprint);
  await drop(page, { name: "b.tar", bytes });
  await good.getByText("signed by its log; not witnessed").waitFor(); /* trusted, as far as its own log goes */
  await drop(page, { name: "note.txt", bytes: Buffer.from("no bundle") });
  await page.getByRole("article", { name: "note.txt" }).getByText("DOES NOT HOLD").waitFor();
  assert.deepEqual(await serious(page), []);

  /* In the middle of writing, too: it is judged beside the text. */
  await page.goto(s.url + "/report/" + id);
  await area(page).waitFor();
  await drop(page, { name: "altered.tar", bytes: altered });
  await bad.waitFor();
  assert.equal(new URL(page.url()).searchParams.get("tab"), "verify");
});

test("a report prints to PDF with its banner, its annexes and page numbers", async (t) => {
  const s = await site(t);
  const id = await first(s);
  /* The page of a report is sandboxed: even this test's own script finds no storage there. */
  const page = await open(t, s, `/api/reports/${id}.html`, { settled: false, allow: [/SecurityError: Failed to read the 'localStorage'/] });
  await page.locator("h1").waitFor();
  const pdf = await page.pdf({ preferCSSPageSize: true, format: "A4" });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  const pages = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
  assert.ok(pages >= 3 && pages < 20, `${pages} pages`);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".p").first().evaluate((el) => getComputedStyle(el).display), "none", "signs of links are not printed");
  assert.equal(await page.locator(".annex").first().evaluate((el) => getComputedStyle(el).breakBefore), "page");
  const dir = mkdtempSync(path.join(os.tmpdir(), "plimsoll-pdf-"));
  try {
    writeFileSync(path.join(dir, "r.pdf"), pdf);
    const words = execFileSync("pdftotext", ["-layout", path.join(dir, "r.pdf"), "-"], { encoding: "utf8" });
    assert.match(words, /lead, not a finding/i);
    assert.match(words, /EXERCISE/);
    assert.match(words, new RegExp(`\\b1\\s*/\\s*${pages}\\b`), "pages are numbered");
  } catch (e) {
    if (e.code !== "ENOENT") throw e; /* without pdftotext the words are not read */
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

for (const [language, theme] of [
  ["en", "light"],
  ["ko", "dark"],
]) {
  test(`every part without serious faults: ${language}, ${theme}`, async (t) => {
    const s = await site(t);
    const id = await first(s);
    const page = await open(t, s, `/report/${id}?s=f-met`, { language, theme });
    await area(page).waitFor();
    await area(page).focus();
    await keys(page, "Control+End");
    await page.keyboard.type("\n\n{finding id=f-9} 근거 없는 문장.");
    await page.locator(".fault-row.error").first().waitFor();
    await page.waitForTimeout(200);
    assert.deepEqual(await serious(page), [], "preview and faults");
    for (const tab of ["rests", "state", "verify"]) {
      await page.locator(`#tab-tab-${tab}`).click();
      await page.waitForFunction(() => !document.querySelector("main .loading"));
      assert.deepEqual(await serious(page), [], tab);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${tab} is ${wide} px wider than the window`);
      assert.ok(!/\b(undefined|NaN|\[object)/.test(await page.locator("main").innerText()));
    }
    await area(page).focus();
    await keys(page, "Control+k");
    await page.locator("dialog[open] [role=option]").first().waitFor();
    assert.deepEqual(await serious(page), [], "the search for references");
    await keys(page, "Escape");
    await keys(page, "Escape", "?"); /* out of the text: then the overlay of keys */
    await page.locator("dialog[open]").waitFor();
    assert.match(await page.locator("dialog[open]").innerText(), /F8/);
    if (language === "ko") assert.match(await page.locator(".desk-head").innerText(), /단서/);
  });
}
