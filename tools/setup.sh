#!/bin/sh
# Make .venv with the newest fitting Python and install what is asked for: `run` or `test`.
# A stamp named after the project file and the constraints says that there is nothing to do.
set -eu
want=$1
cd "$(dirname "$0")/.."

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; }

find_python() {
  for name in python3 python3.14 python3.13 python3.12 \
    "$HOME"/.pyenv/versions/3.14*/bin/python3 "$HOME"/.pyenv/versions/3.13*/bin/python3 \
    "$HOME"/.pyenv/versions/3.12*/bin/python3; do
    if command -v "$name" >/dev/null 2>&1 && fits "$name"; then echo "$name"; return; fi
  done
  echo "planner needs Python 3.12 or newer: install python3.12 (or later) and run make again" >&2
  exit 2
}

stamp=.venv/.ready-$want-$(cat pyproject.toml constraints.txt | cksum | cut -d' ' -f1)
[ -e "$stamp" ] && exit 0
if ! { [ -x .venv/bin/python ] && fits .venv/bin/python; }; then
  python=${PYTHON:-$(find_python)}
  echo "setting up .venv with $("$python" --version)"
  rm -rf .venv
  "$python" -m venv .venv
fi
pip=".venv/bin/python -m pip --disable-pip-version-check --quiet"
$pip install --upgrade 'pip>=25.1'
if [ "$want" = test ]; then
  $pip install --constraint constraints.txt --group dev --editable .
else
  $pip install --constraint constraints.txt --editable .
fi
rm -f .venv/.ready-"$want"-*
touch "$stamp"
