#!/bin/sh
# lint_format.sh [ROOT]: all C sources are as clang-format 14 writes them (`make format`).
set -eu
cd "${1:-.}"
find src tests fuzz bench tools -name '*.[ch]' 2>/dev/null | LC_ALL=C sort | xargs clang-format --dry-run -Werror
