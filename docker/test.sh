#!/bin/sh
# Builds the image and tries it, a line a check: what is in it, health, a job, a tuning job, the end.
# Takes docker, podman or buildah, whichever works here, or IMAGE_ENGINE.
#
#     usage: docker/test.sh [--arch amd64|arm64] [TAG]
#
# The image of an architecture that is not this machine's is built and looked into, but not run:
# docker/test-arm64 runs what is in it. What cannot be tried here is skipped, and counted as that.
set -eu
cd "$(dirname "$0")/.."

version=$(sed -n 's/^AC_INIT(\[[^]]*\], \[\([^]]*\)\].*/\1/p' configure.ac)
base=docker.io/library/debian:bookworm-slim
work=$(mktemp -d)
passed=0
failed=0
skipped=0

# An image larger than this is a mistake: its binary is some 0.6 MB.
BYTES_MOST=1500000
# What it may keep in memory with its first job.
IDLE_KB_MOST=1024
# From starting it to a job that has SUCCEEDED; the profile fast makes that last 1.3 s.
FIRST_MS_MOST=2000
# What a stop may take, from the signal until the process is gone; an engine adds its own time.
STOP_MS_MOST=100
ENGINE_STOP_MS_MOST=1500

say() {
    printf 'image: %s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
        printf 'ok %d - %s\n' $((passed + failed + skipped)) "$1"
    else
        failed=$((failed + 1))
        printf 'not ok %d - %s: %s instead of %s\n' $((passed + failed + skipped)) "$1" "$2" "$3"
    fi
}

skip() {
    skipped=$((skipped + 1))
    printf 'ok %d - %s # SKIP %s\n' $((passed + failed + skipped)) "$1" "$2"
}

check_most() {
    if [ -n "$2" ] && [ "$2" -le "$3" ]; then
        check "$1 ($2, at most $3)" yes yes
    else
        check "$1" "$2" "at most $3"
    fi
}

now_ms() {
    date +%s%3N
}

# until_true COMMAND...: whether it comes true within ten seconds.
until_true() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 1000 ] || return 1
        sleep 0.01
    done
}

# A port that nobody listens on now.
free_port() {
    port=$((20000 + $$ % 20000))
    while curl -s -o /dev/null "http://127.0.0.1:$port/"; do
        port=$((port + 1))
    done
    printf '%s\n' "$port"
}

# The architecture as engines call it.
machine() {
    case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64 | arm64) echo arm64 ;;
    *) uname -m ;;
    esac
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

# --- with docker or podman --------------------------------------------------------------------------

# The two take the same words, but podman has to be told to keep the health check, podman 4.3 does not
# know what it runs on, and some machines can run its containers with runc only.
engine_build() {
    format=
    [ "$engine" != podman ] || format=--format=docker
    "$engine" build ${format:+"$format"} --platform "linux/$arch" --build-arg "BUILDPLATFORM=linux/$(machine)" \
        --build-arg "VERSION=$version" -f docker/Dockerfile -t "$tag" . >&2
}

engine_inspect() {
    "$engine" image inspect -f "$1" "$tag"
}

# One layer, listed without running anything: there is no shell in there that could.
engine_files() {
    scratch=$("$engine" create --platform "linux/$arch" "$tag")
    "$engine" export "$scratch" | tar -tf - | grep -v '/$' | grep -vE '^(dev|etc|proc|sys|run)/|^\.dockerenv$'
    "$engine" rm "$scratch" >/dev/null
}

# Modest limits, as a restricted machine may not raise its own.
engine_start() {
    container=
    for runtime in '' runc; do
        [ -z "$runtime" ] || command -v "$runtime" >/dev/null || continue
        container=$("$engine" run -d ${runtime:+--runtime "$runtime"} --network=host \
            --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --read-only --cap-drop=ALL \
            --security-opt=no-new-privileges -e ML_JOBS_EMULATOR_LISTEN=127.0.0.1 \
            -e "ML_JOBS_EMULATOR_PORT=$port" "$tag" 2>"$work/errors") && return
        [ -z "$container" ] || "$engine" rm -f "$container" >/dev/null
    done
    cat "$work/errors" >&2
    fail "$engine builds the image here but cannot run it; IMAGE_ENGINE=buildah may"
}

engine_healthcheck() {
    "$engine" exec "$container" /ml-jobs-emulator healthcheck
}

engine_pid() {
    "$engine" inspect -f '{{.State.Pid}}' "$container"
}

engine_stop() {
    "$engine" stop -t 5 "$container" >/dev/null
}

engine_code() {
    code=$("$engine" wait "$container")
}

engine_clean() {
    [ -z "${container:-}" ] || "$engine" rm -f "$container" >/dev/null 2>&1 || true
}

# --- with buildah alone -----------------------------------------------------------------------------

# For machines that may not run containers. The binary is started as the image says, as process 1 of a
# process namespace of its own, with the image as its root. The docker format, because the other drops
# the health check.
buildah_build() {
    export STORAGE_DRIVER="${STORAGE_DRIVER:-vfs}" BUILDAH_ISOLATION=chroot
    pull=
    ! buildah inspect --type image "$base" >/dev/null 2>&1 || pull=--pull-never
    buildah bud --format docker ${pull:+"$pull"} --platform "linux/$arch" \
        --build-arg "BUILDPLATFORM=linux/$(machine)" --build-arg "VERSION=$version" \
        -f docker/Dockerfile -t "$tag" . >&2
    container=$(buildah from --pull-never --platform "linux/$arch" "$tag")
    root=$(buildah mount "$container")
}

buildah_inspect() {
    case $1 in
    '{{.Size}}') stat -c %s "$root/ml-jobs-emulator" ;;
    *) buildah inspect --type image -f "$(printf '%s' "$1" | sed -E 's/\.(Config|Architecture)/.Docker.\1/')" "$tag" ;;
    esac
}

buildah_files() {
    (cd "$root" && find . -type f | sed 's|^\./||')
}

buildah_start() {
    command -v unshare >/dev/null || fail 'needs unshare (Debian package util-linux)'
    ML_JOBS_EMULATOR_LISTEN=127.0.0.1 ML_JOBS_EMULATOR_PORT=$port unshare --fork --pid --kill-child \
        chroot --userspec=65534:65534 "$root" /ml-jobs-emulator >"$work/out" 2>&1 &
    started=$!
    until_true read_inner || fail "it did not start: $(cat "$work/out")"
}

read_inner() {
    inner=$(cat "/proc/$started/task/$started/children")
    inner=${inner% }
    [ -n "$inner" ]
}

buildah_healthcheck() {
    ML_JOBS_EMULATOR_PORT=$port chroot --userspec=65534:65534 "$root" /ml-jobs-emulator healthcheck
}

buildah_pid() {
    echo "$inner"
}

buildah_code() {
    code=0
    wait "$started" || code=$?
}

buildah_clean() {
    [ -z "${container:-}" ] || buildah rm "$container" >/dev/null
}

# --- what is tried ----------------------------------------------------------------------------------

field() {
    sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p" | head -n 1
}

job_is() {
    [ "$(curl -sS "$url/v1/projects/p/jobs/$1" | field state)" = "$2" ]
}

# status NAME: of the process. An engine in a virtual machine of its own shows none.
status() {
    sed -n "s/^$1:[[:space:]]*\([0-9]*\).*/\1/p" "/proc/$pid/status" 2>/dev/null || true
}

# Ended is ended, even if nobody has asked for its status yet.
is_gone() {
    read -r _ _ state _ <"/proc/$pid/stat" || return 0
    [ "$state" = Z ]
}

try_image() {
    check_most 'its size in bytes' "$("${kind}_inspect" '{{.Size}}')" "$BYTES_MOST"
    check 'it is made for what was asked' "$("${kind}_inspect" '{{.Architecture}}')" "$arch"
    check 'it holds one file, and so no shell' "$("${kind}_files")" ml-jobs-emulator
    check 'it does not run as root' "$("${kind}_inspect" '{{.Config.User}}')" 65534:65534
    check 'it names its port' "$("${kind}_inspect" '{{.Config.ExposedPorts}}' | grep -o '8090/tcp')" 8090/tcp
    check 'it can be reached from outside' \
        "$("${kind}_inspect" '{{.Config.Env}}' | grep -o 'ML_JOBS_EMULATOR_LISTEN=[0-9.]*')" \
        ML_JOBS_EMULATOR_LISTEN=0.0.0.0
    check 'it has a health check' "$("${kind}_inspect" '{{index .Config.Healthcheck.Test 1}}')" /ml-jobs-emulator
    check 'it names its version' \
        "$("${kind}_inspect" '{{index .Config.Labels "org.opencontainers.image.version"}}')" "$version"
}

# What somebody waits for who has the image: the first job, asked for as soon as anything answers.
try_first() {
    begun=$(now_ms)
    "${kind}_start"
    until_true curl -sSf -d @fixtures/requests/container.json "$url/v1/projects/p/jobs" &&
        until_true job_is "$first" SUCCEEDED && ended=yes || ended=no
    taken=$(($(now_ms) - begun))
    check 'a job comes to its end' "$ended" yes
    check_most 'ms from the image to the first SUCCEEDED' "$taken" "$FIRST_MS_MOST"
}

try_start() {
    until_true "${kind}_healthcheck" && healthy=yes || healthy=no
    check 'it becomes healthy, where it can write nothing' "$healthy" yes
    pid=$("${kind}_pid")
    if [ -z "$(status Uid)" ]; then
        skip 'it runs as nobody' 'its process cannot be seen from here'
        skip 'kB in memory with its first job' 'its process cannot be seen from here'
        return
    fi
    check 'it runs as nobody' "$(status Uid)" 65534
    check_most 'kB in memory with its first job' "$(status VmRSS)" "$IDLE_KB_MOST"
}

try_jobs() {
    curl -sS -d @fixtures/tuning/mnist.json "$url/v1/projects/p/jobs" >/dev/null
    until_true job_is tune_mnist SUCCEEDED && ended=yes || ended=no
    check 'a tuning job comes to its end' "$ended" yes
    check 'with all its trials' \
        "$(curl -sS "$url/v1/projects/p/jobs/tune_mnist" | field completedTrialCount)" 20
}

# Process 1 of a namespace gets no signal that it has no handler for. Where it can be reached, the signal
# goes to the process itself, as what an engine does beside that takes longer.
try_end() {
    most=$STOP_MS_MOST
    begun=$(now_ms)
    if kill -TERM "$pid" 2>/dev/null; then
        until_true is_gone || true
    else
        most=$ENGINE_STOP_MS_MOST
        "${kind}_stop"
    fi
    taken=$(($(now_ms) - begun))
    "${kind}_code"
    check 'SIGTERM ends it well' "$code" 0
    check_most 'ms to stop as process 1' "$taken" "$most"
}

arch=$(machine)
if [ "${1:-}" = --arch ]; then
    arch=${2:?usage: docker/test.sh [--arch amd64|arm64] [TAG]}
    shift 2
fi
suffix=
[ "$arch" = "$(machine)" ] || suffix=-$arch
tag=${1:-ml-jobs-emulator:$version$suffix}
engine=${IMAGE_ENGINE:-$(find_engine)}
say "with $engine"
kind=engine
[ "$engine" != buildah ] || kind=buildah
trap '"${kind}_clean"; rm -rf "$work"' EXIT
"${kind}_build"
first=$(sed -n 's/.*"jobId": *"\([^"]*\)".*/\1/p' fixtures/requests/container.json)
port=$(free_port)
url=http://127.0.0.1:$port
try_image
if [ "$arch" = "$(machine)" ]; then
    try_first
    try_start
    try_jobs
    try_end
else
    skip 'it runs' "this machine is $(machine); see docker/test-arm64"
fi
printf '1..%d\n%d passed, %d failed, %d skipped\n' $((passed + failed + skipped)) "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
