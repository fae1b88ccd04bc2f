#!/bin/sh
# Makes a virtual environment in the folder named, with the first Python on this machine that is new enough.
# PYTHON=... chooses another one.
set -eu

folder=$1
candidates=${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}

with_modules() {
    for candidate in $candidates; do
        if "$candidate" -c "import sys$1; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

if [ -z "$(with_modules '')" ]; then
    echo "No Python of version 3.11 or later was found ($candidates). Install one, or say where it is: make PYTHON=/path/to/python3" >&2
    exit 1
fi
# Debian and Ubuntu package venv and ensurepip apart from Python.
if [ -z "$(with_modules ', ensurepip, venv')" ]; then
    sh "$(dirname "$0")/system-packages.sh" python3-venv 2>/dev/null
fi
python=$(with_modules ', ensurepip, venv')
if [ -z "$python" ]; then
    echo "This Python cannot make virtual environments. Run: sudo apt-get install python3-venv" >&2
    exit 1
fi
"$python" -m venv --clear "$folder"
