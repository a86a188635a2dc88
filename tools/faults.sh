#!/bin/sh
# Every single operation of init, import, rebuild, watch, filing and erasing fails once, and loses the machine once (tests/fault): some minutes.
set -eu
cd "$(dirname "$0")/.."
cmake --preset dev >/dev/null
cmake --build build/dev --target plimsoll plimsoll_fault
sh tests/fault/lists.sh build/dev/plimsoll build/dev/libplimsoll_fault.so 1
sh tests/fault/undetected.sh build/dev/plimsoll build/dev/libplimsoll_fault.so 1
sh tests/fault/filing.sh build/dev/plimsoll build/dev/libplimsoll_fault.so 1
sh tests/fault/release.sh build/dev/plimsoll build/dev/libplimsoll_fault.so 1
sh tests/fault/live.sh build/dev/plimsoll build/dev/libplimsoll_fault.so 1
exec sh tests/fault/run.sh build/dev/plimsoll build/dev/libplimsoll_fault.so 1
