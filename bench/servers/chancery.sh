# Chancery from this source checkout, with its embedded PostgreSQL.

server_needs='a source checkout and Maven'

server_available() {
  [ -x "$home/bin/chancery" ]
}

server_version() {
  echo "Chancery $(git -C "$home" rev-parse --short HEAD)"
}

# The same settings for the server and for the commands beside it.
chancery() {
  sub=$1
  shift
  $pin_server "$home/bin/chancery" "$sub" "$@" \
    --set chancery.data-dir="$work/data" --set chancery.bind=127.0.0.1 \
    --set chancery.client.port="$port" --set chancery.client.tls-port=$((port + 1)) \
    --set chancery.http.port=off --set chancery.https.port=off \
    --set chancery.storage.port="$postgres_port" \
    --set chancery.tls.certificate="$work/cert.pem" --set chancery.tls.key="$work/key.pem" \
    --set chancery.client.connections-per-address=100000
}

start_server() {
  # In a subshell that the server replaces, so that the process id is the server's own.
  (
    pin_server="exec $pin_server"
    chancery run
  ) >"$work/chancery.out" 2>"$work/chancery.log" &
  server_pid=$!
  wait_for 180 grep -q '^ready' "$work/chancery.out" || return 1
  "$bench" accounts --form CSV --count "$accounts" "$work/accounts.csv" || return 1
  chancery user import "$work/accounts.csv" >"$work/import.log" 2>&1 || {
    cat "$work/import.log" >&2
    return 1
  }
  postgres_pid=$(ss -Hltnp "sport = :$postgres_port" | sed -n 's/.*"postgres",pid=\([0-9]*\).*/\1/p' | head -n 1)
}

stop_server() {
  stop_pid "${server_pid:-}" 60
  # It stops its PostgreSQL itself; this is for when it was killed.
  [ -z "${postgres_pid:-}" ] || gone "$postgres_pid" || kill -INT "$postgres_pid" || true
}
