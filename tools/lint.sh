#!/bin/sh
# Everything that is checked without running the program. Each check is one tools/lint_*.sh and can run alone.
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
status=0
step "layers" sh tools/lint_layers.sh || status=1
step "banned functions" sh tools/lint_banned.sh || status=1
step "opened before a return" sh tools/lint_opened.sh || status=1
step "headers compile alone" sh tools/lint_headers.sh || status=1
step "format" sh tools/lint_format.sh || status=1
step "paths of this machine" sh tools/lint_paths.sh || status=1
step "gcc, warnings are errors" build_preset dev -k 0 || status=1
step "clang, warnings are errors" sh tools/lint_clang.sh || status=1
step "symbols" sh tools/lint_symbols.sh || status=1
step "pure folders" sh tools/lint_pure.sh || status=1
step "sizes (a list, no verdict)" sh tools/lint_size.sh
[ $status = 0 ] && echo "lint: clean" || echo "lint: FAILED"
exit $status
