#!/bin/sh
# The second half of `make demo`: builds the page and opens it on the CSTO case.
# On a terminal it serves until Ctrl-C; elsewhere it says how, and ends.
set -eu
go=$1
cd "$(dirname "$0")/.."
echo
echo "--- The page: the same in a browser"
if ! tools/page.sh build; then
	echo "Everything above works without it."
	exit 0
fi
# Built again, so that the binary holds the page.
"${MAKE:-make}" --no-print-directory GO="$go" bin/casus
echo "\$ casus serve cases/csto"
if [ -t 1 ] && [ -z "${CI:-}" ]; then
	exec bin/casus serve cases/csto
fi
echo "The page is built. To see it:"
echo
echo "    bin/casus serve cases/csto"
echo
echo "and open http://127.0.0.1:7070"
