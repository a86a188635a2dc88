/* How sentences of the program are found by their words. The sentences are those that test_reason.c, test_audit.c and their like
 * see the program make; their parts and what must stand in the translation are by hand. view_said.test.mjs asks the program. */
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const { WORDS } = await load("text/index.ts");
globalThis.document = { querySelector: () => null };
globalThis.fetch = async () => ({ json: async () => Object.fromEntries(Object.entries(WORDS).map(([key, pair]) => [key, pair[1]])) });
const { language, loadWords, saidAs, saidOr, saidSpelling } = await load("app/i18n.ts");
await loadWords("ko");

test("English is said as it is", () => {
  language.set("en");
  assert.equal(saidAs("no owner is known"), "");
  assert.equal(saidOr("no owner is known"), "no owner is known");
  assert.equal(saidSpelling("as written"), "as written");
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

test("a name is never said in another language, also where its words read like the program's own", () => {
  language.set("ko");
  assert.equal(saidAs("latin (as written, as written): about = about, you = you"), "로마자(쓰인 그대로, 쓰인 그대로): about = about, you = you");
  assert.equal(saidAs("the names are equal letter by letter: from = from, no = no, door to = door to, wallet = wallet"), "이름이 글자까지 같습니다: from = from, no = no, door to = door to, wallet = wallet");
  assert.match(saidAs("latin (as written, pinyin): up to = up to (joined), only in the list: about x, at least ~ at leest (near: 0.93)"), /: up to = up to \(붙여 씀\), 목록에만 있음: about x, at least ~ at leest \(비슷함: 0\.93\)$/);
  const nobody = (whom) => saidAs(`finding f-1 is said to name nobody, but its words hold ${whom}: file whom it names`);
  assert.match(nobody("Door to Door Ltd"), / Door to Door Ltd이\(가\) 있습니다/);
  assert.match(nobody("About You"), / About You이\(가\) 있습니다/);
  assert.match(nobody("a ship's number"), / 배의 번호가 있습니다/);
  assert.match(saidAs("up to date, About Us: not the spelling of this report"), /^up to date, About Us: /);
  assert.equal(saidAs("I1, I2 and others: not verified"), "I1, I2 외: 확인되지 않음");
  /* a unit is as somebody wrote it */
  assert.equal(saidAs("the whole leaves open 5 door to door boxes"), "전체의 가능 범위: 5 door to door boxes");
  assert.equal(saidAs("the whole leaves open 5 to 7 door to door boxes"), "전체의 가능 범위: 5–7 door to door boxes");
  assert.match(saidAs("C1 (3 t, circa 2024-01 to circa 2024-03) and its 2 parts: the parts do not give the whole"), /\(3 t, circa 2024-01–circa 2024-03\)/);
  assert.equal(saidAs("both sides have a valid call sign, and they differ"), "양쪽에 유효한 호출부호이(가) 있으나 서로 다릅니다");
  assert.equal(saidSpelling("about you"), "about you");
});

test("sentences of several, and what has no words", () => {
  language.set("ko");
  assert.equal(saidAs("60 + 70 = 130; the whole leaves open 95 to 105 wagons"), "60 + 70 = 130; 전체의 가능 범위: 95–105 wagons");
  assert.equal(saidAs("O12"), "O12");
  assert.equal(saidAs("no owner is known; nobody ever said this"), "", "one part is not known: all of it stays English");
  assert.equal(saidAs("all claims verified"), "", "{n} is a number");
  assert.match(saidAs("12 verified"), /12$/);
});
