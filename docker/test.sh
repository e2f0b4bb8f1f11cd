#!/bin/sh
# Builds the image and tries it: it becomes healthy, does not run as root, and stops cleanly at SIGTERM.
# Takes docker, podman or buildah, whichever works here, or IMAGE_ENGINE.   usage: docker/test.sh [TAG]
set -eu
cd "$(dirname "$0")/.."

tag=${1:-ml-jobs-emulator:test}
base=docker.io/library/debian:bookworm-slim

say() {
    printf 'image: %s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

find_engine() {
    for name in docker podman; do
        if command -v "$name" >/dev/null && "$name" info >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
    command -v buildah >/dev/null || fail 'needs docker (with its daemon running), podman or buildah'
    echo buildah
}

# Asks until it is healthy, 10 seconds at most. The arguments are the question.
wait_healthy() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || return 1
        sleep 0.1
    done
}

# docker and podman take the same words, but podman has to be told to keep the health check. Modest
# limits, as a restricted machine may not raise its own; no network, as health is asked inside.
try_with_engine() {
    engine=$1
    format=
    [ "$engine" != podman ] || format=--format=docker
    "$engine" build ${format:+"$format"} -f docker/Dockerfile -t "$tag" .
    container=$("$engine" run -d --network=none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 \
        --read-only --cap-drop=ALL --security-opt=no-new-privileges "$tag") ||
        fail "$engine builds the image here but cannot run it; IMAGE_ENGINE=buildah may"
    trap '"$engine" rm -f "$container" >/dev/null' EXIT
    wait_healthy "$engine" exec "$container" ml-jobs-emulator healthcheck || fail 'it did not become healthy'
    [ "$("$engine" exec "$container" id -u)" -ne 0 ] || fail 'it runs as root'
    "$engine" stop -t 5 "$container" >/dev/null
    status=$("$engine" inspect -f '{{.State.ExitCode}}' "$container")
    [ "$status" -eq 0 ] || fail "SIGTERM ended it with status $status"
    "$engine" image inspect -f '{{.Size}} bytes' "$tag"
}

# buildah alone, for machines that may not run containers: a changed root is all it needs. The docker
# format, because the other one drops the health check.
try_with_buildah() {
    export STORAGE_DRIVER="${STORAGE_DRIVER:-vfs}" BUILDAH_ISOLATION=chroot
    pull=
    ! buildah inspect --type image "$base" >/dev/null 2>&1 || pull=--pull-never
    buildah bud --format docker ${pull:+"$pull"} -f docker/Dockerfile -t "$tag" .
    container=$(buildah from --pull-never "$tag")
    trap 'buildah rm "$container" >/dev/null' EXIT
    # The script is for the shell in there.
    # shellcheck disable=SC2016
    buildah run --user 65534:65534 "$container" -- /bin/sh -ec '
        [ "$(id -u)" -ne 0 ]
        ml-jobs-emulator &
        server=$!
        tries=0
        until ml-jobs-emulator healthcheck; do
            tries=$((tries + 1))
            [ "$tries" -lt 100 ]
            sleep 0.1
        done
        kill -TERM "$server"
        wait "$server"' || fail 'it did not become healthy, or did not stop cleanly'
    buildah images --format '{{.Size}}' "$tag"
}

engine=${IMAGE_ENGINE:-$(find_engine)}
say "with $engine"
if [ "$engine" = buildah ]; then
    try_with_buildah
else
    try_with_engine "$engine"
fi
say 'ok'
