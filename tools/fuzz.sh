#!/bin/sh
# Runs every fuzz target for the time given, one after the other.
set -eu
time=$1
grep -r --include='*_test.go' -o '^func Fuzz[A-Za-z0-9]*' . | sort | while IFS=: read -r file func; do
	echo "== ${func#func } in $(dirname "$file"), $time"
	go test -run '^$' -fuzz "^${func#func }\$" -fuzztime "$time" "$(dirname "$file")"
done
