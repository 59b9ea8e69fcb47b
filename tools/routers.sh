#!/bin/sh
# The peers of travel in `make bench`, in an environment of their own: igraph is GPL, and OSRM brings
# fifty megabytes of programs that the package itself never calls.
set -eu
cd "$(dirname "$0")/.."
exec 9>.venv-routers.lock
flock 9   # two benches at a time would tear down each other's installation
[ -e .venv-routers/ready ] && exit 0
rm -rf .venv-routers
.venv/bin/python -m venv .venv-routers
.venv-routers/bin/pip install --quiet "igraph==1.0.*" "networkit==11.*" "pyroutingkit==0.2.*" \
  "osrm-bindings==26.10.*"
touch .venv-routers/ready
