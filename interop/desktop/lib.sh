# What the scenarios share; see "run". Each person has a home directory of their own below $WORK.

start_server() {
  mkdir -p "$WORK/server"
  "$CHANCERY_HOME/bin/chancery" run --demo --set "chancery.data-dir=$WORK/server/data" >"$OUT/server.log" 2>&1 &
  server=$!
  await 60 grep -q '^ready' "$OUT/server.log"
  cat "$WORK/server/data/tls/self-signed.crt" >>"$WORK/bundle.crt"
}

stop_server() {
  kill "$server"
  wait "$server" || true
  cp "$WORK"/server/data/postgres/cluster/log/*.log "$OUT/" 2>/dev/null || true
}

sql() { "$CHANCERY_HOME/bin/chancery" sql --set "chancery.data-dir=$WORK/server/data" -c "$1"; }

password_of() { sed -n "s/^$1@localhost  *password: *//p" "$OUT/server.log"; }

# await SECONDS COMMAND...: until the command succeeds
await() {
  left=$(($1 * 5))
  shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { echo "error: waited in vain for: $*" >&2; exit 1; }
    sleep 0.2
  done
}

start_screen() {
  Xvfb "$DISPLAY" -screen 0 1600x900x24 -nolisten tcp >"$OUT/screen.log" 2>&1 &
  await 20 xdpyinfo
  openbox >/dev/null 2>&1 &
}

shot() { sleep "${2:-2}"; import -window root "$OUT/$1.png"; echo "$OUT/$1.png"; }

# as PERSON COMMAND...: with the person's own home
as() {
  person=$1
  shift
  mkdir -p "$WORK/$person"
  env HOME="$WORK/$person" XDG_CONFIG_HOME="$WORK/$person/.config" XDG_DATA_HOME="$WORK/$person/.local/share" \
    XDG_CACHE_HOME="$WORK/$person/.cache" XDG_RUNTIME_DIR="$WORK/$person" "$@"
}

# gajim_for PERSON: an account that is set up, its password in the settings instead of a keyring
gajim_for() {
  person=$1
  mkdir -p "$WORK/$person/.config/gajim"
  db="$WORK/$person/.config/gajim/settings.sqlite"
  sqlite3 "$db" <<SQL
CREATE TABLE settings (name TEXT UNIQUE, settings TEXT);
CREATE TABLE account_settings (account TEXT UNIQUE, settings TEXT);
INSERT INTO settings VALUES ('app', '{"use_keyring": false, "latest_disco_addr": "localhost", "last_update_check": "2099-01-01 00:00", "check_for_update": false, "plugins_auto_update": false, "is_window_visible": true, "ask_online_status": false}');
INSERT INTO settings VALUES ('soundevents', '{}'), ('status_presets', '{}'), ('proxies', '{}'), ('plugins', '{}');
INSERT INTO settings VALUES ('workspaces', '{"one": {"name": "My Workspace", "color": "", "avatar_sha": "", "chats": []}}');
INSERT INTO account_settings VALUES ('$person', '{"account": {"name": "$person", "hostname": "localhost", "address": "$person@localhost", "account_label": "$person", "savepass": true, "password": "$(password_of "$person")", "active": true, "autoconnect": true, "resource": "gajim", "use_custom_host": true, "custom_host": "localhost", "custom_port": 5222, "custom_type": "START TLS"}, "contact": {}, "group_chat": {}}');
PRAGMA user_version = 5;
SQL
  as "$person" gajim --profile "" >"$OUT/gajim-$person.log" 2>&1 &
}

# dino_for PERSON [DEVICE]: Dino makes its database by itself, then an account is written into it. Each has a message
# bus of its own, since Dino runs only once on each.
dino_for() {
  person=$1
  device=${2:-$person}
  db="$WORK/$device/.local/share/dino/dino.db"
  as "$device" timeout 8 dbus-run-session -- dino-im >"$OUT/dino-$device-first.log" 2>&1 || true
  sqlite3 "$db" "INSERT INTO account (bare_jid, resourcepart, password, alias, enabled)
    VALUES ('$person@localhost', '$device', '$(password_of "$person")', '$person', 1)"
  as "$device" dbus-run-session -- sh -c 'echo "$DBUS_SESSION_BUS_ADDRESS" >"$HOME/bus"; exec dino-im' \
    >"$OUT/dino-$device.log" 2>&1 &
}

# dino_opens DEVICE ADDRESS: as if a link was clicked
dino_opens() { DBUS_SESSION_BUS_ADDRESS=$(cat "$WORK/$1/bus") as "$1" timeout 3 dino-im "$2" || true; }

# profanity_for PERSON: in a terminal without a window; "types PERSON LINE" and "terminal PERSON" work with it
profanity_for() {
  as "$1" tmux -L "$1" new-session -d -x 100 -y 34 profanity
  await 20 sh -c "tmux -L $1 capture-pane -p | grep -q /help"
  types "$1" "/connect $1@localhost tls trust"
  sleep 4
  types "$1" "$(password_of "$1")"
  sleep 5
}

types() {
  as "$1" tmux -L "$1" send-keys -l "$2"
  as "$1" tmux -L "$1" send-keys Enter
  sleep 2
}

terminal() { as "$1" tmux -L "$1" capture-pane -p; }

# window NAME: the number of the newest visible window with the name, a regular expression
window() { xdotool search --onlyvisible --name "$1" 2>/dev/null | tail -1; }

window_exists() { [ -n "$(window "$1")" ]; }

# focus NAME: waits for the window and gives it the keyboard
focus() {
  await 40 window_exists "$1"
  sleep 1
  xdotool windowactivate --sync "$(window "$1")"
  sleep 0.5
}

# place NAME X Y WIDTH HEIGHT
place() {
  focus "$1"
  xdotool windowmove "$(window "$1")" "$2" "$3" windowsize "$(window "$1")" "$4" "$5"
}

click() { xdotool mousemove "$1" "$2" click "${3:-1}"; sleep 0.5; }

enter() { xdotool type --delay 40 "$1"; xdotool key Return; sleep 1; }

# clipboard: the text that was copied last
clipboard() {
  /usr/bin/python3 -c '
import gi
gi.require_versions({"Gdk": "3.0", "Gtk": "3.0"})
from gi.repository import Gdk, Gtk
print(Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).wait_for_text())'
}
