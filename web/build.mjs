/* Builds the page: node build.mjs OUT [--dev]. Writes OUT/index.html, app.<hash>.js, app.<hash>.css and icon.svg, plain
 * (tools/web.sh compresses them), and prints their sizes. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(here, "dist"));
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
const names = {};
let total = 0;
for (const file of result.outputFiles) {
  const kind = path.extname(file.path).slice(1);
  const hash = createHash("sha256").update(file.contents).digest("hex").slice(0, 16);
  names[kind] = `app.${hash}.${kind}`;
  writeFileSync(path.join(out, names[kind]), file.contents);
  const packed = gzipSync(file.contents, { level: 9 }).length;
  total += packed;
  console.log(`${names[kind]}: ${file.contents.length} bytes, ${packed} compressed`);
}
const page = readFileSync(path.join(here, "index.html"), "utf8")
  .replace("@CSS@", "/" + names.css)
  .replace("@JS@", "/" + names.js);
writeFileSync(path.join(out, "index.html"), page);
writeFileSync(path.join(out, "icon.svg"), readFileSync(path.join(here, "icon.svg")));
if (process.argv.includes("--meta")) writeFileSync(path.join(out, "meta.json"), JSON.stringify(result.metafile));
const LIMIT = 180 * 1024;
console.log(`page: ${total} bytes compressed of at most ${LIMIT}`);
if (!dev && total > LIMIT) {
  console.error("the page is larger than it may be (180 KB compressed): see --meta");
  process.exit(1);
}
