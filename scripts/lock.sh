#!/bin/sh
# Resolve requirements/*.in into hashed lock files for Python 3.10 and 3.11. Pass --upgrade to move to newer versions.
set -eu
cd "$(dirname "$0")/../requirements"
lock() {
    name=$1
    shift
    ../.venv/bin/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-annotate --no-header \
        --override overrides.txt --excludes excludes.txt "$name.in" --output-file "$name.lock" "$@"
}
lock uv "$@"
lock node "$@"
lock base "$@"
lock dev --constraint base.lock "$@"
