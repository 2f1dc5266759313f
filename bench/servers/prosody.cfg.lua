-- Prosody for bench/compare: every message archived in PostgreSQL, no limits, loopback only.
run_as_root = true
pidfile = "@WORK@/prosody.pid"
data_path = "@WORK@/prosody-data"
log = { warn = "@WORK@/prosody.log" }

interfaces = { "127.0.0.1" }
local_interfaces = { "127.0.0.1" }
c2s_ports = { @PORT@ }
modules_disabled = { "s2s" }
modules_enabled = {
	"roster"; "saslauth"; "tls"; "disco"; "ping"; "carbons"; "mam"; "smacks"; "csi_simple"; "pep"; "blocklist";
}
c2s_require_encryption = true
ssl = { key = "@WORK@/key.pem"; certificate = "@WORK@/cert.pem" }

network_backend = "epoll"
-- A burst of log-ins fills the default of 128.
network_settings = { tcp_backlog = 1024 }
authentication = "internal_hashed"
storage = { archive = "sql"; muc_log = "sql" }
sql = {
	driver = "PostgreSQL"; database = "prosody"; host = "127.0.0.1"; port = @POSTGRES_PORT@; username = "bench";
}
default_archive_policy = true
archive_expires_after = "never"

VirtualHost "localhost"

Component "rooms.localhost" "muc"
	modules_enabled = { "muc_mam" }
	muc_log_by_default = true
	restrict_room_creation = false
	muc_room_locking = false
