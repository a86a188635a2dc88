/* Places in a report's text: expected numbers counted by hand. */
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const { placesOf, rangesOf, follow, linesOf, rangeAt, withCite, markOf } = await load("views/report/places.ts");

test("bytes become places in the string", () => {
  /* a 1 byte, é 2, 한 3, 🚢 4 bytes and two places, b */
  const text = "aé한🚢b";
  assert.deepEqual(placesOf(text, [0, 1, 3, 6, 10, 11]), [0, 1, 2, 3, 5, 6]);
  assert.deepEqual(placesOf(text, [10, 0, 99]), [5, 0, 6], "in any order, and not behind the end");
  assert.deepEqual(placesOf("", [0, 5]), [0, 0]);
});

const statement = (id, kind, offset, end) => ({ type: "statement", statement: id, kind, line: 1, column: 1, offset, end, text: "", cites: [], rests_on: [], circular: false, status: null, origins: null });
const fault = (id, severity, offset, line = 1) => ({ type: "problem", kind: "form", severity, statement: id, line, column: 1, offset, why: severity });
const checked = (text, statements, faults) => ({ text, statements, faults, refs: [], checklists: [], release: {}, summary: {} });

test("ranges carry the worst that was said of them; what is of no statement is its line", () => {
  const text = "한\n{f} A.\nplain\n";
  /* 한 3 bytes and its end: the mark at byte 4, place 2; 6 letters: to byte 10, place 8; "plain" from byte 11, place 9 */
  const ranges = rangesOf(checked(text, [statement("f", "finding", 4, 10)], [fault("f", "warning", 4), fault("f", "error", 4), fault(null, "warning", 11, 3), fault(null, "error", 0, null)]));
  assert.deepEqual(
    ranges.map((r) => [r.from, r.to, r.id, r.tone]),
    [
      [2, 8, "f", "error"],
      [9, 14, "", "warning"],
    ],
  );
});

test("marks stay with their words while others are typed", () => {
  const ranges = [
    { from: 0, to: 3, id: "a" },
    { from: 5, to: 8, id: "b" },
  ];
  const moved = (was, is) => follow(ranges, was, is).map((r) => [r.id, r.from, r.to]);
  assert.deepEqual(moved("aaa--bbb", "aaa-xx-bbb"), [["a", 0, 3], ["b", 7, 10]]);
  assert.deepEqual(moved("aaa--bbb", "aXa--bbb"), [["b", 5, 8]], "what is changed waits for the next check");
  assert.deepEqual(moved("aaa--bbb", "aaa--"), [["a", 0, 3]]);
  assert.deepEqual(moved("aaa--bbb", ""), []);
});

test("lines are cut into pieces, the mark apart", () => {
  const r = { from: 2, to: 11, kind: "finding", id: "f", tone: "", why: [] };
  /* "x\n{f} A\nB c\n": the range from { to behind c */
  const lines = linesOf("x\n{f} A\nB cd\n", [r]).map((pieces) => pieces.map((p) => (p.mark ? "M:" : p.range ? "R:" : "") + p.text));
  assert.deepEqual(lines, [["x"], ["M:{f}", "R: A"], ["R:B c", "d"], [""]]);
  assert.equal(rangeAt([r], 11).id, "f");
  assert.equal(rangeAt([r], 12), undefined);
});

test("a reference goes into the mark of the sentence in hand", () => {
  const at = (text) => [text.replace("|", ""), text.indexOf("|")];
  const cite = (text, id) => withCite(...at(text), id).text;
  assert.equal(cite("{finding id=f cites=C1} A| b.", "C2"), "{finding id=f cites=C1,C2} A b.");
  assert.equal(cite("{finding id=f cites=C1} A| b.", "C1"), "{finding id=f cites=C1} A b.", "once");
  assert.equal(cite("{finding id=f} A|", "C1"), "{finding id=f cites=C1} A");
  assert.equal(cite("{finding id=f cites=|}", "C1"), "{finding id=f cites=C1}");
  assert.equal(cite("{finding id=f cites=C1} A.\n\nplain |", "C2"), "{finding id=f cites=C1} A.\n\nplain C2", "an empty line ends a sentence");
  assert.equal(cite("plain |", "C2"), "plain C2");
  assert.equal(cite("a {brace} |", "C2"), "a {brace} C2", "another brace is none");
  const put = withCite("{finding id=f cites=C1} A b.", 25, "C23");
  assert.equal(put.at, 29, "the cursor stays at its letter");
});

test("a new sentence gets an id that stands nowhere", () => {
  assert.equal(markOf("finding", ""), "{finding id=f-1 cites=} ");
  assert.equal(markOf("finding", "{finding id=f-1 cites=C1} {finding id=f-2 cites=C1}"), "{finding id=f-3 cites=} ");
});
