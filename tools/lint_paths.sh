#!/bin/sh
# lint_paths.sh [ROOT]: no file of the project names a path of the machine it was written on.
set -eu
cd "${1:-.}"
pattern='(^|[^A-Za-z0-9_.])/(work|root|home/[a-z]+)/|[^A-Za-z0-9]farm-'
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    found=$(git grep -nIE "$pattern" -- . ':!tools/lint_paths.sh' || true)
else
    found=$(grep -rnIE --exclude-dir=build --exclude-dir=.git --exclude=lint_paths.sh "$pattern" . || true)
fi
[ -z "$found" ] || {
    printf '%s\n' "$found"
    exit 1
}
