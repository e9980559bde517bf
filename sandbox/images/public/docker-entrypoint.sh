#!/bin/sh
# Starts PostgreSQL as the entrypoint of Docker Hub's image does, and makes the database first where
# there is none: with POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, POSTGRES_HOST_AUTH_METHOD and the
# files of /docker-entrypoint-initdb.d.
set -eu

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

# The password may stand in a file as well.
if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
  [ -z "${POSTGRES_PASSWORD:-}" ] || {
    echo 'error: both POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are set (but are exclusive)' >&2
    exit 1
  }
  POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
fi

ask() {
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$user" --no-password "$@"
}

initialise() {
  if [ -z "${POSTGRES_PASSWORD:-}" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
    echo 'Error: Database is uninitialized and superuser password is not specified.' >&2
    echo '       You must specify POSTGRES_PASSWORD to a non-empty value for the' >&2
    echo '       superuser.' >&2
    exit 1
  fi
  printf '%s\n' "${POSTGRES_PASSWORD:-}" | initdb --username "$user" --pwfile /dev/stdin
  printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
  # For this machine only until all is there: whoever asks over the network waits.
  pg_ctl --pgdata "$PGDATA" --options "-c listen_addresses=''" --wait start
  if [ "$database" != postgres ]; then
    echo 'create database :"name"' | ask --dbname postgres --set "name=$database"
  fi
  for file in /docker-entrypoint-initdb.d/*; do
    # shellcheck disable=SC1090 # whoever uses the image has put it there
    case "$file" in
      *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
      *.sql) ask --dbname "$database" --file "$file" ;;
    esac
  done
  pg_ctl --pgdata "$PGDATA" --mode fast --wait stop
}

# `docker run postgres -c shared_buffers=…`
case "${1:-}" in -*) set -- postgres "$@" ;; esac
[ "${1:-}" = postgres ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  chmod 3775 /var/run/postgresql
  chown -R postgres:postgres "$PGDATA" /var/run/postgresql
  exec chroot --userspec postgres:postgres / "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then initialise; fi
exec "$@"
