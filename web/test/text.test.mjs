import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "./load.mjs";

const src = path.join(path.dirname(fileURLToPath(import.meta.url)), "../src");
const { AREAS, TEXT } = await load("text/index.ts");
const values = (s) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join();

test("every key has English and Korean, with the same values", () => {
  for (const [key, pair] of Object.entries(TEXT)) {
    assert.equal(pair.length, 2, key);
    assert.ok(pair[0].trim() && pair[1].trim(), key);
    assert.equal(values(pair[0]), values(pair[1]), key);
  }
});

test("a number has its plural: a choice names a value that the text has, or that is told beside it", () => {
  for (const [key, [en, ko]] of Object.entries(TEXT)) {
    assert.ok(!/\{\w+\|/.test(ko), `${key}: Korean has no plural`);
    for (const [, name, rest] of en.matchAll(/\{(\w+)\|([^{}]*)\}/g)) {
      assert.equal(rest.split("|").length, 2, key);
      assert.ok(name === "n" || en.includes(`{${name}}`), `${key}: {${name}}`);
    }
    assert.ok(!/\{n\} [a-z]*[a-z]{2}s (are|were|came|fit|wait)\b/.test(en), `${key}: "${en}" of one`);
  }
});

/* Each run of words between commas, "over" and what is put in has to stand in one literal of the program, or in up to
 * four where words of a list are put in; C joins literals side by side, and writes what is put in as %.0f, "%" PRIu64 ... */
test("the program can say each sentence that the table finds by its words", () => {
  const c = path.join(src, "../../src");
  const files = readdirSync(c, { recursive: true, encoding: "utf8" }).filter((f) => /\.[ch]$/.test(f));
  assert.ok(files.length > 300);
  const literals = files.map((f) => readFileSync(path.join(c, f), "utf8").replace(/([^\\])"\s*(?:PRI\w+)?\s*\\?\s*"/g, "$1").replace(/\\(["\\])/g, "$1")).join("\n");
  const exact = (x) => x.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  /* where a run is cut, a literal begins or ends, or a %s puts the next in */
  const stands = (run, start = "", cuts = 3) =>
    (start ? new RegExp(start + exact(run)).test(literals) : literals.includes(run)) ||
    (cuts > 0 &&
      [...run.matchAll(/(?<=\w)(?=\W)|(?<=\s)(?=\S)/g)].some(
        ({ index: i }) => i > 0 && new RegExp(start + exact(run.slice(0, i).trim()) + '\\s*["%]').test(literals) && stands(run.slice(i).trim(), '(?:"|%[-0-9.*l]*[a-z])\\s*', cuts - 1),
      ));
  const keys = Object.keys(AREAS.said);
  assert.ok(keys.length > 400);
  for (const key of keys) {
    for (const run of key.replace(/^(said|within:\w+):/, "").split(/\{\w\}|, | over /).map((x) => x.trim()).filter((x) => x.length > 2)) assert.ok(stands(run), `${key}: no "${run}" in src/`);
  }
});

test("one word for one thing", () => {
  assert.deepEqual(TEXT["case.reason_rows.undated"], ["kept rows without a time", "받은 행 중 시각 없음"], "stands by itself: rows are sorted by their count");
  for (const [key, [, ko]] of Object.entries(TEXT)) assert.ok(!/관측/.test(ko), `${key}: 관찰`);
  assert.equal(TEXT["watch.sightings"][1], TEXT["view.observe"][1]);
  assert.match(TEXT["watch.caption_heard_all"][1], /사건철/);
});

test("no key stands in two areas", () => {
  const all = Object.values(AREAS).flatMap(Object.keys);
  assert.equal(new Set(all).size, all.length);
});

test("every key in use exists", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((f) => /\.tsx?$/.test(f));
  assert.ok(files.length > 20);
  for (const f of files) {
    for (const [, key] of readFileSync(path.join(src, f), "utf8").matchAll(/\bt\("([a-z]\w*\.[\w.]*\w)"/g)) {
      if (!f.endsWith("i18n.ts")) assert.ok(key in TEXT, `${f}: ${key}`);
    }
  }
});
