# What the scripts of one client share. A script prints `ok - what`, `not ok - what` or
# `ok - what # SKIP why`; tests/clients/run numbers and counts them.
# shellcheck shell=bash

: "${client:?set it before this file is read}"
client_failures=0

# check WHAT GOT EXPECTED
check() {
    if [ "$2" = "$3" ]; then
        printf 'ok - %s: %s\n' "$client" "$1"
        return 0
    fi
    client_failures=$((client_failures + 1))
    printf 'not ok - %s: %s\n' "$client" "$1"
    printf 'expected: %s\ngot: %s\n' "$3" "$2" | sed 's/^/# /'
}

# field NAME: the value of a member of the JSON on stdin that stands on a line of its own.
field() {
    sed -n "s/^  *\"$1\": \"\\(.*\\)\",\\{0,1\\}\$/\\1/p" | head -n 1
}

finish() {
    [ "$client_failures" -eq 0 ]
}
