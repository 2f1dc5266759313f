# Sourced by bench/compare: what the servers' scripts share. Everything lives in $work, a directory of
# its own, and on loopback; every process is ended by its pid.

postgres_bin=${POSTGRES_BIN:-/usr/lib/postgresql/15/bin}

# An ECDSA certificate, as rivals and Chancery alike get it.
make_certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
    -subj /CN=localhost -addext subjectAltName=DNS:localhost,DNS:rooms.localhost \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>"$work/openssl.log"
  cat "$work/key.pem" "$work/cert.pem" >"$work/both.pem"
  chmod 644 "$work"/*.pem
}

# Waits up to $1 seconds for the command that follows to succeed; gives up when the server has ended.
wait_for() {
  patience=$(($1 * 5))
  shift
  until "$@" >/dev/null 2>&1; do
    patience=$((patience - 1))
    if [ "$patience" -le 0 ] || { [ -n "${server_pid:-}" ] && [ "$1" != gone ] && gone "$server_pid"; }; then
      echo "error: gave up waiting for: $*" >&2
      return 1
    fi
    sleep 0.2
  done
}

listens() {
  ss -Hltn "sport = :$1" | grep -q .
}

# Ends a process by its pid and waits; kills it after $2 seconds (default 20).
stop_pid() {
  [ -n "${1:-}" ] && kill "$1" 2>/dev/null || return 0
  wait_for "${2:-20}" gone "$1" || kill -9 "$1" 2>/dev/null || true
}

gone() {
  ! kill -0 "$1" 2>/dev/null
}

as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
  else
    "$@"
  fi
}

# A PostgreSQL for the rivals, as durable as it is by default: fsync and synchronous_commit on.
start_postgres() {
  mkdir -p "$work/pg"
  [ "$(id -u)" != 0 ] || chown postgres "$work/pg"
  as_postgres "$postgres_bin/initdb" -D "$work/pg" -U bench -A trust -E UTF8 --locale=C.UTF-8 \
    >"$work/initdb.log"
  $pin_server setpriv --pdeathsig TERM $(postgres_user) "$postgres_bin/postgres" -D "$work/pg" \
    -h 127.0.0.1 -p "$postgres_port" -k "$work/pg" -c shared_buffers=128MB \
    >"$work/postgres.log" 2>&1 &
  postgres_pid=$!
  wait_for 30 psql_bench -c 'select 1'
}

postgres_user() {
  [ "$(id -u)" != 0 ] || echo --reuid=postgres --regid=postgres --clear-groups
}

psql_bench() {
  "$postgres_bin/psql" -q -h 127.0.0.1 -p "$postgres_port" -U bench -d postgres "$@"
}

stop_postgres() {
  # SIGINT is PostgreSQL's fast shutdown.
  [ -z "${postgres_pid:-}" ] || kill -INT "$postgres_pid" 2>/dev/null || true
  [ -z "${postgres_pid:-}" ] || wait_for 20 gone "$postgres_pid" || true
  postgres_pid=
}
