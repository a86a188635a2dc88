/* What pictures say of themselves once they are saved: a reader has nothing but these lines. */
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const { WORDS } = await load("text/index.ts");
globalThis.document = { querySelector: (css) => ({ content: /-ko/.test(css) ? "1" : "0" }), documentElement: { lang: "en" } };
globalThis.fetch = async (i) => ({ json: async () => Object.fromEntries(Object.entries(WORDS).map(([key, pair]) => [key, pair[Number(i)]])) });
const page = await load("app/i18n.ts", "app/api.ts", "app/session.ts", "parts/save.ts", "views/watch/caption.ts", "views/vessel/Heard.tsx", "views/vessel/picture.ts", "views/evidence/Graph.tsx", "views/evidence/picture.ts");
await page.loadWords("en");
await page.loadWords("ko");
page.language.set("en");

const SESSION = { name: "", person: "", role: "reader", clearance: "", csrf: "", participant: "X", exercise: true, listen: "", log_size: 12, version: "0" };
const reader = (exercise, hidden) => {
  page.session.set({ ...SESSION, exercise });
  page.withheld.set(hidden ? "TLP:GREEN" : "");
};
const BAR = { head: ["Lead, not a finding.", "", "the window"], drawn: 3, asked: {}, shipName: "", hidden: [], part: false, missing: 0, heard: null };
const ship = (mmsi, ...names) => ({ type: "ship", mmsi, name: names[0] ?? null, names });
const heard = (mmsi) => ({ type: "reception", mmsi, first: "2026-03-01T06:00:00Z", last: "2026-03-02T12:00:00Z", hours: 30, heard_hours: 1, unheard_hours: 29, deaf_hours: 0, stations: [], days: [{ day: "2026-03-01", heard: "0".repeat(24), deaf: "0".repeat(24) }] });

test("every saved picture says that the case is invented, and that something is withheld from this reader", () => {
  const all = () => [page.barCaption(BAR), page.pictureWords(heard(7), []).caption, page.captionOf({ claim: "C1", known_at: "2026-03-02T00:00:00Z" }), page.captioned(["a map"], ["Coastline: GSHHG"])];
  reader(true, true);
  for (const lines of all()) {
    assert.match(lines[0], /^EXERCISE · /);
    assert.equal(lines[1], "Something is withheld from you (above TLP:GREEN)");
  }
  reader(false, false);
  for (const lines of all()) assert.doesNotMatch(lines.join("\n"), /EXERCISE|withheld|undefined|· ·/);
  assert.deepEqual(page.captioned(["", "a", ""], ["", "b"]), ["a", "b"]);
});

test("a caption too long for the drawing of a claim is broken, not cut", () => {
  const d = { claim: { x: 0, y: 0, w: 80, h: 40 }, boxes: new Map(), bands: [], lines: [], width: 300, height: 60 };
  const svg = page.pictureOf(d, "C1", new Set(), { title: (x) => x, foot: (x) => x, origin: (x) => x, edge: (x) => x, caption: ["many words ".repeat(12) + "to the end"], lang: "en" });
  assert.match(svg, /to the end<\/text>/);
  const lines = [...svg.matchAll(/<text x="8" y="(\d+)"/g)].map((m) => Number(m[1]));
  assert.ok(lines.length > 2);
  assert.ok(Math.max(...lines) < Number(/ height="(\d+)"/.exec(svg)[1]), "the sheet is as high as its words");
});

test("below the time bar: imports that nobody had detection read, in both languages", () => {
  reader(false, false);
  const lines = page.barCaption({ ...BAR, missing: 2 });
  assert.ok(lines.some((x) => /^Not complete: 2 imports ended before detection\..*: plimsoll -C CASE rebuild$/.test(x)), lines.join("\n"));
  assert.doesNotMatch(page.barCaption(BAR).join(), /Not complete|rebuild/);
  page.language.set("ko");
  assert.match(page.barCaption({ ...BAR, missing: 2 }).join("\n"), /완전하지 않음: 받은 자료 2건/);
  assert.match(page.barCaption(BAR).join("\n"), /수신: 사건철 전체\./);
  page.language.set("en");
});

test("the time bar has every event with a time, also without a place", () => {
  const e = (id, type, start, rest) => ({ id, type, start, end: null, hours: 2, vessels: [], ...rest });
  const at = Date.parse("2026-03-01T00:00:00Z");
  const items = [e("a", "gap", "2026-03-01T00:00:00Z", { lat: 1, lon: 2 }), e("b", "identity_conflict", "2026-03-01T00:00:00Z", { lat: null, lon: null }), e("c", "identifier_invalid", "2026-03-01T00:00:00Z", { end: "2026-03-01T01:00:00Z" }), e("d", "gap", ""), e("e", "port_visit", "2026-03-01T00:00:00Z", { lat: 1, lon: 2 })];
  assert.deepEqual(page.barOf(items, ["port_visit"]), [
    { id: "a", type: "gap", start: at, end: at + 2 * 3600e3 },
    { id: "b", type: "identity_conflict", start: at, end: at + 2 * 3600e3 },
    { id: "c", type: "identifier_invalid", start: at, end: at + 3600e3 },
  ]);
});

test("below the time bar: of which ships, area and time the events were asked for", () => {
  reader(false, false);
  const said = (asked) => page.barCaption({ ...BAR, asked, shipName: "PELORA" })[1];
  assert.equal(said({}), "3 events · of all ships");
  const all = said({ from: "2026-03-01T00:00:00Z", to: "2026-03-02T00:00:00Z", area: "124,38,125,38,125,39", vessel: 211000001 });
  for (const part of ["PELORA MMSI 211000001", "only in the area of 3 corners within 124.000,38.000,125.000,39.000 (west, south, east, north)", "only between 2026-03-01 00:00Z and 2026-03-02 00:00Z"]) assert.ok(all.includes(part), all);
  assert.ok(!all.includes("all ships"));
  assert.equal(said({ from: "2026-03-01T00:00:00Z", to: null, area: "", vessel: null }), "3 events · of all ships · only from 2026-03-01 00:00Z on");
  assert.match(said({ to: "2026-03-02T00:00:00Z" }), /only up to 2026-03-02 00:00Z$/);
});

test("each number of an IMO page has its own name in its picture, or none", () => {
  const ships = [ship(211000001, "FIRST", "OLD"), ship(211000002, "SECOND"), ship(211000003)];
  const title = (mmsi) => page.pictureWords(heard(mmsi), ships).title;
  assert.deepEqual([211000001, 211000002, 211000003, 7].map(title), ["FIRST · MMSI 211000001", "SECOND · MMSI 211000002", "MMSI 211000003", "MMSI 000000007"]);
  assert.match(page.heardPicture(heard(211000002), page.pictureWords(heard(211000002), ships)), />SECOND · MMSI 211000002</);
});
