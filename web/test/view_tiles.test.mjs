/* Tiles below the coast: of an archive they are there at once, go and come by the layers box, and nothing leaves; another host is
 * asked by nobody before a person says so, and is told no page. Archives and their colours are tests/cli/pmtiles.mjs's. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { ATTRIBUTION, colour, make, mvt, png } from "../../tests/cli/pmtiles.mjs";
import { open, serious, site, until } from "./browser.mjs";
import { load } from "./load.mjs";

const { decodeTile } = await load("map/vector.ts");

/* The share of the map's pixels that have exactly this colour. */
const share = (page, rgb) =>
  page.evaluate(([r, g, b]) => {
    const canvas = document.querySelector(".map-canvas canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let n = 0;
    for (let i = 0; i < data.length; i += 4) n += data[i] === r && data[i + 1] === g && data[i + 2] === b;
    return n / (data.length / 4);
  }, rgb);
/* The map's own for land and for sea. */
const ownColours = (page) =>
  page.evaluate(() => ["--land", "--sea"].map((n) => {
    const probe = document.createElement("canvas").getContext("2d");
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(n).trim();
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }));
const tiles = (page) => page.evaluate(() => globalThis.plimsoll?.debug?.().tiles ?? -1);
/* The tile that is in the middle of the map, by the usual formula of web maps. */
const middle = async (page) => {
  const { center, zoom } = await page.evaluate(() => globalThis.plimsoll.debug());
  const z = Math.min(3, Math.round(zoom));
  const lat = (center[1] * Math.PI) / 180;
  return [z, Math.floor(((center[0] + 180) / 360) * 2 ** z), Math.floor(((1 - Math.log(Math.tan(lat) + 1 / Math.cos(lat)) / Math.PI) / 2) * 2 ** z)];
};
const layers = async (page) => {
  await page.locator("details.legend summary").click();
  return page.locator(".map-background input");
};

test("a vector tile is read, and what breaks off is refused", () => {
  const whole = mvt();
  const read = decodeTile(whole);
  assert.deepEqual(read.map((l) => [l.name, l.extent, l.features.length]), [["earth", 4096, 1], ["water", 4096, 1], ["roads", 4096, 1], ["places", 4096, 1]]);
  assert.deepEqual(read[1].features[0].parts, [[0, 2048, 4096, 2048, 4096, 4096, 0, 4096]]);
  assert.deepEqual(read[2].features[0].parts, [[0, 0, 4096, 1024]]);
  assert.deepEqual([...read[3].features[0].tags], [["name", "Testport"], ["name:ko", "시험항"], ["population_rank", 9]]);
  let refused = 0;
  for (let n = 1; n < whole.length; n++) {
    try {
      assert.ok(decodeTile(whole.subarray(0, n)).length < 4);
    } catch (e) {
      assert.match(String(e), /breaks off|is none/);
      refused++;
    }
  }
  assert.equal(refused, whole.length - 1 - 3); /* but for the ends of the first three layers */
  assert.throws(() => decodeTile(Uint8Array.from([26, 255, 255, 255, 255, 15])));
  assert.throws(() => decodeTile(new Uint8Array(20).fill(255)));
});

/* A server with an archive of that kind. */
async function with_archive(t, kind) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "plimsoll-tiles-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const file = path.join(dir, "map.pmtiles");
  writeFileSync(file, make(kind, ["leaves", "gzip"].slice(kind === "mvt" ? 1 : 0)));
  return site(t, { args: ["--tiles", file] });
}
const WORLD = "/watch?map=20,30,2.00";

test("an archive lies below the coast, and goes and comes by the layers box", async (t) => {
  const s = await with_archive(t, "png");
  const page = await open(t, s, WORLD);
  const asked = [];
  page.on("request", (r) => asked.push(r.url()));
  await until(async () => (await tiles(page)) >= 4);
  await until(async () => (await share(page, colour(...(await middle(page))))) > 0.05);
  assert.match(await page.locator(".map-foot").innerText(), /GSHHG · © Nobody & Sons/);
  assert.equal(await page.locator(".map-foot a").count(), 0, ATTRIBUTION); /* somebody else's HTML is text */
  const box = await layers(page);
  assert.equal(await box.isChecked(), true);
  assert.deepEqual(await serious(page), []);
  await box.uncheck();
  await until(async () => (await tiles(page)) === 0 && (await share(page, colour(...(await middle(page))))) < 0.001);
  assert.match(page.url(), /base=plain/);
  await box.check();
  await until(async () => (await tiles(page)) >= 4);
  assert.doesNotMatch(page.url(), /base=/);
  assert.ok(!asked.some((u) => u.includes("vector")), "what draws vector tiles is not loaded for pictures");
});

test("where the archive has no tile land is land, and no sea", async (t) => {
  const s = await with_archive(t, "png");
  const page = await open(t, s, "/case");
  const lacks = (every) => page.route(/\/tiles\//, (route) => (every || Number(route.request().url().split("/").at(-2)) % 2 ? route.fulfill({ status: 204 }) : route.continue()));
  await lacks(true);
  await page.goto(s.url + WORLD);
  const [land, sea] = await ownColours(page);
  await until(async () => (await share(page, land)) > 0.1 && (await share(page, sea)) > 0.1);
  assert.equal(await tiles(page), 0);
  await page.unroute(/\/tiles\//);
  await lacks(false); /* columns with tiles beside columns without */
  await page.goto(s.url + WORLD);
  await until(async () => (await tiles(page)) >= 1 && (await share(page, colour(...(await middle(page))))) > 0.05);
  assert.ok((await share(page, land)) > 0.02);
});

test("vector tiles are drawn in the map's own colours, in both languages", async (t) => {
  const s = await with_archive(t, "mvt");
  const page = await open(t, s, WORLD, { language: "ko", theme: "dark" });
  const [land, sea] = await ownColours(page);
  await until(async () => (await tiles(page)) >= 4);
  await until(async () => (await share(page, land)) > 0.2 && (await share(page, sea)) > 0.2); /* each tile is half water */
  await layers(page);
  assert.match(await page.locator(".map-background").innerText(), /배경 지도/);
});

test("another host is asked by nobody before a person says so, and is told no page", async (t) => {
  const asked = [];
  const host = createServer((request, response) => {
    asked.push(request);
    response.writeHead(200, { "content-type": "image/png" });
    response.end(png(16, [200, 30, 90]));
  });
  await new Promise((resolve) => host.listen(0, "127.0.0.1", resolve));
  t.after(() => host.close());
  const there = `127.0.0.1:${host.address().port}`;
  const s = await site(t, { args: ["--tile-url", `http://${there}/{z}/{x}/{y}.png`, "--tile-credit", "A Host"] });
  const page = await open(t, s, WORLD, { allow: [new RegExp(`^a request to http://${there}/[0-9]+/[0-9]+/[0-9]+\\.png$`)] });
  const box = await layers(page);
  await until(async () => (await page.evaluate(() => globalThis.plimsoll?.debug?.().coast ?? 0)) > 0);
  assert.equal(await box.isChecked(), false);
  assert.match(await page.locator(".map-background").innerText(), new RegExp(`Asks ${there} .*that host learns what is looked at`, "s"));
  assert.equal(asked.length, 0);
  await box.check();
  await until(async () => (await tiles(page)) >= 4);
  assert.ok(asked.length >= 4);
  assert.deepEqual(asked.map((r) => [r.headers.referer, r.headers.cookie]).filter(([a, b]) => a || b), []);
  assert.doesNotMatch(page.url(), /base=|tile/); /* no address switches it on for somebody else */
  /* The picture can be saved: without the host's pixels, and it says so. */
  const coming = page.waitForEvent("download");
  await page.locator('.map-tools button[aria-label*="PNG"]').click();
  const bytes = readFileSync(await (await coming).path());
  assert.equal(bytes.toString("latin1", 1, 4), "PNG");
  const here = page.url();
  await page.goto(s.url + "/case"); /* what the map asked for, and may still be on its way, ends here */
  const again = [];
  page.on("request", (request) => request.url().includes(there) && again.push(request.url()));
  await page.goto(here);
  await until(async () => (await page.evaluate(() => globalThis.plimsoll?.debug?.().coast ?? 0)) > 0);
  assert.equal(await (await layers(page)).isChecked(), false);
  assert.deepEqual(again, [], "nothing remembers it");
});
