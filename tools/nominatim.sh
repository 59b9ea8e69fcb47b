#!/usr/bin/env bash
# A real Nominatim over the sample city, for the tests of the online providers.
#   tools/nominatim.sh install      Debian's packages (as root)
#   tools/nominatim.sh build        import the city, keep it as one file in build/nominatim
#   tools/nominatim.sh with CMD...  serve it on loopback while CMD runs; PLANNER_NOMINATIM says where
# Nominatim is GPL and a service: it lives in a venv of its own and is never imported here.
set -euo pipefail
cd "$(dirname "$0")/.."
home=$PWD/build/nominatim
sqlite=$home/city.sqlite

say() { echo "nominatim: $*" >&2; }

install() {
  if dpkg -s osm2pgsql libsqlite3-mod-spatialite python3-icu python3-venv >/dev/null 2>&1 &&
    ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1; then return; fi
  apt-get -o DPkg::Lock::Timeout=300 update -qq
  local postgis
  postgis=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | sort -V | tail -n 1)
  postgis=${postgis%% *}
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -qq -y \
    --no-install-recommends "${postgis%-postgis-3}" "$postgis" "$postgis-scripts" osm2pgsql \
    libsqlite3-mod-spatialite python3-icu python3-venv >/dev/null
}

# PostgreSQL refuses to run as root, and its user cannot read below root's home: hence a folder of
# the system's own for temporary files, gone when the city is one SQLite file.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

start_database() {
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  database=$(mktemp -d)
  [ "$(id -u)" = 0 ] && chown postgres "$database"
  trap stop_database EXIT
  as_postgres "$bin/initdb" -D "$database/data" -E UTF8 --locale=C.UTF-8 -A trust >/dev/null
  # On the Unix socket in that folder alone: no port is taken, and nobody else comes in.
  as_postgres "$bin/pg_ctl" -D "$database/data" -w -l "$database/log" start -o \
    "-k $database -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off" >/dev/null
  chmod 755 "$database"
  local owner
  owner=$(as_postgres id -un)
  for role in nominatim "$(id -un)"; do
    [ "$role" = "$owner" ] || as_postgres psql -q -h "$database" -d postgres \
      -c "CREATE ROLE \"$role\" SUPERUSER LOGIN"
  done
  as_postgres psql -q -h "$database" -d postgres -c 'CREATE ROLE "www-data" LOGIN'
}

stop_database() {
  as_postgres "$bin/pg_ctl" -D "$database/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$database"
}

make_venv() {
  [ -x "$home/venv/bin/nominatim" ] && return
  rm -rf "$home/venv"
  # Debian's Python: its sqlite3 loads extensions, and its python3-icu needs no compiler.
  /usr/bin/python3 -m venv --system-site-packages "$home/venv"
  "$home/venv/bin/pip" --disable-pip-version-check --quiet install nominatim-db==5.3.3 \
    nominatim-api==5.3.3 'psycopg[binary]' aiosqlite falcon uvicorn
}

build() {
  mkdir -p "$home"
  .venv/bin/python -m data.generator.extract "$home/city.osm.pbf"
  local stamp
  stamp=$(cat "$home/city.osm.pbf" "$0" | cksum)
  if [ -e "$sqlite" ] && [ "$stamp" = "$(cat "$home/stamp" 2>/dev/null)" ]; then return; fi
  rm -rf "$sqlite" "$home/project"
  make_venv
  start_database
  mkdir "$home/project"
  cd "$home/project"
  cat >.env <<END
NOMINATIM_DATABASE_DSN="pgsql:dbname=nominatim;host=$database;user=nominatim"
NOMINATIM_DATABASE_WEBUSER=www-data
NOMINATIM_IMPORT_STYLE=full
END
  say "importing the city"
  "$home/venv/bin/nominatim" import --osm-file "$home/city.osm.pbf" --threads 1 --offline --no-updates
  say "keeping it as one file"
  "$home/venv/bin/nominatim" convert -o "$sqlite"
  echo "$stamp" >"$home/stamp"
  say "ready"
}

with() {
  [ -e "$home/stamp" ] || { say "run tools/nominatim.sh build first"; exit 2; }
  local port
  port=$("$home/venv/bin/python" -c \
    'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  cd "$home/project"
  NOMINATIM_DATABASE_DSN="sqlite:dbname=$sqlite" "$home/venv/bin/nominatim" serve \
    --server "127.0.0.1:$port" --engine falcon >"$home/serve.log" 2>&1 &
  local server=$!
  trap "kill $server" EXIT
  cd - >/dev/null
  for _ in $(seq 100); do
    kill -0 "$server" 2>/dev/null || { say "the service stopped:"; tail -n 20 "$home/serve.log" >&2; exit 1; }
    curl -sf "http://127.0.0.1:$port/status" >/dev/null && break
    sleep 0.3
  done
  PLANNER_NOMINATIM="http://127.0.0.1:$port" "$@"
}

"$@"
