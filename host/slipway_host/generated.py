"""Generated from host/protocol.ts and host/limits.ts by `npm run host`."""

from __future__ import annotations

PROTOCOL = 1

SERVING = 0
INTERRUPTED = 1
PUT_BACK = 10
PUT_BACK_FAILED = 11
BUSY = 12
REFUSED = 13
BAD_REQUEST = 20
NOT_ALLOWED = 21
NOT_READY = 22

ALLOWED: dict[str, tuple[str, ...]] = {
    "configurator": ("apply", "announce", "remove", "status", "history", "logs"),
    "deployer": ("deploy", "rollback", "allow", "pull", "restart", "restore", "status", "history", "logs"),
    "puller": ("pull", "status", "history", "logs"),
    "observer": ("status", "history", "logs"),
}

KEPT_RELEASES = 10
MOST_BACKUPS = 100
KEPT_HISTORY = 1000
KEPT_LOGS = 20
COMPOSE_SECONDS = 900
PULL_SECONDS = 1800
BACKUP_SECONDS = 3600
DOCKER_SECONDS = 120
CRASH_LOOP_RESTARTS = 3
CRASH_LOOP_SECONDS = 10
DAEMON_SECONDS = 60
RECOVER_SECONDS = 60
RECOVER_MOST_SECONDS = 3600
WATCH_LOOK_SECONDS = 2
WATCH_FAILURES = 3
ANNOUNCED_SECONDS = 3600
MOST_SECONDS = 86400
WAIT_SECONDS = 60
HEALTH_SECONDS = 60
TOLD_HISTORY = 20
LEAST_SPACE_BYTES = 1073741824
CALLS_AT_ONCE = 16
LOGS_AT_ONCE = 8
TOLD_LOG_LINES = 100
MOST_LOG_LINES = 10000
LOG_BYTES = 4194304
LOG_BYTES_IN_SECOND = 262144
LOG_LINE_CHARACTERS = 16384
LOGS_SECONDS = 45
FOLLOW_SECONDS = 3600
REQUEST_BYTES = 65536
APPLY_BYTES = 33554432
REQUEST_VALUES = 1000000
REQUEST_SECONDS = 120

NAME = "[A-Za-z0-9][A-Za-z0-9._-]*"
IMAGE = "[^@\\s$]+@sha256:[0-9a-f]{64}"
DIGEST = ".*sha256:[0-9a-f]{64}"
REPOSITORY = "([^@\\s$/]+(/[^@\\s$/:]+)+)?"
ADDRESS = "https?://[^\\s]+"
VERSION_PATH = "(?=\\.)(\\.[A-Za-z_][A-Za-z0-9_]*|\\.?\\[\"[^\"\\\\\\s]+\"\\]|\\.?\\[[0-9]+\\])+"
