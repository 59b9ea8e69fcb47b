#!/bin/sh
# The peers of travel in `make bench`, in an environment of their own: igraph is GPL, and networkit is
# nothing that the package itself ever calls.
exec "$(dirname "$0")/peer.sh" routers "igraph==1.0.*" "networkit==11.*" "pyroutingkit==0.2.*" \
  "osrm-bindings==26.10.*"
