#!/bin/sh
# Put everything that the image installs into dist/docker: the pinned dependencies, compared with their hashes, and the
# wheels of the hub and its plugins. Needs a way to a package index; the build of the image then needs none.
set -eu
cd "$(dirname "$0")/.."
python=${VENV:-.venv}/bin/python
target=dist/docker
rm -rf "$target"
sh scripts/build_wheels.sh "$target" >/dev/null
"$python" -m pip wheel --quiet --disable-pip-version-check --no-input --no-deps --require-hashes \
    --wheel-dir "$target" -r constraints/kafka.txt
ls "$target" | wc -l
