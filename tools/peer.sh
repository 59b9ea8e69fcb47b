#!/bin/sh
# Make .venv-NAME with what a peer of `make bench` needs, apart from our own: peer.sh NAME PACKAGE...
# Where it is there already, nothing is done.
set -eu
cd "$(dirname "$0")/.."
home=.venv-$1
shift
exec 9>"$home.lock"
flock 9   # two benches at a time would tear down each other's installation
[ -e "$home/ready" ] && exit 0
rm -rf "$home"
.venv/bin/python -m venv "$home"
"$home/bin/pip" install --quiet "$@"
touch "$home/ready"
