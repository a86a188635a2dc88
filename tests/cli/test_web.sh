#!/bin/sh
# The page's types, its words in both languages, and its modules that draw nothing, in node.
set -u
for tool in node npm; do
    command -v $tool >/dev/null || {
        echo "skipped: $tool is not installed"
        exit 77
    }
done
[ -d web/node_modules/typescript ] || {
    echo "skipped: web/node_modules is not there (sh tools/web.sh makes it)"
    exit 77
}
cd web || exit 1
node node_modules/typescript/bin/tsc --noEmit || exit 1
node --test test/text.test.mjs test/pure.test.mjs test/report.test.mjs test/said.test.mjs
