# Sourced by the scripts of tools/: steps with their seconds, and the counts of ctest.

# step NAME COMMAND...: runs it, prints how long it took, keeps its status.
step() {
    step_name=$1
    shift
    printf '== %s\n' "$step_name"
    step_start=$(date +%s)
    step_status=0
    "$@" || step_status=$?
    printf -- '-- %s: %d s%s\n' "$step_name" $(($(date +%s) - step_start)) "$([ $step_status = 0 ] || echo ", FAILED")"
    return $step_status
}

# build_preset PRESET [TARGET...]: configures quietly and builds. The release preset lives in build/ itself.
build_preset() {
    preset=$1
    shift
    folder=build/$preset
    [ "$preset" != release ] || folder=build
    mkdir -p "$folder"
    cmake --preset "$preset" >"$folder/configure.log" 2>&1 || {
        cat "$folder/configure.log" >&2
        return 1
    }
    ninja -C "$folder" --quiet "$@"
}

# run_ctest DIR [ctest options]: runs the tests of a build and appends what ctest says to DIR/ctest.log.
run_ctest() {
    ctest_dir=$1
    shift
    rm -f "$ctest_dir/ctest.status"
    {
        ctest --test-dir "$ctest_dir" -j "${JOBS:-2}" --output-on-failure --no-tests=error "$@" 2>&1 </dev/null ||
            echo $? >"$ctest_dir/ctest.status"
    } | tee "$ctest_dir/ctest.log"
    [ ! -e "$ctest_dir/ctest.status" ]
}

# skipped LOG...: the names of the skipped tests.
skipped() {
    awk '/Test +#[0-9]+: / && /\*\*\*Skipped/ { sub(/.*Test +#[0-9]+: /, ""); print "  " $1 }' "$@"
}

# totals BROKEN LOG...: "N passed, N failed, N skipped", from the line that ctest prints for each test. BROKEN builds
# count as failed.
totals() {
    totals_broken=$1
    shift
    cat /dev/null "$@" | awk -v failed="$totals_broken" '
        /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
            if (/ Passed +[0-9.]+ sec/) passed++
            else if (/\*\*\*Skipped/) skipped++
            else failed++
        }
        END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }'
}
