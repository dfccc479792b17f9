#!/bin/sh
# Install the locked requirements and Polemos itself into .venv.
#   requirements/install.sh run|dev
# PYTHON names the interpreter to build .venv with; python3 if not given.
set -eu
cd "$(dirname "$0")/.."
locked="requirements/$1.txt"
python="${PYTHON:-python3}"
venv="${VENV:-.venv}"

say() { printf 'polemos: %s\n' "$1" >&2; }

if [ ! -x "$venv/bin/python" ]; then
    if ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'
    then
        say "Python 3.11, 3.12 or 3.13 is needed; $python is another version or missing."
        say "Name one: make run PYTHON=/path/to/python3.12"
        exit 2
    fi
    say "creating $venv"
    "$python" -m venv "$venv"
fi

say "installing $locked, all packages checked by hash"
pip="$venv/bin/python -m pip install --quiet --disable-pip-version-check"
if $pip --require-hashes -r requirements/uv.txt; then
    install="$venv/bin/uv pip install --quiet --compile-bytecode --python $venv/bin/python"
else
    say "uv cannot be had here: pip does the work, which takes about a minute longer"
    install="$pip"
fi
# One after the other: hatchling only builds Polemos, which then needs no downloads.
$install --require-hashes -r requirements/build.txt
$install --require-hashes -r "$locked"
$install --no-deps --no-build-isolation --editable .
