# Prosody from Debian's package (with lua-dbi-postgresql), archiving every message to PostgreSQL.

server_needs='prosody lua-dbi-postgresql postgresql'

server_available() {
  command -v prosody >/dev/null && [ -x "$postgres_bin/postgres" ] &&
    find /usr/lib -path '*lua/5.*/dbd/postgresql.so' | grep -q .
}

server_version() {
  dpkg-query -W -f 'Prosody ${Version}' prosody
}

start_server() {
  start_postgres || return 1
  psql_bench -c 'create database prosody' || return 1
  "$bench" accounts --form PROSODY --count "$accounts" "$work/prosody-data/localhost/accounts" ||
    return 1
  sed -e "s|@WORK@|$work|g" -e "s|@PORT@|$port|g" -e "s|@POSTGRES_PORT@|$postgres_port|g" \
    "$here/servers/prosody.cfg.lua" >"$work/prosody.cfg.lua"
  $pin_server prosody -F --config "$work/prosody.cfg.lua" >"$work/prosody.out" 2>&1 &
  server_pid=$!
  wait_for 30 listens "$port"
}

stop_server() {
  stop_pid "${server_pid:-}"
  stop_postgres
}
