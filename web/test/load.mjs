/* Modules of the page for tests: bundled by esbuild for node, because Node 18 reads no TypeScript. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const src = path.join(path.dirname(fileURLToPath(import.meta.url)), "../src");

/* Several at once share what the page has once (session, language). */
export async function load(...files) {
  const result = await build({
    stdin: { contents: files.map((file) => `export * from ${JSON.stringify("./" + file)};`).join("\n"), resolveDir: src },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "error",
  });
  return import("data:text/javascript;base64," + Buffer.from(result.outputFiles[0].text).toString("base64"));
}
