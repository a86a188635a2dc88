/* How sentences of the program are found by their words. The sentences are those that test_reason.c, test_audit.c and their like
 * see the program make; their parts and what must stand in the translation are by hand. view_said.test.mjs asks the program. */
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const { WORDS } = await load("text/index.ts");
globalThis.document = { querySelector: () => null };
globalThis.fetch = async () => ({ json: async () => Object.fromEntries(Object.entries(WORDS).map(([key, pair]) => [key, pair[1]])) });
const { language, loadWords, saidAs, saidOr, saidPart } = await load("app/i18n.ts");
await loadWords("ko");

test("English is said as it is", () => {
  language.set("en");
  assert.equal(saidAs("no owner is known"), "");
  assert.equal(saidOr("no owner is known"), "no owner is known");
  assert.equal(saidPart("as written"), "as written");
});

test("what the program put in stays, its own words do not", () => {
  language.set("ko");
  const name = saidAs("latin (as written, pinyin, terms in English): bopurn = bopurn, tzutsumb ~ tzutzumb (near: 0.93), only in the query: only");
  for (const part of ["쓰인 그대로", "한어병음, 용어는 영어로", "bopurn = bopurn", "tzutsumb ~ tzutzumb (비슷함: 0.93)", "질의에만 있음: only"]) assert.ok(name.includes(part), name);
  const clash = saidAs("A1 (more than 6,700 containers, 2024-01 to 2024-03) and A2 (up to 100 containers, from 2024-01 (no end)) cannot both hold: the same thing over the same period");
  for (const part of ["A1(6,700 containers 초과, 2024-01–2024-03)", "A2(100 containers 이하, 2024-01부터(끝 없음))", "같은 기간의 같은 대상"]) assert.ok(clash.includes(part), clash);
  /* the reason behind the colon is a person's: it stays, whatever it says */
  assert.match(saidAs("I13 is a suspected copy of I14: no owner is known"), /I14의 복사본으로 의심됩니다: no owner is known$/);
  assert.match(saidAs("at most 2 independent origins") || "none", /^none$/, "half a sentence is not found");
});

test("sentences of several, and what has no words", () => {
  language.set("ko");
  assert.equal(saidAs("60 + 70 = 130; the whole leaves open 95 to 105 wagons"), "60 + 70 = 130; 전체의 가능 범위: 95–105 wagons");
  assert.equal(saidAs("O12"), "O12");
  assert.equal(saidAs("no owner is known; nobody ever said this"), "", "one part is not known: all of it stays English");
  assert.equal(saidAs("all claims verified"), "", "{n} is a number");
  assert.match(saidAs("12 verified"), /12$/);
});
