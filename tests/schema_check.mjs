/* schema_check.mjs OPENAPI NAME FILE...: does each file (JSON) hold to the schema of that name in the API's own description?
 * Status 77 where the checker (ajv, of web/) is not installed; 1 with what is wrong. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../web/package.json", import.meta.url));
let Ajv;
try {
  Ajv = require("ajv/dist/2020.js").default;
} catch {
  console.log("skipped: ajv is not installed in web/");
  process.exit(77);
}
const [openapi, ...asked] = process.argv.slice(2);
const api = JSON.parse(readFileSync(openapi, "utf8"));
const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema({ $id: "api", components: api.components });
let bad = 0;
for (let i = 0; i + 1 < asked.length; i += 2) {
  const [name, file] = [asked[i], asked[i + 1]];
  if (!api.components.schemas[name]) {
    console.log(`there is no schema ${name}`);
    bad++;
    continue;
  }
  const check = ajv.compile({ $ref: `api#/components/schemas/${name}` });
  if (!check(JSON.parse(readFileSync(file, "utf8")))) {
    console.log(`${file} is no ${name}: ${ajv.errorsText(check.errors).slice(0, 600)}`);
    bad++;
  }
}
process.exit(bad ? 1 : 0);
