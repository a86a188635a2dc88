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

/* Each run of words between commas, "over" and what is put in has to stand in one literal of the program; C joins literals side by side, and writes
 * what is put in as %.0f, "%" PRIu64 ... */
test("the program can say each sentence that the table finds by its words", () => {
  const c = path.join(src, "../../src");
  const files = readdirSync(c, { recursive: true, encoding: "utf8" }).filter((f) => /\.[ch]$/.test(f));
  assert.ok(files.length > 300);
  const literals = files.map((f) => readFileSync(path.join(c, f), "utf8").replace(/"\s*(?:PRI\w+)?\s*"/g, "")).join("\n");
  const keys = Object.keys(AREAS.said);
  assert.ok(keys.length > 50);
  for (const key of keys) {
    for (const run of key.slice("said:".length).split(/\{\w\}|, | over /).map((x) => x.trim()).filter((x) => x.length > 2)) assert.ok(literals.includes(run), `${key}: no "${run}" in src/`);
  }
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
