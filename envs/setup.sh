#!/bin/sh
# Makes .venv from one of the locks, and finds or installs bedtools and Graphviz. Called by `make setup`.
#
#   sh envs/setup.sh cpu|gpu
#
# .venv/.packages-cpu (or -gpu) is a copy of the lock, written when all its packages are installed. A
# .venv without it is unfinished and is made again. .venv/.ready-cpu (or -gpu) is written when nothing
# is left to do.
set -eu

flavour=${1:-cpu}
cd "$(dirname "$0")/.."
lock=envs/requirements-$flavour.txt
packages=.venv/.packages-$flavour
ready=.venv/.ready-$flavour
bedtools_version=2.31.1

say() {
    printf 'setup: %s\n' "$*"
}

stop() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

can_be_root() {
    [ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2>/dev/null; }
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_install() {
    have apt-get && can_be_root || return 1
    say "installing $* with apt-get"
    set -- env DEBIAN_FRONTEND=noninteractive apt-get -qq --yes --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install "$@"
    # Package lists may be absent, as in a fresh container, or out of date.
    as_root "$@" >/dev/null 2>&1 || { as_root apt-get -qq update && as_root "$@" >/dev/null; }
}

conda_install() {
    for conda in mamba micromamba conda; do
        have "$conda" || continue
        say "installing bedtools and graphviz with $conda into .venv/conda"
        rm -rf .venv/conda
        "$conda" create --yes --quiet --prefix .venv/conda --override-channels \
            --channel conda-forge --channel bioconda \
            "bedtools=$bedtools_version" graphviz >/dev/null || return 1
        ln -sf ../conda/bin/bedtools ../conda/bin/dot ../conda/bin/tred .venv/bin/
        return
    done
    return 1
}

brew_install() {
    have brew || return 1
    say "installing $* with brew"
    brew install --quiet "$@"
}

# Sets `python` to the first interpreter that the locks support. For the interpreter of an active
# .venv, which may be removed, it takes the one that this .venv was made from.
find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
        python=$("$candidate" -c '
import sys
if not (3, 11) <= sys.version_info < (3, 14):
    sys.exit(1)
print(getattr(sys, "_base_executable", sys.executable))
' 2>/dev/null) && return
    done
    stop "Python 3.11, 3.12 or 3.13 is needed: install it, or name it with make setup PYTHON=/path/to/python3"
}

# Debian and Ubuntu have a part of the standard library in a separate package.
need_venv_module() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    apt_install "$package" && "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    stop "Python's venv module is missing: type 'sudo apt-get install --yes $package', then make again"
}

install_packages() {
    if cmp -s "$lock" "$packages"; then
        return
    fi
    if [ ! -f "$packages" ]; then
        find_python
        need_venv_module
        [ ! -e .venv ] || say "removing a .venv that is unfinished, or of the other kind"
        rm -rf .venv
        say "making .venv with $("$python" --version)"
        "$python" -m venv .venv
    fi
    rm -f "$packages"
    say "installing the packages of $lock (a few minutes at most on a usual connection)"
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input \
        --require-hashes --requirement "$lock"
    cp "$lock" "$packages.new"
    mv "$packages.new" "$packages"
}

# Sets `missing` to the system packages whose programs are not found.
find_missing() {
    missing=
    have bedtools || missing=bedtools
    { have dot && have tred; } || missing="$missing graphviz"
    missing=${missing# }
}

install_programs() {
    find_missing
    [ -n "$missing" ] || return 0
    # Unquoted, so that the names of packages become separate words.
    # shellcheck disable=SC2086
    apt_install $missing || conda_install || brew_install $missing || true
    wanted=$missing
    find_missing
    [ -n "$missing" ] || return 0
    if have apt-get; then
        stop "$missing not found: type 'sudo apt-get install --yes $missing', then make again"
    fi
    stop "$wanted not found, nor conda to install it: put it on PATH (the bioconda package bedtools, the conda-forge package graphviz), then make again"
}

case $flavour in
    cpu | gpu) ;;
    *) stop "unknown flavour '$flavour': cpu or gpu" ;;
esac
rm -f .venv/.ready-*
install_packages
.venv/bin/python envs/link_package.py
# Programs installed by conda are linked there.
PATH=$PWD/.venv/bin:$PATH
install_programs
touch "$ready"
say "ready: .venv ($flavour)"
