#!/bin/sh
# Makes a fresh machine ready: system packages, the Python environment .venv, the pinned libraries.
# Running it again is quick and changes nothing.
set -eu
cd "$(dirname "$0")/.."

stamp=.venv/setup.stamp # what was installed last: the requirements, word for word

find_python() {
    for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

environment_works() {
    .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python_packages() {
    environment_works && return
    python=$(find_python)
    if [ -z "$python" ]; then
        echo python3 python3-venv
    elif ! "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -c 'import sys; print("python{}.{}-venv".format(*sys.version_info))'
    fi
}

make_environment() {
    python=$(find_python)
    if [ -z "$python" ]; then
        echo "没有找到 Python 3.11 或更新的版本，请先安装，再运行 make setup。" >&2
        echo "Python 3.11 or newer was not found; install it and run make setup again." >&2
        exit 1
    fi
    "$python" -m venv --clear .venv
}

requirements() {
    cat requirements.txt requirements-dev.txt requirements-pictures.txt requirements-lake.txt
}

# shellcheck disable=SC2046  # a list of package names, one word each
setup/system.sh $(python_packages)

environment_works || make_environment

if ! requirements | cmp -s - "$stamp"; then
    echo "正在安装 Python 库 / installing the pinned Python libraries …"
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check \
        --require-hashes -r requirements-dev.txt
    # of rapidocr only the model is used: what else it asks for stays away
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --no-deps \
        --require-hashes -r requirements-pictures.txt
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check \
        --require-hashes -r requirements-lake.txt
    rm -f resources/names/phrases.tsv
fi
# how Chinese is read: the tables of a library, which itself would take a window 40 MB
[ resources/names/phrases.tsv -nt setup/readings.py ] || .venv/bin/python -m setup.readings
requirements >"$stamp"
echo "准备完成，可以运行 make run 或 make test / ready: make run, make test"
