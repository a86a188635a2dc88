#!/bin/sh
# Builds build/plimsoll, optimised (the release preset).
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
step "build" build_preset release && ls -l build/plimsoll
