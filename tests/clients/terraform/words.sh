# The words that the checks in `jobs` are written in: servers, folders, and what Terraform does and says.
# shellcheck shell=bash

: "${here:?}" "${url:?}" "${work:?}" "${terraform:?}"
examples=$here/../../../fixtures/terraform
pid=

# --- servers ----------------------------------------------------------------------------------------

stop() {
    [ -n "$pid" ] || return 0
    kill "$pid"
    wait "$pid"
    check "the server with $options ended well" $? 0
    pid=
}

# serve OPTIONS: another server than the one we were given, in place of the last.
serve() {
    local line
    stop
    options="$*"
    rm -f "$work/ready"
    mkfifo "$work/ready"
    "${SERVER:?}" --port 0 "$@" >"$work/ready" 2>"$work/log" &
    pid=$!
    IFS= read -r line <"$work/ready"
    url=${line##* }
}

# job_text ID: the job as the server has it.
job_text() {
    curl -sS "$url/v1/projects/$project/jobs/$1"
}

# input_text: the trainingInput of the job on stdin, which is indented by two.
input_text() {
    sed -n '/^  "trainingInput"/,/^  }/p'
}

# --- folders ----------------------------------------------------------------------------------------

# enter NAME EXAMPLE: a folder and a project of that name, with one of fixtures/terraform.
enter() {
    mkdir "$work/$1"
    cd "$work/$1" || exit 1
    project=$1
    cp "$examples/$2/main.tf" .
    provider ''
    tf init
}

# provider LINES: has the provider go to our server, whatever main.tf says, and with these lines more.
provider() {
    printf 'provider "google" {\n  project = "%s"\n  ml_engine_custom_endpoint = "%s/v1/"\n  %s\n}\n' \
        "$project" "$url" "$1" >override.tf
}

# resource TEXT: another resource in place of the example's.
resource() {
    sed -i '/^resource/,$d' main.tf
    printf 'resource "google_ml_engine_job" "default" {\n%s\n}\n' "$1" >>main.tf
}

# --- Terraform --------------------------------------------------------------------------------------

tf() {
    "$terraform" "$1" -no-color "${@:2}" >"$work/said" 2>&1
}

apply() {
    tf apply -auto-approve
}

destroy() {
    tf destroy -auto-approve
}

# changes: 0 when a plan has no diff, 2 when it has one.
changes() {
    tf plan -detailed-exitcode
    printf '%s' $?
}

# What Terraform said, on one line and without the frame around errors.
said() {
    LC_ALL=C sed 's/^\xe2\x94\x82//' "$work/said" | tr -s ' \n' ' '
}

# shows WHAT TEXT: Terraform said TEXT.
shows() {
    local text
    text=$(said)
    case $text in
    *"$2"*) check "$1" "$2" "$2" ;;
    *) check "$1" "$text" "$2" ;;
    esac
}

# value EXPRESSION: its value by the state; strings stand in quotes.
value() {
    "$terraform" console <<<"$1" 2>&1
}

job_value() {
    value "google_ml_engine_job.default.$1"
}

kept() {
    "$terraform" state list
}
