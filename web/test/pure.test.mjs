/* Expectations by hand. */
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const router = await load("app/router.ts");
const format = await load("app/format.ts");
const { decodeCoast } = await load("map/coast.ts");
const tracks = await load("map/tracks.ts");
const geo = await load("map/geo.ts");
const scale = await load("time/scale.ts");

test("an address comes back as it was", () => {
  for (const a of ["/watch", "/vessel/299000020?tab=papers", "/evidence/a%20b?from=2026-03-01T00:00:00Z&map=38.000,128.000,5.00", "/report/x/y"]) {
    const [path, query = ""] = a.split("?");
    assert.equal(router.format(router.parse(path, query)), a);
  }
  assert.equal(router.parse("/", "").view, "watch");
  assert.equal(router.parse("/vessel/%ff", "").id, "%ff");
});

test("times, durations, places, numbers, scripts", () => {
  assert.equal(format.utc("2026-03-01T00:00:51.422Z", true), "2026-03-01 00:00:51Z");
  assert.equal(format.utc(null), "");
  assert.equal(format.duration(0.4), "24 min");
  assert.equal(format.duration(7.25), "7 h 15 min");
  assert.equal(format.duration(60), "2 d 12 h");
  assert.deepEqual([0.4, 7.25, -7, 60].map((h) => format.duration(h, "ko")), ["24분", "7시간 15분", "-7시간", "2일 12시간"]);
  assert.equal(format.place(36.4, 126.49), "36°24.00'N 126°29.40'E");
  assert.equal(format.place(-0.5, -179.99999), "00°30.00'S 180°00.00'W");
  assert.equal(format.number(1234567.25, 1), "1\u202f234\u202f567.3");
  assert.deepEqual(["은하수", "天津", "Восток", "ARIRANG"].map(format.scriptLang), ["ko", "zh", "ru", ""]);
});

const bytes = (...rings) => Uint8Array.from([...Buffer.from("PLCOAST\n"), ...new Array(32).fill(0), 1, 1, ...rings]);

test("a coastline is read, and what is not one is refused", () => {
  /* one unit a degree; one ring of three points: 10,20  11,20  11,19 */
  const good = bytes(1, 3, 6, 20, 40, 2, 0, 0, 1);
  const coast = decodeCoast(good);
  assert.equal(coast.fine.length, 1);
  assert.equal(coast.fine[0].polar, false);
  assert.deepEqual([...coast.fine[0].xy].map((v, i) => Math.round(i % 2 ? geo.latOf(v) : geo.lonOf(v))), [10, 20, 11, 20, 11, 19]);
  for (let n = 0; n < good.length; n++) assert.throws(() => decodeCoast(good.slice(0, n)), undefined, String(n));
  assert.throws(() => decodeCoast(Uint8Array.from([...good, 0])));
  assert.throws(() => decodeCoast(bytes(1, 255, 255, 255, 255, 255, 255, 255, 255, 255)));
});

test("columns of a track, and the first at or after a time", () => {
  const t = tracks.trackOf({ track: "a", mmsi: 1, start: "1970-01-01T00:00:10Z", n: 3, t: [0, 5, 5], lat: [100000, 10, 0], lon: [0, 0, 100000] });
  assert.deepEqual([...t.t], [10000, 15000, 20000]);
  assert.ok(Math.abs(geo.lonOf(t.x[2]) - 1) < 1e-9);
  assert.deepEqual([0, 10000, 10001, 20000, 20001].map((v) => tracks.lowerBound(t.t, 3, v)), [0, 0, 1, 2, 3]);
});

test("areas as text and back; inside of a concave one", () => {
  const ring = [[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]];
  assert.deepEqual(geo.areaOf(geo.areaText(ring)), ring);
  assert.equal(geo.areaOf("1,2,3,4"), null);
  assert.equal(geo.inside(2, 0.5, ring), true);
  assert.equal(geo.inside(2, 2, ring), false);
});

test("a window stays within the whole", () => {
  const whole = { from: 0, to: 10 * scale.HOUR };
  const win = { from: scale.HOUR, to: 3 * scale.HOUR };
  assert.deepEqual(scale.moved(whole, win, -5 * scale.HOUR), { from: 0, to: 2 * scale.HOUR });
  assert.deepEqual(scale.moved(whole, win, 50 * scale.HOUR), { from: 8 * scale.HOUR, to: 10 * scale.HOUR });
  assert.equal(scale.stretched(whole, win, "from", 9 * scale.HOUR).from, 3 * scale.HOUR - 60e3);
});
