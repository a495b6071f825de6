#!/bin/sh
# Prepare .venv from the pinned constraints: `bootstrap.sh runtime` is enough to run the hub, `bootstrap.sh dev` adds
# the tools of tests, checks and documentation. Does nothing when neither the constraints nor a pyproject changed.
set -eu
cd "$(dirname "$0")/.."

wanted=${1:-runtime}
venv=${VENV:-.venv}

say() { printf '%s\n' "$*" >&2; }

is_usable() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_usable "$PYTHON" && { echo "$PYTHON"; return; }
        say "PYTHON=$PYTHON 不可用，或低于 3.11。 / PYTHON=$PYTHON can't be run, or is older than 3.11."
        exit 2
    fi
    # Tried by running: a version manager leaves commands of versions that it doesn't offer here.
    for candidate in python3.13 python3.12 python3.11 python3; do
        is_usable "$candidate" && { echo "$candidate"; return; }
    done
    say "找不到 Python 3.11 或更高版本。请安装后再执行，或用 PYTHON=/路径/python3.11 指明。"
    say "No Python 3.11 or later was found. Install one and run again, or name it: make demo PYTHON=/path/to/python3.11"
    exit 2
}

fingerprint() {
    cat "constraints/build.txt" "constraints/$wanted.txt" pyproject.toml plugins/*/pyproject.toml 2>/dev/null | cksum
    "$venv/bin/python" -c 'import sys; print(sys.version, sys.prefix)'
}

if [ ! -x "$venv/bin/python" ] || ! is_usable "$venv/bin/python"; then
    python=$(find_python)
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        say "$python 缺少 venv 模块（Debian/Ubuntu：apt install python3-venv）。"
        say "$python has no venv module (Debian/Ubuntu: apt install python3-venv)."
        exit 2
    fi
    say "建立虚拟环境 $venv（$("$python" --version)）… / Creating the virtual environment …"
    "$python" -m venv "$venv"
fi

stamp="$venv/.bootstrapped-$wanted"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ]; then
    exit 0
fi

say "按固定版本安装依赖（首次约一分钟）… / Installing pinned dependencies (about a minute the first time) …"
install() { "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@"; }
hint() {
    say "安装依赖失败：请检查到软件包源的网络（或用 PIP_INDEX_URL、PIP_FIND_LINKS 指定内部源），再执行同一命令。"
    say "Installing failed: check the way to your package index (or name an inner one in PIP_INDEX_URL or"
    say "PIP_FIND_LINKS), then run the same command again."
    exit 2
}
install --require-hashes -r constraints/build.txt || hint
install --require-hashes -r "constraints/$wanted.txt" || hint

set -- -e .
for project in plugins/*/pyproject.toml; do
    [ -f "$project" ] && set -- "$@" -e "$(dirname "$project")"
done
install --no-deps --no-build-isolation --no-index "$@" || hint
fingerprint >"$stamp"
