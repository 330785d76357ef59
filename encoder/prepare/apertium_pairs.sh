#!/bin/sh
# apertium_pairs.sh MODE FROM TO FILE.tsv.gz...: machine-translates the FROM sentences of pair files with
# Apertium and prints `TO<TAB>translation<TAB>English`. Sentences with many unknown words are left out.
mode=$1 from=$2 to=$3; shift 3
t=$(mktemp -d)
zcat "$@" | awk -F'\t' -v l="$from" '$1 == l && length($2) < 400' | head -n 7500 > "$t/in"
cut -f2 "$t/in" | sed 's/$/\n/' | apertium -f txt "$mode" | awk 'NR % 2 == 1' > "$t/out"
cut -f3 "$t/in" | paste "$t/out" - | awk -F'\t' -v l="$to" '
  $1 != "" { u = gsub(/[*@#]/, "", $1); n = split($1, w, " "); if (u <= 0.12 * n + 1) print l "\t" $1 "\t" $2 }'
rm -r "$t"
