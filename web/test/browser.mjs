/* The page as a person has it: Debian's Chromium, driven by playwright-core, on a server of its own over a private copy of a
 * prepared case. A wait ends by its condition: the two minutes of playwright's waits are for what never comes, a busy machine
 * takes what it needs. PLIMSOLL_SLOW=SEED makes such a machine: answers of the API come up to 1.5 s late, in an order of that
 * seed, to a processor of a quarter of the speed. PLIMSOLL names the program; PLIMSOLL_PAGE_CASE a folder that tests/web/case.sh made (made anew where it is
 * missing). What a test opens is closed after it, by process id.
 *
 *   const s = await site(t);                   // {url, dir, cli(...args) -> stdout}
 *   const page = await open(t, s, "/watch");   // a playwright page; the test fails on a request to another origin, a
 *                                              // violation of the CSP, an uncaught error or an answer of 5xx
 *   assert.deepEqual(await serious(page), []); // what axe-core calls serious or critical
 *   await until(async () => (await row.count()) === 3); // what follows a key or an answer after a while
 */
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const WAIT_MS = 120000;
const here = path.dirname(fileURLToPath(import.meta.url));
const program = path.resolve(process.env.PLIMSOLL ?? path.join(here, "../../build/plimsoll"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const run = promisify(execFile);

const scratch = (what) => mkdtempSync(path.join(os.tmpdir(), `plimsoll-${what}-`));

let prepared = process.env.PLIMSOLL_PAGE_CASE;
function prepare() {
  if (prepared && existsSync(path.join(prepared, "case"))) return prepared;
  prepared = scratch("page-case");
  process.on("exit", () => rmSync(prepared, { recursive: true, force: true }));
  execFileSync("sh", [path.join(here, "../../tests/web/case.sh"), program, prepared], { stdio: "inherit" });
  return prepared;
}

/* A server over a copy of the prepared case. options.args: more arguments of `serve`; options.before(dir, cli): what is to be
 * done with the case first. */
export async function site(t, { args = [], before } = {}) {
  const dir = scratch("page");
  cpSync(prepare(), dir, { recursive: true });
  const where = path.join(dir, "case");
  const cli = async (...rest) => (await run(program, ["-C", where, ...rest], { maxBuffer: 1 << 28 })).stdout;
  if (before) await before(dir, cli);
  const server = spawn(program, ["-C", where, "serve", "--listen", "127.0.0.1:0", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  server.stderr.on("data", (bytes) => (said += bytes));
  const ended = new Promise((resolve) => server.on("exit", resolve));
  const pages = []; /* closed before the server ends, so that nobody asks a server that goes */
  t.after(async () => {
    let fault;
    for (const close of pages) await close().catch((e) => (fault ??= e));
    server.kill("SIGTERM");
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, WAIT_MS).unref())]);
    if (server.exitCode === null && server.signalCode === null) server.kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
    if (fault) throw fault;
  });
  const url = await new Promise((resolve, reject) => {
    let line = "";
    server.stdout.on("data", (bytes) => {
      line += bytes;
      if (line.includes("\n")) resolve(line.split("\n")[0].replace(/\/$/, ""));
    });
    server.on("exit", (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
  return { url, dir: where, cli, pid: server.pid, pages };
}

/* Answers that come late and in another order than they were asked for: each by the seed, its address and how often that was
 * asked. What a test answers itself (page.route) is not late. */
const seed = process.env.PLIMSOLL_SLOW;
const LATE_MS = 1500;
const SLOWER = 4; /* times */
async function slow(context, page) {
  const asked = new Map();
  await context.route(/\/api\//, async (route) => {
    const what = `${route.request().method()} ${new URL(route.request().url()).pathname}`;
    asked.set(what, (asked.get(what) ?? 0) + 1);
    const digest = createHash("sha256").update(`${seed} ${what} ${asked.get(what)}`).digest();
    await new Promise((resolve) => setTimeout(resolve, (digest.readUInt16LE(0) / 65536) ** 2 * LATE_MS));
    await route.continue().catch(() => undefined); /* the page went on */
  });
  const client = await context.newCDPSession(page);
  await client.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
}

let browser;
async function launch() {
  browser ??= await chromium.launch({
    executablePath: CHROMIUM,
    timeout: WAIT_MS,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"],
  });
  return browser;
}

/* The last context that closes ends the browser, so that the test runner can end. */
let open_contexts = 0;

export async function open(t, s, address = "/", { language = "en", theme = "light", width = 1280, height = 800, allow = [], settled = true } = {}) {
  const chrome = await launch();
  open_contexts++;
  const context = await chrome.newContext({
    viewport: { width, height },
    locale: language === "ko" ? "ko-KR" : "en-GB",
    timezoneId: "Asia/Seoul",
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  await context.addInitScript(
    ([lang, look]) => {
      if (!localStorage.getItem("plimsoll.language")) localStorage.setItem("plimsoll.language", lang);
      if (!localStorage.getItem("plimsoll.theme")) localStorage.setItem("plimsoll.theme", look);
      globalThis.cspFaults = [];
      addEventListener("securitypolicyviolation", (e) => globalThis.cspFaults.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
    },
    [language, theme],
  );
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  if (seed) await slow(context, page);
  const faults = [];
  page.on("pageerror", (error) => faults.push(`uncaught: ${error}`));
  page.on("console", (m) => /Content Security Policy/.test(m.text()) && faults.push(m.text()));
  page.on("request", (request) => {
    const to = request.url();
    if (!to.startsWith(s.url + "/") && !/^(data|blob|about):/.test(to)) faults.push(`a request to ${to}`);
  });
  page.on("response", (r) => r.status() >= 500 && faults.push(`${r.status()} from ${r.url()}`));
  const close = async () => {
    if (!page.isClosed()) faults.push(...(await page.evaluate(() => globalThis.cspFaults ?? []).catch(() => [])));
    await context.close();
    if (--open_contexts === 0) {
      await browser.close();
      browser = undefined;
    }
    const unknown = faults.filter((fault) => !allow.some((known) => known.test(fault)));
    assert.deepEqual(unknown, []);
  };
  if (s.pages) s.pages.push(close);
  else t.after(close);
  await page.goto(s.url + address);
  if (settled) await page.waitForSelector("main");
  return page;
}

/* What axe-core calls serious or critical: "rule: target" each. axe runs in a world of its own, past the page's CSP. */
export async function serious(page) {
  const client = await page.context().newCDPSession(page);
  const { frameTree } = await client.send("Page.getFrameTree");
  const world = await client.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
  const evaluate = async (expression) => {
    const answer = await client.send("Runtime.evaluate", { expression, contextId: world.executionContextId, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
    return answer.result.value;
  };
  await evaluate(axe + ";0");
  const found = JSON.parse(await evaluate("axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.stringify(r.violations))"));
  return found
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.target.join(" ")} (${v.help})`));
}

/* Presses keys one after the other, as a person without a pointer does. `g` and what follows it are sent together: between them
 * the page allows no more than 1.5 s, which a busy machine may need. */
export async function keys(page, ...names) {
  if (names[0] === "g" && names.length === 2) await Promise.all(names.map((name) => page.keyboard.press(name)));
  else for (const name of names) await page.keyboard.press(name);
}

/* Waits until what is asked is true, or an assertion holds that throws until then. */
export async function until(ask) {
  for (const end = Date.now() + WAIT_MS; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      if ((await ask()) !== false) return;
      if (Date.now() > end) assert.fail(`never true: ${ask}`);
    } catch (fault) {
      if (Date.now() > end) throw fault;
    }
  }
}
