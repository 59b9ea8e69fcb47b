#!/bin/sh
# The peer of `make bench`: PySAL spopt 0.8 in an environment of its own, since it needs PuLP 3.
exec "$(dirname "$0")/peer.sh" spopt "spopt==0.8.*" "pulp==3.3.*"
