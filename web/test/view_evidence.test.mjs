/* Evidence on the page, over the prepared case: by keys alone a claim opens, four reports of two origins with a ring, drawn and
 * as a nested list; what is thought away stands in the address; the files of a log entry verify outside the page; a bundle with
 * one letter altered is refused with the reason, chosen or dropped; axe finds nothing serious. By hand from tests/web/case.sh:
 * `met` rests on a sighting and a report of one patrol, a paper that cites the report (which is suspected to copy the paper: the
 * ring), and an event that State B recorded. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { keys, open, serious, site, until } from "./browser.mjs";
import { load } from "./load.mjs";

const { depths, layout, seen } = await load("views/evidence/layout.ts");
const { pictureOf } = await load("views/evidence/picture.ts");
const json = async (s, where) => (await fetch(s.url + where)).json();
const tabTo = async (page, selector) => {
  for (let i = 0; i < 60; i++) {
    if (await page.evaluate((q) => document.activeElement?.matches(q), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach ${selector}`);
};

/* a <- b <- c, and a and d in a ring; e behind b, which does not speak to the claim. */
const node = (id, origin, root = false, circular = false) => ({ id, kind: "item", title: id, source: null, party: null, reliability: null, credibility: null, withdrawn: false, erased: false, origin, root, circular });
const edge = (from, to, kind = "derived", circular = false) => ({ from, to, kind, class: kind, words: kind, stance: kind === "support" ? "for" : null, filing: null, why: null, circular });
const GRAPH = {
  claim: "C1",
  nodes: [node("C1", null), node("a", 0, true, true), node("b", 0), node("c", 0), node("d", 0, true, true), node("e", 1, true)],
  edges: [edge("C1", "a", "support"), edge("C1", "b", "support"), edge("C1", "c", "support"), edge("b", "a"), edge("c", "b"), edge("a", "d", "derived", true), edge("d", "a", "derived", true), edge("b", "e", "upstream")],
  count: 2,
  at_most: 2,
  parties: 0,
};

test("where the nodes of the drawing stand", () => {
  assert.deepEqual(Object.fromEntries(depths(GRAPH)), { C1: 0, a: 0, b: 1, c: 2, d: 0, e: 0 });
  assert.deepEqual([...seen(GRAPH, new Set())].sort(), ["a", "b", "c", "d"]); /* rings at once, e when b is opened */
  assert.deepEqual([...seen(GRAPH, new Set(["b"]))].sort(), ["a", "b", "c", "d", "e"]);
  const d = layout(GRAPH, new Set(["all"]), () => true, 900);
  const box = (id) => d.boxes.get(id);
  assert.ok(box("c").x < box("b").x && box("b").x < box("a").x && box("a").x === box("d").x, "a step further left for each derivation");
  const all = [d.claim, ...d.boxes.values(), ...d.bands.map((b) => b.pill)];
  for (const p of all) for (const q of all) if (p !== q) assert.ok(p.x + p.w <= q.x || q.x + q.w <= p.x || p.y + p.h <= q.y || q.y + q.h <= p.y, `${p.id} lies over ${q.id}`);
  for (const p of all) assert.ok(p.x >= 0 && p.x + p.w <= d.width && p.y + p.h <= d.height, `${p.id} is within`);
  assert.equal(d.lines.filter((l) => /circular/.test(l.cls)).length, 2);
  assert.equal(layout(GRAPH, new Set(), () => false, 900).boxes.size, 0);
});

test("the drawing as a picture of its own: foreign names escaped, nothing from elsewhere", () => {
  const d = layout(GRAPH, new Set(["all"]), () => true, 900);
  const words = { title: (id) => (id === "a" ? "<script>\u0000 & \ud800" : id), foot: () => '"', origin: (k) => "origin " + k, edge: (_k, text) => text, caption: ["EXERCISE", "lead, not a finding"], lang: "ko" };
  const svg = pictureOf(d, "C1", new Set(["a", "d"]), words);
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" lang="ko" /);
  assert.match(svg, /&lt;script&gt; &amp; <\/title>/, "what XML cannot hold is left out");
  assert.doesNotMatch(svg, /<script|href|url\((?!#arrow\))|[\u0000\ud800]/);
  for (const tag of ["g", "text", "title"]) assert.equal(svg.split(`<${tag}>`).length + svg.split(`<${tag} `).length, svg.split(`</${tag}>`).length + 1, tag);
  assert.equal(svg.split('stroke="#b3261e" stroke-width="2" stroke-dasharray').length - 1, 2 + 2 + d.bands.filter((b) => b.circular).length, "two edges, two reports of the ring, and their origin");
  assert.match(svg, />lead, not a finding</);
});

test("a claim that rests on nothing says so, in the list and on its page", async (t) => {
  const s = await site(t, { before: async (_dir, cli) => void (await cli("claim", "add", "--who", "MV NOBODY", "--did", "called at Nampo", "--start", "2026-03-02", "--label", "bare")) });
  const page = await open(t, s, "/evidence");
  const row = page.locator("[role=row]").filter({ hasText: "MV NOBODY" });
  await row.waitFor();
  await until(async () => assert.match(await row.innerText(), /rests on nothing/));
  assert.equal(await page.locator("[role=row]").filter({ hasText: "rests on nothing" }).count(), 1, "the others rest on something");
  await page.goto(s.url + "/evidence/claims/bare");
  await page.locator(".warn-box").waitFor();
  assert.match(await page.locator(".warn-box").innerText(), /rests on nothing/);
});

test("the drawing of a claim is saved as SVG", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/evidence/claims/met");
  await page.locator(".ev-graph-tools button").last().waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".ev-graph-tools button").last().click()]);
  const svg = readFileSync(await download.path(), "utf8");
  assert.match(download.suggestedFilename(), /^C\d+\.svg$/);
  const xml = await page.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").documentElement.nodeName, svg);
  assert.equal(xml, "svg", "it is sound XML");
  assert.match(svg, /EXERCISE/);
  assert.match(svg, /a lead, not a finding/);
});

test("a state that dissents from a claim stands on its page with its words", async (t) => {
  const s = await site(t, { before: async (_dir, cli) => void (await cli("finding", "review", "met", "--verdict", "dissent", "--by", "C. Third", "--party", "State C", "--text", "the radar was off")) });
  const page = await open(t, s, "/evidence/claims/met");
  await page.locator(".ev-judged").waitFor();
  assert.match(await page.locator(".ev-judged").innerText(), /dissents.*State C, C\. Third.*the radar was off/s);
});

test("no grade 1 is offered before the sources are graded; the filing of a sighting names the ships around", async (t) => {
  const s = await site(t);
  const claims = (await json(s, "/api/claims")).items;
  const met = claims.find((c) => c.label === "met");
  const page = await open(t, s, "/evidence/claims/" + met.id);
  await until(async () => assert.match(await page.locator(".ev-claim").innerText(), /3 of its 4 reports have sources that are not graded yet \(\w+, \w+, \w+\)/)); /* the fourth is an event */
  assert.doesNotMatch(await page.locator(".ev-claim").innerText(), /By its origins it may be graded 1/);
  await s.cli("grade", "patrol", "--reliability", "B", "--by", "A. Author", "--basis", "known for years");
  await page.reload();
  await until(async () => assert.match(await page.locator(".ev-claim").innerText(), /1 of its 4 reports has a source that is not graded yet/));

  const seen = (await json(s, "/api/filings?kind=observation")).items.find((f) => f.label === "seen");
  const beside = (await json(s, "/api/sightings/" + seen.id)).items[0];
  await page.goto(s.url + "/evidence/filings/" + seen.id);
  const ships = page.locator(".ev-around li");
  await ships.first().waitFor();
  assert.equal(await ships.count(), Math.min(5, beside.around.length));
  assert.match(await ships.first().innerText(), /nm$/);
  await page.locator(`a[href*="/observe?id=${seen.id}"]`).click();
  await page.locator(".beside table").waitFor();
});

test("a claim by keys alone: reports, origins, the ring, the same as a list", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/watch");
  await keys(page, "g", "e");
  await page.locator("[role=grid]").waitFor();
  await tabTo(page, "[role=grid]");
  await keys(page, "j", "Enter");
  await page.waitForURL(/\/evidence\/claims\/C\d+$/);
  const sums = page.locator(".ev-sums");
  await sums.waitFor();
  await until(async () => assert.match((await sums.innerText()).replace(/\s+/g, " "), /^4 reports 2 independent origins 3 collecting parties ⟲ circular reporting 1 contradiction 2 parts left open/));
  /* The other claim has the ship at Niigata that day: 1,087 nm by sea in at most 24 h are 45.3 kn. */
  assert.match(await page.locator("main").innerText(), /1,087 nm by sea in at most 24 h needs 45\.3 kn/);
  assert.match(await page.locator(".ev-claim").innerText(), /lead, not a finding/i);
  await page.locator(".ev-origin").first().waitFor();
  await until(async () => assert.equal(await page.locator(".ev-origin").count(), 2));
  await until(async () => assert.equal(await page.locator(".ev-node:not(.claim)").count(), 4));
  assert.equal(await page.locator(".ev-line.circular").count(), 2);
  assert.match(await page.locator(".ev-ring").innerText(), /A night in the Bohai Sea cites Two ships side by side/);

  await tabTo(page, ".ev-origin[aria-expanded=true]"); /* a band closes and opens; it stands in the address */
  await keys(page, "Enter");
  await page.waitForURL(/open=b\d/);
  await until(async () => (await page.locator(".ev-node:not(.claim)").count()) < 4);
  await keys(page, "Enter");
  await page.waitForURL(/claims\/C\d+$/);
  await tabTo(page, ".ev-list summary");
  await keys(page, "Enter");
  await page.locator("[role=tree]").waitFor();
  await tabTo(page, "[role=treeitem]");
  await keys(page, "ArrowDown", "ArrowRight");
  await until(async () => assert.match(await page.locator("[role=tree]").innerText(), /Origin \d\s+reports: 3/));
  await keys(page, "Escape");
  await page.waitForURL(/\/evidence$/);
});

test("what is thought away stands in the address and is what the command line says", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/evidence/claims/met?without=State+B");
  await page.locator(".ev-without li").waitFor();
  const said = JSON.parse((await s.cli("claim", "show", "met", "--without", "State B", "--json")).split("\n").find((l) => l.includes('"type":"without"')));
  assert.equal(said.before, 2);
  assert.match(await page.locator(".ev-without").innerText(), new RegExp(`${said.after} of 2 origins are left`));
  assert.ok(await page.getByRole("checkbox", { name: "State B" }).isChecked());
  await page.getByRole("checkbox", { name: "State B" }).press("Space");
  await page.waitForURL((url) => !url.searchParams.has("without"));
  await page.locator(".ev-without li").waitFor({ state: "detached" });
});

test("filings: a Korean interview is marked as such; words and kinds are in the address", async (t) => {
  const s = await site(t);
  const page = await open(t, s, "/evidence/filings?filings.type=observation");
  await page.locator("tbody tr[role=row]").first().waitFor();
  await until(async () => assert.equal(await page.locator("tbody tr[role=row]").count(), 2));
  await page.goto(s.url + "/evidence/heard");
  await page.locator(".ev-filing dl.facts").waitFor();
  assert.equal(await page.locator(".ev-filing dd bdi[lang=ko]").first().innerText(), "밤에 두 배가 나란히 있었다.");
  await page.goto(s.url + "/evidence/filings?words=Dalian");
  await page.locator("tbody tr[role=row]").waitFor();
  assert.match(await page.locator("tbody").innerText(), /Two ships side by side/);
});

test("the files of an entry verify outside the page", async (t) => {
  const s = await site(t, { before: (_, cli) => cli("log", "checkpoint") });
  const page = await open(t, s, "/evidence/log");
  await page.locator("[role=grid]").waitFor();
  await tabTo(page, "[role=grid]");
  await keys(page, "j", "j", "j", "Enter");
  await page.waitForURL(/\/evidence\/log\/2$/);
  await page.getByText("plimsoll-verify entry2.tlog-proof --entry entry2 --policy policy").waitFor();
  const files = {};
  for (const name of ["entry2.tlog-proof", "entry2"]) {
    const saved = page.waitForEvent("download");
    await page.getByRole(name === "entry2" ? "button" : "link", { name, exact: true }).press("Enter");
    files[name] = path.join(s.dir, "..", name);
    await (await saved).saveAs(files[name]);
  }
  const verify = () => {
    try {
      return execFileSync(process.env.PLIMSOLL, ["verify", files["entry2.tlog-proof"], "--entry", files.entry2, "--json"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    } catch (e) {
      return e.stdout; /* without a policy nothing is said to hold: status 1 */
    }
  };
  assert.match(verify(), /"holds":null/);
  writeFileSync(files.entry2, readFileSync(files.entry2, "latin1") + "x", "latin1");
  assert.match(verify(), /"holds":false/);
  await keys(page, "]");
  await page.waitForURL(/\/evidence\/log\/3$/);
  await page.getByText("plimsoll-verify entry3.tlog-proof --entry entry3 --policy policy").waitFor();
});

const FAILS = ".verdict:has-text('does not hold')";

test("a bundle with one letter altered is refused with the reason, chosen or dropped", async (t) => {
  const s = await site(t);
  const good = path.join(s.dir, "..", "good.tar");
  const bad = path.join(s.dir, "..", "bad.tar");
  await s.cli("bundle", good, "met", "--up-to", "TLP:RED").catch(() => s.cli("bundle", good, "met"));
  const bytes = readFileSync(good, "latin1");
  assert.ok(bytes.includes("lay alongside"));
  writeFileSync(bad, bytes.replace("lay alongside", "lay apartside"), "latin1");
  const page = await open(t, s, "/evidence/verify");
  await page.locator("input[type=file]").setInputFiles(good);
  await page.locator(".verdict").waitFor();
  assert.equal(await page.locator(FAILS).count(), 0);
  await page.locator("input[type=file]").setInputFiles(bad);
  await page.locator(FAILS).waitFor();
  assert.match(await page.locator(FAILS).innerText(), /the value shown for `did` of entry \d+ is not the one that was signed/);

  await page.goto(s.url + "/evidence");
  await page.locator("[role=grid]").waitFor();
  const base64 = readFileSync(bad).toString("base64");
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], "dropped.tar"));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, base64);
  await page.waitForURL(/\/evidence\/verify$/);
  await page.locator(FAILS).waitFor();
  assert.match(await page.locator(FAILS).innerText(), /dropped\.tar/);
});

for (const [language, theme, width, height] of [
  ["en", "light", 1440, 900],
  ["ko", "dark", 1100, 700],
]) {
  test(`nothing serious by axe: ${language}, ${theme}`, async (t) => {
    const s = await site(t, { before: (_, cli) => cli("log", "checkpoint") });
    const page = await open(t, s, "/evidence", { language, theme, width, height });
    const item = (await json(s, "/api/filings?kind=observation")).items[0].id;
    for (const where of ["", "/claims/met?open=all&without=State+B", "/filings", "/filings/" + item, "/log", "/log/5", "/verify"]) {
      await page.goto(s.url + "/evidence" + where);
      await page.waitForFunction(() => document.querySelector("main .tbl-scroll, main .ev-origin, main dl.facts, main .drop") && !document.querySelector("main .loading"));
      assert.deepEqual(await serious(page), [], where);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${where} is wider than the window`);
      assert.ok(!/\b(undefined|NaN|\[object)/.test(await page.locator("main").innerText()), `${where} shows what is no text`);
    }
  });
}

for (const [language, meeting, nothing] of [
  ["en", "Meeting at sea", "nothing followed"],
  ["ko", "해상 접근", "뒤따른 조치 없음"],
]) {
  test(`an event among the grades bears its words; "none" of an outcome is no consent: ${language}`, async (t) => {
    const s = await site(t);
    const claim = JSON.parse(await s.cli("get", "/api/claims")).items.find((c) => c.label === "met").id;
    const page = await open(t, s, `/evidence/${claim}`, { language });
    const grades = page.locator(".ev-grades");
    await grades.waitFor();
    assert.match(await grades.innerText(), new RegExp(meeting));
    assert.doesNotMatch(await grades.innerText(), /encounter/);
    await page.goto(s.url + "/observe/outcome");
    const what = page.locator('select[name="what"]');
    await what.waitFor();
    assert.equal(await what.locator('option[value="none"]').innerText(), nothing);
  });
}
