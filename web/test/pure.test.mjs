/* Expectations by hand. */
import assert from "node:assert/strict";
import test from "node:test";
import "./caption.test.mjs"; /* with these in cli.web */
import { load } from "./load.mjs";

const router = await load("app/router.ts");
const format = await load("app/format.ts");
const { decodeCoast } = await load("map/coast.ts");
const tracks = await load("map/tracks.ts");
const geo = await load("map/geo.ts");
const scale = await load("time/scale.ts");
const { timePicture } = await load("time/picture.ts");
const { heardPicture } = await load("views/vessel/picture.ts");
const { identityPicture } = await load("views/vessel/identity_picture.ts");

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

/* Foreign text is text, nothing comes from elsewhere, and every tag is closed. */
function sound(svg, lang) {
  assert.match(svg, new RegExp(`^<svg xmlns="http://www\\.w3\\.org/2000/svg" lang="${lang}" `));
  assert.doesNotMatch(svg, /<script|<image|<style|href|@import|url\((?!#silent\))|[\u0000\ud800]|NaN|undefined/);
  const left = svg.replace(/<[a-z]+( [a-zA-Z-]+(:[a-z]+)?="[^"<]*")*\/>/g, "");
  for (const tag of ["svg", "g", "text", "title", "rect", "defs", "pattern"]) assert.equal((left.match(new RegExp(`<${tag}[ >]`, "g")) ?? []).length, (left.match(new RegExp(`</${tag}>`, "g")) ?? []).length, tag);
}
const boxes = (svg, cls) => [...svg.matchAll(new RegExp(`<rect x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)" class="${cls}"`, "g"))].map((m) => m.slice(1).map(Number));

test("the time bar as a picture: lanes by type, three kinds of step told apart, units, what it is", () => {
  const day = Date.parse("2026-03-01T00:00Z");
  const H = 3600e3;
  const whole = { from: day, to: day + 48 * H };
  const words = { event: (type) => (type === "gap" ? '<script>"\u0000 & \ud800' : type), utc: format.utc, axis: "time, UTC", window: "the window", reports: "reports per 12 h", strip: ["heard", "silent", "nobody"], caption: ["EXERCISE · lead, not a finding", "nothing seen is not nobody there"], lang: "ko" };
  const events = [
    { id: "a".repeat(64), type: "gap", start: day + 6 * H, end: day + 18 * H },
    { id: "b".repeat(64), type: "encounter", start: day + 40 * H, end: day + 400 * H },
  ];
  const coverage = { start: day, step: 12 * H, reports: [10, 0, 0, 5], states: ["heard", "silent", "nobody", "heard"] };
  const svg = timePicture(whole, { from: day + 12 * H, to: day + 24 * H }, events, coverage, (type) => (type === "gap" ? "gap" : "meet"), words);
  sound(svg, "ko");
  /* 780 px for 48 h: 16.25 px an hour from 190 on; two lanes of 18 px below 44 px, the strip of 60 px 14 px below them */
  assert.deepEqual([boxes(svg, "heard"), boxes(svg, "silent"), boxes(svg, "nobody")], [[[190, 94, 195, 60], [775, 124, 195, 30]], [[385, 94, 195, 60]], [[580, 94, 195, 60]]]);
  assert.deepEqual(boxes(svg, "window"), [[385, 38, 195, 116]]);
  assert.match(svg, /<rect x="287\.5" y="47" width="195" height="12" fill="#c2410c" [^>]*><title>&lt;script&gt;&quot; &amp; /);
  assert.match(svg, /<rect x="840" y="65" width="130" height="12" fill="#0060a8" /, "what goes on ends at the edge");
  for (const said of [">time, UTC<", ">reports per 12 h<", ">10<", ">0<", ">2026<", ">03-01<", ">EXERCISE · lead, not a finding<", ">nothing seen is not nobody there<", ">heard<", ">silent<", ">nobody<", "2026-03-01 12:00Z – 2026-03-02 00:00Z: silent", "2026-03-01 00:00Z – 2026-03-01 12:00Z: 10 heard"]) assert.ok(svg.includes(said), said);
  const bare = timePicture(whole, whole, [], null, () => "gap", words);
  sound(bare, "ko");
  assert.equal(boxes(bare, "(?:heard|silent|nobody)").length, 0, "without coverage nothing is said of it");
  assert.ok(!bare.includes("reports per"));
  const early = timePicture({ from: day + 6 * H, to: day + 18 * H }, whole, [], coverage, () => "gap", words);
  assert.deepEqual([boxes(early, "heard"), boxes(early, "silent")], [[[190, 76, 390, 60]], [[580, 76, 390, 60]]].map((x) => x.map(([a, b, c, d]) => [a, b - 18, c, d])), "steps are cut at the ends");
});

test("a step with one report beside a peak does not look like a step without", () => {
  const H = 3600e3;
  const words = { event: (type) => type, utc: format.utc, axis: "", window: "", reports: "", strip: ["heard", "silent", "nobody"], caption: [], lang: "en" };
  const svg = timePicture({ from: 0, to: 2 * H }, { from: 0, to: 2 * H }, [], { start: 0, step: H, reports: [20000, 1], states: ["heard", "heard"] }, () => "gap", words);
  const [peak, one] = boxes(svg, "heard");
  assert.deepEqual([peak[3], one[3]], [60, 1.5]);
  assert.equal(peak[1] + peak[3], one[1] + one[3], "both stand on the line");
});

test("when a ship was heard, as a picture: quarters of an hour, days, units, whose", () => {
  const words = { title: "<b>SHIP</b> · MMSI 000000007", hours: "hour of the day, UTC", days: "day, UTC", key: ["heard", "not heard", "nobody"], caption: ["EXERCISE"], lang: "en" };
  const none = "0".repeat(24);
  const r = { type: "reception", mmsi: 7, first: "2026-03-01T06:00:00Z", last: "2026-03-02T12:00:00Z", hours: 30, stations: [], days: [{ day: "2026-03-01", heard: none.slice(0, 6) + "f" + none.slice(7), deaf: none.slice(0, 7) + "3" + none.slice(8) }, { day: "2026-03-02", heard: none, deaf: none }] };
  const svg = heardPicture(r, words);
  sound(svg, "en");
  const of = (cls) => [...svg.matchAll(new RegExp(`<rect class="${cls}" x="([^"]*)" y="([^"]*)" width="23" height="([^"]*)"`, "g"))].map((m) => m.slice(1).map(Number));
  /* 2 px a quarter below 34 px; of two days each is 24 px from 56 on; a digit is four quarters */
  assert.deepEqual(of("heard"), [[56.5, 34 + 24 * 2, 8]]);
  assert.deepEqual(of("deaf"), [[56.5, 34 + 30 * 2, 4]]);
  assert.deepEqual(of("known"), [[56.5, 34 + 24 * 2, 144], [80.5, 34, 96]], "from the first message to the last");
  for (const said of ["&lt;b&gt;SHIP&lt;/b&gt; · MMSI 000000007", ">hour of the day, UTC<", ">day, UTC<", ">24<", ">2026-03-01<", ">EXERCISE<", ">not heard<"]) assert.ok(svg.includes(said), said);
});

test("who a ship said it was, as a picture: bars from first to last, contradictions in full, a paper without an end", () => {
  const H = 3600e3;
  const from = Date.parse("2026-03-01T00:00Z");
  const words = { title: "<b>SHIP</b> · MMSI 000000007", axis: "time, UTC", key: { "": "said", paper: "a paper", warn: "against" }, caption: ["EXERCISE"], lang: "ko" };
  const long = "another ship ".repeat(20).trim();
  const fields = [
    ["name", [{ tone: "", text: "A & B · S1", spans: [{ from, to: from + 24 * H, what: "A & B: 3 x" }, { from: from + 48 * H, to: from + 48 * H, what: "once" }] }, { tone: "warn", text: long, spans: [{ from: from + 24 * H, to: from + 480 * H, what: "both" }] }]],
    ["flag", [{ tone: "paper", text: "KP", spans: [{ from: NaN, to: from + 12 * H, what: "P1" }, { from: from + 36 * H, to: NaN, what: "P2" }, { from: from - 90 * H, to: from - 1, what: "before" }, { from: from + 49 * H, to: NaN, what: "after" }] }]],
  ];
  const svg = identityPicture(fields, { from, to: from + 48 * H }, words);
  sound(svg, "ko");
  const of = (cls) => [...svg.matchAll(new RegExp(`<rect class="${cls}" x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)"`, "g"))].map((m) => m.slice(1).map(Number));
  /* 650 px for 48 h from 320 on; rows of 18 px below 44 px: a field, its value, the two lines of what speaks against it, that one's bar */
  assert.deepEqual(of("said"), [[320, 66, 325, 10], [968, 66, 2, 10]]);
  assert.deepEqual(of("warn"), [[645, 120, 325, 5]]);
  assert.deepEqual(of("paper"), [[320, 156, 162.5, 10], [807.5, 156, 162.5, 10]]);
  assert.doesNotMatch(svg, /before|after/, "what was wholly before or after has no bar");
  assert.equal((svg.match(/another ship/g) ?? []).length, 20, "nothing of a contradiction is cut");
  const plain = identityPicture([["name", [{ tone: "", text: "word ".repeat(30).trim(), spans: [{ from, to: from + H, what: "" }] }, { tone: "", text: "NEXT", spans: [{ from, to: from + H, what: "" }] }]]], { from, to: from + 48 * H }, words);
  assert.equal((plain.match(/word/g) ?? []).length, 30, "nor of a value and where it is from");
  assert.doesNotMatch(plain, />a paper<|>against</, "no key to what is not there");
  for (const said of ["&lt;b&gt;SHIP&lt;/b&gt; · MMSI 000000007", ">A &amp; B · S1<", "<title>A &amp; B: 3 x</title>", ">time, UTC<", ">03-01<", ">EXERCISE<", ">against<", ">flag<"]) assert.ok(svg.includes(said), said);
});
