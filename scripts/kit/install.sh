#!/bin/sh
# Installs taskforce without a network; see README.txt.  sh install.sh [FOLDER]
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
for python in python3.13 python3.12 python3.11 python3 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" "$here/install.py" "$@"
    fi
done
echo "Python 3.11 atau lebih baru tidak ditemukan: pasang dulu." >&2
echo "Python 3.11 or newer was not found: install it first." >&2
exit 1
