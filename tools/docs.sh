#!/bin/sh
# docs.sh PROGRAM FOLDER: writes the pages of FOLDER that are generated from the program's tables.
set -eu
"$1" help --markdown >"$2/cli.md"
"$1" help --errors >"$2/errors.md"
"$1" help --http >"$2/http.md"
