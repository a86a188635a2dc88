#!/bin/sh
# Builds build/plimsoll and build/plimsoll-verify, optimised (the release preset).
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
step "build" build_preset release && ls -l build/plimsoll build/plimsoll-verify
