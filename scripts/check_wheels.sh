#!/bin/sh
# Install nothing but the pinned run-time dependencies and the wheels of the folder named by the first argument into
# a new environment outside of the checkout, and run the main job there.
set -eu
cd "$(dirname "$0")/.."
wheels=$(cd "${1:-dist}" && pwd)
constraints=$(pwd)/constraints
python=$(pwd)/${VENV:-.venv}/bin/python
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT INT TERM
"$python" -m venv "$room/venv"
install() { "$room/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@"; }
install --require-hashes -r "$constraints/runtime.txt"
install --no-deps --no-index "$wheels"/*.whl
cd "$room"
PATH="$room/venv/bin:$PATH"
export PATH
unset PYTHONPATH
hub --version
hub schemas list >/dev/null
ONCE=1 hub demo </dev/null
echo "wheels: hub --version, hub schemas list, ONCE=1 hub demo: ok"
