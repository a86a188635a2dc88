# Verbs for people; CMake builds. `./dev VERB` first installs what a verb needs.
# PREFIX=/usr/local   FUZZ_SECONDS=60   JOBS=3 (tests at once: one more than there are processors, for some wait)
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60
JOBS ?= $(shell expr "$$(nproc)" + 1)
export FUZZ_SECONDS JOBS

.PHONY: help setup build check demo quality-origins bench bench-screen bench-web bench-api shots lint asan tsan fuzz mutants faults soak format install docs quality clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## install everything that any verb needs
	@./dev setup

build: ## build/plimsoll and build/plimsoll-verify, optimised
	@sh tools/build.sh

check: ## every test, plain and under ASan+UBSan
	@sh tools/check.sh

asan: ## every test under ASan+UBSan
	@sh tools/check.sh asan

tsan: ## the tests that use threads, under ThreadSanitizer
	@sh tools/tsan.sh

demo: build ## a case from an invented recording, and its leads
	@sh tools/demo.sh

quality: build ## recall and precision by type on a larger exercise
	@sh tools/quality.sh

quality-origins: build ## independent origins counted right, too high and too low on labelled corpora
	@sh tools/quality_origins.sh

bench: ## speed and memory beside gpsdecode
	@sh tools/bench.sh

bench-screen: ## speed and quality of screening beside pg_trgm and jellyfish
	@sh tools/bench_screen.sh

bench-web: build ## size and speed of the page in a browser
	@sh tools/bench_web.sh

bench-api: ## what the page asks of a case of REPORTS (50,000,000) reports
	@sh tools/bench_api.sh "$${REPORTS:-50000000}"

shots: build ## the README's pictures of the page, anew
	@sh tools/shots.sh

lint: ## layers, symbols, banned functions, headers, format, warnings
	@sh tools/lint.sh

fuzz: ## each fuzz target for FUZZ_SECONDS (0: replay the corpus)
	@sh tools/fuzz.sh

mutants: ## plant each fault of tests/mutants/ and see its test fail
	@sh tools/mutants.sh

faults: ## fail every single write and sync of init, import and rebuild, and lose power at each
	@sh tools/faults.sh

soak: build ## kill -9 of watch at random times, KILLS times (200): no event lost, none told twice
	@sh tests/fault/live_kill.sh build/plimsoll "$${KILLS:-200}"

format: ## clang-format on all C sources
	@find src tests fuzz bench tools -name '*.[ch]' -exec clang-format -i {} +

docs: build ## docs/reference from the program's tables
	@sh tools/docs.sh build/plimsoll docs/reference

install: build ## into PREFIX: program, manual, completion, data, licences
	@cmake --install build --prefix "$(PREFIX)"

clean: ## remove build/ and demo-case/
	@rm -rf build demo-case
