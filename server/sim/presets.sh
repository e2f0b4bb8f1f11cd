#!/bin/sh
# Writes the C source that holds the files named, as bytes, to stdout: the presets of fixtures/scenarios
# travel inside the program. Needs od and awk only.
set -eu

printf '/* Made by server/sim/presets.sh from fixtures/scenarios: change the files there. */\n'
printf '#include "sim/presets.h"\n\n'
number=0
for file in "$@"; do
    printf 'static const unsigned char FILE_%d[] = {\n' "$number"
    # The program of awk is quoted so that the shell leaves it alone.
    # shellcheck disable=SC2016
    od -An -v -tu1 "$file" | "${AWK:-awk}" '{ gsub(/ +/, ", "); sub(/^, /, "    "); print $0 "," }'
    printf '};\n\n'
    number=$((number + 1))
done
printf 'const struct preset PRESETS[] = {\n'
number=0
for file in "$@"; do
    printf '    {"%s", FILE_%d, sizeof(FILE_%d)},\n' "${file##*/}" "$number" "$number"
    number=$((number + 1))
done
printf '};\n\nconst size_t PRESET_COUNT = sizeof(PRESETS) / sizeof(PRESETS[0]);\n'
