#!/bin/sh
# plain build only
# web/verify.html: what it says of seeds of the bundle fuzzer, whole and with single bits flipped, in node and in
# Chromium from disk; and that it can reach nothing.
set -u
page=$(realpath web/verify.html)
seed=$(realpath fuzz/corpus/bundle/world0.tar)
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-page.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
grep -q "content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'" "$page" || fail "no policy that keeps it from the network"
grep -nE '(src|href)=|https?://|fetch\(|XMLHttpRequest|WebSocket|import\(' "$page" && fail "the page reaches out"
command -v node >/dev/null || { echo "SKIP: without node: what the page computes"; [ $failures -eq 0 ] && exit 77; exit 1; }
sed -n '/<script id="core">/,/<\/script>/p' "$page" | sed '1d;$d' >"$work/core.js"
cat >"$work/run.js" <<'J'
const fs = require("fs"), vm = require("vm");
if (!globalThis.crypto) globalThis.crypto = require("crypto").webcrypto;
vm.runInThisContext(fs.readFileSync(process.argv[2], "utf8") + "\nglobalThis.verifyBundle = verifyBundle; globalThis.Malformed = Malformed;");
(async () => {
  const good = new Uint8Array(fs.readFileSync(process.argv[3])), why = [];
  const plain = await verifyBundle(good, "");
  if (plain.holds !== null) why.push("it holds without trust: " + JSON.stringify(plain));
  const kept = await verifyBundle(good, plain.fingerprint);
  if (kept.holds !== true) why.push("it does not hold: " + JSON.stringify(kept));
  if ((await verifyBundle(good, "0".repeat(64))).holds !== null) why.push("another fingerprint is trusted");
  let turned = 0, seen = 0;
  for (let i = 0; i < good.length; i += 3) { /* a bit of every third byte */
    const bad = good.slice();
    bad[i] ^= 1 << (i % 8);
    try { seen += (await verifyBundle(bad, plain.fingerprint)).holds === true; }
    catch (e) { if (!(e instanceof Malformed) && !(e instanceof TypeError)) why.push(`byte ${i}: ${e}`); }
    turned++;
  }
  for (let n = 0; n < good.length; n += 211) {
    try { await verifyBundle(good.slice(0, n), ""); why.push(`cut at ${n}: read`); } catch (e) { if (!(e instanceof Malformed)) why.push(`cut at ${n}: ${e}`); }
  }
  if (process.argv[4]) { const r = await verifyBundle(new Uint8Array(fs.readFileSync(process.argv[4])), ""); if (!r.parts.some((p) => p.text.includes("withdraws entry 4"))) why.push("no withdrawal told"); }
  console.log(`${turned} bits turned, ${seen} of them unseen, fingerprint ${plain.fingerprint}`);
  if (seen > 0) why.push("bits may turn unseen");
  if (why.length > 0) { console.log(why.slice(0, 5).join("\n")); process.exit(1); }
})();
J
node "$work/run.js" "$work/core.js" "$seed" "$(dirname "$seed")/world3.tar" >"$work/out" 2>&1 || { fail "in node"; head -c 3000 "$work/out"; }
cat "$work/out" | head -n 2
# ---- the files of items
cat >"$work/items.js" <<'J'
const fs = require("fs"), vm = require("vm");
if (!globalThis.crypto) globalThis.crypto = require("crypto").webcrypto;
vm.runInThisContext(fs.readFileSync(process.argv[2], "utf8") + "\nglobalThis.verifyBundle = verifyBundle; globalThis.Malformed = Malformed; globalThis.readArchive = readArchive; globalThis.header = header;");
const pack = (files) => Buffer.concat([...files].sort((a, b) => (a[0] < b[0] ? -1 : 1)).flatMap(([n, b]) => [header(n, b.length), b, Buffer.alloc((512 - (b.length % 512)) % 512)]).concat(Buffer.alloc(1024)));
(async () => {
  const good = new Uint8Array(fs.readFileSync(process.argv[3])), files = readArchive(good), why = [];
  const trust = (await verifyBundle(good, "")).fingerprint, names = [...files.keys()].filter((n) => n.startsWith("items/"));
  const kept = await verifyBundle(new Uint8Array(pack(files)), trust);
  if (kept.holds !== true) why.push("it does not hold: " + JSON.stringify(kept));
  for (const words of ["a stripped form is here; left behind: JFIF header", "here as it was kept", "withheld: cannot be stripped"])
    if (!kept.parts.some((p) => p.holds === true && p.text.includes(words))) why.push(`not told: ${words}`);
  const holds = async (change) => { const m = new Map(files); change(m); try { return (await verifyBundle(new Uint8Array(pack(m)), trust)).holds; } catch (e) { return e instanceof Malformed ? "malformed" : String(e); } };
  for (const name of names) { /* each left out, and each with a byte more */
    const gone = await holds((m) => m.delete(name));
    const alone = name.endsWith("note") && !files.has(name.replace("note", "file"));
    if (gone !== (alone ? true : name.endsWith("note") ? "malformed" : false)) why.push(`${name} left out: ${gone}`);
    if ([true, null].includes(await holds((m) => m.set(name, Buffer.concat([files.get(name), Buffer.from("x")]))))) why.push(`${name} may be longer`);
  }
  if (await holds((m) => m.set("items/name", Buffer.from("x"))) !== "malformed") why.push("a file of another name is taken");
  console.log(`${names.length} files of items`);
  if (why.length > 0 || names.length < 5) { console.log(why.join("\n")); process.exit(1); }
})();
J
node "$work/items.js" "$work/core.js" "$(dirname "$seed")/items.tar" >"$work/out.items" 2>&1 || { fail "items in node"; head -c 3000 "$work/out.items"; }
print=$(sed -n 's/.*fingerprint \([0-9a-f]*\)$/\1/p' "$work/out")
if command -v chromium >/dev/null; then
    { cat "$page"; printf '<pre id="got"></pre><script>const w=setInterval(()=>{for(let i=0;i<3e6;i++);},10);(async()=>{const b=Uint8Array.from(atob("%s"),c=>c.charCodeAt(0));const a=await verifyBundle(b,"%s");document.getElementById("got").textContent="ANSWER "+a.holds+" "+a.parts.length;clearInterval(w)})()</script>' "$(base64 -w 0 "$seed")" "$print"; } >"$work/page.html"
    # Its time is made up and passes while nothing is to be done: the timer keeps it busy while another thread computes hashes.
    timeout 300 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --virtual-time-budget=8000 --dump-dom "file://$work/page.html" >"$work/dom" 2>/dev/null
    grep -q 'ANSWER true' "$work/dom" || { fail "in Chromium from disk"; grep -o 'ANSWER[^<]*' "$work/dom"; }
else
    echo "not looked at without Chromium: the page from disk"
fi
[ $failures -eq 0 ] && echo "verify.html: all as it should be"
[ $failures -eq 0 ]
