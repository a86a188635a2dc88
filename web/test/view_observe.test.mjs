/* Observations: a sighting is filed by keys alone and stands in the case as the command line shows it; refusals stand at their
 * field; what was not filed survives a reload, an interview of a protected person does not; a photograph is looked at before it
 * is kept, and shown without what it says of itself; a table is previewed, mapped and taken in. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { keys, open, serious, site, until } from "./browser.mjs";
import { load } from "./load.mjs";

const { readPosition, readWhen, sourceHint, goodImo, firstMoment, lastMoment } = await load("views/observe/pure.ts");

const show = async (s, id) => (await s.cli("show", id, "--json")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
const main = (page) => page.locator(".observe-main");
const entries = async (s) => (await (await fetch(s.url + "/api/session")).json()).log_size;

test("positions and times as people write them", () => {
  const same = (text, lat, lon) => assert.deepEqual(readPosition(text), { lat, lon }, text);
  same("38.2, 124.9", 38.2, 124.9);
  same("38.2 124.9", 38.2, 124.9);
  same("-38.2; -124.9", -38.2, -124.9);
  same("38 12.0 N 124 54.0 E", 38.2, 124.9);
  same("38°12.00'N 124°54.00'E", 38.2, 124.9);
  same("38°12'30\"S, 124°54'W", -38.208333, -124.9);
  same("N38 12 E124 54", 38.2, 124.9);
  same("38 12.5 124 54", 38.208333, 124.9);
  same("0, 0", 0, 0);
  same("90 N 180 W", 90, -180);
  for (const bad of ["", "38.2", "91, 1", "1, 180.1", "38 60 N 124 E", "38.5 12 N 124 E", "124 E 38 N", "38.2 N", "a, b", "38.2, 124.9, 3", "-38 N 1 E", "1e1, 2"]) {
    assert.equal(readPosition(bad), null, bad);
  }
  const iso = (text, want) => assert.equal(readWhen(text)?.iso, want, text);
  iso("2026-03-01 02:00", "2026-03-01T02:00:00Z");
  iso("2026-03-01T11:00+09:00", "2026-03-01T02:00:00Z");
  iso("2026-03-01 0200Z", "2026-03-01T02:00:00Z");
  for (const good of ["2026", "2026-03", "2026-03-01", "circa 2026-03", "2026-03-01/2026-03-09"]) assert.equal(readWhen(good)?.kind, "span", good);
  for (const bad of ["yesterday", "2026-13", "2026-02-30", "2026-02-30 02:00", "2026-03-01 25:00", "1.3.2026", ""]) assert.equal(readWhen(bad), null, bad);
  assert.equal(firstMoment("2026-02"), Date.UTC(2026, 1, 1));
  assert.equal(lastMoment("2026-02"), Date.UTC(2026, 2, 1) - 1);
  assert.ok(goodImo("IMO 9074729") && goodImo("9074729") && !goodImo("9074728") && !goodImo("907472"));
  assert.equal(sourceHint("ask at port.clerk@example.org"), "email");
  assert.equal(sourceHint("call 02-1234-5678"), "phone");
  assert.equal(sourceHint("홍길동 선장"), "name");
  assert.equal(sourceHint("Captain Kim saw it"), "name");
  assert.equal(sourceHint("passport M12345678"), "paper");
  for (const fine of ["the ship lay at 38 12 N at 02:00", "IMO 9074729, MMSI 431000001", "600 t of oil on 2026-03-01", "두 배가 나란히 있었다"]) assert.equal(sourceHint(fine), null, fine);
});

test("a sighting by keys alone, beside AIS", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/watch");
  const before = await entries(s);
  await keys(page, "g", "o");
  await page.waitForURL(/\/observe$/);
  await page.locator(".observe-menu a", { hasText: "Sighting" }).focus();
  await keys(page, "Enter");
  await page.waitForURL(/\/observe\/sighting$/);
  await page.locator("#observe-subject_kind").waitFor();
  await keys(page, "i");
  await page.keyboard.type("ship"); /* the choice is called so */
  await keys(page, "Tab");
  await page.keyboard.type("REPOURN QUAEKAR"); /* the whole of what she calls herself */
  await page.locator("#observe-position").focus();
  await page.keyboard.type("38 30.0 N 119 14.4 E");
  await page.locator("#observe-observed").focus();
  await page.keyboard.type("2026-03-02 19:30");
  await page.locator("#observe-accuracy_m").focus();
  await page.keyboard.type("3000");
  await until(async () => assert.match(await main(page).innerText(), /38°30\.00'N 119°14\.40'E · 38\.5, 119\.24/));
  await until(async () => assert.match(await main(page).innerText(), /2026-03-02 19:30Z = .*2026/));
  /* Nothing is assumed: without a marking nothing is filed, and the field says so. */
  await keys(page, "Control+Enter");
  await page.locator("#observe-marking-fault").waitFor();
  await page.waitForFunction(() => document.activeElement.id === "observe-marking");
  assert.equal(await entries(s), before);
  assert.deepEqual(await serious(page), []);
  await page.keyboard.type("TLP:AMBER:"); /* the third, not the one with +STRICT */
  await keys(page, "Control+Enter");
  await page.waitForURL(/filed=O\d+/);
  const id = new URL(page.url()).searchParams.get("filed");
  assert.equal(await entries(s), before + 1);
  const [kept] = await show(s, id);
  assert.equal(kept.subject_kind, "vessel");
  assert.deepEqual([kept.as, kept.subject, kept.lat, kept.lon, kept.observed, kept.accuracy_m], ["sighting", "REPOURN QUAEKAR", 38.5, 119.24, "2026-03-02T19:30:00Z", 3000]);
  await page.locator(".beside table.short").waitFor();
  const check = (await s.cli("observe", "check", id, "--json")).split("\n").map((l) => l && JSON.parse(l))[0];
  assert.equal(check.verdict, "explained");
  assert.match(await page.locator(".beside").innerText(), /Explained/);
  assert.equal(await page.locator(".beside table.short tbody tr").count(), Math.min(20, check.around_ships));
  assert.deepEqual(await serious(page), []);
  /* The address brings it back; n begins another, and nothing of the last stands in it. */
  await page.reload();
  await page.locator(".beside table.short").waitFor();
  await keys(page, "n");
  await page.locator("#observe-subject").waitFor();
  assert.equal(await page.inputValue("#observe-subject"), "");
});

test("refusals at their field; a form survives a reload", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/observe/sighting");
  await page.fill("#observe-subject", "OPEN POINT");
  await page.fill("#observe-position", "38 61 N 124 E");
  await page.fill("#observe-observed", "2026-03-02");
  await page.fill("#observe-observed_end", "2026-03-01");
  await page.fill("#observe-imo", "9074728");
  await page.locator("#observe-accuracy_m").focus();
  await page.locator("#observe-position-fault").waitFor();
  await page.locator("#observe-observed_end-fault").waitFor();
  await until(async () => assert.match(await page.locator("#observe-imo-note").innerText(), /check digit/));
  await page.reload();
  await page.locator("#observe-subject").waitFor();
  assert.equal(await page.inputValue("#observe-subject"), "OPEN POINT");
  assert.equal(await page.inputValue("#observe-position"), "38 61 N 124 E");
  assert.match(await main(page).innerText(), /Your unsaved entries are back/);
  await page.fill("#observe-position", "38 1 N 124 E");
  await page.fill("#observe-observed_end", "");
  await page.locator(".more > summary").click();
  await page.fill("#observe-label", "seen"); /* taken in the prepared case: only the server knows */
  await page.selectOption("#observe-marking", "TLP:RED");
  await page.click("button[type=submit]");
  await page.locator("#observe-label-fault").waitFor();
  assert.match(await page.locator("#observe-label-fault").innerText(), /belongs to O\d+/);
  await page.waitForFunction(() => document.activeElement.id === "observe-label");
  await page.fill("#observe-label", "seen-2");
  await page.click("button[type=submit]");
  await page.waitForURL(/filed=O\d+/);
  assert.equal((await show(s, "seen-2"))[0].imo_valid, false);
  assert.equal(await page.evaluate(() => sessionStorage.getItem("plimsoll.draft.sighting")), null);
});

for (const [language, theme] of [
  ["en", "dark"],
  ["ko", "light"],
]) {
  test(`an interview of a protected person leaves nothing in the browser: ${language}, ${theme}`, async (t) => {
    const s = await site(t);
    const page = await open(t, s, "/observe/interview", { language, theme });
    const words = "밤에 두 배를 보았다. 02-1234-5678";
    await page.fill("#observe-original", words);
    await page.locator("#observe-original-note").waitFor();
    await page.fill("#observe-observer", "alias-9");
    const kept = () => page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    assert.ok(await page.isChecked("input[name=protect]"));
    assert.ok(!(await kept()).includes("두 배"));
    assert.deepEqual(await serious(page), []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    /* Where nobody can be harmed it is kept; and gone again as soon as that is taken back. */
    await page.uncheck("input[name=protect]");
    await page.waitForFunction(() => JSON.stringify({ ...sessionStorage }).includes("두 배"));
    await page.check("input[name=protect]");
    await page.waitForFunction(() => !JSON.stringify({ ...sessionStorage }).includes("두 배"));
    await page.reload();
    await page.locator("#observe-original").waitFor();
    assert.equal(await page.inputValue("#observe-original"), "");
  });
}

test("a photograph is looked at before it is kept", async (t) => {
  const s = await site(t);
  const samples = path.join(path.dirname(process.env.PLIMSOLL ?? ""), "bin/helper_samples");
  try {
    execFileSync(samples, [s.dir]);
  } catch {
    t.skip("helper_samples is not built");
    return;
  }
  const page = await open(t, s, "/observe/sighting");
  const before = await entries(s);
  await page.locator("#observe-subject").waitFor();
  await page.setInputFiles("input[name=photo]", path.join(s.dir, "dirty.jpg"));
  await page.locator(".photo img").waitFor();
  assert.equal(await entries(s), before);
  const said = await page.locator(".photo").innerText();
  assert.match(said, /38°12\.60'N 124°54\.00'E/);
  assert.match(said, /KAMEO 7/);
  await page.locator(".photo button", { hasText: "Use as position" }).click();
  await page.locator(".photo button", { hasText: "Use as time" }).click();
  await until(async () => assert.equal(await page.inputValue("#observe-position"), "38.21, 124.9"));
  await page.selectOption("#observe-marking", "TLP:AMBER");
  assert.deepEqual(await serious(page), []);
  await page.click("button[type=submit]");
  await page.waitForURL(/filed=O\d+/);
  const [kept] = await show(s, new URL(page.url()).searchParams.get("filed"));
  assert.deepEqual([kept.lat, kept.observed, kept.attachments.length], [38.21, "2026-03-01T02:30:00Z", 1]);
  const shown = page.locator(".record figure img");
  await shown.waitFor();
  const bytes = Buffer.from(await (await fetch(new URL(await shown.getAttribute("src"), s.url))).arrayBuffer());
  assert.ok(bytes.length > 100 && !bytes.includes("KAMEO") && !bytes.includes("SECRET"));
  assert.ok(readFileSync(path.join(s.dir, "dirty.jpg")).includes("SECRET"));
});

test("a table: columns, first rows, rows that are left out, then in", async (t) => {
  const s = await site(t);
  const file = path.join(s.dir, "rows.csv");
  writeFileSync(file, "Vessel,Date seen,Latitude,Longitude,Hull\nOPEN POINT,2026-03-02T19:30Z,38.5,119.24,black\n은하수,2026-03-03,38.2,124.9,\nTHREE ROCKS,2026-03-04,91,125,\n");
  const page = await open(t, s, "/observe/import");
  const before = await entries(s);
  await page.locator("#import-file").waitFor();
  await page.setInputFiles("#import-file", file);
  await page.locator("table.preview tbody tr").first().waitFor();
  assert.equal(await page.locator("table.preview tbody tr").count(), 3);
  assert.deepEqual(await page.locator("table.preview th select").evaluateAll((all) => all.map((x) => x.value)), ["subject", "observed", "lat", "lon", ""]);
  assert.match(await main(page).innerText(), /2 of 3 rows would be kept/);
  assert.match(await page.locator(".refused").innerText(), /4\s+lat: "91" is no latitude/);
  await page.locator("table.preview th select").nth(4).selectOption("seen_marks");
  await page.waitForURL(/columns=/);
  await page.locator("table.preview th select").nth(4).waitFor();
  assert.deepEqual(await serious(page), []);
  assert.equal(await entries(s), before);
  await page.locator("button[type=submit]").click();
  await page.locator("#import-marking-fault").waitFor();
  await page.selectOption("#import-marking", "TLP:GREEN");
  await page.locator("button[type=submit]").click();
  await page.locator(".saved").waitFor();
  assert.equal(await entries(s), before + 1);
  const [row] = await show(s, `O${before}.1`);
  assert.deepEqual([row.subject, row.observed, row.seen_marks], ["OPEN POINT", "2026-03-02T19:30:00Z", "black"]);
  await page.locator("a", { hasText: "Show its rows" }).click();
  await page.locator(".record").waitFor();
  assert.match(await page.locator(".record").innerText(), /OPEN POINT/);
});

test("a recording and what it brought", async (t) => {
  const s = await site(t);
  const file = path.join(s.dir, "more.csv");
  const rows = [0, 10, 20, 30].map((min) => `299000077,2026-03-05T00:${String(min).padStart(2, "0")}:00Z,38.1,${124 + min / 1000},6,NINE ROCKS`);
  writeFileSync(file, ["mmsi,timestamp,lat,lon,sog,name", ...rows].join("\n") + "\n");
  const page = await open(t, s, "/observe/import?as=file");
  const before = await entries(s);
  await page.locator("#import-file").waitFor();
  await page.setInputFiles("#import-file", file);
  await page.locator("button[type=submit]").click();
  await page.locator("#import-marking-fault").waitFor();
  assert.deepEqual(await serious(page), []);
  await page.selectOption("#import-marking", "TLP:GREEN");
  await page.locator("button[type=submit]").click();
  await page.locator(".saved, .problem").waitFor();
  const said = await main(page).innerText();
  /* An exercise takes no real recording: the refusal says so, and the case is as it was. */
  assert.match(said, /exercise/i);
  assert.equal(await entries(s), before);
  /* One of the exercise's own kind is taken in, and known when it comes again. */
  const out = path.join(s.dir, "other");
  execFileSync(process.env.PLIMSOLL, ["exercise", out, "--seed", "9", "--days", "1", "--vessels", "4"], { stdio: "ignore" });
  const recording = readdirSync(out).find((name) => name.endsWith(".nmea"));
  for (const words of [/(\d+) messages, (\d+) distinct reports/, /in the case already, as entry \d+/]) {
    await page.setInputFiles("#import-file", path.join(out, recording));
    await page.locator("button[type=submit]").click();
    await page.locator(".saved").waitFor();
    assert.match(await main(page).innerText(), words);
    await page.locator("button", { hasText: "Another file" }).click();
    await page.locator("#import-file").waitFor();
  }
  assert.equal(await entries(s), before + 1);
});

test("what was filed, in both languages, and taken back", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/observe?id=O12", { language: "ko", theme: "dark" });
  await page.locator(".beside table.short").waitFor();
  assert.deepEqual(await serious(page), []);
  assert.ok(!/\b(undefined|NaN|\[object)|observe\.\w/.test(await main(page).innerText()));
  await page.locator(".record header button").click();
  await page.locator("dialog[open] textarea").fill("다른 배였다");
  await page.locator("dialog[open] button[type=submit]").click();
  await page.locator(".record .tag.bad").waitFor();
  assert.ok((await show(s, "O12"))[0].withdrawn_by > 0);
  for (const kind of ["image-count", "inspection", "claim", "source", "item", "grade", "outcome"]) {
    await page.goto(`${s.url}/observe/${kind}`);
    await page.locator("form.entry").waitFor();
    assert.ok(!/\b(undefined|NaN|\[object)|observe\.\w/.test(await main(page).innerText()), kind);
    assert.deepEqual(await serious(page), [], kind);
  }
  await page.goto(`${s.url}/observe/nonsense`);
  await page.locator(".empty").waitFor();
});

test("every kind of filing has its form, with each of its fields", async (t) => {
  const s = await site(t);
  const { items } = await (await fetch(s.url + "/api/kinds")).json();
  const page = await open(t, s, "/observe");
  for (const kind of items.filter((k) => k.by === "fields" && k.kind !== "observation")) {
    await page.goto(`${s.url}/observe/${kind.kind}`);
    await page.locator("form.entry").waitFor();
    for (const f of kind.fields.filter((x) => !x.program && x.name !== "lat" && x.name !== "lon")) await page.locator(`#observe-${f.name}`).waitFor({ state: "attached" });
  }
});
