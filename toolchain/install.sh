#!/bin/sh
# Installs the npm packages of package-lock.json, when they are missing or another lock's.
# Runs on any Node 20 or newer: the packages bring the Node that everything else runs on.
set -eu
cd "$(dirname "$0")/.."

fail() {
  printf 'slipway: %s\n' "$*" >&2
  exit 1
}

command -v git >/dev/null || fail "git is not installed. Install it (Debian: apt-get install git) and try again."
command -v npm >/dev/null || fail "npm is not installed. Install Node.js 20 or newer with npm and try again."
major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
[ "$major" -ge 20 ] || fail "Node.js $(node --version) is too old. Install Node.js 20 or newer and try again."

# The mark is written last, so an interrupted install is done again.
mark=node_modules/.slipway-lock
if ! cmp -s package-lock.json "$mark"; then
  printf 'Installing npm packages …\n' >&2
  log=$(mktemp)
  if ! npm ci --no-audit --no-fund --loglevel=error >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    fail "npm ci failed; its messages stand above."
  fi
  rm -f "$log"
  # npm links the commands of packages and not the project's own; with the link npx looks no further.
  ln -sf ../../cli/slipway.mjs node_modules/.bin/slipway
  cp package-lock.json "$mark"
fi
