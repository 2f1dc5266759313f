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

# start_screen [SIZE]
start_screen() {
  Xvfb "$DISPLAY" -screen 0 "${1:-1600x900}x24" -nolisten tcp >"$OUT/screen.log" 2>&1 &
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

# starts DEVICE COMMAND...: with the device's home and a message bus of its own, since a client runs once on each only
starts() {
  device=$1
  shift
  as "$device" dbus-run-session -- sh -c 'echo "$DBUS_SESSION_BUS_ADDRESS" >"$HOME/bus"; echo $$ >"$HOME/pid"; exec "$@"' \
    sh "$@" >"$OUT/$device.log" 2>&1 &
}

# opens DEVICE CLIENT ADDRESS: as if a link was clicked
opens() { DBUS_SESSION_BUS_ADDRESS=$(cat "$WORK/$1/bus") as "$1" timeout 3 "$2" "$3" >>"$OUT/$1.log" 2>&1 || true; }

# online PERSON [DEVICE]: waits for the log-in
online() { await 60 grep -q "session opened jid=$1@localhost/${2:-$1} " "$OUT/server.log"; }

# gajim_for PERSON [DEVICE]: an account that is set up, its password in the settings instead of a keyring
gajim_for() {
  person=$1
  device=${2:-$person}
  mkdir -p "$WORK/$device/.config/gajim"
  db="$WORK/$device/.config/gajim/settings.sqlite"
  sqlite3 "$db" <<SQL
CREATE TABLE settings (name TEXT UNIQUE, settings TEXT);
CREATE TABLE account_settings (account TEXT UNIQUE, settings TEXT);
INSERT INTO settings VALUES ('app', '{"use_keyring": false, "latest_disco_addr": "localhost", "last_update_check": "2099-01-01 00:00", "check_for_update": false, "plugins_auto_update": false, "is_window_visible": true, "ask_online_status": false}');
INSERT INTO settings VALUES ('soundevents', '{}'), ('status_presets', '{}'), ('proxies', '{}'), ('plugins', '{}');
INSERT INTO settings VALUES ('workspaces', '{"one": {"name": "My Workspace", "color": "", "avatar_sha": "", "chats": []}}');
INSERT INTO account_settings VALUES ('$person', '{"account": {"name": "$person", "hostname": "localhost", "address": "$person@localhost", "account_label": "$person", "savepass": true, "password": "$(password_of "$person")", "active": true, "autoconnect": true, "resource": "$device", "use_custom_host": true, "custom_host": "localhost", "custom_port": 5222, "custom_type": "START TLS"}, "contact": {}, "group_chat": {}}');
PRAGMA user_version = 5;
SQL
  starts "$device" gajim
  online "$person" "$device"
}

# become_contacts DEVICE PERSON: asked in Gajim's dialog of two pages; accepted by the button above Dino's empty
# conversation, at the right end of the screen
become_contacts() {
  opens "$1" gajim "xmpp:$2@localhost?roster"
  focus '^Add Contact$' "$1"
  xdotool key Return
  sleep 2
  xdotool key Return
  sleep 3
  click 1496 78
}

# creates_room DEVICE NAME: a public one, in Gajim
creates_room() {
  focus '^Gajim$' "$1"
  xdotool key ctrl+g
  place '^Create Group Chat$' 100 200 600 400
  click 440 312
  xdotool type --delay 40 "$2"
  click 168 400
  click 256 495
  click 644 605
}

# talks_in_gajim DEVICE PERSON: opens the conversation
talks_in_gajim() {
  opens "$1" gajim "xmpp:$2@localhost?message"
  focus '^Start / Join Chat$' "$1"
  xdotool key Return
  sleep 2
  focus '^Gajim$' "$1"
}

# shows_picture PERSON RRGGBB: published by a device of its own
shows_picture() {
  /usr/bin/python3 "$SCENARIOS/avatar.py" "$1@localhost/camera" "$(password_of "$1")" "$2" >"$OUT/avatar-$1.log" 2>&1
}

# dino_for PERSON [DEVICE]: Dino makes its database by itself, then an account is written into it
dino_for() {
  person=$1
  device=${2:-$person}
  db="$WORK/$device/.local/share/dino/dino.db"
  starts "$device" dino-im
  await 40 test -e "$db"
  await 40 window_exists '^Dino$' "$device"
  kill "$(cat "$WORK/$device/pid")"
  wait $! || true
  sqlite3 "$db" "INSERT INTO account (bare_jid, resourcepart, password, alias, enabled)
    VALUES ('$person@localhost', '$device', '$(password_of "$person")', '$person', 1)"
  starts "$device" dino-im
  online "$person" "$device"
}

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

# window NAME [DEVICE]: the number of the newest visible window with the name, a regular expression
window() {
  xdotool search --all --onlyvisible ${2:+--pid "$(cat "$WORK/$2/pid")"} --name "$1" 2>/dev/null | tail -1
}

window_exists() { [ -n "$(window "$@")" ]; }

# focus NAME [DEVICE]: waits for the window and gives it the keyboard
focus() {
  await 40 window_exists "$@"
  sleep 1
  xdotool windowactivate --sync "$(window "$@")"
  sleep 0.5
}

# place NAME X Y WIDTH HEIGHT [DEVICE]
place() {
  focus "$1" ${6:+"$6"}
  placed=$(window "$1" ${6:+"$6"})
  xdotool windowmove "$placed" "$2" "$3" windowsize "$placed" "$4" "$5"
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
