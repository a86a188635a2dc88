/* Builds the page: node build.mjs OUT [COAST] [--dev] [--meta]. Writes OUT/*.gz (gzip 9, no name, no time: always the same
 * bytes) and OUT/asset_table.h, which src/http/asset.c includes; prints their sizes. --dev: not minified, with a map. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { build } from "esbuild";

const LIMIT = 180 * 1024; /* JavaScript, CSS and the words of one language, compressed */
const COAST_LIMIT = 450 * 1024;
const here = path.dirname(fileURLToPath(import.meta.url));
const [outArg, coast] = process.argv.slice(2).filter((a) => !a.startsWith("--"));
const out = path.resolve(outArg ?? path.join(here, "dist"));
const dev = process.argv.includes("--dev");

const result = await build({
  entryPoints: [path.join(here, "src/main.tsx")],
  bundle: true,
  write: false,
  outdir: out,
  format: "esm",
  target: "es2021",
  minify: !dev,
  sourcemap: dev ? "inline" : false,
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
  metafile: true,
  absWorkingDir: here,
  define: { "process.env.NODE_ENV": dev ? '"development"' : '"production"' },
});

mkdirSync(out, { recursive: true });
for (const old of readdirSync(out)) if (old.endsWith(".gz")) rmSync(path.join(out, old));
const rows = [];
const TYPES = { html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", svg: "image/svg+xml", bin: "application/octet-stream", json: "application/json" };

/* Adds an asset; hashed: its name carries the hash. Returns its address and its compressed size. */
function add(name, bytes, hashed) {
  const hash = createHash("sha256").update(bytes).digest("hex");
  const kind = path.extname(name).slice(1);
  const file = hashed ? name.replace(/\.[^.]*$/, "") + "." + hash.slice(0, 16) + "." + kind : name;
  const packed = gzipSync(bytes, { level: 9 });
  packed[9] = 3; /* "system" of gzip: the same everywhere */
  writeFileSync(path.join(out, file + ".gz"), packed);
  const address = hashed ? "/assets/" + file : name === "index.html" ? "/" : "/" + file;
  rows.push({ address, type: TYPES[kind], hash: hash.slice(0, 32), immutable: hashed, file: path.join(out, file + ".gz"), n: packed.length });
  return { address, n: packed.length };
}

const added = {};
let total = 0;
for (const file of result.outputFiles) {
  const kind = path.extname(file.path).slice(1);
  const { address, n } = add("app." + kind, file.contents, true);
  added[kind] = address;
  total += n;
}
/* What draws vector tiles: loaded where the server has an archive of such. */
const drawing = await build({ entryPoints: [path.join(here, "src/map/vector.ts")], bundle: true, write: false, format: "esm", target: "es2021", minify: !dev, charset: "utf8", logLevel: "warning" });
const vector = add("vector.js", drawing.outputFiles[0].contents, true);
/* The words, a file for each language: the page loads the one that is read. */
const table_of_words = await build({ entryPoints: [path.join(here, "src/text/index.ts")], bundle: true, write: false, format: "esm", logLevel: "warning" });
const { WORDS } = await import("data:text/javascript;base64," + Buffer.from(table_of_words.outputFiles[0].text).toString("base64"));
const words = ["en", "ko"].map((language, i) => {
  const text = JSON.stringify(Object.fromEntries(Object.entries(WORDS).filter(([key]) => i || !/^(said|within):/.test(key)).map(([key, pair]) => [key, pair[i]])));
  return { language, ...add(`words-${language}.json`, Buffer.from(text), true) };
});
total += Math.max(...words.map((w) => w.n));
let coastSize = 0;
let coastAddress = "";
if (coast && existsSync(coast)) {
  const { address, n } = add("coast.bin", readFileSync(coast), true);
  coastAddress = address;
  coastSize = n;
}
add("icon.svg", readFileSync(path.join(here, "icon.svg")), false);
const page = readFileSync(path.join(here, "index.html"), "utf8").replace("@CSS@", added.css).replace("@JS@", added.js).replace("@COAST@", coastAddress).replace("@VECTOR@", vector.address).replace("@EN@", words[0].address).replace("@KO@", words[1].address);
add("index.html", Buffer.from(page), false);

const table = ["/* Made by web/build.mjs. */"];
rows.forEach((r, i) => {
  const file = JSON.stringify(r.file).slice(1, -1);
  table.push(`__asm__(".section .rodata\\n.balign 16\\npl_asset_${i}:\\n.incbin \\"${file}\\"\\n.previous\\n");`);
  table.push(`extern const unsigned char pl_asset_${i}[] __attribute__((visibility("hidden")));`);
});
table.push("const struct pl_asset pl_assets[] = {");
rows.forEach((r, i) => table.push(`    {"${r.address}", "${r.type}", "${r.hash}", ${r.immutable}, pl_asset_${i}, ${r.n}},`));
table.push("};", `const size_t pl_assets_n = ${rows.length};`, "");
if (process.argv.includes("--meta")) writeFileSync(path.join(out, "meta.json"), JSON.stringify(result.metafile));
console.log(`page: ${total} bytes of JavaScript, CSS and the words of one language compressed (at most ${LIMIT}), coastline ${coastSize} (at most ${COAST_LIMIT})`);
if (!dev && (total > LIMIT || coastSize > COAST_LIMIT)) {
  console.error("the page is larger than it may be; node build.mjs OUT --meta says what is in it");
  process.exit(1);
}
writeFileSync(path.join(out, "asset_table.h"), table.join("\n"));
