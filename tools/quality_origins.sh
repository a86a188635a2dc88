#!/bin/sh
# quality_origins.sh: how well independent origins are counted, over the labelled corpora that are there (docs/corroboration.md).
set -eu
cd "$(dirname "$0")/.."
python3 bench/corroboration/evaluate.py build/plimsoll --by-size ../shared/data/interop/corroboration tests/data/corroboration \
    gen:careful:101 gen:mixed:101 gen:hard:101
