#!/bin/sh
# Compile constraints/*.in into pinned, hashed files for every platform, without index addresses. Versions already
# pinned stay unless UPGRADE=1 or one is named: UPGRADE_PACKAGE=httpx make constraints
set -eu
cd "$(dirname "$0")/../constraints"
uv=${UV:-../.venv/bin/uv}
command -v "$uv" >/dev/null 2>&1 || uv=uv
command -v "$uv" >/dev/null 2>&1 || {
    echo "需要 uv：.venv/bin/pip install uv / uv is needed: .venv/bin/pip install uv" >&2
    exit 2
}
set -- --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --quiet
[ -n "${UPGRADE:-}" ] && set -- "$@" --upgrade
[ -n "${UPGRADE_PACKAGE:-}" ] && set -- "$@" --upgrade-package "$UPGRADE_PACKAGE"
# The later files take the pins of the earlier ones, so that all three can be installed into one environment.
"$uv" pip compile "$@" -c bounds.in runtime.in -o runtime.txt
"$uv" pip compile "$@" -c bounds.in -c runtime.txt dev.in -o dev.txt
"$uv" pip compile "$@" -c dev.txt build.in -o build.txt
"$uv" pip compile "$@" -c bounds.in -c dev.txt kafka.in -o kafka.txt
# Each peer of the bench on Kafka has an environment of its own, and pins of its own.
for peer in peers/*.in; do
    "$uv" pip compile "$@" "$peer" -o "${peer%.in}.txt"
done
