#!/bin/sh
# tools/web.sh OUT [COAST]: builds the page of web/ into OUT/asset_table.h and what it names. What npm needs is installed once
# into web/node_modules, by web/package-lock.json. Where it cannot be had, an empty table: the program has the API alone.
set -eu
out=$1
coast=${2:-}
cd "$(dirname "$0")/../web"
mkdir -p "$out"
alone() {
    echo "web: $1: built with the API alone, without the page (when it is mended: rm $out/asset_table.h)" >&2
    printf '/* No page. */\nconst struct pl_asset pl_assets[1] = {{.path = ""}};\nconst size_t pl_assets_n = 0;\n' >"$out/asset_table.h"
    exit 0
}
command -v node >/dev/null && command -v npm >/dev/null || alone "node or npm is missing"
[ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 18')" = true ] || alone "node $(node --version) is older than 18"
exec 9>.lock # several builds of one tree
flock 9
want=$(sha256sum package-lock.json)
if [ "$(cat node_modules/.plimsoll 2>/dev/null || true)" != "$want" ]; then
    npm ci --prefer-offline --no-audit --no-fund --ignore-scripts >"$out/npm.log" 2>&1 </dev/null || {
        tail -n 3 "$out/npm.log" >&2
        alone "npm could not fetch what web/package-lock.json names"
    }
    printf '%s\n' "$want" >node_modules/.plimsoll
fi
node build.mjs "$out" $coast
