#!/bin/sh
# Build the hub's and every plugin's wheel into the folder named by the first argument, without network.
set -eu
cd "$(dirname "$0")/.."
target=${1:-dist}
python=${VENV:-.venv}/bin/python
rm -rf "$target"
mkdir -p "$target"
for project in . plugins/*/; do
    [ -f "$project/pyproject.toml" ] || continue
    "$python" -m build --wheel --no-isolation --outdir "$target" "$project" >"$target/build.log" 2>&1 || {
        cat "$target/build.log" >&2
        exit 1
    }
done
rm -f "$target/build.log"
ls "$target"
