#!/bin/sh
# The peer of `make bench`: PySAL spopt 0.8 in an environment of its own, since it needs PuLP 3.
set -eu
cd "$(dirname "$0")/.."
exec 9>.venv-spopt.lock
flock 9   # two benches at a time would tear down each other's installation
[ -e .venv-spopt/ready ] && exit 0
rm -rf .venv-spopt
.venv/bin/python -m venv .venv-spopt
.venv-spopt/bin/pip install --quiet "spopt==0.8.*" "pulp==3.3.*"
touch .venv-spopt/ready
