# One server at a time, on a free port.
# shellcheck shell=bash

: "${server:?}" "${folder:?}"
pid=
url=

# serve OPTIONS: starts a server and sets url once it is ready.
serve() {
    local line
    rm -f "$folder/ready"
    mkfifo "$folder/ready"
    "$server" --port 0 "$@" >"$folder/ready" 2>"$folder/log" &
    pid=$!
    IFS= read -r line <"$folder/ready"
    url=${line##* }
    [ -n "$url" ] || {
        cat "$folder/log" >&2
        exit 1
    }
}

# stop: ends it; the status is the server's own.
stop() {
    local ended
    [ -n "$pid" ] || return 0
    kill "$pid" 2>/dev/null
    wait "$pid"
    ended=$?
    pid=
    return "$ended"
}
