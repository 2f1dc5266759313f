# ejabberd from Debian's package, everything in PostgreSQL, without Erlang's distribution (so no epmd).

server_needs='ejabberd erlang-p1-pgsql postgresql'
ejabberd_sql=/usr/share/ejabberd/sql/pg.sql

server_available() {
  command -v ejabberdctl >/dev/null && [ -x "$postgres_bin/postgres" ] && [ -r "$ejabberd_sql" ]
}

server_version() {
  dpkg-query -W -f 'ejabberd ${Version}' ejabberd
}

start_server() {
  start_postgres || return 1
  psql_bench -c 'create database ejabberd' || return 1
  "$bench" accounts --form EJABBERD --count "$accounts" "$work/accounts.sql" || return 1
  "$postgres_bin/psql" -q -1 -h 127.0.0.1 -p "$postgres_port" -U bench -d ejabberd \
    -f "$ejabberd_sql" -f "$work/accounts.sql" >"$work/schema.log" || return 1
  sed -e "s|@WORK@|$work|g" -e "s|@PORT@|$port|g" -e "s|@POSTGRES_PORT@|$postgres_port|g" \
    "$here/servers/ejabberd.yml" >"$work/ejabberd.yml"
  mkdir -p "$work/mnesia" "$work/logs"
  HOME=$work ERL_LIBS=/usr/lib/$(uname -m)-linux-gnu EJABBERD_CONFIG_PATH=$work/ejabberd.yml \
    EJABBERD_LOG_PATH=$work/logs/ejabberd.log ERL_MAX_PORTS=32000 ERL_MAX_ETS_TABLES=1400 \
    $pin_server erl +K true +P 250000 -noinput -mnesia dir "\"$work/mnesia\"" -s ejabberd \
    >"$work/ejabberd.out" 2>&1 </dev/null &
  server_pid=$!
  wait_for 60 listens "$port"
}

stop_server() {
  stop_pid "${server_pid:-}"
  stop_postgres
}
