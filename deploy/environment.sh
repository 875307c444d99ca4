#!/bin/sh
# Makes a virtual environment hold what a lock file says, and this project in editable form.
#   sh deploy/environment.sh FOLDER LOCKFILE STAMP
# The stamp is touched last. PYTHON chooses the interpreter of a new environment.
set -eu
venv=$1 lock=$2 stamp=$3
log=$venv/install.log
unfinished=$venv/unfinished # there while packages are being written: a run that was killed is begun anew

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        if is_new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail "Prohori needs Python 3.11 or newer, and ${PYTHON:-python3} is none: install it, or name one with make PYTHON=..."
}

make_venv() {
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python has no venv module: install it (Debian, Ubuntu: the package python3-venv) and run make again."
    echo "Making the environment $venv with $("$python" --version)."
    "$python" -m venv --clear "$venv" ||
        fail "The environment $venv cannot be made: is there space on the disk, and may you write here?"
}

# pip's own words go to the log; a person gets one sentence.
explain() {
    if grep -q -E 'DO NOT MATCH THE HASHES' "$log"; then
        fail "A package is not the one that $lock names (its hash differs), so nothing was installed. Details: $log"
    elif grep -q 'No space left on device' "$log"; then
        fail "The disk is full: the packages could not be installed. Details: $log"
    elif grep -q -E 'connection broken|establish a new connection|timed out|name resolution|ProxyError|SSLError' "$log"; then
        rm -f "$unfinished" # nothing was written yet
        fail "The package index cannot be reached: check the network (or set PIP_INDEX_URL) and run make again. Details: $log"
    fi
    fail "The packages could not be installed: $(grep '^ERROR' "$log" | tail -n 1). Details: $log"
}

if [ -e "$unfinished" ] || ! is_new_enough "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    make_venv
fi
echo "Installing the packages of $lock (the first time takes a minute or two)."
touch "$unfinished"
pip="$venv/bin/python -m pip --disable-pip-version-check --no-input --retries 2 install"
$pip --require-hashes -r "$lock" >"$log" 2>&1 || explain
$pip --no-deps --no-build-isolation -e . >>"$log" 2>&1 || explain
rm -f "$unfinished"
touch "$venv/$stamp"
