#!/bin/sh
# Starts a throw-away PostgreSQL on loopback, runs the store's conformance suite (or the given command) against it, stops it.
# Needs Debian's package postgresql (15 or newer); runs the server as user postgres when called by root.
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
dir=$(mktemp -d)
as=""
if [ "$(id -u)" = 0 ]; then
  chown postgres "$dir"
  as="setpriv --reuid=postgres --regid=postgres --clear-groups"
fi
port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')

cd "$dir"
$as "$bin/initdb" --pgdata="$dir/data" --username=drm --auth=trust --encoding=UTF8 --locale=C --no-sync >"$dir/log" 2>&1
$as "$bin/postgres" -D "$dir/data" -c listen_addresses=127.0.0.1 -c port="$port" -c unix_socket_directories= >>"$dir/log" 2>&1 &
server=$!
cd - >/dev/null
stop() {
  kill -INT "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' INT TERM

tries=0
until "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; do
  tries=$((tries + 1))
  if [ "$tries" -gt 100 ]; then
    cat "$dir/log"
    exit 1
  fi
  sleep 0.1
done

TEST_DATABASE_URL="postgres://drm@127.0.0.1:$port/postgres"
export TEST_DATABASE_URL
if [ "$#" -gt 0 ]; then
  "$@"
else
  node --test --test-timeout=120000 "$(dirname "$0")/postgres.test.ts"
fi
