# What the checks share. Each is called as CHECK [ROOT] and looks at the tree under ROOT, the project
# by default; it prints file:line and what is wrong, and ends with status 1 when it printed anything.
# shellcheck shell=bash

set -euo pipefail
lint_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lint_root=${1:-$(cd "$lint_folder/../.." && pwd)}
cd "$lint_root"

# The C files of the folders named.
c_files() {
    local folder
    for folder in "$@"; do
        [ ! -d "$folder" ] || find "$folder" -name '*.[ch]' -type f
    done | sort
}

# Every file of the project that a release or a commit may hold.
project_files() {
    if [ -e .git ]; then
        git ls-files --cached --others --exclude-standard --deduplicate
    else
        find . -type f -not -path './build/*' | sed 's,^\./,,'
    fi | while IFS= read -r file; do
        [ ! -f "$file" ] || printf '%s\n' "$file"
    done
}

# code_lines FILE...: FILE:LINE:CODE of every line, without comments and literals.
code_lines() {
    local file
    for file in "$@"; do
        awk -f "$lint_folder/strip.awk" "$file" | awk -v file="$file" '{ print file ":" NR ":" $0 }'
    done
}

# Ends a check: stdin is what it found.
verdict() {
    local found
    found=$(cat)
    [ -z "$found" ] && exit 0
    printf '%s\n' "$found"
    exit 1
}

# A check without its tool has checked nothing.
need_tool() {
    command -v "$1" >/dev/null && return 0
    printf '%s is missing: ./dev deps lint\n' "$1"
    exit 1
}
