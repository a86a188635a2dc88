/* What the program says is said in Korean: sentences that it really makes, of a case with something of each kind, looked up as the
 * page does. The rows, claims and reports below are made to bring each kind about; nothing is compared with words of this file
 * but where numbers and names must stand in the translation. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { open, site, until } from "./browser.mjs";
import { load } from "./load.mjs";

const PROGRAM = path.resolve(process.env.PLIMSOLL ?? path.join(path.dirname(fileURLToPath(import.meta.url)), "../../build/plimsoll"));
const { WORDS } = await load("text/index.ts");
globalThis.document = { querySelector: () => null, documentElement: {} };
globalThis.fetch = ((real) => (where, ...rest) => (where === "" ? { json: async () => Object.fromEntries(Object.entries(WORDS).map(([key, pair]) => [key, pair[1]])) } : real(where, ...rest)))(globalThis.fetch);
const { language, loadWords, saidAs } = await load("app/i18n.ts");
await loadWords("ko");
language.set("ko");

const SENTENCES = new Set(["why", "detail", "arithmetic", "remark", "why_not_more", "grade_1_refused", "innocent_explanation", "undetermined", "rule_words", "scope", "why_not"]);

/* All that stands under a key of SENTENCES, at any depth, but for a source's or a person's own reasons. */
function sentencesOf(value, into = new Set()) {
  if (Array.isArray(value)) value.forEach((x) => sentencesOf(x, into));
  else if (value && typeof value === "object") {
    for (const [key, x] of Object.entries(value)) {
      if (SENTENCES.has(key) && value.kind !== "derivation") [x].flat().forEach((s) => typeof s === "string" && s && into.add(s));
      sentencesOf(x, into);
    }
  }
  return into;
}

const jsonl = (text) => text.split("\n").filter((l) => l.startsWith("{")).map((l) => JSON.parse(l));
/* Whatever the exit status: a check that finds something ends with 1. */
const told = (s) => async (...args) => jsonl((await promisify(execFile)(PROGRAM, ["-C", s.dir, ...args], { maxBuffer: 1 << 28 }).catch((e) => e)).stdout);
const unknown = (sentences) => [...sentences].filter((x) => !saidAs(x));
const json = async (s, where) => (await fetch(s.url + where)).json();

test("claims that cannot both hold, and why origins are not more", async (t) => {
  const claim = (...rest) => ["claim", "add", "--topic", "coal of the year", "--did", "sold", ...rest];
  const s = await site(t, {
    before: async (_dir, cli) => {
      await cli(...claim("--quantity", "more than 100 t", "--start", "2024-01-01", "--end", "2024-03-31", "--label", "q1"));
      await cli(...claim("--quantity", "up to 100 t", "--start", "2024-01-01", "--end", "2024-03-31", "--label", "q2"));
      await cli(...claim("--quantity", "40 t", "--start", "2024-01-01", "--end", "2024-06-30", "--label", "q3"));
      await cli(...claim("--quantity", "3,250 barrels", "--start", "2024-01-01", "--end", "2024-03-31", "--label", "q4"));
      const whole = (...rest) => ["claim", "add", "--topic", "wagons sent", "--did", "sent", ...rest];
      await cli(...whole("--quantity", "100 wagons", "--start", "2024-01-01", "--end", "2024-02-29", "--label", "w1"));
      await cli(...whole("--quantity", "60 wagons", "--start", "2024-01-01", "--end", "2024-01-31", "--label", "w2"));
      await cli(...whole("--quantity", "70 wagons", "--start", "2024-02-01", "--end", "2024-02-29", "--label", "w3"));
      const links = ["primary", "quotation", "translation", "revision", "copy-confirmed", "copy-suspected"];
      for (const [i, as] of links.entries()) await cli("item", "add", "--title", `paper ${i}`, "--source", "news", "--content", `paper ${i} ${as}`, "--label", `p${i}`);
      await cli("claim", "support", "q1", "report-1");
      for (const [i, as] of links.entries()) {
        await cli("claim", "support", "q1", `p${i}`);
        await cli("derive", `p${i}`, "report-1", "--as", as, ...(i % 2 ? ["--basis", "the words are the same"] : ["--basis", "said so"]));
      }
    },
  });
  const all = [];
  for (const c of (await json(s, "/api/claims?limit=100")).items) all.push(...(await json(s, `/api/claims/${c.id}`)).items);
  const clashes = all.filter((x) => x.type === "contradiction");
  assert.deepEqual([...new Set(clashes.map((x) => x.kind))].sort(), ["arithmetic", "contradiction", "plausibility"]);
  assert.ok(clashes.some((x) => /first period lies within|second period lies within/.test(x.why)), JSON.stringify(clashes));
  const words = sentencesOf(all.filter((x) => x.type === "contradiction" || x.type === "origins"));
  assert.ok(words.size > 12, [...words].join("\n"));
  assert.deepEqual(unknown(words), []);
  const more = clashes.find((x) => /more than 100 t/.test(x.why) && /up to/.test(x.why));
  assert.match(saidAs(more.why), /\(100 t 초과, 2024-01-01–2024-03-31\).*\(100 t 이하/);
  assert.match(saidAs(more.arithmetic), /의 가능 범위: 100 t 초과; .*의 가능 범위: 100 t 이하/);
  const page = await open(t, s, "/evidence/claims/" + more.with[0], { language: "ko" });
  await page.locator(".ev-clash").first().waitFor();
  assert.equal(await page.locator(".ev-clash [lang=en]").filter({ hasText: /[a-z]{3}/ }).count(), 0);
  assert.match(await page.locator(".ev-clash").first().innerText(), /성립할 수 없습니다/);
});

test("what identifiers of a ship show, with what speaks against it", async (t) => {
  const s = await site(t);
  const tell = told({ dir: path.join(s.dir, "../ships") });
  const file = (name, text) => (writeFileSync(path.join(s.dir, "..", name), text), path.join(s.dir, "..", name));
  const rows = ["mmsi,timestamp,lat,lon,sog,imo,length,width,name,callsign"];
  const ship = (mmsi, at, lat, imo, length, width, name = "", callsign = "") => rows.push([mmsi, at, lat, 60, 5, imo, length, width, name, callsign].join());
  ship(211000099, "2022-01-01T00:00:00Z", 50, "", "", "");
  for (const [at, length] of [["2025-03-01T00:00:00Z", 120], ["2025-05-01T00:00:00Z", 120]]) ship(211000001, at, 10, 9074729, length, 20);
  for (const at of ["2025-03-20T00:00:00Z", "2025-05-01T00:10:00Z"]) ship(244000002, at, 10, 9074729, 125, 20);
  for (const at of ["2025-04-30T00:00:00Z", "2025-05-01T00:20:00Z"]) ship(636000003, at, 20, 9074729, 90, 15);
  ship(211000002, "2023-06-01T00:00:00Z", 20, 9321483, 90, 15);
  ship(211000005, "2023-06-01T00:00:00Z", 30, 9000015, 100, 20);
  for (let i = 0; i < 12; i++) ship(211000006, `2023-06-01T0${Math.floor(i / 2)}:${i % 2 ? "30" : "00"}:00Z`, 40 + i * 0.02, i < 6 ? 9000027 : 9000039, 100, 20, i % 4 < 2 ? "BEFORE" : "AFTER", i < 4 ? "ABCD" : "EFGH");
  await promisify(execFile)(PROGRAM, ["init", path.join(s.dir, "../ships"), "--participant", "X"]);
  await tell("import", file("ships.csv", rows.join("\n") + "\n"));
  await tell("import", "--as", "registry", file("registry.csv", "IMO,Vessel Name,Year Built,LOA,Beam\n9074729,PELORA,2026,120.4,20\n9321483,PELORB,2012,134.5,22\n9000015,PELORC,2020,134.5,\n"));
  const remarks = [];
  for (const id of ["IMO 9074729", "211000002", "211000005", "211000006"]) remarks.push(...(await tell("vessel", id, "--json")).filter((x) => x.type === "identity_remark"));
  const kinds = [...new Set(remarks.map((x) => x.kind))].sort();
  for (const kind of ["changed_within_track", "flag", "flag_hopping", "heard_before_built", "new_number_old_hull", "other_dimensions", "shared_imo", "stated_dimensions"]) assert.ok(kinds.includes(kind), `${kind} is not among ${kinds}`);
  assert.deepEqual(unknown(sentencesOf(remarks)), []);
  assert.match(saidAs(remarks.find((x) => x.kind === "flag").why), /^[A-Z]{2}, \d{9}의 국가 숫자로$/);
});

test("events, their remarks, and how surprising a silence is", async (t) => {
  const s = await site(t);
  const events = await told(s)("events", "--json");
  const words = sentencesOf(events);
  assert.ok(words.size > 20, `${words.size}`);
  assert.deepEqual(unknown(words), []);
});

test("how a name agrees with an entry, and what an answer lacks", async (t) => {
  const s = await site(t, { before: async (_dir, cli) => void (await cli("require", "un-sc:1", "ofac-sdn")) });
  const ask = async (...args) => sentencesOf(await told(s)("screen", ...args, "--json"));
  const words = new Set();
  for (const name of ["Tzutsumb Bopurn", "TZUTZUMB BOPURN", "BOPURN TZUTZUMB 5", "T BOPURN", "Tzutzumbbopurn", "쥐춤 보푸른", "Тзутзумб Бопурн", "تزوتزمب بوبرن"]) {
    for (const x of await ask(name, "--threshold", "0.3", "--imo", "4903145")) words.add(x);
    for (const x of await ask(name, "--threshold", "0.3")) words.add(x);
  }
  for (const name of ["...", "x".repeat(3000), "nobody of that name"]) for (const x of await ask(name)) words.add(x);
  assert.ok(words.size > 11, [...words].join("\n"));
  assert.deepEqual(unknown(words), []);
  const near = [...words].find((x) => /~ tzutzumb \(near/.test(x));
  assert.match(saidAs(near), /^로마자\(쓰인 그대로, 쓰인 그대로\): .*bopurn = bopurn.*\(비슷함: 0\.\d+\)$/);
});

test("rows that are left out of a table", async (t) => {
  const s = await site(t);
  const file = path.join(s.dir, "../rows.csv");
  writeFileSync(file, ["subject,observed,observed_end,lat,lon,accuracy_m,imo", "A,yesterday,,,,,", "B,2026-03-01,,95,10,,", "C,2026-03-01,,45,190,,", "D,2026-03-01,,45,,,", "E,2026-03-01,,45,10,-3,", "F,2026-03-02,2026-03-01,45,10,,", "G,2026-03-01,,45,10,30000000,", "H,2026-03-01,,45,10,5,,,,", ",2026-03-01,,,,,", "I,2026-03-01,,45,10,5,"].join("\n") + "\n");
  const rejected = (await told(s)("import", file, "--as", "sighting", "--preview", "--json")).filter((x) => x.type === "rejected");
  assert.ok(rejected.length >= 8, JSON.stringify(rejected));
  assert.deepEqual(unknown(sentencesOf(rejected)), []);
});

const REPORT = `---
title: A
---
{finding id=f-met cites=met} It likely violated the rules.
{finding cites=nothing-there} B.
{finding id=f-none} C.
{assessment id=a} It is likely so, with high confidence.
{assessment id=a likelihood=unlikely confidence=low} It is likely so.
{recommendation id=r} Act.
{finding id=broken
Plain text.

<b>x</b>[^one]

[^two]: words
`;

test("what the check of a report finds, its questions, and what a release still needs", async (t) => {
  const s = await site(t);
  const file = path.join(s.dir, "../bad.md");
  writeFileSync(file, REPORT);
  const checked = await told(s)("report", "check", file, "--json");
  const problems = sentencesOf(checked);
  assert.ok(problems.size > 14, [...problems].join("\n"));
  assert.deepEqual(unknown(problems), []);
  const reports = (await json(s, "/api/reports")).items;
  const one = await json(s, `/api/reports/${reports[0].id}`);
  assert.ok(sentencesOf(one).size > 0);
  assert.deepEqual(unknown(sentencesOf(one)), []);
  const page = await open(t, s, `/report/${reports[0].id}?tab=state`, { language: "ko" });
  await until(async () => assert.match(await page.locator(".state").innerText(), /승인한 두 번째 사람이 없습니다/));
});

test("what a bundle and a proof hold", async (t) => {
  const s = await site(t);
  const verdict = async (bytes) => (await fetch(s.url + "/api/verify", { method: "POST", body: bytes, headers: { "content-type": "application/octet-stream" } })).json();
  const bundle = readFileSync(path.join(s.dir, "../report/bundle.tar"));
  const proof = (await json(s, "/api/log/3/proof")).proof;
  const all = sentencesOf([await verdict(bundle), await verdict(proof)]);
  assert.ok(all.size > 6, [...all].join("\n"));
  assert.deepEqual(unknown(all), []);
  const altered = Buffer.from(bundle);
  altered[altered.indexOf("within 500 metres") + 7] = "9".charCodeAt(0);
  assert.deepEqual(unknown(sentencesOf(await verdict(altered))), []);
});

test("each rule of detection, and what the rules of ownership say", async (t) => {
  const s = await site(t);
  const rules = (await json(s, "/api/rules")).items;
  assert.ok(rules.length > 100);
  assert.deepEqual(rules.map((r) => r.text).filter((x) => !saidAs(x)), []);
  const owners = sentencesOf(await json(s, "/api/parties/EXe.003/owners"));
  assert.ok(owners.size > 3, [...owners].join("\n"));
  assert.deepEqual(unknown(owners), []);
});
