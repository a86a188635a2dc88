# Sourced by tests that start a server or wait for another process. A wait ends by its condition; the two minutes are for
# what never comes.

# wait_until COMMAND...: until it succeeds
wait_until() {
    waited=0
    until "$@" 2>/dev/null; do
        [ $waited -lt 2400 ] || return 1
        waited=$((waited + 1))
        sleep 0.05
    done
}

# start_server OPTION...: `serve` over $work/case on a port of the system's choice, once it answers at $url; its id is $server,
# what it says is in $work/log. Needs program, work and fail.
start_server() {
    : >"$work/url"
    "$program" -C "$work/case" serve "$@" >"$work/url" 2>"$work/log" &
    server=$!
    wait_until has_started || fail "the server does not start: $(cat "$work/log")"
    url=$(sed -n '1s|/$||p' "$work/url")
}
has_started() { grep -q '/$' "$work/url" || ! kill -0 "$server"; }

# no_writer: waits until nobody holds the lock of $work/case: a write outlives the server that was killed
no_writer() { flock -w 120 "$work/case/lock" true || fail "somebody writes to the case for ever"; }
