/* Watch: the first view leads to the silent port call; a click on a silence, or keys alone, draw what was within reach; the
 * address restores the view, a pinned one shows the same after more was imported; events are read through every page and
 * appear live. What is expected of the silent port call was read in the truth.json of the exercise (seed 7, 7 days, 60
 * ships), which knows neither the detectors nor this page: ship 7, MMSI 299001931, called at KP-TASADO. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { keys, open, serious, site, until } from "./browser.mjs";
import { load } from "./load.mjs";

const { readCorners } = await load("views/watch/Area.tsx");
const { leadsOf, ranksOf } = await load("views/watch/data.ts");

const SHIP = "GRUWHIRN WHENETH";
const MMSI = 299001931;
const PORT = "KP-TASADO";

const debug = (page) => page.evaluate(() => globalThis.plimsoll.debug());
const drawn = (page, what) => page.waitForFunction(what);
const ready = (page) => drawn(page, () => globalThis.plimsoll?.debug?.()?.events > 0 && globalThis.plimsoll?.debug?.()?.points > 0);
/* The map lies where it lay a while ago, and has written where. */
const atRest = (page) =>
  page.waitForFunction(() => {
    const { zoom, center } = globalThis.plimsoll.debug();
    const here = [center[1], center[0], zoom];
    const written = (new URLSearchParams(location.search).get("map") ?? "").split(",").map(Number);
    if (JSON.stringify(here) !== globalThis.wasHere || written.length < 3) globalThis.wasHereSince = performance.now();
    globalThis.wasHere = JSON.stringify(here);
    return performance.now() - globalThis.wasHereSince > 400 && here.every((x, i) => Math.abs(x - written[i]) < 0.02);
  });
const reached = (page) => drawn(page, () => globalThis.plimsoll?.debug?.()?.reach && globalThis.plimsoll?.debug?.()?.ports.includes("KP-TASADO"));

test("corners of an area, as people write them", () => {
  const box = [[123.9, 38.2], [125.6, 38.2], [125.6, 39.2], [123.9, 39.2]];
  assert.deepEqual(readCorners("38.2, 123.9\n39.2 125.6"), box);
  assert.deepEqual(readCorners("38°12'N 123°54'E; 39°12'N 125°36'E"), box);
  assert.deepEqual(readCorners("10.5S 20W\n1N 2E\n3N -4"), [[-20, -10.5], [2, 1], [-4, 3]]);
  for (const bad of ["", "38.2, 123.9", "38.2\n39.2", "91, 10\n1, 1", "1, 181\n2, 2", "1, 2\n1, 5", "north\nsouth"]) assert.equal(readCorners(bad), null, bad);
});

test("leads: what is explained or was never possible is none; the strongest of each kind first", () => {
  const event = (id, type, more) => ({ id, type, vessels: [{ mmsi: 1 }], start: "2026-03-01T00:00:00Z", end: "2026-03-01T05:00:00Z", open: false, hours: 5, ...more });
  const call = (verdict, slack_h) => ({ port: "P", verdict, slack_h });
  const grade = (g) => ({ expected_reception: { grade: g } });
  const found = leadsOf(
    [
      event("visit", "port_visit"),
      event("expected", "gap", { ...grade("expected"), calls: [call("reachable", 9)] }),
      event("unknown", "gap", grade("unknown")),
      event("far", "gap", { ...grade("unexpected"), calls: [call("unreachable", -3), call("marginal", -0.1)] }),
      event("weak", "gap", { ...grade("unexpected"), calls: [call("reachable", 1)] }),
      event("strong", "gap", { ...grade("unexpected"), calls: [call("reachable", 9)] }),
      event("struck", "gap", { ...grade("unexpected"), calls: [call("reachable", 9)], explained_by: "x" }),
      event("tug", "encounter", { habit: "tug" }),
      event("met", "encounter"),
      event("never", "possible_rendezvous", { feasible: false, ...grade("unexpected") }),
      event("maybe", "possible_rendezvous", { feasible: true, ...grade("unexpected") }),
    ],
    [{ mmsi: 7, reasons: [], events: [] }],
  );
  assert.deepEqual(found.map((f) => f.key), ["ship-7", "strong", "weak", "maybe", "met", "far"]);
  assert.deepEqual([...ranksOf(found).values()], [1, 2, 3, 4, 5, 6]);
});

test("the first view leads to the silent port call; a click draws the ports within reach", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/");
  await ready(page);
  const row = page.locator(".lead-row", { hasText: SHIP }).first();
  await row.waitFor();
  const box = await row.boundingBox();
  assert.ok(box && box.y + box.height < 800, "it is seen without scrolling");
  assert.match(await row.innerText(), /silent 25 h 30 min; could have called at Nampo/);
  await row.click();
  await reached(page);
  const detail = page.locator(".watch-detail");
  const words = await detail.innerText();
  for (const part of ["Silence", "not explained by reception", "fits", "Nampo", "What else could explain it", "lawfully", "never that it happened"]) assert.ok(words.includes(part), part);
  const ports = await detail.locator(".reach-table tbody tr").allInnerTexts();
  assert.ok(ports.some((p) => /Tasa-?do/i.test(p) && /kn/.test(p) && / h/.test(p)), "speed and hours to spare");
  assert.equal(await detail.locator(`a[href^="/vessel/${MMSI}"]`).count() > 0, true);
  const marginal = detail.locator(".reach-verdict.marginal");
  assert.equal(await marginal.count(), 0);
  await detail.locator('.reach-what input').first().fill("8.8"); /* Sinuiju needs 8.784 kn: within the error of the distances */
  await keys(page, "Tab");
  await marginal.first().waitFor();
  assert.match(await marginal.first().innerText(), /only just/);
  await page.waitForFunction(() => new URLSearchParams(location.search).get("kn") === "8.8");
  await detail.getByRole("button", { name: "as detection assumed" }).click();
  await marginal.first().waitFor({ state: "detached" });
  const json = await detail.locator('a[href^="/api/events/"]').first().getAttribute("href");
  const event = await (await page.request.get(s.url + json)).json();
  assert.equal(event.vessels[0].mmsi, MMSI);
  assert.ok(event.calls.some((c) => c.port === PORT && c.verdict === "reachable"));
  assert.deepEqual(await serious(page), []);
  await page.locator(".legend summary").click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator(".legend-files button").click()]);
  const png = readFileSync(await file.path());
  assert.equal(png.toString("latin1", 1, 4), "PNG");
  const map = await page.locator(".map-canvas").boundingBox();
  assert.equal(png.readUInt32BE(16), Math.round(map.width));
  assert.equal(png.readUInt32BE(20), Math.round(map.height) + 4 * 17 + 12, "four lines say what it is and on what it rests");
  for (const link of await page.locator(".legend-files a").all()) {
    const answer = await page.request.get(s.url + (await link.getAttribute("href")));
    assert.equal(answer.status(), 200, await link.getAttribute("href"));
  }
  await page.locator(".timebar-key").waitFor();
  const [drawn] = await Promise.all([page.waitForEvent("download"), page.locator(".timebar-save").click()]);
  const svg = readFileSync(await drawn.path(), "utf8");
  assert.match(drawn.suggestedFilename(), /^time_2026-\d\d-\d\d\.svg$/);
  const steps = await page.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelectorAll("rect.heard, rect.silent, rect.nobody").length, svg);
  assert.ok(steps > 10, "sound XML with the steps of the strip");
  for (const words of ["EXERCISE · Lead, not a finding. · 2026-", "of all ships", "reports per 1 h", "time, UTC", "Silence (", "Listening: anywhere in the case.", "Nobody listened in", "Shaded: the window, 2026-", "Nothing seen is not nobody there"]) assert.ok(svg.includes(words), words);
});

test("a click on the mark of a silence on the map does the same", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/watch?map=38.7,124.5,8");
  await ready(page);
  const at = await page.evaluate(() => {
    const { x, y } = document.querySelector(".map-canvas").getBoundingClientRect();
    const half = 20037508.342789244;
    const [lat, lon] = [38.732855, 124.528242];
    const merc = [(lon * half) / 180, (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * half) / Math.PI];
    const [px, py] = globalThis.plimsoll.map.pixel(...merc);
    return [x + px, y + py];
  });
  await page.mouse.click(at[0], at[1]);
  await reached(page);
  assert.match(await page.locator(".watch-detail").innerText(), new RegExp(SHIP));
});

test("keys alone: leads, table, area by corners, ship, time; the address restores it", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/watch");
  await ready(page);
  await keys(page, "l");
  await page.locator(".leads-list:focus").waitFor();
  for (let i = 0; i < 12; i++) {
    await keys(page, "j");
    await page.waitForFunction((n) => [...document.querySelectorAll(".lead-row")].findIndex((r) => r.ariaSelected === "true") === n, i);
    if ((await page.locator(".lead-row[aria-selected=true]").innerText()).includes(SHIP)) break;
  }
  await reached(page);
  await page.waitForFunction(() => new URLSearchParams(location.search).has("event"));
  await atRest(page);
  const first = await debug(page);
  await page.reload();
  await reached(page);
  const second = await debug(page);
  for (const what of ["selected", "reach", "ports", "window"]) assert.deepEqual(second[what], first[what], what);
  assert.ok(Math.abs(second.zoom - first.zoom) < 0.02 && Math.abs(second.center[0] - first.center[0]) < 0.01, "the same place");

  await keys(page, "Escape", "e");
  await page.locator(".watch-list .tbl-scroll:focus").waitFor();
  await keys(page, "j", "j");
  await page.waitForFunction(() => new URLSearchParams(location.search).get("side") === "events" && new URLSearchParams(location.search).has("event"));
  await keys(page, "Escape", "A");
  await page.locator("dialog[open] textarea").fill("38.2, 123.9\n39.2, 125.6");
  await keys(page, "Tab", "Enter");
  await page.locator(".chip").waitFor();
  const rows = page.locator(".watch-list .tbl-count");
  await until(async () => assert.match(await rows.innerText(), /^\d+ of \d+ rows$/));
  const near = await rows.innerText();
  assert.equal((await page.locator(".watch-tabs button:last-child .count").innerText()).replace(/\D/g, ""), near.match(/^\d+/)[0], "the count of the tab is that of the area");
  assert.equal((await debug(page)).area.length, 4);
  await page.reload();
  await ready(page);
  await page.locator(".chip").waitFor();
  await until(async () => assert.equal(await rows.innerText(), near));

  await keys(page, "f");
  await page.keyboard.type(String(MMSI));
  await page.locator("#finder-found [role=option]").first().waitFor();
  await keys(page, "Enter");
  await page.waitForFunction((mmsi) => new URLSearchParams(location.search).get("ship") === String(mmsi), MMSI);

  const before = (await debug(page)).window;
  await page.locator(".map-canvas").focus();
  await keys(page, "t", "Home");
  await page.locator(".timebar-handle").last().focus();
  await keys(page, "Shift+ArrowLeft", "Shift+ArrowLeft");
  await page.waitForFunction(() => new URLSearchParams(location.search).has("to"));
  await until(async () => assert.equal(before[1] - (await debug(page)).window[1], 48 * 3600e3));
});

test("a ship that was looked for narrows the leads; one chosen among the leads leaves the others beside it", async (t) => {
  const s = await site(t);
  const page = await open(t, s, `/watch?ship=${MMSI}`);
  await ready(page);
  await page.locator(".lead-row").first().waitFor();
  for (const row of await page.locator(".lead-row").allInnerTexts()) assert.ok(row.includes(SHIP), row);
  const own = await page.locator(".lead-row").count();
  await page.goto(page.url().replace(/ship=\d+/, `ship=${MMSI}&by=lead`));
  await ready(page);
  await until(async () => assert.ok((await page.locator(".lead-row").count()) > own));
});

test("an area by keys on the map, and a distance", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/watch?map=38,124,7");
  await ready(page);
  await keys(page, "a");
  for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft"]) {
    await keys(page, "Space", key);
    await atRest(page); /* each corner where the map lies */
  }
  await keys(page, "Space", "Enter");
  await page.waitForFunction(() => (new URLSearchParams(location.search).get("area") ?? "").split(",").length === 8);
  assert.equal((await debug(page)).area.length, 4);
  await keys(page, "d");
  assert.match(await page.locator(".map-note").innerText(), /Click from place to place/);
  await keys(page, "Escape");
  assert.equal(await page.locator(".map-note").count(), 0);
});

test("the map by hand: a drag, the wheel about the pointer, a box, the whole again; play moves the window", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/watch?map=38,124,7&from=2026-03-02T00:00:00Z&to=2026-03-02T06:00:00Z");
  await ready(page);
  const { x, y } = await page.locator(".map-canvas").boundingBox();
  const first = await debug(page);
  await page.mouse.move(x + 300, y + 250);
  await page.mouse.down();
  await page.mouse.move(x + 340, y + 250);
  await page.mouse.move(x + 400, y + 250);
  await page.mouse.up();
  await page.waitForFunction((lon) => globalThis.plimsoll.debug().center[0] < lon - 0.1, first.center[0]);
  await atRest(page);
  const dragged = await debug(page);
  /* 100 px of 360 degrees / (256 * 2^7 px) to the east shows what lies west */
  assert.ok(Math.abs(first.center[0] - dragged.center[0] - (100 * 360) / (256 * 2 ** 7)) < 1e-6);
  assert.equal(dragged.selected, null, "a drag is no click");
  const under = () => page.evaluate(([px, py]) => globalThis.plimsoll.map.place(px, py), [200, 150]);
  const before = await under();
  await page.mouse.move(x + 200, y + 150);
  await page.mouse.wheel(0, -240);
  await drawn(page, () => globalThis.plimsoll?.debug?.()?.zoom > 7.99);
  await atRest(page);
  const after = await under();
  assert.ok(Math.hypot(after[0] - before[0], after[1] - before[1]) < 156543 / 2 ** 7, "what is under the pointer stays there, to a pixel");
  await page.keyboard.down("Shift");
  await page.mouse.move(x + 100, y + 100);
  await page.mouse.down();
  await page.mouse.move(x + 200, y + 180);
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await drawn(page, () => globalThis.plimsoll?.debug?.()?.zoom > 9);
  await page.waitForFunction(() => Number(new URLSearchParams(location.search).get("map").split(",")[2]) > 9);
  await page.getByRole("button", { name: "Show everything" }).click();
  await drawn(page, () => globalThis.plimsoll?.debug?.()?.zoom < 7);
  const start = (await debug(page)).window;
  await keys(page, "p");
  await page.waitForFunction((from) => globalThis.plimsoll?.debug?.()?.window[0] > from + 3600e3, start[0]);
  await keys(page, "p");
  const end = (await debug(page)).window;
  assert.equal(Math.round((end[1] - end[0]) / 1000), 6 * 3600, "the window keeps its length");
});

test("every page of the events is read; more than can be shown is said", async (t) => {
  const s = await site(t);
  let pages = 3;
  const page = await open(t, s, "/case", {});
  const event = (i) => ({
    type: "port_visit",
    id: i.toString(16).padStart(64, "0"),
    vessels: [{ mmsi: 299000000 + (i % 500), track: null, name: null }],
    start: new Date(Date.UTC(2026, 2, 1) + i * 1000).toISOString(),
    end: new Date(Date.UTC(2026, 2, 1) + i * 1000 + 3600e3).toISOString(),
    open: false,
    hours: 1,
    lat: 30 + (i % 97) / 10,
    lon: 120 + (i % 89) / 10,
  });
  await page.route(/\/api\/events\?/, (route) => {
    const at = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
    const items = Array.from({ length: 1000 }, (_, i) => event(at * 1000 + i));
    return route.fulfill({ json: { items, summary: { results: 1000 }, next: at + 1 < pages ? String(at + 1) : null } });
  });
  await keys(page, "g", "w");
  await page.waitForFunction(() => /3.000/.test(document.querySelector(".watch-tabs button:last-child .count")?.textContent ?? ""));
  await drawn(page, () => globalThis.plimsoll?.debug?.()?.events === 3000); /* none is hidden */
  assert.equal(await page.locator(".chips .warn").count(), 0);
  pages = 60;
  await keys(page, "g", "c");
  await keys(page, "g", "w");
  await page.locator(".chips .warn").waitFor();
  assert.match(await page.locator(".chips .warn").innerText(), /More than 50.000 events/);
});

test("an import that ended before detection: the page says that it is not complete, until somebody completes it", async (t) => {
  const s = await site(t, {
    before: async (dir, cli) => {
      await cli("exercise", path.join(dir, "x"), "--seed", "12", "--days", "1", "--vessels", "4");
      await cli("import", path.join(dir, "x", "recording-0001.nmea"), "--no-detect");
    },
  });
  const page = await open(t, s, "/watch");
  const line = page.locator(".watch-list [role=status]");
  await line.waitFor();
  assert.match(await line.innerText(), /Not complete: 1 import ended before detection[\s\S]*plimsoll -C CASE rebuild/);
  assert.equal(await page.locator(".watch-list", { hasText: "still reading" }).count(), 0);
  assert.deepEqual(await serious(page), []);
  const [bar] = await Promise.all([page.waitForEvent("download"), page.locator(".timebar-save").click()]);
  assert.match(readFileSync(await bar.path(), "utf8"), />Not complete: 1 import ended before detection\./);
  /* While somebody is at it, nothing is missing yet. */
  await page.route(/\/api\/events\?/, async (route) => {
    const got = await route.fetch();
    const json = await got.json();
    json.summary.undetected.running = true;
    await route.fulfill({ response: got, json });
  });
  await keys(page, "g", "c");
  await keys(page, "g", "w");
  await page.locator(".watch-list", { hasText: "still reading" }).waitFor();
  assert.equal(await line.count(), 0);
  await page.unroute(/\/api\/events\?/);
  await s.cli("rebuild");
  await page.waitForFunction(() => !/still reading|Not complete/.test(document.querySelector(".watch-list").textContent));
});

test("a live event appears; the pinned address shows the same as before", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/watch?side=events");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await ready(page);
  await page.waitForFunction(() => !/…/.test(document.querySelector(".watch-tabs button:last-child .count").textContent));
  const count = () => page.locator(".watch-tabs button:last-child .count").innerText();
  const before = await count();
  await page.getByRole("button", { name: "Permalink" }).click();
  await page.locator(".toast").waitFor();
  const pin = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(pin, /log=\d+/);
  await page.evaluate(() => (globalThis.notReloaded = true));
  const dir = mkdtempSync(path.join(os.tmpdir(), "plimsoll-live-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  await s.cli("exercise", path.join(dir, "x"), "--seed", "11", "--days", "2", "--vessels", "12");
  for (const day of ["0001", "0002"]) cpSync(path.join(dir, "x", `recording-${day}.nmea`), path.join(dir, `more-${day}.nmea`));
  await s.cli("import", "--collector", "State B", path.join(dir, "more-0001.nmea"), path.join(dir, "more-0002.nmea"));
  await page.waitForFunction((old) => Number(document.querySelector(".watch-tabs button:last-child .count").textContent.replace(/\D/g, "")) > old, Number(before.replace(/\D/g, "")));
  assert.equal(await page.evaluate(() => globalThis.notReloaded), true);
  await page.goto(pin); /* an older state is detected anew: seconds */
  await page.waitForFunction((n) => document.querySelector(".watch-tabs button:last-child .count")?.textContent === n, before);
  assert.equal(await count(), before);
  assert.match(await page.locator(".shell-lead").innerText(), /As the case stood at \d+ entries/);
  await page.waitForLoadState("networkidle");
  await ready(page);
});

for (const [language, theme, width, height] of [
  ["en", "dark", 1440, 900],
  ["ko", "light", 1100, 700],
]) {
  test(`without serious fault and without overflow: ${language}, ${theme}, ${width} x ${height}`, async (t) => {
    const s = await site(t);
    const page = await open(t, s, "/watch", { language, theme, width, height });
    await ready(page);
    await page.locator(".lead-row").first().click(); /* a listed ship */
    const reasons = await page.locator(".watch-detail .reasons").boundingBox();
    assert.ok(reasons.height < 260 && reasons.y < height, `reasons are ${reasons.height} px high at ${reasons.y}`);
    assert.ok((await page.locator(".watch-detail .why li").count()) > 2);
    await page.locator(".legend summary").click();
    await page.locator(".lead-row", { hasText: SHIP }).first().click();
    await reached(page);
    assert.deepEqual(await serious(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    assert.ok(!/\b(undefined|NaN|\[object)/.test(await page.locator("main").innerText()));
    await keys(page, "e");
    await page.locator(".watch-list .tbl-scroll").waitFor();
    assert.deepEqual(await serious(page), []);
  });
}

for (const [language, width] of [
  ["en", 1440],
  ["ko", 1280],
]) {
  test(`how long events lasted is in sight; the graticule's numbers are whole and under no box: ${language}, ${width} px`, async (t) => {
    const s = await site(t);
    const page = await open(t, s, "/watch?side=events", { language, width, height: 900 });
    await page.locator(".watch-list tbody tr.opens").first().waitFor();
    const over = await page.evaluate(() => {
      const list = document.querySelector(".watch-list .tbl-scroll");
      return list.querySelectorAll("th")[3].getBoundingClientRect().right - list.getBoundingClientRect().left - list.clientWidth;
    });
    assert.ok(over <= 0, `the column of durations runs out by ${over} px`);
    const debug = () => page.evaluate(() => window.plimsoll.debug());
    await until(async () => (await debug()).numbers?.length > 0);
    const { numbers, places } = await debug();
    assert.ok(numbers.some((n) => /E|W/.test(n)) && numbers.some((n) => /N|S/.test(n)), numbers.join(" "));
    const faults = await page.evaluate((all) => {
      const map = document.querySelector(".map").getBoundingClientRect();
      const boxes = [...document.querySelectorAll(".map button, .map summary, .map input, .map-foot > *")].map((e) => e.getBoundingClientRect()).filter((r) => r.width > 0);
      return all.filter(([l, top, r, b]) => l < 0 || top < 0 || r > map.width || b > map.height || boxes.some((x) => l < x.right - map.left && r > x.left - map.left && top < x.bottom - map.top && b > x.top - map.top));
    }, places);
    assert.deepEqual(faults, []);
  });
}
